package org.linkagehub.qa.disclosure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;

class MeasureReleaseTest {
  private static final OptionalDouble AT = OptionalDouble.of(4);

  /** Right links, links, matches. */
  private static List<Measure> accuracy(Group group, long right, long links, long matches) {
    var measures = new ArrayList<Measure>();
    for (Measure measure : Measure.precisionAndRecall("pair", AT, right, links, matches)) {
      measures.add(measure.in(group));
    }
    return measures;
  }

  private static Group age(String value) {
    return new Group("age_band", value);
  }

  private static Measure find(List<Measure> measures, String name, Group group) {
    return measures.stream()
        .filter(m -> m.measure().equals(name) && m.group().equals(group))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sharesAreThoseOfRoundedCounts() {
    List<Measure> shown =
        MeasureRelease.of(accuracy(Group.ALL, 982, 1003, 1101), DisclosureSettings.STANDARD);
    Measure precision = find(shown, "pair_precision", Group.ALL);
    assertEquals(OptionalDouble.of(980), precision.numerator());
    assertEquals(OptionalDouble.of(1005), precision.denominator());
    assertEquals(980 / 1005.0, precision.value().getAsDouble(), 1e-15);
    double p = 980 / 1005.0;
    double r = 980 / 1100.0;
    assertEquals(
        2 * p * r / (p + r), find(shown, "pair_f1", Group.ALL).value().getAsDouble(), 1e-15);
    assertTrue(
        find(shown, "pair_f1", Group.ALL).numerator().isEmpty(), "2 x 982 would tell of 982");
  }

  @Test
  void nothingOfASmallCountIsLeft() {
    var raw = new ArrayList<>(accuracy(Group.ALL, 900, 1000, 1000));
    raw.addAll(accuracy(age("0-9"), 4, 50, 60));
    raw.add(Measure.figure("pair_precision_difference", AT, 4 / 50.0 - .9).in(age("0-9")));
    raw.add(Measure.figure("pair_precision_difference_p", AT, 0.0004).in(age("0-9")));
    List<Measure> shown = MeasureRelease.of(raw, DisclosureSettings.STANDARD);
    for (Measure measure : shown) {
      if (!measure.group().isAll()) {
        assertTrue(measure.suppressed(), measure::toString);
        assertTrue(measure.value().isEmpty(), measure::toString);
        assertEquals(Interval.NONE, measure.interval(), measure::toString);
      }
    }
    assertEquals(OptionalDouble.of(50), find(shown, "pair_precision", age("0-9")).denominator());
  }

  @Test
  void ofAGroupOfFewRecordsNothingIsShown() {
    var raw = new ArrayList<Measure>();
    raw.add(Measure.count("records", OptionalDouble.empty(), 100));
    raw.add(Measure.count("records", OptionalDouble.empty(), 5).in(age("90+")));
    raw.add(
        Measure.figure("commonest_value_share", OptionalDouble.empty(), 0.25)
            .of("year")
            .in(age("90+")));
    // Of a larger group it would be shown: it counts nobody.
    raw.add(Measure.count("codes", OptionalDouble.empty(), 9).of("sex").in(age("90+")));
    List<Measure> shown = MeasureRelease.of(raw, DisclosureSettings.STANDARD);
    for (String name : List.of("commonest_value_share", "codes")) {
      Measure measure = find(shown, name, age("90+"));
      assertTrue(measure.suppressed() && measure.value().isEmpty(), measure::toString);
    }
  }

  @Test
  void correlationsLoseTheDecimalsThatWouldTellTheirCounts() {
    Measure correlation =
        Measure.figure("value_correlation", OptionalDouble.empty(), 0.123456).of("sex ~ area");
    Measure weight = Measure.figure("m", OptionalDouble.empty(), 0.123456).of("sex = 1");
    List<Measure> shown =
        MeasureRelease.of(List.of(correlation, weight), DisclosureSettings.STANDARD);
    assertEquals(OptionalDouble.of(0.12), shown.get(0).value());
    assertTrue(shown.get(0).numerator().isEmpty(), "nor in its numerator");
    assertEquals(weight, shown.get(1), "parameters of the model are no counts");
  }

  @Test
  void intervalsAreOfRoundedCountsAndAsWideAsMeasured() {
    Measure plain =
        Measure.share("pair_precision", AT, 982, 1003)
            .with(ReleasedInterval.wilson(982 / 1003.0, 1003), "wilson");
    Measure clustered =
        Measure.share("pair_precision", AT, 982, 1003)
            .with(ReleasedInterval.wilson(982 / 1003.0, 1003 / 2.9), "cluster");
    assertEquals(
        ReleasedInterval.wilson(980 / 1005.0, 1005),
        MeasureRelease.of(List.of(plain), DisclosureSettings.STANDARD).get(0).interval());
    assertEquals(
        ReleasedInterval.wilson(980 / 1005.0, 1005 / 3.0),
        MeasureRelease.of(List.of(clustered), DisclosureSettings.STANDARD).get(0).interval());
  }

  /** Wilson's interval of 10 of 20 is 0.2993 to 0.7007 (Newcombe 1998, Stat. Med. 17, method 3). */
  @Test
  void wilsonIsWilson() {
    Interval interval = ReleasedInterval.wilson(.5, 20);
    assertEquals(.2993, interval.lower().getAsDouble(), 5e-5);
    assertEquals(.7007, interval.upper().getAsDouble(), 5e-5);
  }

  @Test
  void probabilitiesOfTestsAreRoundedUp() {
    var raw = new ArrayList<>(accuracy(Group.ALL, 900, 1000, 1000));
    raw.addAll(accuracy(age("0-9"), 40, 50, 60));
    raw.add(Measure.figure("pair_recall_difference_p", AT, 0.0132).in(age("0-9")));
    List<Measure> shown = MeasureRelease.of(raw, DisclosureSettings.STANDARD);
    assertEquals(
        OptionalDouble.of(.05), find(shown, "pair_recall_difference_p", age("0-9")).value());
  }

  @Test
  void groupsAddUpToTheWholeAlsoBySides() {
    var raw = new ArrayList<Measure>();
    raw.add(Measure.count("links", AT, 60));
    long[] sides = {6, 44, 70};
    for (int i = 0; i < sides.length; i++) {
      raw.add(Measure.count("links", AT, sides[i]).in(age("band " + i)));
    }
    List<Measure> shown = MeasureRelease.of(raw, DisclosureSettings.STANDARD);
    assertTrue(find(shown, "links", age("band 0")).suppressed());
    assertTrue(find(shown, "links", age("band 1")).suppressed(), "2 x 60 - 70 - 44 = 6");
    assertEquals(OptionalDouble.of(70), find(shown, "links", age("band 2")).value());
  }

  @Test
  void withoutControlNothingIsChanged() {
    List<Measure> raw = accuracy(age("0-9"), 4, 50, 60);
    assertEquals(raw, MeasureRelease.of(raw, new DisclosureSettings(false, 7, 5, 3)));
  }
}
