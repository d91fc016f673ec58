package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linkagehub.qa.check.CheckResult;
import org.linkagehub.qa.check.CheckRule;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.disclosure.ReleasedCounts;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Block.Column;
import org.linkagehub.qa.page.Block.Table;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Tone;
import org.linkagehub.qa.page.Value;

/**
 * What came of the checks. They are made of the figures as they are; what is told of them is what
 * may be told: a bound that a withheld count met, or did not meet, would narrow it.
 */
final class ChecksSection {
  private final Shown shown;
  private final List<CheckResult> checks;
  private final boolean control;

  ChecksSection(Shown shown, List<CheckResult> checks, DisclosureSettings disclosure) {
    this.shown = shown;
    this.checks = checks;
    this.control = disclosure.control();
  }

  Section section() {
    return new Section(
        "checks",
        "Checks",
        List.of(
            new Block.Text(
                checks.isEmpty()
                    ? "No checks were configured, or nothing was measured that they are about. A check that fails keeps a run from being published."
                    : "A check that fails keeps the run from being published; one that warns does not."),
            new Table(
                "checks-table",
                "Checks of this run",
                List.of(
                    Column.text("measure", "Measure"),
                    Column.text("where", "Of"),
                    Column.number("figure", "Figure"),
                    Column.text("wanted", "Wanted"),
                    Column.text("outcome", "Outcome"),
                    Column.text("severity", "If not passed")),
                checks.stream().map(this::row).toList(),
                "Checks are made of the figures as they are; figures here are controlled for disclosure. Of a withheld figure no outcome is told.")));
  }

  private List<Value> row(CheckResult check) {
    Optional<Measure> figure = figure(check);
    boolean withheld = control && figure.filter(Measure::suppressed).isPresent();
    return List.of(
        Value.of(Answer.name(check.rule().measure())),
        Value.of(where(check)),
        withheld
            ? Value.of(ReleasedCounts.WITHHELD)
            : figure.isEmpty()
                ? Value.of("not measured")
                : Shown.figure(figure.get().measure(), figure),
        Value.of(wanted(check.rule())),
        withheld ? Value.of(ReleasedCounts.WITHHELD) : outcome(check),
        Value.of(check.rule().severity().configName()));
  }

  private Optional<Measure> figure(CheckResult check) {
    return shown.find(check.rule().measure(), check.subject(), check.group(), check.threshold());
  }

  private static Value outcome(CheckResult check) {
    return Value.marked(
        switch (check.outcome()) {
          case PASS -> Tone.GOOD;
          case WARN -> Tone.CAUTION;
          case FAIL -> Tone.BAD;
        },
        check.outcome().text());
  }

  private static String where(CheckResult check) {
    var parts = new ArrayList<String>();
    if (!check.subject().isEmpty()) {
      parts.add(check.subject());
    }
    if (!check.group().isAll()) {
      parts.add(Answer.name(check.group().grouping()) + " " + check.group().value());
    }
    if (check.threshold().isPresent()) {
      parts.add("at " + Value.bits(check.threshold().getAsDouble()).text() + " bits");
    }
    return String.join(", ", parts);
  }

  private static String wanted(CheckRule rule) {
    var bounds = new ArrayList<String>();
    rule.atLeast().ifPresent(least -> bounds.add("at least " + Value.plain(least)));
    rule.atMost().ifPresent(most -> bounds.add("at most " + Value.plain(most)));
    return String.join(" and ", bounds) + (rule.wholeInterval() ? ", with the whole interval" : "");
  }
}
