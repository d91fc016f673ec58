package org.linkagehub.pipelines.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.qa.report.Evidence;

/**
 * What a manifest tells reports and summaries: when and with what a run ran, what it cost and
 * wrote, and its settings.
 *
 * @param manifest of the run
 */
public record RunFacts(RunManifest manifest) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /**
   * What the report is about.
   *
   * @param origin who made the links
   * @param kind of linkage
   * @param truth what is known to be true, in words; empty for nothing
   * @param results digests of what was made, by name
   */
  public Evidence.Subject subject(
      Evidence.Origin origin, String kind, String truth, Map<String, String> results) {
    var provenance = new LinkedHashMap<String, String>(manifest.versions());
    if (origin == Evidence.Origin.THIS_RUN) {
      provenance.put("engine", manifest.engine());
      provenance.put("seed", Long.toString(manifest.seed()));
    }
    provenance.put("code (SHA-256)", manifest.codeSha256());
    provenance.put("settings (SHA-256)", manifest.configurationSha256());
    provenance.putAll(results);
    manifest
        .inputs()
        .forEach(
            input ->
                provenance.put("input " + input.name(), input.format() + " " + input.location()));
    return new Evidence.Subject(
        origin,
        manifest.runId(),
        manifest.linkage(),
        kind,
        truth,
        TIME.format(manifest.started()),
        manifest.wallSeconds(),
        provenance,
        manifest.resources());
  }

  /** What each stage cost, for a summary. */
  public List<RunSummary.StageTime> stageTimes() {
    return manifest.stages().stream()
        .map(s -> new RunSummary.StageTime(s.name(), s.wallSeconds(), s.cpuSeconds()))
        .toList();
  }

  /**
   * The tables that the stages wrote, for a summary.
   *
   * @param holds what a table holds, in a few words, by its name
   */
  public List<RunSummary.Table> tables(UnaryOperator<String> holds) {
    return manifest.stages().stream()
        .flatMap(stage -> stage.outputs().stream())
        .map(t -> new RunSummary.Table(t.table(), t.location(), t.rows(), holds.apply(t.table())))
        .toList();
  }

  /** What each stage cost, for a report. */
  public List<Evidence.Stage> stages() {
    return manifest.stages().stream()
        .map(
            stage ->
                new Evidence.Stage(
                    stage.name(), stage.wallSeconds(), stage.cpuSeconds(), stage.peakHeapBytes()))
        .toList();
  }

  /** The configuration, a line a setting: its key, an equals sign, its value. */
  public String settings() {
    var lines = new ArrayList<String>();
    try {
      flatten("", Json.read(manifest.configuration(), Object.class), lines);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the manifest's configuration is no JSON", e);
    }
    return String.join("\n", lines);
  }

  private static void flatten(String key, Object value, List<String> lines) {
    if (value instanceof Map<?, ?> block) {
      block.forEach((k, v) -> flatten(key.isEmpty() ? k + "" : key + "." + k, v, lines));
    } else if (value instanceof List<?> list
        && list.stream().anyMatch(e -> e instanceof Map || e instanceof List)) {
      for (int i = 0; i < list.size(); i++) {
        flatten(key + "[" + i + "]", list.get(i), lines);
      }
    } else {
      lines.add(key + "=" + String.valueOf(value).replace('\n', ' '));
    }
  }
}
