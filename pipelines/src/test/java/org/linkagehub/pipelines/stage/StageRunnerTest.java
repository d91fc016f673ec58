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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
  }

  @Test
  void theManifestIsTheSameWhenReadAgain() {
    CompletedRun run = run(List.of(even()));
    assertEquals(Status.FINISHED, run.manifest().status());
    assertEquals(run.manifest(), store().find(RunStore.LAST).manifest());
    assertEquals("seed = 7", run.manifest().configuration());
    assertEquals(spark.version(), run.manifest().versions().get("spark"));
    assertEquals("4.0.0", run.manifest().versions().get("delta"));
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
            in -> in.table("numbers").selectExpr("cast('Xylophia' || id AS int) AS number"));
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
    return new RunPlan(
        "mine", "run", "seed = 7", "", "sql", 7, numbers(), stages, Optional.empty());
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
