package org.linkagehub.qa.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;

class DriftTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  @Test
  void tellsWhatChangedOfFiguresThatBothRunsHave() {
    List<Measure> now =
        List.of(
            Measure.share("completeness", NONE, 90, 100).of("surname"),
            Measure.share("completeness", NONE, 50, 100).of("postcode"),
            Measure.share("pair_precision", OptionalDouble.of(3), 0, 0));
    List<Measure> before =
        List.of(
            Measure.share("completeness", NONE, 95, 100).of("surname"),
            Measure.share("pair_precision", OptionalDouble.of(3), 1, 2));
    List<Measure> drift = Drift.measure(now, before);
    assertEquals(1, drift.size(), drift::toString);
    assertEquals("change", drift.get(0).measure());
    assertEquals("completeness surname", drift.get(0).subject());
    assertEquals(-0.05, drift.get(0).value().getAsDouble(), 1e-12);
    assertEquals(List.of(), Drift.measure(now, List.of()));
  }

  /** Halves that became three and two fifths: -.1 ln(5/6) + .1 ln(5/4) = .0405. */
  @Test
  void thePopulationStabilityIndexIsTheSumOverGroups() {
    List<Measure> drift =
        Drift.measure(
            List.of(sex("female", 500, 1000), sex("male", 500, 1000)),
            List.of(sex("female", 60, 100), sex("male", 40, 100)));
    Measure index =
        drift.stream()
            .filter(m -> m.measure().equals("population_stability_index"))
            .findFirst()
            .orElseThrow();
    assertEquals("sex", index.subject());
    assertEquals(
        -0.1 * Math.log(5 / 6.0) + 0.1 * Math.log(5 / 4.0), index.value().getAsDouble(), 1e-12);
  }

  /**
   * Of one column that got longer values; the other's stay as they were, and each is told apart.
   */
  @Test
  void distributionsOfValuesHaveAnIndexEach() {
    List<Measure> drift =
        Drift.measure(
            List.of(length("surname", "5", 75), length("surname", "6", 25), length("town", "5", 9)),
            List.of(
                length("surname", "5", 50), length("surname", "6", 50), length("town", "5", 9)));
    List<Measure> indices =
        drift.stream().filter(m -> m.measure().equals("population_stability_index")).toList();
    assertEquals(
        List.of("surname by length", "town by length"),
        indices.stream().map(Measure::subject).toList());
    assertEquals(
        0.25 * Math.log(1.5) - 0.25 * Math.log(0.5), indices.get(0).value().getAsDouble(), 1e-12);
    assertEquals(0, indices.get(1).value().getAsDouble(), 0);
  }

  private static Measure length(String column, String length, long records) {
    return Measure.share("value_share", NONE, records, 100)
        .of(column)
        .in(new Group(column + " by length", length));
  }

  private static Measure sex(String value, long records, long all) {
    return Measure.share("group_share", NONE, records, all).in(new Group("sex", value));
  }
}
