package org.linkagehub.pipelines.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunManifest.StageResult;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;
import org.linkagehub.pipelines.summary.Figures;

/** A run's manifest as text: who made it, from what, with what, and what each stage cost. */
final class RunText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String STAGE_LINE = "%-14s %11s %11s %12s %11s %11s  %s";

  private RunText() {}

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static String status(RunManifest manifest) {
    return manifest.status().name().toLowerCase(Locale.ROOT);
  }

  /**
   * The text.
   *
   * @param current of which release its tables are the current ones; empty if of none
   */
  static String of(RunManifest manifest, String folder, String current) {
    var lines = new ArrayList<String>();
    lines.add("Run %s: %s, %s".formatted(manifest.runId(), manifest.command(), status(manifest)));
    if (!manifest.failure().isEmpty()) {
      lines.add("  " + manifest.failure());
    }
    lines.add("");
    item(lines, "started", time(manifest.started()));
    item(lines, "took", Figures.seconds(manifest.wallSeconds()));
    item(lines, "linkage", manifest.linkage());
    item(lines, "by", manifest.user() + " on " + manifest.host());
    item(lines, "folder", folder);
    item(lines, "settings", manifest.configurationSha256());
    var results = new LinkedHashMap<>(manifest.results());
    if (!current.isEmpty()) {
      results.put("release", current);
    }
    results.forEach((name, value) -> item(lines, name.replace('_', ' '), value));
    item(lines, "code", manifest.codeSha256());
    item(lines, "engine", manifest.engine() + ", seed " + manifest.seed());
    item(lines, "versions", joined(manifest.versions()));
    item(lines, "ran on", joined(manifest.resources()));
    manifest
        .inputs()
        .forEach(
            input ->
                item(
                    lines,
                    "input",
                    input.format().equals(RunManifest.Input.NONE)
                        ? input.name() + ": " + input.state()
                        : "%s: %s %s (%s)"
                            .formatted(
                                input.name(), input.format(), input.location(), input.state())));
    lines.add("");
    stages(lines, manifest);
    return String.join("\n", lines) + "\n";
  }

  private static void item(List<String> lines, String name, String value) {
    lines.add("  %-13s %s".formatted(name, value));
  }

  private static String joined(java.util.Map<String, String> values) {
    return String.join(
        ", ",
        values.entrySet().stream()
            .map(entry -> entry.getKey().replace('_', ' ') + " " + entry.getValue())
            .toList());
  }

  private static void stages(List<String> lines, RunManifest manifest) {
    lines.add(
        STAGE_LINE.formatted("stage", "wall", "CPU", "shuffle", "spill", "heap", "tables (rows)"));
    for (StageResult stage : manifest.stages()) {
      String tables = String.join(", ", stage.outputs().stream().map(RunText::rows).toList());
      lines.add(
          stage.madeBy().equals(manifest.runId())
              ? STAGE_LINE.formatted(
                  stage.name(),
                  Figures.seconds(stage.wallSeconds()),
                  Figures.seconds(stage.cpuSeconds()),
                  Figures.bytes((double) stage.shuffleBytes()),
                  Figures.bytes((double) stage.spillBytes()),
                  Figures.bytes((double) stage.peakHeapBytes()),
                  tables + (stage.why().isEmpty() ? "" : "; run again: " + stage.why()))
              : STAGE_LINE.formatted(
                  stage.name(), "-", "-", "-", "-", "-", tables + " of run " + stage.madeBy()));
    }
  }

  private static String rows(TableWritten table) {
    return table.table() + " (" + Figures.count(table.rows()) + ")";
  }
}
