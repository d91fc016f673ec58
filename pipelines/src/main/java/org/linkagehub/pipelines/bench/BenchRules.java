package org.linkagehub.pipelines.bench;

import java.util.List;

/**
 * Blocking rules to measure with, on the columns {@code first_name}, {@code surname}, {@code dob},
 * {@code postcode} and {@code birth_place}.
 */
public enum BenchRules {
  /** Those of the configuration. */
  OWN,
  /** Rules that few pairs but matches meet: some three pairs a record. */
  TIGHT,
  /** Rules that namesakes and people of one birthday meet. */
  LOOSE,
  /** One rule that makes some 300 pairs a record: what comparing alone costs. */
  COARSE;

  /** Lists of what two records must agree on; none for those of the configuration. */
  List<List<String>> rules() {
    return switch (this) {
      case OWN -> List.of();
      case TIGHT ->
          List.of(
              List.of("first_name", "dob"),
              List.of("surname", "dob"),
              List.of("postcode", "first_name"),
              List.of("postcode", "surname"),
              List.of("first_name", "surname", "year(dob)"),
              List.of("dob", "birth_place"));
      case LOOSE ->
          List.of(
              List.of("dob"),
              List.of("first_name", "surname"),
              List.of("postcode", "surname"),
              List.of("postcode", "first_name"));
      case COARSE -> List.of(List.of("substr(surname, 1, 4)"));
    };
  }
}
