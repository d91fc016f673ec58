package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.linkagehub.pipelines.summary.ComparisonSummary.PairedRate;
import org.linkagehub.pipelines.summary.ComparisonSummary.Rate;

/** A {@link ComparisonSummary} as text for a terminal of 100 columns. */
final class ComparisonText {
  private static final int LONGEST = 22;

  private final ComparisonSummary summary;
  private final List<String> lines = new ArrayList<>();

  private ComparisonText(ComparisonSummary summary) {
    this.summary = summary;
  }

  static String of(ComparisonSummary summary) {
    return new ComparisonText(summary).text();
  }

  private String text() {
    lines.add(
        "Comparison %s: %s (first) and %s (second)"
            .formatted(summary.runId(), summary.first(), summary.second()));
    lines.add("═".repeat(SummaryParts.COLUMNS));
    cells();
    moves();
    rates("missed_match_rate", "Missed matches, of 100 requests whose person is in the index");
    rates("false_match_rate", "False matches, of 100 links");
    verdict();
    lines.addAll(
        SummaryParts.time("Time: " + Figures.seconds(summary.wallSeconds()), summary.stages()));
    lines.addAll(SummaryParts.tables("", summary.folder(), summary.tables()));
    lines.addAll(SummaryParts.warnings(summary.warnings()));
    return String.join("\n", lines) + "\n";
  }

  private void cells() {
    lines.add("");
    lines.add("What both made of the requests");
    var table = new TextTable(LEFT, LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT);
    table.row("by", "group", "both same", "differently", "only first", "only second", "neither");
    for (ComparisonSummary.Cell cell : summary.cells()) {
      table.row(
          shown(cell.dimension()),
          shown(cell.group()),
          Figures.count(cell.bothSame()),
          Figures.count(cell.bothDifferent()),
          Figures.count(cell.onlyFirst()),
          Figures.count(cell.onlySecond()),
          Figures.count(cell.neither()));
    }
    lines.addAll(table.lines());
  }

  private void moves() {
    lines.add("");
    lines.add("By the steps of both, the commonest");
    boolean truth = !summary.rates().isEmpty();
    var table = new TextTable(LEFT, LEFT, LEFT, RIGHT, RIGHT, RIGHT);
    table.row(
        "first",
        "second",
        "linked",
        "requests",
        truth ? "false, first" : "",
        truth ? "false, second" : "");
    for (ComparisonSummary.Move move : summary.moves()) {
      table.row(
          shown(move.firstStep()),
          shown(move.secondStep()),
          move.cell().replace('_', ' '),
          Figures.count(move.requests()),
          truth ? Figures.count(move.firstFalse()) : "",
          truth ? Figures.count(move.secondFalse()) : "");
    }
    lines.addAll(table.lines());
  }

  private void rates(String measure, String heading) {
    List<PairedRate> rates =
        summary.rates().stream().filter(rate -> rate.measure().equals(measure)).toList();
    if (rates.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(heading);
    var table = new TextTable(LEFT, LEFT, RIGHT, RIGHT, RIGHT, LEFT, LEFT);
    table.row("by", "group", "first", "second", "second - first", "95 % limits", "worse");
    for (PairedRate rate : rates) {
      table.row(
          shown(rate.dimension()),
          shown(rate.group()),
          percent(rate.first()),
          percent(rate.second()),
          rate.difference() == null ? "" : signed(rate.difference()),
          rate.difference() == null
              ? ""
              : signed(rate.differenceLow()) + " to " + signed(rate.differenceHigh()),
          rate.worse().equals("neither") ? "" : rate.worse());
    }
    lines.addAll(table.lines());
  }

  private void verdict() {
    if (summary.rates().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(
        "%s is worse on %d of these %d rates, %s on %d; the others may differ by chance."
            .formatted(
                summary.first(),
                worse("first"),
                summary.rates().size(),
                summary.second(),
                worse("second")));
    lines.add(
        "Of so many comparisons one in twenty leaves out zero by chance alone; a group of its own"
            + " is a hint.");
  }

  private long worse(String which) {
    return summary.rates().stream().filter(rate -> rate.worse().equals(which)).count();
  }

  private static String percent(Rate rate) {
    return rate.value() == null ? "none" : String.format(Locale.ROOT, "%.3f", 100 * rate.value());
  }

  private static String signed(double share) {
    return String.format(Locale.ROOT, "%+.3f", 100 * share);
  }

  private static String shown(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
