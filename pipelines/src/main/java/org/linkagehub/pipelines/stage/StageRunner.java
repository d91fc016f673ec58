package org.linkagehub.pipelines.stage;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs stages one after another, writes what each makes as Delta tables, and keeps the manifest. A
 * later stage reads what was written, not what would be computed again.
 */
public final class StageRunner {
  private final SparkSession spark;
  private final RunStore store;
  private final Progress progress;
  private final Clock clock;

  public StageRunner(SparkSession spark, RunStore store, Progress progress, Clock clock) {
    this.spark = spark;
    this.store = store;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Runs the plan to its end.
   *
   * @param conclude what is done with the tables of all stages before the run counts as finished,
   *     such as writing its summary
   * @throws IllegalArgumentException before anything is run, if a stage reads a table that nothing
   *     before it makes, or makes one that there is already
   * @throws StageFailedException if a stage fails; the manifest then says so
   */
  public CompletedRun run(RunPlan plan, Consumer<CompletedRun> conclude) {
    checkOrder(plan);
    Instant started = clock.instant();
    RunFolder folder =
        store.create(started, ThreadLocalRandom.current().nextInt()); // an id, not a sample
    TableStore tables =
        plan.schema()
            .<TableStore>map(schema -> new CatalogTables(spark, schema, folder.runId()))
            .orElseGet(() -> new FolderTables(spark, folder));
    var manifest = begin(plan, folder, started);
    folder.write(manifest);

    var meter = new StageMeter(spark.sparkContext());
    spark.sparkContext().addSparkListener(meter);
    try {
      Map<String, Dataset<Row>> available = new HashMap<>(plan.tables());
      for (int i = 0; i < plan.stages().size(); i++) {
        Stage stage = plan.stages().get(i);
        progress.started(
            stage.name(), i + 1, plan.stages().size(), () -> work(meter.soFar(stage.name())));
        RunManifest.StageResult result;
        try {
          result = run(stage, available, tables, meter);
        } catch (RuntimeException | Error e) {
          throw failed(stage.name(), manifest, folder, e);
        }
        manifest = manifest.with(result, clock.instant());
        folder.write(manifest);
        progress.finished(result);
      }
      Tables all = Tables.of(available);
      try {
        conclude.accept(new CompletedRun(manifest.finished(clock.instant()), folder, all));
      } catch (RuntimeException | Error e) {
        throw failed("summary", manifest, folder, e);
      }
      manifest = manifest.finished(clock.instant());
      folder.write(manifest);
      return new CompletedRun(manifest, folder, all);
    } finally {
      spark.sparkContext().removeSparkListener(meter);
    }
  }

  private StageFailedException failed(
      String stage, RunManifest manifest, RunFolder folder, Throwable cause) {
    progress.failed(stage);
    folder.write(manifest.failed("stage " + stage + ": " + FailureText.of(cause), clock.instant()));
    return new StageFailedException(folder.runId(), stage, cause);
  }

  private RunManifest.StageResult run(
      Stage stage, Map<String, Dataset<Row>> available, TableStore tables, StageMeter meter) {
    Instant started = clock.instant();
    long nanos = System.nanoTime();
    meter.begin(stage.name());
    StageMeter.Totals totals;
    var written = new ArrayList<RunManifest.TableWritten>();
    try {
      Map<String, Dataset<Row>> inputs = new HashMap<>();
      stage.inputs().forEach(name -> inputs.put(name, available.get(name)));
      Map<String, Dataset<Row>> made = stage.apply(Tables.of(inputs));
      for (Stage.Output output : stage.outputs()) {
        Dataset<Row> rows = made.get(output.table());
        if (rows == null) {
          throw new IllegalStateException(
              "stage " + stage.name() + " promised the table " + output.table() + " and made none");
        }
        written.add(tables.write(output, output.small() ? rows.repartition(1) : rows));
      }
    } finally {
      totals = meter.end(stage.name());
    }
    for (RunManifest.TableWritten table : written) {
      available.put(table.table(), tables.read(table));
    }
    return new RunManifest.StageResult(
        stage.name(),
        started,
        (System.nanoTime() - nanos) / 1e9,
        totals.cpuSeconds(),
        totals.tasksDone(),
        totals.recordsRead(),
        totals.shuffleBytes(),
        totals.spillBytes(),
        totals.peakTaskBytes(),
        written);
  }

  private RunManifest begin(RunPlan plan, RunFolder folder, Instant started) {
    var resources = new LinkedHashMap<String, String>();
    resources.put("master", spark.sparkContext().master());
    resources.put("cores", Integer.toString(spark.sparkContext().defaultParallelism()));
    resources.put("driver_memory_mib", Long.toString(Runtime.getRuntime().maxMemory() >> 20));
    return new RunManifest(
        RunManifest.FORMAT,
        folder.runId(),
        plan.command(),
        RunManifest.Status.RUNNING,
        started,
        clock.instant(),
        "",
        plan.configuration(),
        plan.engine(),
        plan.seed(),
        Versions.all(spark),
        resources,
        plan.inputs(),
        List.of());
  }

  private static Progress.Work work(StageMeter.Totals totals) {
    return new Progress.Work(totals.tasksDone(), totals.tasksSubmitted(), totals.recordsHandled());
  }

  private static void checkOrder(RunPlan plan) {
    var madeBy = new TreeMap<String, String>();
    plan.tables().keySet().forEach(name -> madeBy.put(name, "the inputs"));
    for (Stage stage : plan.stages()) {
      for (String input : stage.inputs()) {
        if (!madeBy.containsKey(input)) {
          throw new IllegalArgumentException(
              "stage %s reads the table %s, which nothing before it makes; there are %s"
                  .formatted(stage.name(), input, madeBy.keySet()));
        }
      }
      for (Stage.Output output : stage.outputs()) {
        String before = madeBy.putIfAbsent(output.table(), "stage " + stage.name());
        if (before != null) {
          throw new IllegalArgumentException(
              "stage %s makes the table %s, which %s made already"
                  .formatted(stage.name(), output.table(), before));
        }
      }
    }
  }
}
