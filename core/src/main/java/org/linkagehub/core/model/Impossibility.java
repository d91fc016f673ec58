package org.linkagehub.core.model;

import java.util.Objects;
import java.util.Optional;

/**
 * What shows that two records are not of one person, whatever else they agree on.
 *
 * @param name what reports call it, for example {@code two dates of death}
 * @param condition SQL on the pair, with columns as {@code nhs_number_l} and {@code nhs_number_r};
 *     two records of which it is true are never in one refined cluster, and null is not true
 * @param amongMany SQL aggregate over the records of a cluster that is true exactly where the
 *     condition is true of some two of them; empty where only a look at every pair can tell
 */
public record Impossibility(String name, String condition, Optional<String> amongMany) {
  public Impossibility {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(amongMany, "amongMany");
    if (name.isBlank() || condition.isBlank()) {
      throw new IllegalArgumentException("an impossibility needs a name and a condition");
    }
  }

  /** Any condition on the pair. */
  public static Impossibility of(String name, String condition) {
    return new Impossibility(name, condition, Optional.empty());
  }

  /** Two records of one source that has no duplicates. */
  public static Impossibility sameSource(String source) {
    String text = "'" + source.replace("\\", "\\\\").replace("'", "\\'") + "'";
    return new Impossibility(
        "two records of " + source,
        "source_l = %s AND source_r = %s".formatted(text, text),
        Optional.of("count_if(source = %s) > 1".formatted(text)));
  }

  /**
   * Two different values of a column of which a person has one: a verified identifier, a date of
   * death.
   *
   * @param column in which a missing value says nothing
   */
  public static Impossibility differentValues(String column) {
    return new Impossibility(
        "two values of " + column,
        "`%1$s_l` <> `%1$s_r`".formatted(column),
        Optional.of("min(`%1$s`) <> max(`%1$s`)".formatted(column)));
  }
}
