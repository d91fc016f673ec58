package org.linkagehub.pipelines.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunManifest.StageResult;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.StageChoice;
import org.linkagehub.pipelines.stage.StageRunner;
import org.linkagehub.pipelines.trace.TraceConfig;
import org.linkagehub.pipelines.trace.TraceJob;
import org.linkagehub.pipelines.trace.TraceTables;

/**
 * A trace that is killed where it hurts: while it traces, while it puts records into the bucket,
 * and between that and the end of the stage.
 */
@Tag("slow")
class TraceBadLuckIT {
  /** How a process ends that SIGKILL ends. */
  private static final int KILLED = 128 + 9;

  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();
  private final Configuration hadoop = spark.sparkContext().hadoopConfiguration();

  private Path world() {
    return folder.resolve("world"); // the index, the bucket, and the runs
  }

  private String settings() {
    return """
    linkage.trace {
      as-at-date = "2025-06-30"
      submission = 20250630120000
      index.path = "%1$s/index"
      requests.inputs = [{ name = lab, path = "%2$s/requests.csv" }]
      bucket.path = "%1$s/bucket"
    }
    """
        .formatted(world(), folder);
  }

  private TraceJob job() {
    return new TraceJob(
        TraceConfig.of(ConfigSource.ofText("trace.conf", settings()), LocalDate.of(2025, 6, 30)));
  }

  private CompletedRun run() {
    DeltaLog.clearCache(); // as in a process of its own
    var job = job();
    RunStore store = RunStore.at(world().resolve("out").toString(), hadoop);
    return new StageRunner(spark, store, Progress.silent(), Clock.systemUTC())
        .run(job.plan(spark, "trace"), StageChoice.asNeeded(), job::files);
  }

  private void writeInputs() throws IOException {
    spark
        .sql(
            """
            select nhs_number, '19800517' dob,
              array(named_struct('given_names', array(given), 'family_name', family)) name_history,
              array(named_struct('lines', array('1 High St'), 'postcode', 'LS1 4AP')) address_history,
              array(named_struct('gender', '2')) gender_history
            from values ('9990000018', 'Ann', 'Brown'), ('9990000026', 'Eve', 'Jones')
              as people(nhs_number, given, family)
            """)
        .coalesce(1)
        .write()
        .format("delta")
        .save(world().resolve("index").toString());
    Files.writeString(
        folder.resolve("requests.csv"),
        """
        unique_reference,nhs_no,given_name,family_name,date_of_birth,gender,postcode,local_patient_id
        r1,9990000018,Ann,Brown,19800517,2,LS1 4AP,RXX1
        r2,,Eve,Jones,19800517,2,,RXX2
        r3,,Zoe,Unknown,19901231,2,M1 1AE,RXX3
        r4,,Zoe,Unknown,19901231,2,M1 1AE,RXX3
        """);
  }

  private Dataset<Row> table(String name) {
    return spark.read().format("delta").load(world().resolve(name).toString());
  }

  /**
   * One process is killed while it traces. Another goes on, stands still while it puts records into
   * the bucket, where what is on the disk is put aside, and is killed between that and the end of
   * the stage. From what each left a third one comes to the end.
   */
  @Test
  void aTraceThatIsKilledGivesTheSameResponseAndBucketOnceContinued() throws Exception {
    writeInputs();
    Path inputs = folder.resolve("inputs");
    copy(world(), inputs);
    Path inBucket = folder.resolve("left-in-bucket");
    String conf = Files.writeString(folder.resolve("trace.conf"), settings()).toString();
    String out = world().resolve("out").toString();
    try (HeldCommand first = HeldCommand.start(folder.resolve("first"), 1, 3);
        HeldCommand second = HeldCommand.start(folder.resolve("second"), 1, 3)) {
      first.run(List.of(TraceTables.ANSWERS), "trace", conf, "--output", out);
      first.awaitHeld();
      assertEquals(KILLED, first.kill(), first::said);
      second.run(List.of("bucket", "bucket_appended"), "trace", conf, "--output", out);
      second.awaitHeld();
      second.whileFrozen(() -> copy(world(), inBucket));
      second.goOn();
      second.awaitHeld();
      assertEquals(KILLED, second.kill(), second::said);
    }
    Answered killed = continued("trace, append");
    Files.move(inBucket, world());
    Answered cutInBucket = continued("append");
    Files.move(inputs, world());
    CompletedRun undisturbed = run();
    assertEquals(1, table("bucket").count()); // r3 and r4 say the same
    Answered expected = answered(undisturbed);
    assertEquals(expected, killed);
    assertEquals(expected, cutInBucket);
  }

  /** What must be the same, however often a trace was killed. */
  private record Answered(Map<String, String> tables, String bucket, String index) {}

  private Answered answered(CompletedRun run) {
    return new Answered(
        TableDigest.of(run), TableDigest.of(table("bucket")), TableDigest.of(table("index")));
  }

  /** Goes on from what is on the disk; what was finished there is taken as it is. */
  private Answered continued(String killedIn) throws IOException {
    RunManifest cut =
        RunStore.at(world().resolve("out").toString(), hadoop).list().get(0).manifest();
    assertEquals(RunManifest.Status.RUNNING, cut.status(), killedIn);
    List<String> madeBefore = cut.stages().stream().map(StageResult::madeBy).toList();
    assertFalse(madeBefore.isEmpty(), killedIn);
    CompletedRun run = run();
    assertEquals(
        madeBefore,
        run.manifest().stages().stream()
            .map(StageResult::madeBy)
            .limit(madeBefore.size())
            .toList());
    assertFalse(run.unchanged(), killedIn);
    Answered answered = answered(run);
    Files.move(world(), folder.resolve("continued after " + killedIn));
    return answered;
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        // with their times, by which a Delta table tells whether it has changed
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
