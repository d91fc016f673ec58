package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link PopulationSummary} as text for a terminal of 100 columns. */
final class PopulationText {
  private final PopulationSummary summary;
  private final List<String> lines = new ArrayList<>();

  private PopulationText(PopulationSummary summary) {
    this.summary = summary;
  }

  static String of(PopulationSummary summary) {
    return new PopulationText(summary).text();
  }

  private String text() {
    lines.add(
        "Population %s, seed %d, as at %s"
            .formatted(summary.runId(), summary.seed(), summary.asAt()));
    lines.add("═".repeat(SummaryParts.COLUMNS));
    lines.add("");
    var counts = new TextTable(LEFT, RIGHT);
    summary.counts().forEach(count -> counts.row(count.what(), Figures.count(count.count())));
    lines.addAll(counts.lines());
    feeds();
    checks();
    margins();
    lines.add("  all shares, in charts: population.html in the folder below");
    lines.addAll(
        SummaryParts.time("Time: " + Figures.seconds(summary.wallSeconds()), summary.stages()));
    lines.addAll(SummaryParts.tables("", summary.folder(), summary.tables()));
    lines.addAll(SummaryParts.warnings(summary.warnings()));
    return String.join("\n", lines) + "\n";
  }

  private void feeds() {
    if (summary.feeds().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Feeds");
    var table = new TextTable(LEFT, RIGHT, RIGHT, RIGHT, RIGHT);
    table.row("feed", "records", "people", "with errors", "of people in no index");
    for (PopulationSummary.Feed feed : summary.feeds()) {
      table.row(
          feed.name(),
          Figures.count(feed.records()),
          Figures.count(feed.people()),
          percent(feed.withErrors(), feed.records()),
          Figures.count(feed.notInIndex()));
    }
    lines.addAll(table.lines());
  }

  private void checks() {
    lines.add("");
    if (summary.broken().isEmpty()) {
      lines.add("Checks: all %d hold".formatted(summary.checks()));
      return;
    }
    lines.add("Checks: %d of %d do not hold".formatted(summary.broken().size(), summary.checks()));
    var table = new TextTable(LEFT, LEFT, RIGHT);
    table.row("table", "what must hold", "rows that break it");
    summary.broken().forEach(b -> table.row(b.table(), b.rule(), Figures.count(b.violations())));
    lines.addAll(table.lines());
  }

  private void margins() {
    lines.add("");
    lines.add(
        "What was asked for, and what came: of each measure the share that lies furthest off");
    var table = new TextTable(LEFT, RIGHT, LEFT, RIGHT, RIGHT, RIGHT);
    table.row("measure", "shares", "furthest", "asked", "got", "standard errors");
    for (PopulationSummary.Furthest margin : summary.margins()) {
      table.row(
          margin.measure(),
          Integer.toString(margin.groups()),
          margin.group(),
          share(margin.asked()),
          share(margin.got()),
          String.format(Locale.ROOT, "%+.1f", margin.standardErrors()));
    }
    lines.addAll(table.lines());
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, share < 0.01 ? "%.3f %%" : "%.2f %%", 100 * share);
  }

  private static String percent(long part, long whole) {
    return whole == 0 ? "none" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }
}
