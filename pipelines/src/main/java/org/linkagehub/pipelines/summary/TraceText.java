package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A {@link TraceSummary} as text for a terminal of 100 columns. */
final class TraceText {
  /** So these come first, and in this order. */
  private static final List<String> FIRST =
      List.of("dps cross check", "spine cross check", "alphanumeric", "algorithmic");

  private final TraceSummary summary;
  private final List<String> lines = new ArrayList<>();

  private TraceText(TraceSummary summary) {
    this.summary = summary;
  }

  static String of(TraceSummary summary) {
    return new TraceText(summary).text();
  }

  private String text() {
    lines.add(
        "Trace %s, edition %s, as at %s"
            .formatted(summary.runId(), summary.edition(), summary.asAt()));
    lines.add("═".repeat(SummaryParts.COLUMNS));
    lines.add("");
    lines.add("The index");
    var counts = new TextTable(LEFT, RIGHT);
    summary.index().forEach(count -> counts.row(count.what(), Figures.count(count.count())));
    lines.addAll(counts.lines());
    ends();
    tried();
    lines.addAll(
        SummaryParts.time("Time: " + Figures.seconds(summary.wallSeconds()), summary.stages()));
    lines.addAll(SummaryParts.tables("", summary.folder(), summary.tables()));
    lines.addAll(SummaryParts.warnings(summary.warnings()));
    return String.join("\n", lines) + "\n";
  }

  /** A row for each end, a column for each source. */
  private void ends() {
    lines.add("");
    lines.add("Requests, by the step that found the person or why nobody was found");
    List<TraceSummary.Ends> sources = summary.ends();
    var sides = new TextTable.Side[sources.size() + 2];
    Arrays.fill(sides, RIGHT);
    sides[0] = LEFT;
    var table = new TextTable(sides);
    var heading = new ArrayList<>(List.of(""));
    sources.forEach(source -> heading.add(source.source()));
    heading.add("all");
    table.row(heading.toArray(String[]::new));
    long all = sources.stream().mapToLong(TraceSummary.Ends::all).sum();
    Set<String> ends = new LinkedHashSet<>(FIRST);
    sources.stream()
        .flatMap(source -> source.requests().keySet().stream())
        .sorted()
        .forEach(ends::add);
    for (String end : ends) {
      var cells = new ArrayList<>(List.of(end));
      long sum = 0;
      for (TraceSummary.Ends source : sources) {
        long requests = source.requests().getOrDefault(end, 0L);
        sum += requests;
        cells.add(percent(requests, source.all()));
      }
      cells.add(percent(sum, all));
      table.row(cells.toArray(String[]::new));
    }
    var whole = new ArrayList<>(List.of("requests"));
    sources.forEach(source -> whole.add(Figures.count(source.all())));
    whole.add(Figures.count(all));
    table.row(whole.toArray(String[]::new));
    lines.addAll(table.lines());
  }

  private void tried() {
    lines.add("");
    lines.add("What each step did");
    var table = new TextTable(LEFT, RIGHT, LEFT);
    summary.tried().forEach(t -> table.row(t.step(), Figures.count(t.requests()), t.outcome()));
    lines.addAll(table.lines());
  }

  private static String percent(long part, long whole) {
    return whole == 0 ? "" : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
  }
}
