package org.linkagehub.pipelines.cli;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.link.CheckOutcomes;
import org.linkagehub.pipelines.release.Current;
import org.linkagehub.pipelines.release.History;
import org.linkagehub.pipelines.release.Release;
import org.linkagehub.pipelines.release.Releases;
import org.linkagehub.pipelines.release.RunTable;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.Conclusion;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunLock;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.Stage;

/** Writes a run's summary, notes the run in the table of runs, and publishes it. */
final class RunRecord implements Conclusion {
  private final SummaryFile summary;
  private final RunTable runs;
  private final RunStore store;
  private final SparkSession spark;
  private final String linkage;
  private final Optional<String> schema;
  private final List<String> tables;
  private final Releases releases;
  private final boolean publish;
  private final Clock clock;

  private final List<String> said = new ArrayList<>();
  private final List<RunManifest> ended = new ArrayList<>();
  private boolean checksFailed;
  private RunLock lock;
  private Instant begun;
  private Optional<Release> before = Optional.empty();

  RunRecord(
      SummaryFile summary,
      SparkSession spark,
      RunStore store,
      RunPlan plan,
      boolean publish,
      Clock clock) {
    this.summary = summary;
    this.runs = new RunTable(spark, store, plan.schema());
    this.store = store;
    this.spark = spark;
    this.linkage = plan.linkage();
    this.schema = plan.schema();
    this.tables =
        plan.stages().stream()
            .flatMap(stage -> stage.outputs().stream())
            .map(Stage.Output::table)
            .toList();
    this.releases = new Releases(spark, store, plan.linkage(), plan.schema(), clock);
    this.publish = publish;
    this.clock = clock;
  }

  /** What the user is to know of it, in whole sentences. */
  List<String> said() {
    return List.copyOf(said);
  }

  /** Whether a check failed that must not. */
  boolean checksFailed() {
    return checksFailed;
  }

  @Override
  public void begun(RunLock held, List<RunManifest> interrupted) {
    lock = held;
    begun = clock.instant();
    ended.addAll(interrupted);
    before = Current.of(store, linkage).map(Current::release);
    History.require(spark, store, schema);
    releases.requireViewsFree(tables);
  }

  @Override
  public Map<String, String> conclude(CompletedRun run) {
    return summary.write(run, RunHistory.before(spark, run, store, summary.disclosure()));
  }

  @Override
  public Map<String, String> finished(CompletedRun run) {
    String runId = run.manifest().runId();
    if (run.unchanged()) {
      summary.read(run);
      said.add(
          "Nothing has changed since run %s, which made all of this: nothing was run (--force runs it again)."
              .formatted(runId));
    } else {
      ended.add(run.manifest());
    }
    note();
    Optional<String> failed = CheckOutcomes.failed(run.manifest());
    if (failed.isPresent()) {
      checksFailed = true;
      said.add(
          publish
              ? "A check failed: %s. The run is not published. Look at the report; `linkage publish %s --despite-checks` publishes the run nevertheless."
                  .formatted(failed.get(), runId)
              : "A check failed: %s. Look at the report.".formatted(failed.get()));
      return Map.of();
    }
    if (!publish) {
      return Map.of();
    }
    if (run.unchanged() && before.isPresent()) {
      Release current = before.get();
      if (current.runId().equals(runId)) {
        return Map.of();
      }
      if (current.action() == Release.Action.ROLLBACK) {
        said.add(
            "Release %d of %s, a return to release %d, stays current; `linkage publish %s` publishes this run."
                .formatted(current.number(), linkage, current.of(), runId));
        return Map.of();
      }
    }
    if (!lock.isHeld()) {
      throw new InputDataException(
          "run %s is finished, but not published: another process took over its lock, having heard nothing of it; `linkage publish %s` publishes it"
              .formatted(runId, runId));
    }
    Release release =
        releases.publish(run.manifest(), before.map(Release::number).orElse(0L), begun);
    said.add(
        "Release %d of %s is current: %s".formatted(release.number(), linkage, releases.shown()));
    return Map.of("release", Long.toString(release.number()));
  }

  @Override
  public void ended(RunManifest run) {
    ended.add(run);
    note();
  }

  private void note() {
    if (!ended.isEmpty()) {
      runs.add(ended);
      ended.clear();
    }
  }
}
