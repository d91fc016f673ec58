package org.linkagehub.pipelines.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.pipelines.summary.TraceSummary;
import org.linkagehub.pipelines.summary.TraceSummary.Count;
import org.linkagehub.pipelines.summary.TraceSummary.Ends;
import org.linkagehub.pipelines.summary.TraceSummary.Tried;
import org.linkagehub.pipelines.trace.record.MatchStep;
import org.linkagehub.pipelines.trace.record.ResponseCode;
import org.linkagehub.pipelines.trace.record.StepOutcome;

/** Gathers the summary of a trace from its tables: counts only. */
final class TraceFigures {
  private static final Map<String, String> HOLDS =
      Map.of(
          TraceTables.REQUESTS, "the requests as they were sent",
          TraceTables.ANSWERS, "a row for each request: what was found, by which step, and why",
          TraceStages.INDEX_COUNTS, "what was counted of the index",
          TraceStages.SUPERSEDED_NUMBERS, "superseded numbers, and where they lead",
          TraceStages.STEP_COUNTS, "on how many requests each step was tried, and how it ended",
          TraceStages.OUTCOME_COUNTS, "how many requests ended with which step and code");

  private final TraceConfig config;
  private final CompletedRun run;

  TraceFigures(TraceConfig config, CompletedRun run) {
    this.config = config;
    this.run = run;
  }

  TraceSummary summary() {
    Row index = run.tables().table(TraceStages.INDEX_COUNTS).head();
    List<Count> counts = new ArrayList<>();
    for (String name : index.schema().fieldNames()) {
      counts.add(new Count(name.replace('_', ' '), index.<Long>getAs(name)));
    }
    long duplicates = index.<Long>getAs(TraceStages.DUPLICATES);
    long unusable = index.<Long>getAs("unusable");
    List<String> warnings = new ArrayList<>();
    if (duplicates > 0) {
      warnings.add(
          "%,d NHS numbers are in the index more than once; of each the record of the highest scn was taken."
              .formatted(duplicates));
    }
    if (unusable > 0) {
      warnings.add(
          "%,d records of the index have no NHS number of ten digits and were left out."
              .formatted(unusable));
    }
    return new TraceSummary(
        run.manifest().runId(),
        config.settings().edition().configName(),
        config.settings().asAt().toString(),
        counts,
        ends(),
        tried(),
        run.manifest().stages().stream()
            .map(s -> new RunSummary.StageTime(s.name(), s.wallSeconds(), s.cpuSeconds()))
            .toList(),
        run.manifest().wallSeconds(),
        run.folder().toString(),
        run.manifest().stages().stream()
            .flatMap(stage -> stage.outputs().stream())
            .map(
                table ->
                    new RunSummary.Table(
                        table.table(),
                        table.location(),
                        table.rows(),
                        HOLDS.getOrDefault(table.table(), "")))
            .toList(),
        warnings);
  }

  /** By source, and for all of them where there are several. */
  private List<Ends> ends() {
    Map<String, Map<String, Long>> bySource = new TreeMap<>();
    for (Row row : run.tables().table(TraceStages.OUTCOME_COUNTS).collectAsList()) {
      Map<String, Long> of =
          bySource.computeIfAbsent(row.getString(0), unused -> new LinkedHashMap<>());
      MatchStep step = MatchStep.ofColumn(row.getString(1));
      String end =
          step == MatchStep.NONE
              ? ResponseCode.of(row.getString(3)).orElseThrow().meaning()
              : step.column().replace('_', ' ');
      of.merge(end, row.getLong(4), Long::sum);
    }
    return bySource.entrySet().stream()
        .map(source -> new Ends(source.getKey(), source.getValue()))
        .toList();
  }

  private List<Tried> tried() {
    Map<MatchStep, Map<StepOutcome, Long>> byStep = new TreeMap<>();
    for (Row row : run.tables().table(TraceStages.STEP_COUNTS).collectAsList()) {
      byStep
          .computeIfAbsent(MatchStep.ofColumn(row.getString(1)), unused -> new TreeMap<>())
          .merge(StepOutcome.ofColumn(row.getString(2)), row.getLong(3), Long::sum);
    }
    List<Tried> tried = new ArrayList<>();
    byStep.forEach(
        (step, outcomes) ->
            outcomes.forEach(
                (outcome, requests) ->
                    tried.add(
                        new Tried(step.column().replace('_', ' '), outcome.meaning(), requests))));
    return tried;
  }
}
