package org.linkagehub.qa.synthetic;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Error rates in the order in which the errors of a field are tried. */
final class Rates {
  /** One kind of error and its share of the values that it can befall. */
  record Rate(ErrorKind kind, double rate) {}

  private final Map<PersonField, List<Rate>> byField = new EnumMap<>(PersonField.class);

  private Rates() {}

  static Rates of(ErrorRates rates) {
    Rates made = new Rates();
    rates
        .rates()
        .forEach(
            (field, kinds) ->
                made.byField.put(
                    field,
                    kinds.entrySet().stream()
                        .filter(kind -> kind.getValue() > 0)
                        .sorted(Map.Entry.comparingByKey())
                        .map(kind -> new Rate(kind.getKey(), kind.getValue()))
                        .toList()));
    return made;
  }

  /** The rates of each field times its factor, but none above 1; a field without one stays. */
  Rates times(Map<PersonField, Double> factors) {
    Rates made = new Rates();
    byField.forEach(
        (field, rates) -> {
          double factor = factors.getOrDefault(field, 1.0);
          made.byField.put(
              field,
              rates.stream()
                  .map(rate -> new Rate(rate.kind(), Math.min(1, rate.rate() * factor)))
                  .toList());
        });
    return made;
  }

  List<Rate> of(PersonField field) {
    return byField.getOrDefault(field, List.of());
  }
}
