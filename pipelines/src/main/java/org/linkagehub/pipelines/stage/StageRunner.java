package org.linkagehub.pipelines.stage;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs stages one after another, writes what each makes as Delta tables, and keeps the manifest. A
 * later stage reads what was written, not what would be computed again.
 */
public final class StageRunner {
  /** How many of the newest runs are searched for stages that need not run again. */
  private static final int EARLIER_RUNS = 100;

  /**
   * The result that tells how long a run was busy with neither stages nor its summary: with locks,
   * manifests, the search for what earlier runs made, the table of runs and publishing.
   */
  static final String BOOKKEEPING = "bookkeeping_seconds";

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
   * Runs the plan to its end; what an earlier run made of the same inputs, settings and code is
   * taken as it is.
   *
   * @param choice which stages are run
   * @param conclusion what is done beside the stages
   * @throws IllegalArgumentException before anything is run, if a stage reads a table that nothing
   *     before it makes, or makes one that there is already, or the choice names no stage
   * @throws InputDataException before anything is run, if the linkage is being run already, if one
   *     stage alone is asked for and those before it were not made, or if the output folder holds
   *     what is not ours
   * @throws StageFailedException if a stage fails; the manifest then says so
   */
  public CompletedRun run(RunPlan plan, StageChoice choice, Conclusion conclusion) {
    long begun = System.nanoTime();
    checkOrder(plan);
    choice.require(plan.stages());
    store.requireOurs();
    Instant started = clock.instant();
    String runId =
        RunStore.newRunId(started, ThreadLocalRandom.current().nextInt()); // an id, not a sample
    try (RunLock lock = store.lock(plan.linkage(), "run " + runId, started)) {
      List<RunManifest> earlier = earlier(plan.linkage());
      conclusion.begun(lock, markInterrupted(earlier));
      return run(plan, choice, conclusion, runId, started, begun, earlier);
    }
  }

  private CompletedRun run(
      RunPlan planned,
      StageChoice choice,
      Conclusion conclusion,
      String runId,
      Instant started,
      long busySince,
      List<RunManifest> earlier) {
    TableStore tables = tables(planned, store.folder(runId));
    var unversioned = new UnversionedSources(clock, progress);
    RunPlan plan = unversioned.asReadBefore(planned, choice, earlier);
    List<Resume.Decision> decisions = decide(plan, choice, earlier, tables);
    long begun = busySince;
    if (unversioned.areNeeded(decisions)) {
      long reading = System.nanoTime();
      plan = unversioned.read(plan);
      begun += System.nanoTime() - reading; // reading is no bookkeeping
      decisions = decide(plan, choice, earlier, tables);
    }
    requireMade(choice, decisions);
    Optional<RunManifest> same = unchanged(decisions, earlier, tables);
    if (same.isPresent()) {
      CompletedRun taken = taken(plan, same.get(), tables);
      return noting(conclusion.finished(taken), taken);
    }
    RunFolder folder = store.create(runId);
    var manifest = begin(plan, folder, started);
    folder.write(manifest);

    var meter = new StageMeter(spark.sparkContext());
    spark.sparkContext().addSparkListener(meter);
    try {
      Map<String, Dataset<Row>> available = sources(plan);
      boolean noted = true;
      for (int i = 0; i < decisions.size(); i++) {
        Resume.Decision decision = decisions.get(i);
        String name = decision.stage().name();
        if (decision.made().isPresent()) {
          RunManifest.StageResult made = decision.made().get().taken(clock.instant());
          made.outputs().forEach(table -> available.put(table.table(), tables.read(table)));
          manifest = manifest.with(made, clock.instant());
          progress.taken(made, i + 1, decisions.size());
          noted = false;
          continue;
        }
        if (!noted) { // a run that is killed in its first stage of its own tells what it took
          folder.write(manifest);
          noted = true;
        }
        progress.started(name, i + 1, decisions.size(), () -> work(meter.soFar(name)));
        RunManifest.StageResult result;
        try {
          result = run(plan, decision, runId, available, tables, meter);
        } catch (Exception | Error e) { // Scala code throws checked exceptions undeclared
          throw failed(name, manifest, folder, conclusion, because(plan, decision.stage(), e));
        }
        manifest = manifest.with(result, clock.instant());
        folder.write(manifest);
        progress.finished(result);
      }
      Tables all = Tables.of(available);
      if (choice.kind() == StageChoice.Kind.ONLY) {
        manifest = manifest.partial(clock.instant());
        folder.write(manifest);
        conclusion.ended(manifest);
        return new CompletedRun(manifest, folder, all, false);
      }
      Map<String, String> results;
      long concluding = System.nanoTime();
      try {
        results =
            conclusion.conclude(
                new CompletedRun(manifest.finished(Map.of(), clock.instant()), folder, all, false));
      } catch (Exception | Error e) {
        throw failed("summary", manifest, folder, conclusion, e);
      }
      long worked = System.nanoTime() - concluding;
      manifest = manifest.finished(results, clock.instant());
      folder.write(manifest);
      var finished = new CompletedRun(manifest, folder, all, false);
      var more = new LinkedHashMap<>(conclusion.finished(finished));
      double inStages = manifest.stages().stream().mapToDouble(s -> s.wallSeconds()).sum();
      more.put(
          BOOKKEEPING,
          String.format(
              Locale.ROOT, "%.2f", (System.nanoTime() - begun - worked) / 1e9 - inStages));
      return noting(more, finished);
    } finally {
      spark.sparkContext().removeSparkListener(meter);
    }
  }

  private static List<Resume.Decision> decide(
      RunPlan plan, StageChoice choice, List<RunManifest> earlier, TableStore tables) {
    return new Resume(plan, CodeDigest.of(), choice, earlier, tables::isIntact).decide();
  }

  private static CompletedRun noting(Map<String, String> more, CompletedRun run) {
    if (more.isEmpty()) {
      return run;
    }
    RunManifest manifest = run.manifest().with(more);
    run.folder().write(manifest);
    return new CompletedRun(manifest, run.folder(), run.tables(), run.unchanged());
  }

  /** The manifests of earlier runs of the linkage, newest first, that can be read. */
  private List<RunManifest> earlier(String linkage) {
    var earlier = new ArrayList<RunManifest>();
    for (RunFolder folder : store.list().stream().limit(EARLIER_RUNS).toList()) {
      try {
        RunManifest manifest = folder.manifest();
        if (manifest.linkage().equals(linkage)) {
          earlier.add(manifest);
        }
      } catch (InputDataException unreadable) {
        progress.warned("nothing is taken from an earlier run: " + unreadable.getMessage());
      }
    }
    return earlier;
  }

  /** This run holds the lock, so an earlier one that says that it is going on was killed. */
  private List<RunManifest> markInterrupted(List<RunManifest> earlier) {
    var interrupted = new ArrayList<RunManifest>();
    for (RunManifest run : earlier) {
      if (run.status() == RunManifest.Status.RUNNING) {
        RunManifest marked = run.interrupted();
        store.folder(run.runId()).write(marked);
        interrupted.add(marked);
      }
    }
    return interrupted;
  }

  private TableStore tables(RunPlan plan, RunFolder folder) {
    return plan.schema()
        .<TableStore>map(schema -> new CatalogTables(spark, schema, folder.runId()))
        .orElseGet(() -> new FolderTables(spark, folder));
  }

  private static Map<String, Dataset<Row>> sources(RunPlan plan) {
    Map<String, Dataset<Row>> available = new HashMap<>();
    plan.sources().forEach(source -> available.put(source.table(), source.rows()));
    return available;
  }

  private static void requireMade(StageChoice choice, List<Resume.Decision> decisions) {
    if (choice.kind() != StageChoice.Kind.ONLY) {
      return;
    }
    List<String> missing =
        decisions.stream()
            .filter(decision -> decision.made().isEmpty())
            .map(decision -> decision.stage().name())
            .filter(name -> !name.equals(choice.stage()))
            .toList();
    if (!missing.isEmpty()) {
      throw new InputDataException(
          "stage %s cannot be run alone: no earlier run made %s of these inputs, with these settings and this code; run without --only"
              .formatted(choice.stage(), String.join(", ", missing)));
    }
  }

  /** The newest finished run that has all these stages, as they would be taken or made again. */
  private static Optional<RunManifest> unchanged(
      List<Resume.Decision> decisions, List<RunManifest> earlier, TableStore tables) {
    if (decisions.stream().anyMatch(decision -> decision.made().isEmpty())) {
      return Optional.empty();
    }
    List<String> wanted = decisions.stream().map(Resume.Decision::fingerprint).toList();
    return earlier.stream()
        .filter(run -> run.status() == RunManifest.Status.FINISHED)
        .filter(
            run ->
                run.stages().stream()
                    .map(RunManifest.StageResult::fingerprint)
                    .toList()
                    .equals(wanted))
        .filter(
            run ->
                run.stages().stream()
                    .flatMap(stage -> stage.outputs().stream())
                    .allMatch(tables::isIntact))
        .findFirst();
  }

  private CompletedRun taken(RunPlan plan, RunManifest run, TableStore tables) {
    Map<String, Dataset<Row>> available = sources(plan);
    int number = 0;
    for (RunManifest.StageResult stage : run.stages()) {
      stage.outputs().forEach(table -> available.put(table.table(), tables.read(table)));
      progress.taken(stage, ++number, run.stages().size());
    }
    return new CompletedRun(run, store.folder(run.runId()), Tables.of(available), true);
  }

  private StageFailedException failed(
      String stage,
      RunManifest manifest,
      RunFolder folder,
      Conclusion conclusion,
      Throwable cause) {
    progress.failed(stage);
    RunManifest failed =
        manifest.failed("stage " + stage + ": " + FailureText.of(cause), clock.instant());
    try {
      folder.write(failed);
      conclusion.ended(failed);
    } catch (Exception unwritten) { // a full disk may have been the cause
      cause.addSuppressed(unwritten);
    }
    return new StageFailedException(folder.runId(), stage, cause);
  }

  private RunManifest.StageResult run(
      RunPlan plan,
      Resume.Decision decision,
      String runId,
      Map<String, Dataset<Row>> available,
      TableStore tables,
      StageMeter meter) {
    Stage stage = decision.stage();
    Instant started = clock.instant();
    long nanos = System.nanoTime();
    meter.begin(stage.name());
    StageMeter.Totals totals;
    var written = new ArrayList<RunManifest.TableWritten>();
    try {
      Map<String, Dataset<Row>> inputs = new HashMap<>();
      stage.inputs().forEach(name -> inputs.put(name, available.get(name)));
      Map<String, Dataset<Row>> made = stage.apply(Tables.of(inputs, runId));
      for (Stage.Output output : stage.outputs()) {
        Dataset<Row> rows = made.get(output.table());
        if (rows == null) {
          throw new IllegalStateException(
              "stage " + stage.name() + " promised the table " + output.table() + " and made none");
        }
        written.add(tables.write(output, output.small() ? inOnePiece(rows) : rows));
      }
      requireUnchanged(plan, stage);
    } finally {
      totals = meter.end(stage.name());
    }
    for (RunManifest.TableWritten table : written) {
      available.put(table.table(), tables.read(table));
    }
    return new RunManifest.StageResult(
        stage.name(),
        runId,
        decision.why(),
        decision.fingerprint(),
        decision.settingsSha256(),
        decision.inputs(),
        started,
        (System.nanoTime() - nanos) / 1e9,
        totals.cpuSeconds(),
        totals.tasksDone(),
        totals.recordsRead(),
        totals.shuffleBytes(),
        totals.spillBytes(),
        totals.peakTaskBytes(),
        totals.peakHeapBytes(),
        written);
  }

  private static Dataset<Row> inOnePiece(Dataset<Row> rows) {
    return rows.isLocal() ? rows.coalesce(1) : rows.repartition(1);
  }

  /** A source that changes while it is read may have been read half before and half after. */
  private static void requireUnchanged(RunPlan plan, Stage stage) {
    Optional<String> change = change(plan, stage);
    if (change.isPresent()) {
      throw new InputDataException(change.get());
    }
  }

  /** Which source of a stage is no longer as it was when the run began, in words. */
  private static Optional<String> change(RunPlan plan, Stage stage) {
    for (SourceTable source : plan.sources()) {
      if (stage.inputs().contains(source.table())) {
        RunManifest.Input now = source.again().get();
        if (!now.fingerprint().equals(source.described().fingerprint())) {
          return Optional.of(
              "input %s changed while it was read: it was %s, and now is %s (%s); run again when nothing writes to it"
                  .formatted(now.name(), source.described().state(), now.state(), now.location()));
        }
      }
    }
    return Optional.empty();
  }

  /** Why a stage failed: a source that changed, if one did, for what Spark says then misleads. */
  private static Throwable because(RunPlan plan, Stage stage, Throwable failure) {
    if (failure instanceof InputDataException) {
      return failure;
    }
    try {
      return change(plan, stage)
          .<Throwable>map(change -> new InputDataException(change, failure))
          .orElse(failure);
    } catch (RuntimeException unseen) {
      failure.addSuppressed(unseen);
      return failure;
    }
  }

  private RunManifest begin(RunPlan plan, RunFolder folder, Instant started) {
    var resources = new LinkedHashMap<String, String>();
    resources.put("master", spark.sparkContext().master());
    resources.put("cores", Integer.toString(spark.sparkContext().defaultParallelism()));
    resources.put("driver_memory_mib", Long.toString(Runtime.getRuntime().maxMemory() >> 20));
    return new RunManifest(
        RunManifest.FORMAT,
        folder.runId(),
        plan.linkage(),
        plan.command(),
        RunManifest.Status.RUNNING,
        started,
        clock.instant(),
        "",
        spark.sparkContext().sparkUser(),
        RunLock.hostName(),
        plan.configuration(),
        Digest.of(plan.configuration()),
        CodeDigest.of(),
        plan.schema().orElse(""),
        plan.engine(),
        plan.seed(),
        Versions.all(spark),
        resources,
        plan.sources().stream().map(SourceTable::described).toList(),
        List.of(),
        Map.of());
  }

  private static Progress.Work work(StageMeter.Totals totals) {
    return new Progress.Work(totals.tasksDone(), totals.tasksSubmitted(), totals.recordsHandled());
  }

  private static void checkOrder(RunPlan plan) {
    var madeBy = new TreeMap<String, String>();
    plan.sources().forEach(source -> madeBy.put(source.table(), "the inputs"));
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
