package org.linkagehub.pipelines.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.Conclusion;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunLock;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.StageChoice;
import org.linkagehub.pipelines.stage.StageFailedException;
import org.linkagehub.pipelines.stage.StageRunner;

/** Runs of two stages: records, which never change, and so many links. */
class ReleasesTest {
  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();
  private Instant now = Instant.parse("2026-03-14T09:15:02Z");
  private Optional<String> schema = Optional.empty();

  @Test
  void theNewestReleaseIsCurrentAndAnEarlierOneCanBeBroughtBack() throws IOException {
    RunManifest first = run(3);
    RunManifest second = run(5);
    Releases releases = releases();
    try (RunLock lock = lock()) {
      assertEquals(1, releases.publish(first, lock).number());
      assertEquals(first.runId(), current().runId());
      assertEquals(2, releases.publish(second, lock).number());
      assertEquals(second.runId(), current().runId());
      assertEquals(
          5, spark.read().format("delta").load(current().tables().get(1).location()).count());

      Release third = releases.rollBack(1, lock);
      assertEquals(3, third.number());
      assertEquals(Release.Action.ROLLBACK, third.action());
      assertEquals(1, third.of());
      assertEquals(third, current());
      assertEquals(first.table("links"), third.tables().get(1));
      assertEquals(List.of(3L, 2L, 1L), releases.all().stream().map(Release::number).toList());
      assertEquals(third, releases.all().get(0));
      assertEquals("abc", third.modelSha256());

      assertEquals(
          "there is no release 9 of mine; `linkage releases` lists them",
          message(() -> releases.rollBack(9, lock)));
      assertEquals(4, releases.publish(second, lock).number(), "a run may be published again");
      assertEquals(
          4, releases.publish(second, lock).number(), "one that is current already stays so");

      Files.writeString(
          folder.resolve("runs/.mine.lock"),
          Files.readString(folder.resolve("runs/.mine.lock"))
              .replaceFirst("\"token\" : \"[^\"]*\"", "\"token\" : \"another\""));
      String lost =
          "another process took over the lock of mine in the meantime; look at `linkage releases`"
              + " and try again";
      assertEquals(lost, message(() -> releases.publish(first, lock)));
      assertEquals(lost, message(() -> releases.rollBack(1, lock)));
      assertEquals(4, current().number());
    }
  }

  @Test
  void onlyARunThatFinishedWithWholeTablesCanBePublished() throws IOException {
    RunManifest run = run(3);
    try (RunLock lock = lock()) {
      deleteFiles(Path.of(run.table("links").location()));
      assertEquals(
          "the tables of run %s are no longer whole, having been cleaned away or changed: %s"
              .formatted(run.runId(), run.table("links").location()),
          message(() -> releases().publish(run, lock)));
      RunManifest failed = withStatus(run, RunManifest.Status.FAILED);
      assertEquals(
          "run %s cannot be published: it is failed".formatted(run.runId()),
          message(() -> releases().publish(failed, lock)));
      assertEquals(Optional.empty(), Current.of(store(), "mine"));
    }
  }

  @Test
  void ofTwoRunsAtOnceOneIsPublishedAndTheOtherSaysSo() {
    RunManifest first = run(3);
    RunManifest second = run(5);
    Instant begun = now;
    now = now.plusSeconds(60);
    assertEquals(1, releases().publish(first, 0, begun).number());
    assertEquals(
        "release 1 of mine was made by run %s in the meantime (%s): run %s is finished, but not published; `linkage publish %s` does so"
            .formatted(first.runId(), now, second.runId(), second.runId()),
        message(() -> releases().publish(second, 0, begun)));
    assertEquals(1, releases().all().size());
    assertEquals(first.runId(), current().runId());
  }

  @Test
  void aPublicationThatWasKilledBeforeItsPointerWasWrittenCounts() throws IOException {
    RunManifest first = run(3);
    RunManifest second = run(5);
    releases().publish(first, 0, now);
    Files.delete(folder.resolve("current/mine.json"));
    now = now.plusSeconds(60);
    assertEquals(2, releases().publish(second, 0, now).number());
    assertEquals(2, current().number());

    Files.writeString(folder.resolve("current/mine.json"), "{ oops");
    assertEquals(
        folder + "/current/mine.json cannot be read (line 1); `linkage publish` writes it anew",
        message(() -> Current.of(store(), "mine")));
    try (RunLock lock = lock()) {
      releases().publish(second, lock);
    }
    assertEquals(2, current().number());
  }

  @Test
  void viewsOfASchemaFollowTheCurrentRelease() {
    spark.sql("CREATE SCHEMA IF NOT EXISTS published");
    schema = Optional.of("published");
    RunManifest first = run(3);
    RunManifest second = run(5);
    try (RunLock lock = lock()) {
      releases().publish(first, lock);
      assertEquals(3, spark.table("published.mine_links").count());
      releases().publish(second, lock);
      assertEquals(5, spark.table("published.mine_links").count());
      // A view shows what the run wrote, whatever happens to the table.
      spark.sql("DELETE FROM " + second.table("links").location());
      assertEquals(5, spark.table("published.mine_links").count());
      releases().rollBack(1, lock);
      assertEquals(3, spark.table("published.mine_links").count());
      assertEquals("published", Current.of(store(), "mine").orElseThrow().schema());
      assertEquals(3, spark.table("published.releases").count());

      // A release without a table has no view of it.
      releases().publish(without("links", first), lock);
      assertFalse(spark.catalog().tableExists("published.mine_links"));
      assertTrue(spark.catalog().tableExists("published.mine_records"));

      releases().requireViewsFree(List.of("records", "links"));
      // Those of linkages whose names differ in a sign, such as a-b and a_b, are called alike.
      for (String comment : List.of("of mine", "release 1 of yours, run x")) {
        spark.sql("CREATE VIEW published.mine_links COMMENT '" + comment + "' AS SELECT 1 AS x");
        assertEquals(
            "published.mine_links is there already, and Linkage Hub did not make it; a release has"
                + " a view of that name: name another schema (linkage.output.schema) or another"
                + " linkage (linkage.name)",
            message(() -> releases().requireViewsFree(List.of("records", "links"))));
        spark.sql("DROP VIEW published.mine_links");
      }

      releases().publish(second, lock);
    }
    try {
      spark.sql("CREATE TABLE published.other_20990101_000000_0000 (id BIGINT) USING delta");
      assertEquals(Set.of(first.table("links").location()), locations(cleaning(1).clean(false)));
      assertFalse(spark.catalog().tableExists(first.table("links").location()));
      assertEquals(10, spark.table("published.mine_records").count());
      assertTrue(spark.catalog().tableExists("published.other_20990101_000000_0000"));
    } finally {
      spark.sql("DROP SCHEMA published CASCADE");
    }
  }

  @Test
  void cleaningKeepsWhatReleasesNeed() throws IOException {
    RunManifest first = run(3);
    RunManifest second = run(5);
    RunManifest third = run(7);
    RunManifest fourth = run(9);
    try (RunLock lock = lock()) {
      for (RunManifest run : List.of(first, second, third)) {
        releases().publish(run, lock);
      }
      releases().rollBack(1, lock);
    }
    Path left = folder.resolve("runs/" + second.runId() + "/half_written");
    Files.createDirectories(left);
    Files.writeString(left.resolve("part-0.parquet"), "some bytes");

    Cleaning.Outcome would = cleaning(1).clean(true);
    assertEquals(
        Set.of(second.table("links").location(), left.toString(), third.table("links").location()),
        locations(would));
    assertTrue(Files.exists(left));
    assertTrue(would.removed().stream().allMatch(table -> table.bytes() > 0), would.toString());

    Cleaning.Outcome did = cleaning(1).clean(false);
    assertEquals(would.removed(), did.removed());
    assertEquals(
        3, did.kept(), "records, and the links of the current release and of the newest run");
    // The current release is the first run's; its records were made by it, and all took them.
    assertEquals(first.runId(), current().runId());
    assertTrue(releases().isIntact(current()));
    assertEquals(9, spark.read().format("delta").load(fourth.table("links").location()).count());
    assertFalse(Files.exists(Path.of(third.table("links").location())));
    assertTrue(Files.exists(folder.resolve("runs/" + third.runId() + "/manifest.json")));
    assertEquals(4, releases().all().size());
    try (RunLock lock = lock()) {
      assertTrue(
          message(() -> releases().rollBack(3, lock))
              .startsWith("the tables of release 3 of mine are no longer whole"));
      assertTrue(message(() -> cleaning(1).clean(true)).startsWith("test is going on"));
    }
    assertEquals(List.of(), cleaning(1).clean(false).removed(), "nothing more to remove");
  }

  @Test
  void cleaningKeepsAsManyAsAskedAndWhatTheNextRunMayContinue() {
    RunManifest passed = failedRun(1);
    RunManifest first = run(2);
    RunManifest second = run(3);
    RunManifest third = run(4);
    RunManifest fourth = run(5);
    RunManifest failed = failedRun(6);
    try (RunLock lock = lock()) {
      releases().publish(first, lock);
      releases().publish(second, lock);
    }
    assertEquals(
        Set.of(passed.table("links").location()),
        locations(cleaning(2).clean(false)),
        "of the runs that failed, the one before the newest finished one");
    for (RunManifest kept : List.of(first, second, third, fourth, failed)) {
      assertTrue(Files.exists(Path.of(kept.table("links").location())), kept::runId);
    }
    assertEquals(
        Set.of(first.table("links").location(), third.table("links").location()),
        locations(cleaning(1).clean(true)));
  }

  @Test
  void cleaningRemovesStrayFilesButNoVersionThatAReleaseNeeds() throws IOException {
    RunManifest run = run(3);
    try (RunLock lock = lock()) {
      releases().publish(run, lock);
    }
    TableWritten links = run.table("links");
    Path stray = stray(run.table("records"));
    Path beside = stray(links);
    spark.sql("DELETE FROM delta.`" + links.location() + "`"); // by hand
    String check = "spark.databricks.delta.retentionDurationCheck.enabled";
    spark.sql(
        "ALTER TABLE delta.`"
            + links.location()
            + "` SET TBLPROPERTIES ('delta.deletedFileRetentionDuration' = 'interval 0 seconds')");
    spark.conf().set(check, "false");
    try {
      cleaning(1).clean(false);
    } finally {
      spark.conf().unset(check);
    }
    assertTrue(releases().isIntact(current()));
    assertFalse(Files.exists(stray));
    assertTrue(Files.exists(beside), "what was written to since is left as it is");
  }

  private static Path stray(TableWritten table) throws IOException {
    Path stray = Path.of(table.location()).resolve("part-0-left.parquet");
    Files.writeString(stray, "of a task that failed");
    return Files.setLastModifiedTime(stray, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
  }

  @Test
  void allRunsAreInOneTable() {
    RunManifest first = run(3);
    RunManifest second = run(5);
    new RunTable(spark, store(), schema).add(List.of(first, second));
    var rows =
        spark
            .read()
            .format("delta")
            .load(folder.resolve("history/runs").toString())
            .selectExpr(
                "run_id",
                "status",
                "inputs",
                "stages[1].outputs[0].rows",
                "stages[0].made_by",
                "results['model_sha256']")
            .orderBy("run_id")
            .collectAsList();
    assertEquals(
        List.of(
            "[%s,finished,ArraySeq(),3,%s,abc]".formatted(first.runId(), first.runId()),
            "[%s,finished,ArraySeq(),5,%s,abc]".formatted(second.runId(), first.runId())),
        rows.stream().map(Object::toString).toList());
  }

  private static Set<String> locations(Cleaning.Outcome outcome) {
    var locations = new HashSet<String>();
    outcome.removed().forEach(table -> locations.add(table.location()));
    return locations;
  }

  @Test
  void aTableOfAnotherProjectIsNotWrittenTo() throws IOException {
    History.require(spark, store(), schema);
    String runs = folder.resolve("history/runs").toString();
    spark.range(3).selectExpr("id", "id AS miles").write().format("delta").save(runs);
    assertEquals(
        runs
            + " is a table of something else (its columns are id, miles), and Linkage Hub keeps its"
            + " runs there; name another output",
        message(() -> History.require(spark, store(), schema)));
  }

  @Test
  void aTableThatANewerDeltaWroteIsNamed() throws IOException {
    releases().publish(run(3), 0, now);
    String releases = folder.resolve("history/releases").toString();
    Files.writeString(
        folder.resolve("history/releases/_delta_log/00000000000000000001.json"),
        """
        {"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["timeTravel9"],"writerFeatures":["timeTravel9"]}}
        """);
    assertEquals(
        "the table "
            + releases
            + ", where Linkage Hub keeps its releases, cannot be read: a newer Delta Lake wrote it,"
            + " with what this one (4.0.0) does not know: timeTravel9; run with a newer Spark and"
            + " Delta",
        message(() -> History.require(spark, store(), schema)));
  }

  private static void deleteFiles(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }
  }

  private static RunManifest withStatus(RunManifest run, RunManifest.Status status) {
    return copy(run, status, run.stages());
  }

  private static RunManifest without(String stage, RunManifest run) {
    return copy(
        run, run.status(), run.stages().stream().filter(s -> !s.name().equals(stage)).toList());
  }

  private static RunManifest copy(
      RunManifest run, RunManifest.Status status, List<RunManifest.StageResult> stages) {
    return new RunManifest(
        run.format(),
        run.runId(),
        run.linkage(),
        run.command(),
        status,
        run.started(),
        run.updated(),
        run.failure(),
        run.user(),
        run.host(),
        run.configuration(),
        run.configurationSha256(),
        run.codeSha256(),
        run.schema(),
        run.engine(),
        run.seed(),
        run.versions(),
        run.resources(),
        run.inputs(),
        stages,
        run.results());
  }

  private static String message(org.junit.jupiter.api.function.Executable action) {
    return assertThrows(InputDataException.class, action).getMessage();
  }

  private Release current() {
    return Current.of(store(), "mine").orElseThrow().release();
  }

  private RunStore store() {
    return RunStore.at(folder.toString(), new Configuration());
  }

  private RunLock lock() {
    return store().lock("mine", "test", now);
  }

  private Releases releases() {
    now = now.plusSeconds(1);
    return new Releases(spark, store(), "mine", schema, Clock.fixed(now, ZoneOffset.UTC));
  }

  private Cleaning cleaning(int keep) {
    return new Cleaning(spark, store(), keep, Clock.fixed(now, ZoneOffset.UTC));
  }

  private RunManifest run(long links) {
    return run(
        Stage.of("records", List.of(), Output.of("records"), in -> spark.range(10).toDF())
            .dependingOn(),
        Stage.of("links", List.of("records"), Output.of("links"), in -> spark.range(links).toDF())
            .dependingOn(links));
  }

  /** One that fails after its links. */
  private RunManifest failedRun(long links) {
    var failed =
        assertThrows(
            StageFailedException.class,
            () ->
                run(
                    Stage.of(
                            "links", List.of(), Output.of("links"), in -> spark.range(links).toDF())
                        .dependingOn(links),
                    Stage.of(
                        "clusters",
                        List.of("links"),
                        Output.of("clusters"),
                        in -> {
                          throw new InputDataException("broken");
                        })));
    return store().find(failed.runId()).manifest();
  }

  private RunManifest run(Stage... stages) {
    now = now.plusSeconds(60); // later runs have later ids
    Conclusion conclusion = (CompletedRun done) -> Map.of("model_sha256", "abc");
    return new StageRunner(spark, store(), Progress.silent(), Clock.fixed(now, ZoneOffset.UTC))
        .run(
            new RunPlan("mine", "run", "", "", "sql", 7, List.of(), List.of(stages), schema),
            StageChoice.asNeeded(),
            conclusion)
        .manifest();
  }
}
