package org.linkagehub.pipelines.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.cli.ExitCodes;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.FailureText;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunManifest.StageResult;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.StageChoice;
import org.linkagehub.pipelines.stage.StageFailedException;
import org.linkagehub.pipelines.stage.StageRunner;
import org.linkagehub.qa.synthetic.SyntheticPeople;
import org.linkagehub.qa.synthetic.SyntheticSettings;

/**
 * A whole linkage that is killed, or loses its disk, and is continued: the same rows come of it.
 */
@Tag("slow")
class BadLuckIT {
  private static final String REFINED = "refined";
  private static final String COMPONENTS = "components";

  @TempDir static Path shared;
  private static SparkSession spark;
  private static Path people;
  private static HeldCommand.Launch launch;

  /** The digest of each table of a run, by what its clusters are. */
  private static final Map<String, Map<String, String>> undisturbed = new HashMap<>();

  @TempDir Path folder;

  @BeforeAll
  static void linkUndisturbed() throws Exception {
    launch = HeldCommand.Launch.prepare(shared.resolve("archive"));
    spark = TestSession.spark();
    people = shared.resolve("people");
    SyntheticPeople.records(spark, SyntheticSettings.of(200, 3)).write().parquet(people.toString());
    for (String method :
        List.of(COMPONENTS, REFINED)) { // a model tells with which settings it was trained
      undisturbed.put(method, TableDigest.of(run(shared.resolve("out"), method)));
    }
  }

  private static String settings(String method) {
    return """
        linkage {
          name = people
          inputs = [{ name = people, path = "%s", format = parquet, id = unique_id }]
          passes.rules = [{ columns = [first_name, surname, dob, postcode], name = same }]
          comparisons = [
            { template = name, column = first_name }
            { template = name, column = surname }
            { template = date_of_birth, column = dob }
          ]
          blocking.rules = [[surname], [dob]]
          training.prior.deterministic-rules = [[first_name, surname, dob]]
          clustering { method = %s, metrics = true }
          evaluation.true-person = person
        }
        """
        .formatted(people, method);
  }

  private static LinkageJob job(String method) {
    return new LinkageJob(LinkageConfig.of(ConfigSource.ofText("people.conf", settings(method))));
  }

  private static CompletedRun run(Path output, String method) {
    var job = job(method);
    RunStore store = RunStore.at(output.toString(), hadoop());
    return new StageRunner(spark, store, Progress.silent(), Clock.systemUTC())
        .run(job.plan(spark, "run"), StageChoice.asNeeded(), job::files);
  }

  private static Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /**
   * One process after the other is killed in the middle of a stage's last table, when its other
   * tables are whole, and the next one, on other cores and partitions, goes on from the stage
   * before. The last one finishes, and meanwhile another is told that it is at work.
   */
  @Test
  void processesKilledInEachStageAreContinuedByOthersUntilOneFinishes() throws Exception {
    Path out = folder.resolve("out");
    var kills = new ArrayList<Kill>();
    for (String method : List.of(COMPONENTS, REFINED)) { // they share all stages but the last ones
      Path conf = Files.writeString(folder.resolve(method + ".conf"), settings(method));
      List<Stage> stages = job(method).plan(spark, "run").stages();
      int shared = stages.stream().map(Stage::name).toList().indexOf("cluster") + 1;
      stages
          .subList(
              kills.isEmpty() ? 0 : shared, method.equals(REFINED) ? stages.size() : shared + 1)
          .forEach(
              stage -> kills.add(new Kill(conf, stage, stages.subList(0, stages.indexOf(stage)))));
    }
    var madeBy = new HashMap<String, String>();
    var runs = new ArrayList<String>();
    launch.awaitArchive();
    var process = launch.start(folder.resolve("0"), 1, 1);
    for (int i = 0; i < kills.size(); i++) {
      Kill kill = kills.get(i);
      process.run(kill.table(), "run", kill.conf().toString(), "--output", out.toString());
      try (HeldCommand victim = process) {
        process = launch.start(folder.resolve(i + 1 + ""), i % 2 + 1, i % 3 + 1);
        victim.awaitHeld();
        assertEquals(128 + 9, victim.kill(), victim::said);
      }
      RunManifest left = RunStore.at(out.toString(), hadoop()).list().get(0).manifest();
      assertEquals(RunManifest.Status.RUNNING, left.status());
      assertFalse(runs.contains(left.runId()));
      runs.add(left.runId());
      List<String> finished = kill.before().stream().map(Stage::name).toList();
      assertEquals(finished, left.stages().stream().map(StageResult::name).toList());
      if (!finished.isEmpty()) { // what a run was killed in, the next one made
        madeBy.putIfAbsent(finished.get(finished.size() - 1), left.runId());
      }
      assertEquals(
          finished.stream().map(madeBy::get).toList(),
          left.stages().stream().map(StageResult::madeBy).toList());
    }
    String refined = folder.resolve(REFINED + ".conf").toString();
    try (HeldCommand winner = process;
        HeldCommand other = launch.start(folder.resolve("other"), 1, 2)) {
      winner.run(kills.get(kills.size() - 1).table(), "run", refined, "--output", out.toString());
      winner.awaitHeld();
      other.run("", "run", refined, "--output", out.toString());
      assertEquals(ExitCodes.DATA, other.awaitExit(), other::said);
      String winnersRun = RunStore.at(out.toString(), hadoop()).list().get(0).runId();
      assertTrue(
          other
              .said()
              .contains(
                  "linkage: run %s is going on: %s started it on "
                      .formatted(winnersRun, System.getProperty("user.name"))),
          other::said);
      assertTrue(
          other.said().contains(" (process %d) at ".formatted(winner.pid()))
              && other
                  .said()
                  .contains("; wait until it has ended, or name another output folder ("),
          other::said);
      winner.goOn();
      assertEquals(ExitCodes.OK, winner.awaitExit(), winner::said);
      assertTrue(winner.said().contains("Release 1 of people is current"), winner::said);
    }
    RunStore store = RunStore.at(out.toString(), hadoop());
    RunManifest finished = store.list().get(0).manifest();
    assertEquals(RunManifest.Status.FINISHED, finished.status());
    for (String run : runs) {
      assertEquals(RunManifest.Status.INTERRUPTED, store.find(run).manifest().status());
    }
    CompletedRun again = run(out, REFINED); // which takes all from it
    assertEquals(finished.runId(), again.manifest().runId());
    assertEquals(undisturbed.get(REFINED), TableDigest.of(again));
    assertEquals(undisturbed.get(COMPONENTS), TableDigest.of(run(out, COMPONENTS)));
  }

  /** A stage in whose last table a process is killed, with all stages before it. */
  private record Kill(Path conf, Stage stage, List<Stage> before) {
    String table() {
      return stage.outputs().get(stage.outputs().size() - 1).table();
    }
  }

  @Test
  void aFullDiskIsNamedAndTheRunContinuedOnceThereIsRoom() {
    Path out = folder.resolve("out");
    var left = new AtomicLong(500);
    var full = new AtomicBoolean();
    WatchedFileSystem.Watch disk =
        (file, bytes) -> {
          if (file.toString().contains("/links/") && left.addAndGet(-bytes) < 0) {
            full.set(true);
          }
          if (full.get()) {
            throw new IOException("No space left on device");
          }
        };
    var thrown = new AtomicReference<StageFailedException>();
    WatchedFileSystem.during(
        hadoop(),
        disk,
        () -> thrown.set(assertThrows(StageFailedException.class, () -> run(out, COMPONENTS))));
    StageFailedException failed = thrown.get();
    assertEquals("score", failed.stage());
    assertEquals(
        "no space left on a disk that Spark writes to; free some, or name another folder with"
            + " --conf spark.local.dir=FOLDER",
        FailureText.of(failed));
    CompletedRun finished = run(out, COMPONENTS);
    assertEquals(
        List.of(failed.runId(), failed.runId()),
        finished.manifest().stages().stream().map(StageResult::madeBy).limit(2).toList());
    assertEquals(undisturbed.get(COMPONENTS), TableDigest.of(finished));
  }
}
