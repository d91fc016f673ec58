package org.linkagehub.pipelines.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.Uncompiled;
import org.linkagehub.pipelines.cli.ExitCodes;
import org.linkagehub.pipelines.cli.Main;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.release.Current;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.FailureText;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunFolder;
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
@ExtendWith(Uncompiled.class)
@Tag("slow")
class BadLuckIT {
  @TempDir static Path folder;
  private static final SparkSession spark = TestSession.spark();

  /** What is linked, by what its clusters are; the last by the model of the first. */
  private enum Linkage {
    REFINED(""),
    COMPONENTS("clustering.method = components"),
    BEST_LINKS("clustering { method = best-links, constraints.duplicate-free = [register] }");

    private final String settings;

    Linkage(String settings) {
      this.settings = settings;
    }
  }

  private static String settings(Linkage linkage) {
    String trained =
        """
        comparisons = [
          { template = name, column = first_name }
          { template = name, column = surname }
          { template = date_of_birth, column = dob }
        ]
        training.prior.deterministic-rules = [[first_name, surname, dob]]
        """;
    return """
        linkage {
          name = people
          link-type = link_and_dedupe
          inputs = [
            { name = register, path = "%1$s", format = parquet, id = unique_id, where = "pmod(xxhash64(unique_id), 3) > 0" }
            { name = visits, path = "%1$s", format = parquet, id = unique_id, where = "pmod(xxhash64(unique_id), 3) = 0" }
          ]
          passes.rules = [{ columns = [first_name, surname, dob, postcode], name = same }]
          blocking.rules = [[surname], [dob]]
          %2$s
          clustering.metrics = true
          evaluation.true-person = person
          %3$s
        }
        """
        .formatted(
            folder.resolve("people"),
            linkage == Linkage.BEST_LINKS ? "model = \"" + folder.resolve("model") + "\"" : trained,
            linkage.settings);
  }

  private static LinkageJob job(Linkage linkage) {
    return new LinkageJob(LinkageConfig.of(ConfigSource.ofText("people.conf", settings(linkage))));
  }

  private static CompletedRun run(Path output, Linkage linkage, StageChoice choice) {
    var job = job(linkage);
    return new StageRunner(spark, store(output), Progress.silent(), Clock.systemUTC())
        .run(job.plan(spark, "run"), choice, job::files);
  }

  private static RunStore store(Path output) {
    return RunStore.at(output.toString(), hadoop());
  }

  private static Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /** A stage in whose last table the process is killed, its other tables being whole. */
  private record Kill(Linkage linkage, Stage stage, List<String> before) {
    String table() {
      return stage.outputs().get(stage.outputs().size() - 1).table();
    }

    /**
     * One in each stage that no linkage before had; in that which chooses, by both ways to choose.
     *
     * @param known the stages of those before, to which its own are added
     */
    static List<Kill> of(Linkage linkage, Set<String> known) {
      var kills = new ArrayList<Kill>();
      List<Stage> stages = job(linkage).plan(spark, "run").stages();
      List<String> names = stages.stream().map(Stage::name).toList();
      for (int i = 0; i < stages.size(); i++) {
        if (known.add(names.get(i)) || names.get(i).equals("choose")) {
          kills.add(new Kill(linkage, stages.get(i), names.subList(0, i)));
        }
      }
      return kills;
    }
  }

  /**
   * A process with other cores and partitions stands still in the middle of each stage. What is on
   * the disk then is what a process leaves that is killed there; from it another one goes on, and
   * makes what the first made once it went on itself. In the last of the stages it is killed
   * indeed.
   */
  @Test
  void aRunThatIsKilledInAnyStageIsContinuedByAnotherProcess() throws Exception {
    SyntheticPeople.records(spark, SyntheticSettings.of(200, 3))
        .write()
        .parquet(folder.resolve("people").toString());
    Path out = folder.resolve("out");
    var kills = new ArrayList<Kill>();
    var known = new HashSet<String>();
    HeldCommand victim = HeldCommand.start(folder.resolve("victim"), 1, 3);
    try (victim) {
      for (Linkage linkage : Linkage.values()) {
        if (linkage == Linkage.BEST_LINKS) {
          copyTheModel(store(out).list().get(1));
        }
        List<Kill> some = Kill.of(linkage, known);
        victim.run(
            some.stream().map(Kill::table).toList(),
            "run",
            conf(linkage),
            "--output",
            out.toString());
        for (Kill kill : some) {
          victim.awaitHeld();
          if (kills.isEmpty()) {
            aSecondCommandIsToldWhoIsAtWork(victim, out);
          }
          Path left = left(kills.size());
          victim.whileFrozen(() -> copy(out, left));
          kills.add(kill);
          if (linkage == Linkage.COMPONENTS) {
            giveItsLockToAnother(out);
          }
          if (linkage != Linkage.BEST_LINKS || !kill.equals(some.get(some.size() - 1))) {
            victim.goOn();
          }
        }
      }
      assertEquals(128 + 9, victim.kill(), victim::said);
    }
    aRunThatLostItsLockIsNotPublished(victim, out);
    var undisturbed = new EnumMap<Linkage, Map<String, String>>(Linkage.class);
    for (Linkage finished : List.of(Linkage.REFINED, Linkage.COMPONENTS)) {
      CompletedRun run = run(out, finished, StageChoice.asNeeded());
      assertTrue(run.unchanged(), finished::toString);
      undisturbed.put(finished, TableDigest.of(run));
    }
    undisturbed.put(
        Linkage.BEST_LINKS,
        TableDigest.of(
            run(folder.resolve("undisturbed"), Linkage.BEST_LINKS, StageChoice.asNeeded())));
    Files.move(out, folder.resolve("finished"));
    for (int k = 0; k < kills.size(); k++) {
      Kill kill = kills.get(k);
      Map<String, String> expected = undisturbed.get(kill.linkage());
      String stage = kill.stage().name();
      Files.move(left(k), out);
      continues(out, kill, stage.equals("refine") || k == kills.size() - 1, expected);
      if (stage.equals("score")) {
        aFullDiskIsNamedAndTheRunContinuedOnceThereIsRoom(out, expected);
      }
      Files.move(out, folder.resolve("continued-" + k));
    }
  }

  /** The model of a run, and its frequencies, to a place of their own. */
  private static void copyTheModel(RunFolder of) throws IOException {
    Path run = Path.of(of.toString());
    Path to = Files.createDirectories(folder.resolve("model"));
    Files.copy(run.resolve(TrainedModel.FILE_NAME), to.resolve(TrainedModel.FILE_NAME));
    copy(run.resolve(LinkageStages.TERM_FREQUENCIES), to.resolve(LinkageStages.TERM_FREQUENCIES));
  }

  /** As though a process that is gone by now had thought that this one was. */
  private static void giveItsLockToAnother(Path out) throws IOException {
    Path lock = out.resolve("runs/.people.lock");
    Files.writeString(
        lock,
        Files.readString(lock)
            .replaceFirst("\"token\" : \"[^\"]*\"", "\"token\" : \"another\"")
            .replaceFirst("\"process\" : \\d+", "\"process\" : 2147483632"));
  }

  private static void aRunThatLostItsLockIsNotPublished(HeldCommand victim, Path out) {
    List<RunFolder> runs = store(out).list(); // newest first
    assertEquals(3, runs.size());
    String refined = runs.get(2).runId();
    String components = runs.get(1).runId();
    assertTrue(victim.said().contains("Release 1 of people is current"), victim::said);
    String lost =
        "linkage: run %s is finished, but not published: another process took over its lock,"
            .formatted(components);
    assertTrue(victim.said().contains(lost), victim::said);
    assertEquals(RunManifest.Status.FINISHED, runs.get(1).manifest().status());
    assertEquals(refined, Current.of(store(out), "people").orElseThrow().release().runId());
  }

  private static String conf(Linkage linkage) throws IOException {
    return Files.writeString(folder.resolve(linkage + ".conf"), settings(linkage)).toString();
  }

  private static Path left(int kill) {
    return folder.resolve("left-" + kill);
  }

  private static void aSecondCommandIsToldWhoIsAtWork(HeldCommand first, Path out)
      throws IOException {
    var said = new StringWriter();
    var writer = new PrintWriter(said, true);
    assertEquals(
        ExitCodes.DATA,
        Main.run(writer, writer, "run", conf(Linkage.REFINED), "--output", out.toString()),
        said::toString);
    String going =
        "linkage: run %s is going on: %s started it on "
            .formatted(store(out).list().get(0).runId(), System.getProperty("user.name"));
    assertTrue(said.toString().contains(going), said::toString);
    assertTrue(
        said.toString().contains(" (process %d) at ".formatted(first.pid())), said::toString);
    assertTrue(
        said.toString().contains("; wait until it has ended, or name another output folder ("),
        said::toString);
  }

  /** The stage that was cut off is made again of those before it, which are taken as they are. */
  private static void continues(
      Path out, Kill kill, boolean toTheEnd, Map<String, String> expected) {
    RunManifest left = store(out).list().get(0).manifest();
    assertEquals(RunManifest.Status.RUNNING, left.status(), kill::toString);
    assertEquals(kill.before(), left.stages().stream().map(StageResult::name).toList());
    String stage = kill.stage().name();
    CompletedRun run =
        run(out, kill.linkage(), toTheEnd ? StageChoice.asNeeded() : StageChoice.only(stage));
    assertEquals(
        RunManifest.Status.INTERRUPTED, store(out).find(left.runId()).manifest().status(), stage);
    int taken = kill.before().size();
    List<StageResult> stages = run.manifest().stages();
    assertEquals(
        left.stages().stream().map(StageResult::madeBy).toList(),
        stages.stream().limit(taken).map(StageResult::madeBy).toList(),
        stage);
    assertEquals(run.manifest().runId(), stages.get(taken).madeBy(), stage);
    if (toTheEnd) {
      assertEquals(expected, TableDigest.of(run), stage);
    } else {
      madeAsBefore(run, kill.stage().outputs().stream().map(Stage.Output::table), expected);
    }
  }

  private static void madeAsBefore(
      CompletedRun run, Stream<String> tables, Map<String, String> expected) {
    tables.forEach(
        table ->
            assertEquals(expected.get(table), TableDigest.of(run.tables().table(table)), table));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void aFullDiskIsNamedAndTheRunContinuedOnceThereIsRoom(
      Path out, Map<String, String> expected) {
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
        () ->
            thrown.set(
                assertThrows(
                    StageFailedException.class,
                    () -> run(out, Linkage.REFINED, StageChoice.from("train")))));
    StageFailedException failed = thrown.get();
    assertEquals("score", failed.stage());
    assertEquals(
        "no space left on a disk that Spark writes to; free some, or name another folder with"
            + " --conf spark.local.dir=FOLDER",
        FailureText.of(failed));
    CompletedRun finished = run(out, Linkage.REFINED, StageChoice.only("score"));
    List<StageResult> stages = finished.manifest().stages();
    StageResult score = stages.get(stages.size() - 1);
    assertEquals(failed.runId(), stages.get(stages.size() - 2).madeBy());
    assertEquals(finished.manifest().runId(), score.madeBy());
    madeAsBefore(finished, score.outputs().stream().map(RunManifest.TableWritten::table), expected);
  }
}
