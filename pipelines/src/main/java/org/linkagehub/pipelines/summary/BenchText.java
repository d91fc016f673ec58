package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link BenchSummary} as text for a terminal of 100 columns. */
final class BenchText {
  private BenchText() {}

  static String of(BenchSummary bench) {
    var lines = new ArrayList<String>();
    lines.add(
        "Benchmark of %s%s: %s cores, %s of heap, %s"
            .formatted(
                bench.linkage(),
                bench.copies() == 1 ? "" : ", " + Figures.count(bench.copies()) + " copies",
                bench.cores(),
                bench.heap(),
                bench.date()));
    lines.add("═".repeat(SummaryParts.COLUMNS));
    lines.add("");
    lines.add(
        "%s records, %s candidate pairs, %s links"
            .formatted(
                Figures.count(bench.records()),
                Figures.count(bench.pairs()),
                Figures.count(bench.links())));
    lines.add("");
    whole(lines, bench);
    lines.add("");
    stages(lines, bench);
    comparing(lines, bench);
    bench.duckDb().ifPresent(duckDb -> duckDb(lines, bench, duckDb));
    lines.add("");
    lines.add(bench.machine());
    lines.add(
        String.join(
            ", ",
            bench.versions().entrySet().stream()
                .map(version -> version.getKey() + " " + version.getValue())
                .toList()));
    bench.folder().ifPresent(folder -> lines.add("The run is kept in " + folder));
    return String.join("\n", lines) + "\n";
  }

  private static void whole(List<String> lines, BenchSummary bench) {
    lines.add("The whole run, from the launch of its process to its end");
    var table = new TextTable(LEFT, RIGHT, LEFT);
    table.row("wall time", Figures.seconds(bench.wallSeconds()), "");
    table.row(
        "CPU time",
        Figures.seconds(bench.cpuSeconds()),
        "%s a record".formatted(micros(bench.cpuSeconds(), bench.records())));
    bench
        .peakResidentBytes()
        .ifPresent(
            bytes -> table.row("peak memory of the process", Figures.bytes((double) bytes), ""));
    long heap =
        bench.stages().stream().mapToLong(BenchSummary.Stage::peakHeapBytes).max().orElse(0);
    table.row("peak heap", Figures.bytes((double) heap), "of " + bench.heap());
    table.row(
        "shuffled",
        Figures.bytes(
            (double) bench.stages().stream().mapToLong(BenchSummary.Stage::shuffleBytes).sum()),
        "");
    table.row(
        "spilled",
        Figures.bytes(
            (double) bench.stages().stream().mapToLong(BenchSummary.Stage::spillBytes).sum()),
        "");
    lines.addAll(table.lines());
  }

  private static void stages(List<String> lines, BenchSummary bench) {
    var table = new TextTable(LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT);
    table.row("stage", "wall", "CPU", "of tasks", "shuffled", "spilled", "peak heap");
    double wall = bench.wallSeconds();
    double cpu = bench.cpuSeconds();
    for (BenchSummary.Stage stage : bench.stages()) {
      wall -= stage.wallSeconds();
      cpu -= stage.cpuSeconds();
      table.row(
          stage.name(),
          seconds(stage.wallSeconds()),
          seconds(stage.cpuSeconds()),
          seconds(stage.taskCpuSeconds()),
          Figures.bytes((double) stage.shuffleBytes()),
          Figures.bytes((double) stage.spillBytes()),
          Figures.bytes((double) stage.peakHeapBytes()));
    }
    table.row("start, between, end", seconds(wall), seconds(cpu), "", "", "", "");
    lines.addAll(table.lines());
  }

  private static void comparing(List<String> lines, BenchSummary bench) {
    if (bench.comparing().isEmpty()) {
      return;
    }
    double cpu = bench.comparing().get().cpuSeconds();
    lines.add("");
    lines.add(
        "To sort, group and compare (tasks of score behind its exchange): %s of CPU time,"
            .formatted(seconds(cpu)));
    lines.add("  " + Figures.rate(bench.pairs() / cpu) + " pairs a CPU second");
  }

  private static void duckDb(List<String> lines, BenchSummary bench, BenchSummary.DuckDb duckDb) {
    lines.add("");
    lines.add(
        "The same cleaned records, rules and levels as plain SQL in DuckDB %s, %d threads"
            .formatted(duckDb.version(), duckDb.threads()));
    var table = new TextTable(LEFT, RIGHT, RIGHT);
    table.row("", "wall", "CPU");
    table.row("DuckDB, to load", seconds(duckDb.loadSeconds()), seconds(duckDb.loadCpuSeconds()));
    table.row(
        "DuckDB, to join, compare and count vectors",
        seconds(duckDb.compareSeconds()),
        seconds(duckDb.compareCpuSeconds()));
    bench
        .score()
        .ifPresent(
            score -> {
              table.row(
                  "here, the whole of score: also weights, adjustments, links written",
                  seconds(score.wallSeconds()),
                  seconds(score.cpuSeconds()));
              table.row(
                  "DuckDB takes so many times as much",
                  ratio(duckDb.loadSeconds() + duckDb.compareSeconds(), score.wallSeconds()),
                  ratio(duckDb.loadCpuSeconds() + duckDb.compareCpuSeconds(), score.cpuSeconds()));
            });
    lines.addAll(table.lines());
    lines.add(
        duckDb.pairs() == bench.pairs()
            ? "  Both made the same %s pairs.".formatted(Figures.count(duckDb.pairs()))
            : "  ! DuckDB made %s pairs, not %s: the two did not do the same work."
                .formatted(Figures.count(duckDb.pairs()), Figures.count(bench.pairs())));
    duckDb
        .alikePairs()
        .ifPresent(
            alike ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "  %.4f %% of the pairs are counted under the same vector. DuckDB counts"
                            + " bytes where we count characters.",
                        100.0 * alike / Math.max(1, bench.pairs()))));
  }

  private static String ratio(double theirs, double ours) {
    return String.format(Locale.ROOT, theirs < ours ? "%.2f x" : "%.1f x", theirs / ours);
  }

  private static String micros(double seconds, long times) {
    return String.format(Locale.ROOT, "%.1f µs", seconds * 1e6 / Math.max(1, times));
  }

  /** Seconds alone, so that columns of them can be added up by eye. */
  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
