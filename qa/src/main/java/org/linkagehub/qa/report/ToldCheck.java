package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linkagehub.qa.check.CheckResult;
import org.linkagehub.qa.check.CheckResult.Outcome;
import org.linkagehub.qa.check.CheckRule;
import org.linkagehub.qa.check.Checks;
import org.linkagehub.qa.drift.Drift;
import org.linkagehub.qa.measure.Measure;

/**
 * What a report tells of a check: what comes of it if it is held against the figures that readers
 * see, changes being those between the two reports. What came of it in the run, which knows the
 * figures as they are, would narrow them: that a withheld count is above 6 tells that it is 7.
 *
 * @param rule that was checked
 * @param result of the figures that are shown; empty where all that it is about are withheld
 * @param figure that the result tells of, if it was measured
 */
record ToldCheck(CheckRule rule, Optional<CheckResult> result, Optional<Measure> figure) {

  /** What is told of each rule, in their order; nothing of an optional one without a figure. */
  static List<ToldCheck> of(Evidence evidence, Shown shown) {
    List<Measure> figures = new ArrayList<>(shown.all());
    evidence.compared().ifPresent(then -> figures.addAll(Drift.measure(shown.all(), then.shown())));
    List<Measure> told = figures.stream().filter(m -> !m.suppressed()).toList();
    List<ToldCheck> checks = new ArrayList<>();
    for (CheckRule rule : evidence.checks()) {
      boolean any = Checks.about(rule, told).stream().anyMatch(m -> m.value().isPresent());
      boolean withheld =
          Checks.about(rule, figures).stream().anyMatch(Measure::suppressed)
              || (Checks.about(rule, told).isEmpty()
                  && !Checks.about(rule, evidence.measures()).isEmpty());
      if (withheld && !any) {
        checks.add(new ToldCheck(rule, Optional.empty(), Optional.empty()));
        continue;
      }
      Checks.of(List.of(rule), told)
          .forEach(
              result -> checks.add(new ToldCheck(rule, Optional.of(result), figure(result, told))));
    }
    return List.copyOf(checks);
  }

  private static Optional<Measure> figure(CheckResult result, List<Measure> told) {
    return told.stream()
        .filter(
            m ->
                m.measure().equals(result.rule().measure())
                    && m.subject().equals(result.subject())
                    && m.group().equals(result.group())
                    && m.threshold().equals(result.threshold()))
        .findFirst();
  }

  /** Whether the outcome is told, and is this one. */
  boolean is(Outcome outcome) {
    return result.filter(told -> told.outcome() == outcome).isPresent();
  }
}
