package org.linkagehub.pipelines.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.linkagehub.pipelines.report.RunFacts;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.summary.TraceSummary;
import org.linkagehub.pipelines.summary.TraceSummary.Count;
import org.linkagehub.pipelines.summary.TraceSummary.Ends;
import org.linkagehub.pipelines.summary.TraceSummary.Tried;
import org.linkagehub.pipelines.trace.diagnostics.Diagnostics;
import org.linkagehub.pipelines.trace.diagnostics.SanityChecks;
import org.linkagehub.pipelines.trace.record.MatchStep;
import org.linkagehub.pipelines.trace.record.ResponseCode;
import org.linkagehub.pipelines.trace.record.StepOutcome;
import org.linkagehub.pipelines.trace.request.RequestsStage;
import org.linkagehub.pipelines.trace.response.ResponseColumns;
import org.linkagehub.pipelines.trace.token.TokenTables;

/** Gathers the summary of a trace from its tables: counts only. */
final class TraceFigures {
  private static final Map<String, String> HOLDS =
      Map.ofEntries(
          Map.entry(TraceTables.REQUESTS, "the requests as they were sent"),
          Map.entry(
              RequestsStage.PROBLEMS, "the rules that requests break, with file, line and code"),
          Map.entry(RequestsStage.QUARANTINE, "requests that are not traced, with the codes why"),
          Map.entry(RequestsStage.COUNTS, "how many requests each input has"),
          Map.entry(
              TraceTables.ANSWERS,
              "a row for each request: what was found, by which step, and why"),
          Map.entry(TraceStages.INDEX_COUNTS, "what was counted of the index"),
          Map.entry(TraceStages.SUPERSEDED_NUMBERS, "superseded numbers, and where they lead"),
          Map.entry(
              TraceStages.STEP_COUNTS,
              "on how many requests each step was tried, and how it ended"),
          Map.entry(TraceStages.OUTCOME_COUNTS, "how many requests ended with which step and code"),
          Map.entry(
              SubmissionStages.BUCKET_MATCHES, "the MPS_IDs that requests found or were given"),
          Map.entry(SubmissionStages.BUCKET_ADDITIONS, "new records of the bucket"),
          Map.entry(SubmissionStages.BUCKET_APPENDED, "what the bucket holds now"),
          Map.entry(SubmissionStages.BUCKET_REPAIR, "MPS_IDs of one person, and which to keep"),
          Map.entry(
              ResponseColumns.RESPONSE, "a row for each request: MPS's fields, and Person_ID"),
          Map.entry(SanityChecks.SANITY_CHECKS, "what must hold of every response, and does"),
          Map.entry(Diagnostics.DIAGNOSTICS, "MPS Diagnostics of each response, and more"),
          Map.entry(Diagnostics.REPORT, "how many responses came to each outcome, in sentences"),
          Map.entry(SubmissionStages.REQUEST_FILES, "the request files that were written"),
          Map.entry(SubmissionStages.RESPONSE_FILES, "the response files that were written"),
          Map.entry(TokenTables.LOOKUP, "tokens with sealed values; as secret as their key"));

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
        new RunFacts(run.manifest()).stageTimes(),
        run.manifest().wallSeconds(),
        run.folder().toString(),
        new RunFacts(run.manifest()).tables(table -> HOLDS.getOrDefault(table, "")),
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
