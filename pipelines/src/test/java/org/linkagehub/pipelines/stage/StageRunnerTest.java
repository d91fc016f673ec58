package org.linkagehub.pipelines.stage;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.stage.RunManifest.StageResult;
import org.linkagehub.pipelines.stage.RunManifest.Status;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;
import org.linkagehub.pipelines.stage.Stage.Output;

class StageRunnerTest {
  private static final Instant NOW = Instant.parse("2026-03-14T09:15:02Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();

  @Test
  void writesTheOutputsOfEachStageAndHandsThemToTheNext() {
    CompletedRun run = run(List.of(even(), halves()));

    assertEquals(
        List.of(0L, 1L, 2L, 3L, 4L),
        run.tables()
            .table("halves")
            .orderBy("id")
            .as(org.apache.spark.sql.Encoders.LONG())
            .collectAsList());
    TableWritten even = run.manifest().table("even");
    assertEquals(5, even.rows());
    assertEquals(0, even.version());
    assertEquals(run.folder().tablePath("even"), even.location());
    assertEquals(5, spark.read().format("delta").load(even.location()).count());
  }

  @Test
  void aSmallTableIsOneFile() {
    Stage many =
        Stage.of(
            "many",
            List.of("numbers"),
            List.of(Output.of("wide"), Output.small("narrow")),
            in ->
                Map.of(
                    "wide", in.table("numbers").repartition(3),
                    "narrow", in.table("numbers").repartition(3)));
    RunManifest manifest = run(List.of(many)).manifest();
    assertEquals(3, manifest.table("wide").files());
    assertEquals(1, manifest.table("narrow").files());
  }

  @Test
  void measuresWhatTheTasksOfEachStageDid() {
    Stage shuffled =
        Stage.of(
            "shuffled",
            List.of("even"),
            Output.of("by_last_digit"),
            in -> in.table("even").groupBy(col("id").mod(10).as("digit")).count());
    List<StageResult> results = run(List.of(even(), shuffled)).manifest().stages();
    assertEquals(0, results.get(0).shuffleBytes());
    assertEquals(5, results.get(1).recordsRead());
    assertTrue(results.get(1).shuffleBytes() > 0, results.toString());
    assertTrue(results.get(1).cpuSeconds() > 0, results.toString());
    assertTrue(results.get(1).tasks() >= 2, results.toString());
    assertTrue(results.get(1).wallSeconds() > 0, results.toString());
    assertTrue(results.get(1).peakTaskBytes() > 0, results.toString());
    for (StageResult result : results) {
      assertTrue(result.cpuSeconds() > 0, result.toString());
      assertTrue(result.peakHeapBytes() > 1 << 20, result.toString());
      assertEquals(0, result.spillBytes(), result.toString());
    }
  }

  @Test
  void measuresWhatIsSpilledForWantOfMemory() {
    List<String> bounds =
        List.of(
            "spark.sql.windowExec.buffer.in.memory.threshold",
            "spark.sql.windowExec.buffer.spill.threshold");
    Stage spilling =
        Stage.of(
            "spilling",
            List.of("numbers"),
            Output.of("counted"),
            in ->
                in.table("numbers")
                    .selectExpr("explode(sequence(1, 500)) AS id")
                    .selectExpr("id", "count(*) OVER (PARTITION BY id % 2) AS alike"));
    try {
      bounds.forEach(bound -> spark.conf().set(bound, "100"));
      StageResult result = run(List.of(spilling)).manifest().stages().get(0);
      assertTrue(result.spillBytes() > 0, result.toString());
    } finally {
      bounds.forEach(bound -> spark.conf().unset(bound));
    }
    assertTrue(
        store().find(RunStore.LAST).text("manifest.json").contains("\"spillBytes\""),
        "the manifest tells it");
  }

  @Test
  void theManifestIsTheSameWhenReadAgain() {
    CompletedRun run = run(List.of(even()));
    assertEquals(Status.FINISHED, run.manifest().status());
    assertEquals(run.manifest(), store().find(RunStore.LAST).manifest());
    assertEquals("seed = 7", run.manifest().configuration());
    assertEquals(spark.version(), run.manifest().versions().get("spark"));
    assertEquals("4.0.0", run.manifest().versions().get("delta"));
    double bookkeeping = Double.parseDouble(run.manifest().results().get(StageRunner.BOOKKEEPING));
    assertTrue(bookkeeping >= 0 && bookkeeping < 30, "seconds " + bookkeeping);
  }

  @Test
  void aFailureIsNotedWithItsStageAndKeepsWhatWasDone() {
    Stage broken =
        Stage.of(
            "broken",
            List.of("even"),
            Output.of("never"),
            in -> {
              throw new InputDataException("source patients has no column dob");
            });
    var failure = assertThrows(StageFailedException.class, () -> run(List.of(even(), broken)));
    assertEquals("broken", failure.stage());
    assertInstanceOf(InputDataException.class, failure.getCause());

    RunManifest manifest = store().find(failure.runId()).manifest();
    assertEquals(Status.FAILED, manifest.status());
    assertEquals("stage broken: source patients has no column dob", manifest.failure());
    assertEquals(List.of("even"), manifest.stages().stream().map(StageResult::name).toList());
  }

  @Test
  void aValueThatMadeSparkFailIsNotInTheManifest() {
    Stage cast =
        Stage.of(
            "cast",
            List.of("numbers"),
            Output.of("never"),
            in ->
                in.table("numbers")
                    .coalesce(1) // no other task still writes while the folder is removed
                    .selectExpr("cast('Xylophia' || id AS int) AS number"));
    var failure = assertThrows(StageFailedException.class, () -> run(List.of(cast)));
    String manifest = store().find(failure.runId()).text("manifest.json");
    assertFalse(manifest.contains("Xylophia"), manifest);
    assertTrue(manifest.contains("CAST_INVALID_INPUT"), manifest);
  }

  @Test
  void aSummaryThatFailsFailsTheRun() {
    var failure =
        assertThrows(
            StageFailedException.class,
            () ->
                runner(Progress.silent())
                    .run(
                        plan(List.of(even())),
                        StageChoice.asNeeded(),
                        done -> {
                          throw new IllegalStateException("no summary");
                        }));
    assertEquals("summary", failure.stage());
    assertEquals(Status.FAILED, store().find(RunStore.LAST).manifest().status());
  }

  @Test
  void anUnchangedRunIsTakenAsItIs() {
    CompletedRun first = run(List.of(even(), halves()));
    CompletedRun second = run(List.of(even(), halves()));
    assertFalse(first.unchanged());
    assertTrue(second.unchanged());
    assertEquals(first.manifest(), second.manifest());
    assertEquals(1, store().list().size());
    assertEquals(5, second.tables().table("halves").count());
  }

  @Test
  void aFailedRunIsContinuedFromItsLastFinishedStage() {
    Stage broken =
        Stage.of(
            "halves",
            List.of("even"),
            Output.small("halves"),
            in -> {
              throw new InputDataException("broken");
            });
    var failure = assertThrows(StageFailedException.class, () -> run(List.of(even(), broken)));
    RunManifest second = run(List.of(even(), halves())).manifest();
    assertEquals(
        List.of(failure.runId(), second.runId()),
        second.stages().stream().map(StageResult::madeBy).toList());
    assertEquals(0, second.stages().get(0).wallSeconds());
    assertEquals(5, second.table("halves").rows());
  }

  @Test
  void aTableIsTakenAsItWasWrittenAndOnlyIfItIsWhole() throws IOException {
    RunManifest first = run(List.of(even())).manifest();
    Path table = Path.of(first.table("even").location());
    spark.range(100, 200).toDF().write().format("delta").mode("append").save(table.toString());
    CompletedRun second = run(List.of(even(), halves()));
    assertEquals(first.runId(), second.manifest().stages().get(0).madeBy());
    assertEquals(5, second.tables().table("even").count());
    assertEquals(5, second.manifest().table("halves").rows());

    try (Stream<Path> files = Files.list(table)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
      }
    }
    RunManifest third = run(List.of(even(), halves())).manifest();
    assertEquals("its tables are no longer there", third.stages().get(0).why());
    assertEquals(third.runId(), third.stages().get(0).madeBy());
    assertEquals(second.manifest().runId(), third.stages().get(1).madeBy());
  }

  @Test
  void aTableThatDeltaAloneCanReadIsTakenAsItWasWritten() {
    String vectors = "spark.databricks.delta.properties.defaults.enableDeletionVectors";
    spark.conf().set(vectors, "true");
    try {
      String even = run(List.of(even())).manifest().table("even").location();
      spark.range(100, 200).toDF().write().format("delta").mode("append").save(even);
    } finally {
      spark.conf().unset(vectors);
    }
    CompletedRun again = run(List.of(even()));
    assertTrue(again.unchanged());
    assertEquals(5, again.tables().table("even").count());
  }

  @Test
  void aManifestThatCannotBeReadIsToldAndNotTaken() throws IOException {
    CompletedRun first = run(List.of(even()));
    Files.writeString(
        Path.of(first.folder().toString(), "manifest.json"), "{ \"format\" : 2,\n oops");
    var warnings = new ArrayList<String>();
    CompletedRun second =
        runner(warningsTo(warnings))
            .run(plan(List.of(even())), StageChoice.asNeeded(), done -> Map.of());
    assertFalse(second.unchanged());
    assertEquals(
        List.of(
            "nothing is taken from an earlier run: "
                + first.folder()
                + "/manifest.json is not a manifest of a run (line 2)"),
        warnings);
  }

  @Test
  void oneStageAloneNeedsThoseBeforeItAndConcludesNothing() {
    var refused =
        assertThrows(
            InputDataException.class,
            () ->
                runner(Progress.silent())
                    .run(
                        plan(List.of(even(), halves())),
                        StageChoice.only("halves"),
                        done -> Map.of()));
    assertEquals(
        "stage halves cannot be run alone: no earlier run made even of these inputs, with these"
            + " settings and this code; run without --only",
        refused.getMessage());
    assertEquals(List.of(), store().list());

    CompletedRun first =
        runner(Progress.silent())
            .run(
                plan(List.of(even(), halves())),
                StageChoice.only("even"),
                done -> Map.of("concluded", "yes"));
    assertEquals(Map.of(), first.manifest().results());
    assertEquals(1, first.manifest().stages().size());
  }

  @Test
  void aStageThatIsNotThereIsNamed() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> StageChoice.from("halfs").require(List.of(even(), halves())));
    assertEquals(
        "there is no stage halfs; did you mean halves? (there are: even, halves)",
        refused.getMessage());
  }

  @Test
  void aSourceThatChangesWhileItIsReadFailsTheRun() {
    var state = new AtomicReference<>("3 files, 812 bytes");
    Supplier<RunManifest.Input> look =
        () -> new RunManifest.Input("people", "csv", "/in/people", state.get(), state.get());
    SourceTable people = new SourceTable("numbers", look.get(), numbers().get(0).rows(), look);
    state.set("3 files, 813 bytes");
    var failure =
        assertThrows(
            StageFailedException.class,
            () ->
                runner(Progress.silent())
                    .run(
                        plan(List.of(people), List.of(even())),
                        StageChoice.asNeeded(),
                        done -> Map.of()));
    assertEquals(
        "input people changed while it was read: it was 3 files, 812 bytes, and now is 3 files, 813"
            + " bytes (/in/people); run again when nothing writes to it",
        failure.getCause().getMessage());
  }

  private static Progress warningsTo(List<String> warnings) {
    return new Progress() {
      @Override
      public void started(String stage, int number, int stages, Supplier<Work> soFar) {}

      @Override
      public void finished(StageResult result) {}

      @Override
      public void failed(String stage) {}

      @Override
      public void warned(String what) {
        warnings.add(what);
      }
    };
  }

  @Test
  void refusesAStageThatReadsWhatNothingMakes() {
    var failure =
        assertThrows(IllegalArgumentException.class, () -> run(List.of(halves(), even())));
    assertEquals(
        "stage halves reads the table even, which nothing before it makes; there are [numbers]",
        failure.getMessage());
    assertEquals(List.of(), store().list());
  }

  @Test
  void refusesTwoStagesThatMakeOneTable() {
    var failure = assertThrows(IllegalArgumentException.class, () -> run(List.of(even(), even())));
    assertEquals(
        "stage even makes the table even, which stage even made already", failure.getMessage());
  }

  @Test
  void tablesGoToASchemaOfTheCatalogWhereOneIsNamed() {
    spark.sql("CREATE SCHEMA IF NOT EXISTS linked");
    RunPlan plan =
        new RunPlan(
            "mine", "run", "", "", "sql", 7, numbers(), List.of(even()), Optional.of("linked"));
    CompletedRun run =
        runner(Progress.silent()).run(plan, StageChoice.asNeeded(), done -> Map.of());
    TableWritten even = run.manifest().table("even");
    assertEquals("linked.even_" + run.manifest().runId().replace('-', '_'), even.location());
    assertEquals(5, even.rows());
    assertEquals(5, spark.table(even.location()).count());

    assertTrue(
        runner(Progress.silent()).run(plan, StageChoice.asNeeded(), done -> Map.of()).unchanged());
    spark.sql("DROP TABLE " + even.location());
    assertFalse(
        runner(Progress.silent()).run(plan, StageChoice.asNeeded(), done -> Map.of()).unchanged());
    spark.sql("DROP SCHEMA linked CASCADE");
  }

  @Test
  void tellsHowFarItIs() {
    var heard = new ArrayList<String>();
    var work = new ArrayList<Progress.Work>();
    Progress progress =
        new Progress() {
          private Supplier<Work> soFar = () -> new Work(0, 0, 0);

          @Override
          public void started(String stage, int number, int stages, Supplier<Work> ofStage) {
            heard.add("%d/%d %s".formatted(number, stages, stage));
            soFar = ofStage;
          }

          @Override
          public void finished(StageResult result) {
            heard.add(result.name());
            work.add(soFar.get());
          }

          @Override
          public void failed(String stage) {
            heard.add(stage + " failed");
          }
        };
    runner(progress).run(plan(List.of(even(), halves())), StageChoice.asNeeded(), done -> Map.of());
    assertEquals(List.of("1/2 even", "even", "2/2 halves", "halves"), heard);
    assertEquals(10, work.get(1).records()); // 5 from the table, 5 from the exchange to one file
    assertEquals(work.get(1).tasksKnown(), work.get(1).tasksDone());
  }

  @Test
  void nothingIsRunBesideAnotherRunOrAmongAnotherProjectsTables() throws IOException {
    try (RunLock theirs = store().lock("mine", "run 1", NOW)) {
      assertTrue(theirs.isHeld());
      String told = refusal();
      assertTrue(told.startsWith("run 1 is going on: "), told);
    }
    Files.createDirectories(folder.resolve("customers/_delta_log"));
    assertEquals(
        "the output folder "
            + folder
            + " holds the Delta table customers, which Linkage Hub did not write; name another"
            + " folder, or an empty one",
        refusal());
    assertEquals(List.of(), store().list());
  }

  private String refusal() {
    return assertThrows(InputDataException.class, () -> run(List.of(even()))).getMessage();
  }

  @Test
  void namesTheFolderItCannotWriteTo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    RunStore store = RunStore.at(file.toString(), new Configuration());
    var failure =
        assertThrows(InputDataException.class, () -> store.create(RunStore.newRunId(NOW, 1)));
    assertEquals(
        "cannot write to the output folder " + file + ": make it writable, or name another",
        failure.getMessage());
  }

  private Stage even() {
    return Stage.of(
        "even",
        List.of("numbers"),
        Output.of("even"),
        in -> in.table("numbers").where(col("id").mod(2).equalTo(0)));
  }

  private Stage halves() {
    return Stage.of(
        "halves",
        List.of("even"),
        Output.small("halves"),
        in -> in.table("even").selectExpr("id div 2 AS id"));
  }

  private List<SourceTable> numbers() {
    return List.of(
        SourceTable.constant(
            "numbers",
            new RunManifest.Input("numbers", "range", "0 to 9", "10 numbers", "10"),
            spark.range(10).toDF()));
  }

  private RunPlan plan(List<Stage> stages) {
    return plan(numbers(), stages);
  }

  private static RunPlan plan(List<SourceTable> sources, List<Stage> stages) {
    return new RunPlan("mine", "run", "seed = 7", "", "sql", 7, sources, stages, Optional.empty());
  }

  private RunStore store() {
    return RunStore.at(folder.toString(), new Configuration());
  }

  private StageRunner runner(Progress progress) {
    return new StageRunner(spark, store(), progress, CLOCK);
  }

  private CompletedRun run(List<Stage> stages) {
    return runner(Progress.silent()).run(plan(stages), StageChoice.asNeeded(), done -> Map.of());
  }
}
