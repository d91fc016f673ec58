package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.List;
import org.linkagehub.qa.check.CheckResult;
import org.linkagehub.qa.check.CheckRule;
import org.linkagehub.qa.disclosure.ReleasedCounts;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Block.Column;
import org.linkagehub.qa.page.Block.Table;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Tone;
import org.linkagehub.qa.page.Value;

/** What came of the checks. */
final class ChecksSection {
  private final List<ToldCheck> checks;

  ChecksSection(List<ToldCheck> checks) {
    this.checks = checks;
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
                checks.stream().map(ChecksSection::row).toList(),
                "Outcomes here are of the figures as this report shows them; of a withheld figure none is told. Whether the run is published follows from the figures as they are: its own table of checks tells.")));
  }

  private static List<Value> row(ToldCheck check) {
    CheckRule rule = check.rule();
    return List.of(
        Value.of(Answer.name(rule.measure())),
        Value.of(check.result().map(ChecksSection::where).orElse(rule.subject())),
        check.result().isEmpty()
            ? Value.of(ReleasedCounts.WITHHELD)
            : check.figure().isEmpty()
                ? Value.of("not measured")
                : Shown.figure(rule.measure(), check.figure()),
        Value.of(wanted(rule)),
        check.result().map(ChecksSection::outcome).orElse(Value.of(ReleasedCounts.WITHHELD)),
        Value.of(rule.severity().configName()));
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
