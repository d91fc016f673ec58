package org.linkagehub.pipelines.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.cli.Main;
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
  @TempDir static Path shared;
  private static SparkSession spark;
  private static Path people;
  private static Map<String, String> undisturbed;

  @TempDir Path folder;

  @BeforeAll
  static void linkUndisturbed() {
    spark = TestSession.spark();
    people = shared.resolve("people");
    SyntheticPeople.records(spark, SyntheticSettings.of(200, 3)).write().parquet(people.toString());
    undisturbed = TableDigest.of(run(shared.resolve("out")));
  }

  private static String settings() {
    return """
        linkage {
          name = people
          inputs = [{ name = people, path = "%s", format = parquet, id = unique_id }]
          comparisons = [
            { template = name, column = first_name }
            { template = name, column = surname }
            { template = date_of_birth, column = dob }
          ]
          blocking.rules = [[surname], [dob]]
          training.prior.deterministic-rules = [[first_name, surname, dob]]
          evaluation.true-person = person
        }
        """
        .formatted(people);
  }

  private static LinkageJob job() {
    return new LinkageJob(LinkageConfig.of(ConfigSource.ofText("people.conf", settings())));
  }

  private static CompletedRun run(Path output) {
    var job = job();
    RunStore store = RunStore.at(output.toString(), spark.sparkContext().hadoopConfiguration());
    return new StageRunner(spark, store, Progress.silent(), Clock.systemUTC())
        .run(job.plan(spark, "run"), StageChoice.asNeeded(), job::files);
  }

  private static Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /**
   * In the middle of the last table of each stage, all that is on disk is kept as it is and the run
   * is ended; then the disk is put back as it was at that moment, as a kill would have left it, and
   * the run is continued to the middle of the next stage.
   */
  @Test
  void aKillInTheMiddleOfAnyStageIsContinued() throws Exception {
    Path out = folder.resolve("out");
    Path kept = folder.resolve("kept");
    List<Stage> stages = job().plan(spark, "run").stages();
    var runs = new ArrayList<String>();
    for (Stage stage : stages) {
      String last = stage.outputs().get(stage.outputs().size() - 1).table();
      var killed = new AtomicBoolean();
      WatchedFileSystem.Watch kill =
          (file, bytes) -> {
            boolean inLast =
                file.getName().endsWith(".parquet") && file.getParent().getName().equals(last);
            if (inLast && bytes > 0) {
              synchronized (killed) {
                if (killed.compareAndSet(false, true)) {
                  copy(out, kept);
                }
              }
              throw new IOException("killed");
            }
          };
      WatchedFileSystem.during(
          hadoop(),
          kill,
          () -> assertThrows(StageFailedException.class, () -> run(out), stage.name()));
      assertTrue(killed.get(), stage.name());
      delete(out);
      Files.move(kept, out);
      leaveLockOfDeadProcess(out);
      RunStore store = RunStore.at(out.toString(), hadoop());
      RunManifest left = store.list().get(0).manifest();
      assertEquals(RunManifest.Status.RUNNING, left.status());
      runs.add(left.runId());
      assertEquals(
          runs.subList(1, runs.size()), // what a run was killed in, the next one made
          left.stages().stream().map(StageResult::madeBy).toList());
    }
    CompletedRun finished = run(out);
    assertEquals(undisturbed, TableDigest.of(finished));
  }

  /** As the killed process leaves it: its number is another's by now. */
  private static void leaveLockOfDeadProcess(Path out) throws IOException {
    Path lock = out.resolve("runs/.people.lock");
    Files.writeString(
        lock,
        Files.readString(lock)
            .replaceFirst("\"processStarted\" : \"[^\"]*\"", "\"processStarted\" : \"before\""));
  }

  @Test
  void aProcessThatIsKilledIsContinuedByAnotherWithOtherCores() throws Exception {
    Path out = folder.resolve("out");
    Path conf = Files.writeString(folder.resolve("people.conf"), settings());
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Dspark.master=local[1]",
            "-Dspark.sql.shuffle.partitions=3",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            conf.toString(),
            "--output",
            out.toString()));
    Path said = folder.resolve("said.txt");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    try {
      while (!hasBegun(out, "links") && process.isAlive()) {
        Thread.sleep(20);
      }
    } finally {
      process.destroyForcibly(); // SIGKILL
    }
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(128 + 9, process.exitValue(), Files.readString(said));
    RunManifest killed = RunStore.at(out.toString(), hadoop()).list().get(0).manifest();
    assertEquals(RunManifest.Status.RUNNING, killed.status());
    assertEquals("train", killed.stages().get(killed.stages().size() - 1).name());

    CompletedRun finished = run(out);
    assertEquals(
        killed.stages().stream().map(StageResult::madeBy).toList(),
        finished.manifest().stages().stream()
            .map(StageResult::madeBy)
            .limit(killed.stages().size())
            .toList());
    assertEquals(undisturbed, TableDigest.of(finished));
    assertEquals(
        RunManifest.Status.INTERRUPTED,
        RunStore.at(out.toString(), hadoop()).find(killed.runId()).manifest().status());
  }

  private static boolean hasBegun(Path out, String table) throws IOException {
    Path runs = out.resolve("runs");
    if (!Files.isDirectory(runs)) {
      return false;
    }
    try (Stream<Path> all = Files.list(runs)) {
      return all.anyMatch(run -> Files.exists(run.resolve(table)));
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
        hadoop(), disk, () -> thrown.set(assertThrows(StageFailedException.class, () -> run(out))));
    StageFailedException failed = thrown.get();
    assertEquals("score", failed.stage());
    assertEquals(
        "no space left on a disk that Spark writes to; free some, or name another folder with"
            + " --conf spark.local.dir=FOLDER",
        FailureText.of(failed));
    CompletedRun finished = run(out);
    assertEquals(
        List.of(failed.runId(), failed.runId()),
        finished.manifest().stages().stream().map(StageResult::madeBy).limit(2).toList());
    assertEquals(undisturbed, TableDigest.of(finished));
  }

  private static void copy(Path from, Path to) {
    try {
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes)
                throws IOException {
              Files.createDirectories(to.resolve(from.relativize(at)));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              try {
                Files.copy(file, to.resolve(from.relativize(file)));
              } catch (NoSuchFileException gone) {
                // Another task renamed it in this moment.
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
