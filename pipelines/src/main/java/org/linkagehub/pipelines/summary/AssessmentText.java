package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** An {@link AssessmentSummary} as text for a terminal of 100 columns. */
final class AssessmentText {
  private AssessmentText() {}

  static String of(AssessmentSummary summary) {
    var lines = new ArrayList<String>();
    lines.add("Quality of %s, assessment %s".formatted(summary.name(), summary.runId()));
    lines.add("═".repeat(SummaryParts.COLUMNS));
    lines.add("");
    var figures = new TextTable(LEFT, RIGHT, RIGHT, LEFT, RIGHT, RIGHT);
    figures.row("measure", "bits", "value", "95 % interval", "of", "");
    for (AssessmentSummary.Figure figure : summary.figures()) {
      figures.row(
          figure.what(),
          number(figure.threshold(), "%.2f"),
          figure.isCount() ? count(figure.numerator()) : number(figure.value(), "%.4f"),
          figure.lower().isPresent() && figure.upper().isPresent()
              ? number(figure.lower(), "%.4f") + " - " + number(figure.upper(), "%.4f")
              : "",
          figure.isCount() ? "" : count(figure.numerator()),
          figure.isCount() ? "" : count(figure.denominator()));
    }
    lines.addAll(figures.lines());
    different(summary, lines);
    lines.addAll(
        SummaryParts.time("Time: " + Figures.seconds(summary.wallSeconds()), summary.stages()));
    lines.addAll(SummaryParts.tables("", summary.folder(), summary.tables()));
    lines.addAll(SummaryParts.warnings(summary.warnings()));
    return String.join("\n", lines) + "\n";
  }

  private static void different(AssessmentSummary summary, List<String> lines) {
    lines.add("");
    if (summary.different().isEmpty()) {
      lines.add("No group differs from the whole by more than chance (5 %, corrected).");
      return;
    }
    lines.add("Groups that differ from the whole by more than chance (5 %, corrected):");
    var table = new TextTable(LEFT, LEFT, RIGHT, RIGHT, LEFT, RIGHT);
    table.row("measure", "group", "bits", "difference", "95 % interval", "p");
    for (AssessmentSummary.Different d : summary.different()) {
      table.row(
          d.measure(),
          d.grouping() + " = " + d.group(),
          format("%.2f", d.threshold()),
          format("%+.4f", d.difference()),
          format("%+.4f", d.lower()) + " - " + format("%+.4f", d.upper()),
          format("%.1e", d.p()));
    }
    lines.addAll(table.lines());
  }

  private static String number(OptionalDouble value, String format) {
    return value.isPresent() ? format(format, value.getAsDouble()) : "";
  }

  private static String count(double number) {
    return format(number == Math.rint(number) ? "%,.0f" : "%,.2f", number);
  }

  private static String format(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
