package org.linkagehub.qa.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.qa.check.CheckResult.Outcome;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;

class ChecksTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private static final List<Measure> MEASURES =
      List.of(
          Measure.share("cluster_pair_precision", NONE, 96, 100)
              .with(Interval.of(.92, .98), "cluster"),
          Measure.share("cluster_pair_recall", NONE, 50, 100).in(new Group("sex", "F")),
          Measure.share("cluster_pair_recall", NONE, 40, 100).in(new Group("sex", "M")),
          Measure.share("cluster_pair_recall", NONE, 90, 100),
          Measure.share("pair_recall", OptionalDouble.of(4), 70, 100),
          Measure.share("pair_recall", OptionalDouble.of(8), 60, 100),
          Measure.share("labelled_recall", NONE, 0, 0));

  private static List<CheckResult> check(String checks) {
    return Checks.of(rules(checks), MEASURES);
  }

  private static List<CheckRule> rules(String checks) {
    return ConfigSource.ofText("test.conf", "linkage { checks = [" + checks + "] }")
        .read(in -> Optional.of(CheckRule.readAll(in.blocks("checks"))));
  }

  private static void assertOutcome(Outcome outcome, String reason, String check) {
    CheckResult result = check(check).get(0);
    assertEquals(reason, result.reason());
    assertEquals(outcome, result.outcome());
  }

  @Test
  void aValueIsHeldAgainstItsBounds() {
    assertOutcome(
        Outcome.PASS,
        "cluster_pair_precision is 0.9600, wanted at least 0.9500",
        "{ measure = cluster_pair_precision, at-least = 0.95, severity = fail }");
    assertOutcome(
        Outcome.FAIL,
        "cluster_pair_precision is 0.9600, wanted at least 0.9700",
        "{ measure = cluster_pair_precision, at-least = 0.97, severity = fail }");
    assertOutcome(
        Outcome.WARN,
        "cluster_pair_precision is 0.9600, wanted at least 0.9700 and at most 1",
        "{ measure = cluster_pair_precision, at-least = 0.97, at-most = 1, severity = warn }");
  }

  @Test
  void theWholeIntervalMayBeAskedFor() {
    assertOutcome(
        Outcome.FAIL,
        "cluster_pair_precision is 0.9600 (0.9200 to 0.9800), wanted at least 0.9500",
        "{ measure = cluster_pair_precision, at-least = 0.95, whole-interval = true, severity = fail }");
    assertOutcome(
        Outcome.WARN,
        "cluster_pair_recall has no interval",
        "{ measure = cluster_pair_recall, at-least = 0.5, whole-interval = true, severity = warn }");
  }

  @Test
  void ofEveryGroupTheWorstIsTold() {
    assertOutcome(
        Outcome.FAIL,
        "cluster_pair_recall in sex M is 0.4000, wanted at least 0.6000; 2 of 2 figures are outside, this one furthest",
        "{ measure = cluster_pair_recall, grouping = sex, at-least = 0.6, severity = fail }");
    assertOutcome(
        Outcome.PASS,
        "cluster_pair_recall in sex F is 0.5000, wanted at least 0.5000",
        "{ measure = cluster_pair_recall, grouping = every, group = F, at-least = 0.5, severity = fail }");
  }

  @Test
  void withoutAThresholdEveryThresholdCounts() {
    assertOutcome(
        Outcome.WARN,
        "pair_recall at +8.00 bits is 0.6000, wanted at least 0.6500",
        "{ measure = pair_recall, at-least = 0.65, severity = warn }");
    assertOutcome(
        Outcome.PASS,
        "pair_recall at +4.00 bits is 0.7000, wanted at least 0.6500",
        "{ measure = pair_recall, threshold-bits = 4, at-least = 0.65, severity = warn }");
  }

  @Test
  void whatWasNotMeasuredDoesNotPassUnlessItIsOptional() {
    assertOutcome(
        Outcome.FAIL,
        "blocking_recall was not measured",
        "{ measure = blocking_recall, at-least = 0.9, severity = fail }");
    assertOutcome(
        Outcome.FAIL,
        "labelled_recall has no value",
        "{ measure = labelled_recall, at-least = 0.9, severity = fail }");
    assertEquals(
        List.of(),
        check("{ measure = blocking_recall, at-least = 0.9, severity = fail, optional = true }"));
    assertEquals(1, Checks.failed(check("{ measure = people, at-most = 9, severity = fail }")));
  }

  @Test
  void aWrongRuleIsToldWithTheNearestMeasure() {
    var e =
        assertThrows(
            ConfigException.class,
            () -> rules("{ measure = cluster_pair_presision, severity = stop }"));
    String all = e.getMessage();
    assertEquals(true, all.contains("is no measure: cluster_pair_presision"), all);
    assertEquals(true, all.contains("cluster_pair_precision"), all);
    assertEquals(true, all.contains("needs at-least, at-most or both"), all);
    assertEquals(true, all.contains("is warn or fail, found 'stop'"), all);
  }
}
