package org.linkagehub.pipelines.stage;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.stage.RunManifest.StageResult;
import org.linkagehub.pipelines.stage.RunManifest.Status;
import org.linkagehub.pipelines.stage.Stage.Output;

/** Three stages in a row: numbers -> even -> halves -> small. */
class ResumeTest {
  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();
  private final List<String> warnings = new ArrayList<>();
  private Instant now = Instant.parse("2026-03-14T09:15:02Z");

  /** What the stages depend on; each test changes some of it. */
  private String fingerprint = "ten numbers";

  private long divisor = 2;
  private String linkage = "mine";
  private String settings = "seed = 7";
  private boolean broken;

  @Test
  void nothingIsRunAgainWhereNothingHasChanged() {
    CompletedRun first = run(StageChoice.asNeeded());
    CompletedRun second = run(StageChoice.asNeeded());
    assertFalse(first.unchanged());
    assertTrue(second.unchanged());
    assertEquals(first.manifest(), second.manifest());
    assertEquals(1, store().list().size());
    assertEquals(List.of(0L, 1L), ids(second, "small"));
  }

  @Test
  void aStageWhoseSettingsChangedIsRunAgainAndAllThatReadsIt() {
    CompletedRun first = run(StageChoice.asNeeded());
    divisor = 4;
    CompletedRun second = run(StageChoice.asNeeded());
    assertEquals(List.of("halves", "small"), made(second));
    assertEquals(List.of(0L, 0L, 1L, 1L, 2L), ids(second, "halves"));
    assertEquals("its settings changed", second.manifest().stages().get(1).why());
    assertEquals("halves changed", second.manifest().stages().get(2).why());
    StageResult even = second.manifest().stages().get(0);
    assertEquals(first.manifest().runId(), even.madeBy());
    assertEquals(0, even.wallSeconds());
    assertEquals(first.manifest().table("even"), second.manifest().table("even"));

    divisor = 2;
    CompletedRun third = run(StageChoice.asNeeded());
    assertTrue(third.unchanged(), "as the first run made it");
    assertEquals(first.manifest().runId(), third.manifest().runId());
  }

  @Test
  void aChangedSourceRunsEverythingAgain() {
    run(StageChoice.asNeeded());
    fingerprint = "ten other numbers";
    CompletedRun second = run(StageChoice.asNeeded());
    assertEquals(List.of("even", "halves", "small"), made(second));
    assertEquals("numbers changed", second.manifest().stages().get(0).why());
  }

  @Test
  void aStageThatDoesNotSayWhatItDependsOnDependsOnEverySetting() {
    run(StageChoice.asNeeded());
    settings = "seed = 8";
    assertEquals(List.of("small"), made(run(StageChoice.asNeeded())));
  }

  @Test
  void aFailedRunIsContinuedFromItsLastFinishedStage() {
    broken = true;
    var failure = assertThrows(StageFailedException.class, () -> run(StageChoice.asNeeded()));
    assertEquals("small", failure.stage());
    broken = false;
    CompletedRun second = run(StageChoice.asNeeded());
    assertEquals(List.of("small"), made(second));
    assertEquals(failure.runId(), second.manifest().stages().get(0).madeBy());
    assertEquals(Status.FINISHED, second.manifest().status());
  }

  @Test
  void aStageThatTheManifestDoesNotTellOfWasNotFinished() throws IOException {
    CompletedRun first = run(StageChoice.asNeeded());
    RunManifest killed = first.manifest();
    first
        .folder()
        .write(
            "manifest.json",
            Json.write(killed)
                .replace("\"FINISHED\"", "\"RUNNING\"")
                .replaceFirst("(?s)\"name\" : \"halves\"", "\"name\" : \"other\""));
    assertEquals(List.of("halves"), made(run(StageChoice.asNeeded())));
  }

  @Test
  void aTableOfWhichAFileIsGoneIsMadeAgain() throws IOException {
    CompletedRun first = run(StageChoice.asNeeded());
    deleteOneFile(Path.of(first.manifest().table("halves").location()));
    CompletedRun second = run(StageChoice.asNeeded());
    assertEquals(List.of("halves"), made(second));
    assertEquals("its tables are no longer there", second.manifest().stages().get(1).why());
    assertEquals(5, ids(second, "halves").size());
  }

  @Test
  void aTableThatWasWrittenToSinceIsReadAsItWas() {
    CompletedRun first = run(StageChoice.asNeeded());
    spark
        .range(100, 200)
        .toDF()
        .write()
        .format("delta")
        .mode("append")
        .save(first.manifest().table("even").location());
    divisor = 4;
    CompletedRun second = run(StageChoice.asNeeded());
    assertEquals(List.of("halves", "small"), made(second));
    assertEquals(List.of(0L, 0L, 1L, 1L, 2L), ids(second, "halves"));
  }

  @Test
  void anotherLinkageOfTheSameFolderTakesNothing() {
    run(StageChoice.asNeeded());
    linkage = "theirs";
    assertEquals(List.of("even", "halves", "small"), made(run(StageChoice.asNeeded())));
  }

  @Test
  void aManifestThatCannotBeReadIsToldAndNotTaken() throws IOException {
    CompletedRun first = run(StageChoice.asNeeded());
    Files.writeString(
        Path.of(first.folder().toString(), "manifest.json"), "{ \"format\" : 2,\n oops");
    CompletedRun second = run(StageChoice.asNeeded());
    assertEquals(List.of("even", "halves", "small"), made(second));
    assertEquals(
        List.of(
            "nothing is taken from an earlier run: "
                + first.folder()
                + "/manifest.json is not a manifest of a run (line 2)"),
        warnings);
  }

  @Test
  void everythingIsRunAgainOnRequest() {
    run(StageChoice.asNeeded());
    CompletedRun second = run(StageChoice.all());
    assertEquals(List.of("even", "halves", "small"), made(second));
    assertEquals("asked for", second.manifest().stages().get(0).why());
  }

  @Test
  void aStageAndAllAfterItAreRunAgainOnRequest() {
    run(StageChoice.asNeeded());
    assertEquals(List.of("halves", "small"), made(run(StageChoice.from("halves"))));
  }

  @Test
  void oneStageAloneIsRunOnRequest() {
    run(StageChoice.asNeeded());
    CompletedRun second = run(StageChoice.only("halves"));
    assertEquals(List.of("halves"), made(second));
    assertEquals(
        List.of("even", "halves"),
        second.manifest().stages().stream().map(StageResult::name).toList());
    assertEquals(Map.of(), second.manifest().results());
  }

  @Test
  void oneStageAloneNeedsThoseBeforeIt() {
    var refused = assertThrows(InputDataException.class, () -> run(StageChoice.only("small")));
    assertEquals(
        "stage small cannot be run alone: no earlier run made even, halves of these inputs, with"
            + " these settings and this code; run without --only",
        refused.getMessage());
    assertEquals(List.of(), store().list());
  }

  @Test
  void aStageThatIsNotThereIsNamed() {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> run(StageChoice.from("halfs")));
    assertEquals(
        "there is no stage halfs; did you mean halves? (there are: even, halves, small)",
        refused.getMessage());
  }

  @Test
  void aSourceThatCannotTellWhetherItChangedIsReadAgain() {
    fingerprint = "";
    CompletedRun first = run(StageChoice.asNeeded());
    CompletedRun second = run(StageChoice.asNeeded());
    assertEquals(List.of("even", "halves", "small"), made(second));

    CompletedRun third = run(StageChoice.from("small"));
    assertEquals(List.of("small"), made(third));
    assertEquals(second.manifest().runId(), third.manifest().stages().get(0).madeBy());
    assertFalse(first.unchanged());
  }

  @Test
  void aSourceThatChangesWhileItIsReadFailsTheRun() {
    var states = new ArrayList<>(List.of("3 files, 812 bytes", "3 files, 813 bytes"));
    SourceTable changing =
        new SourceTable(
            "numbers",
            new RunManifest.Input("people", "csv", "/in/people", states.get(0), states.get(0)),
            spark.range(10).toDF(),
            () ->
                new RunManifest.Input("people", "csv", "/in/people", states.get(1), states.get(1)));
    var failure =
        assertThrows(
            StageFailedException.class, () -> run(StageChoice.asNeeded(), List.of(changing)));
    assertEquals(
        "input people changed while it was read: it was 3 files, 812 bytes, and now is 3 files, 813"
            + " bytes (/in/people); run again when nothing writes to it",
        failure.getCause().getMessage());
    states.set(1, states.get(0));
    assertEquals(
        List.of("even", "halves", "small"), made(run(StageChoice.asNeeded(), List.of(changing))));
  }

  @Test
  void tablesOfACatalogAreTakenToo() {
    spark.sql("CREATE SCHEMA IF NOT EXISTS resumed");
    try {
      run(StageChoice.asNeeded(), numbers(), Optional.of("resumed"));
      divisor = 4;
      CompletedRun second = run(StageChoice.asNeeded(), numbers(), Optional.of("resumed"));
      assertEquals(List.of("halves", "small"), made(second));
      spark.sql("DROP TABLE " + second.manifest().table("even").location());
      CompletedRun third = run(StageChoice.asNeeded(), numbers(), Optional.of("resumed"));
      assertEquals(List.of("even"), made(third));
      assertEquals(List.of("even", "halves", "small"), made(run(StageChoice.asNeeded())));
    } finally {
      spark.sql("DROP SCHEMA resumed CASCADE");
    }
  }

  /** The stages that the run made itself. */
  private static List<String> made(CompletedRun run) {
    return run.manifest().stages().stream()
        .filter(stage -> stage.madeBy().equals(run.manifest().runId()))
        .map(StageResult::name)
        .toList();
  }

  private static List<Long> ids(CompletedRun run, String table) {
    return run.tables().table(table).orderBy("id").as(Encoders.LONG()).collectAsList();
  }

  private static void deleteOneFile(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      Files.delete(
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
  }

  private List<Stage> stages() {
    long by = divisor;
    return List.of(
        Stage.of(
                "even",
                List.of("numbers"),
                Output.of("even"),
                in -> in.table("numbers").where(col("id").mod(2).equalTo(0)))
            .dependingOn(),
        Stage.of(
                "halves",
                List.of("even"),
                Output.of("halves"),
                in -> in.table("even").selectExpr("id div " + by + " AS id"))
            .dependingOn(by),
        Stage.of(
            "small",
            List.of("halves"),
            Output.small("small"),
            in -> {
              if (broken) {
                throw new InputDataException("broken");
              }
              return in.table("halves").where("id < 2");
            }));
  }

  private List<SourceTable> numbers() {
    return List.of(
        SourceTable.constant(
            "numbers",
            new RunManifest.Input("numbers", "range", "0 to 9", "10 numbers", fingerprint),
            spark.range(10).toDF()));
  }

  private RunStore store() {
    return RunStore.at(folder.toString(), new Configuration());
  }

  private CompletedRun run(StageChoice choice) {
    return run(choice, numbers());
  }

  private CompletedRun run(StageChoice choice, List<SourceTable> sources) {
    return run(choice, sources, Optional.empty());
  }

  private CompletedRun run(StageChoice choice, List<SourceTable> sources, Optional<String> schema) {
    now = now.plusSeconds(60); // later runs have later ids
    var progress =
        new Progress() {
          @Override
          public void started(
              String stage, int number, int stages, java.util.function.Supplier<Work> soFar) {}

          @Override
          public void finished(StageResult result) {}

          @Override
          public void failed(String stage) {}

          @Override
          public void warned(String what) {
            warnings.add(what);
          }
        };
    return new StageRunner(spark, store(), progress, Clock.fixed(now, ZoneOffset.UTC))
        .run(
            new RunPlan(linkage, "run", "seed = 7", settings, "sql", 7, sources, stages(), schema),
            choice,
            done -> Map.of("concluded", "yes"));
  }
}
