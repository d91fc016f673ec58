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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.cli.ExitCodes;
import org.linkagehub.pipelines.cli.Main;
import org.linkagehub.pipelines.config.LinkageConfig;
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
@Tag("slow")
class BadLuckIT {
  @TempDir static Path shared;
  private static SparkSession spark;
  private static Path people;
  private static Path model;

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

  /** Compiling queries takes longer than running them on a few rows. */
  private static final Map<String, String> UNCOMPILED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.adaptive.enabled", "false");

  private static final Map<String, String> before = new HashMap<>();

  /** The digest of each table of a run. */
  private static final Map<Linkage, Map<String, String>> undisturbed = new EnumMap<>(Linkage.class);

  @TempDir Path folder;

  @BeforeAll
  static void linkUndisturbed() throws IOException {
    spark = TestSession.spark();
    UNCOMPILED.forEach(
        (setting, value) -> {
          before.put(setting, spark.conf().get(setting));
          spark.conf().set(setting, value);
        });
    people = shared.resolve("people");
    SyntheticPeople.records(spark, SyntheticSettings.of(200, 3)).write().parquet(people.toString());
    for (Linkage linkage : Linkage.values()) { // a model tells with which settings it was trained
      CompletedRun run = run(shared.resolve("out"), linkage, StageChoice.asNeeded());
      undisturbed.put(linkage, TableDigest.of(run));
      if (linkage == Linkage.REFINED) {
        job(linkage).files(run).forEach(run.folder()::write);
        model = Path.of(run.folder().toString(), "model.json");
      }
    }
  }

  @AfterAll
  static void compileAgain() {
    before.forEach((setting, value) -> spark.conf().set(setting, value));
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
            people,
            linkage == Linkage.BEST_LINKS ? "model = \"" + model + "\"" : trained,
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

    /** One in each stage that there is; in that which chooses, by both ways to choose. */
    static List<Kill> all() {
      var kills = new ArrayList<Kill>();
      var known = new HashSet<String>();
      for (Linkage linkage : Linkage.values()) {
        List<Stage> stages = job(linkage).plan(spark, "run").stages();
        List<String> names = stages.stream().map(Stage::name).toList();
        for (int i = 0; i < stages.size(); i++) {
          if (known.add(names.get(i)) || names.get(i).equals("choose")) {
            kills.add(new Kill(linkage, stages.get(i), names.subList(0, i)));
          }
        }
      }
      return kills;
    }
  }

  /**
   * A process with other cores and partitions stands still in the middle of each stage. What is on
   * the disk then is what a process leaves that is killed there; from it another one goes on. In
   * the last of the stages the process is killed indeed.
   */
  @Test
  void aRunThatIsKilledInAnyStageIsContinuedByAnotherProcess() throws Exception {
    Path out = folder.resolve("out");
    List<Kill> kills = Kill.all();
    HeldCommand victim = HeldCommand.start(folder.resolve("victim"), 1, 3);
    try (victim) {
      for (int k = 0; k < kills.size(); k++) {
        Linkage linkage = kills.get(k).linkage();
        if (k == 0 || linkage != kills.get(k - 1).linkage()) {
          victim.run(
              kills.stream().filter(kill -> kill.linkage() == linkage).map(Kill::table).toList(),
              "run",
              conf(linkage),
              "--output",
              out.toString());
        }
        victim.awaitHeld();
        if (k == 0) {
          aSecondCommandIsToldWhoIsAtWork(victim, out);
        }
        Path left = left(k);
        victim.whileFrozen(() -> copy(out, left));
        if (linkage == Linkage.COMPONENTS) {
          giveItsLockToAnother(out);
        }
        if (k < kills.size() - 1) {
          victim.goOn();
        }
      }
      assertEquals(128 + 9, victim.kill(), victim::said);
    }
    aRunThatLostItsLockIsNotPublished(victim, out);
    Files.move(out, folder.resolve("finished"));
    for (int k = 0; k < kills.size(); k++) {
      Files.move(left(k), out);
      boolean toTheEnd = kills.get(k).stage().name().equals("refine") || k == kills.size() - 1;
      continues(out, kills.get(k), toTheEnd);
      Files.move(out, folder.resolve("continued-" + k));
    }
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

  private String conf(Linkage linkage) throws IOException {
    return Files.writeString(folder.resolve(linkage + ".conf"), settings(linkage)).toString();
  }

  private Path left(int kill) {
    return folder.resolve("left-" + kill);
  }

  private void aSecondCommandIsToldWhoIsAtWork(HeldCommand first, Path out) throws IOException {
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
  private static void continues(Path out, Kill kill, boolean toTheEnd) {
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
      assertEquals(undisturbed.get(kill.linkage()), TableDigest.of(run), stage);
      return;
    }
    for (Stage.Output output : kill.stage().outputs()) {
      assertEquals(
          undisturbed.get(kill.linkage()).get(output.table()),
          TableDigest.of(run.tables().table(output.table())),
          () -> stage + ": " + output.table());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
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
        () ->
            thrown.set(
                assertThrows(
                    StageFailedException.class,
                    () -> run(out, Linkage.REFINED, StageChoice.asNeeded()))));
    StageFailedException failed = thrown.get();
    assertEquals("score", failed.stage());
    assertEquals(
        "no space left on a disk that Spark writes to; free some, or name another folder with"
            + " --conf spark.local.dir=FOLDER",
        FailureText.of(failed));
    CompletedRun finished = run(out, Linkage.REFINED, StageChoice.asNeeded());
    assertEquals(
        List.of(failed.runId(), failed.runId()),
        finished.manifest().stages().stream().map(StageResult::madeBy).limit(2).toList());
    assertEquals(undisturbed.get(Linkage.REFINED), TableDigest.of(finished));
  }
}
