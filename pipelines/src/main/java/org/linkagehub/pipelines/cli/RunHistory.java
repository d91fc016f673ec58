package org.linkagehub.pipelines.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.link.DriftStage;
import org.linkagehub.pipelines.link.EarlierRuns;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.WrittenTables;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.disclosure.MeasureRelease;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureJson;
import org.linkagehub.qa.measure.MeasureTable;
import org.linkagehub.qa.report.Evidence.Compared;
import org.linkagehub.qa.report.Evidence.PastRatings;
import org.linkagehub.qa.report.Report;

/** What is known of the earlier runs of a linkage. */
final class RunHistory {
  private static final int MOST = 5;
  private static final String PREFIX = "framework.";

  private RunHistory() {}

  /**
   * The runs before one, of the same linkage and kind.
   *
   * @param disclosure how the measures of a run are treated that left no report
   */
  static EarlierRuns before(
      SparkSession spark, CompletedRun run, RunStore store, DisclosureSettings disclosure) {
    return new EarlierRuns(ratings(run, store), compared(spark, run, store, disclosure));
  }

  /** The plan of a run, which is compared with the newest that was published before it. */
  static RunPlan comparing(SparkSession spark, RunStore store, RunPlan plan) {
    Optional<RunManifest> published =
        store.list().stream()
            .flatMap(folder -> manifest(folder).stream())
            .filter(earlier -> earlier.linkage().equals(plan.linkage()))
            .filter(earlier -> earlier.results().containsKey("release"))
            .findFirst();
    if (published.isEmpty()) {
      return plan;
    }
    WrittenTables written = written(spark, store, published.get());
    return measures(published.get())
        .filter(written::isIntact)
        .map(
            table ->
                plan.reading(
                    DriftStage.released(
                        published.get().runId(), table.location(), written.read(table))))
        .orElse(plan);
  }

  private static Optional<TableWritten> measures(RunManifest run) {
    return run.stages().stream()
        .flatMap(stage -> stage.outputs().stream())
        .filter(table -> table.table().equals(MeasureTable.NAME))
        .findFirst();
  }

  private static WrittenTables written(SparkSession spark, RunStore store, RunManifest run) {
    return new WrittenTables(spark, store, Optional.of(run.schema()).filter(in -> !in.isEmpty()));
  }

  private static boolean isAssessment(RunManifest run) {
    return run.command().equals(QualityCommand.NAME);
  }

  /** The newest release; of assessments, which are none, the newest that was finished. */
  private static Optional<Compared> compared(
      SparkSession spark, CompletedRun run, RunStore store, DisclosureSettings disclosure) {
    boolean assessment = isAssessment(run.manifest());
    return store.list().stream()
        .filter(folder -> folder.runId().compareTo(run.manifest().runId()) < 0)
        .flatMap(folder -> manifest(folder).stream())
        .filter(earlier -> earlier.linkage().equals(run.manifest().linkage()))
        .filter(
            earlier ->
                assessment
                    ? isAssessment(earlier) && earlier.status() == RunManifest.Status.FINISHED
                    : earlier.results().containsKey("release"))
        .findFirst()
        .map(
            earlier ->
                compared(
                    earlier,
                    assessment ? "the last assessment" : "the last release",
                    measures(spark, earlier, store),
                    store,
                    disclosure))
        .filter(compared -> !compared.shown().isEmpty());
  }

  /** A run with what left of it: as its report has it, or as its report would have it. */
  private static Compared compared(
      RunManifest run,
      String kind,
      List<Measure> measures,
      RunStore store,
      DisclosureSettings disclosure) {
    RunFolder folder = store.find(run.runId());
    List<Measure> shown;
    try {
      shown =
          folder.has(Report.MEASURES)
              ? MeasureJson.read(folder.text(Report.MEASURES))
              : MeasureRelease.of(measures, disclosure);
    } catch (IllegalArgumentException damaged) {
      shown = List.of(); // history is told as far as it is there; it must not stop a run
    }
    return new Compared(run.runId(), kind, measures, shown);
  }

  private static List<Measure> measures(SparkSession spark, RunManifest run, RunStore store) {
    return measures(run).map(table -> read(written(spark, store, run), table)).orElse(List.of());
  }

  /** None for a run that was cut off before it wrote one, or whose manifest is damaged. */
  private static Optional<RunManifest> manifest(RunFolder folder) {
    try {
      return Optional.of(folder.manifest());
    } catch (InputDataException none) {
      return Optional.empty();
    }
  }

  private static List<Measure> read(WrittenTables written, TableWritten table) {
    try {
      return MeasureTable.read(written.read(table));
    } catch (Exception cleanedAway) {
      return List.of(); // history is told as far as it is there; it must not stop a run
    }
  }

  /** How they were rated by the framework, from their reports; oldest first. */
  private static List<PastRatings> ratings(CompletedRun run, RunStore store) {
    var past = new ArrayList<PastRatings>();
    for (RunFolder folder : store.list()) {
      if (past.size() == MOST) {
        break;
      }
      if (folder.runId().compareTo(run.manifest().runId()) < 0
          && folder.has(Report.JSON)
          && manifest(folder)
              .filter(earlier -> isAssessment(earlier) == isAssessment(run.manifest()))
              .isPresent()) {
        Map<String, String> ratings = ratings(folder, run.manifest().linkage());
        if (!ratings.isEmpty()) {
          past.add(new PastRatings(folder.runId(), ratings));
        }
      }
    }
    Collections.reverse(past);
    return past;
  }

  /** The part of a report's JSON that is read. */
  private record ReportFile(Map<String, String> about) {}

  private static Map<String, String> ratings(RunFolder folder, String linkage) {
    try {
      ReportFile report = Json.read(folder.text(Report.JSON), ReportFile.class);
      var ratings = new LinkedHashMap<String, String>();
      if (report.about() != null && linkage.equals(report.about().get("linkage"))) {
        report
            .about()
            .forEach(
                (key, value) -> {
                  if (key.startsWith(PREFIX)) {
                    ratings.put(key.substring(PREFIX.length()), value);
                  }
                });
      }
      return ratings;
    } catch (JsonProcessingException damaged) {
      return Map.of(); // history is told as far as it is there; it must not stop a run
    }
  }
}
