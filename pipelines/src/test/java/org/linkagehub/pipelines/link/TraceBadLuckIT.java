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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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

/**
 * A trace that is killed where it hurts: while it traces, while it puts records into the bucket,
 * and between that and the end of the stage. What is on the disk then is put aside, and continued.
 */
@Tag("slow")
class TraceBadLuckIT {
  /** The tables in the middle of whose first file it is killed; the second is the bucket itself. */
  private static final List<String> KILLED_IN = List.of("answers", "bucket", "bucket_appended");

  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();
  private final Configuration hadoop = spark.sparkContext().hadoopConfiguration();

  private Path world() {
    return folder.resolve("world"); // the index, the bucket, and the runs
  }

  private TraceJob job() {
    String settings =
        """
        linkage.trace {
          as-at-date = "2025-06-30"
          submission = 20250630120000
          index.path = "%1$s/index"
          requests.inputs = [{ name = lab, path = "%2$s/requests.csv" }]
          bucket.path = "%1$s/bucket"
        }
        """
            .formatted(world(), folder);
    return new TraceJob(
        TraceConfig.of(ConfigSource.ofText("trace.conf", settings), LocalDate.of(2025, 6, 30)));
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

  private static Map<String, String> digests(CompletedRun run) {
    return TableDigest.of(run);
  }

  private Dataset<Row> table(String name) {
    return spark.read().format("delta").load(world().resolve(name).toString());
  }

  @Test
  void aTraceThatIsKilledGivesTheSameResponseAndBucketOnceContinued() throws IOException {
    writeInputs();
    var snapshots = new ArrayList<Path>();
    var next = new ArrayDeque<>(KILLED_IN);
    var pieces = new AtomicInteger();
    WatchedFileSystem.Watch killed =
        (file, bytes) -> {
          boolean inTable =
              file.getName().endsWith(".parquet") && file.getParent().getName().equals(next.peek());
          if (inTable && bytes > 0 && pieces.getAndIncrement() == 1) {
            Path left = folder.resolve("left-in-" + next.remove());
            copy(world(), left);
            leaveTheLockToNobody(left);
            snapshots.add(left);
            pieces.set(0);
          }
        };
    var undisturbed = new ArrayList<CompletedRun>();
    WatchedFileSystem.during(hadoop, killed, () -> undisturbed.add(run()));
    assertEquals(KILLED_IN.size(), snapshots.size(), snapshots::toString);
    Map<String, String> expected = digests(undisturbed.get(0));
    String bucket = TableDigest.of(table("bucket"));
    String index = TableDigest.of(table("index"));
    assertEquals(1, table("bucket").count()); // r3 and r4 say the same
    Files.move(world(), folder.resolve("undisturbed"));
    for (Path left : snapshots) {
      Files.move(left, world());
      RunManifest cut =
          RunStore.at(world().resolve("out").toString(), hadoop).list().get(0).manifest();
      assertEquals(RunManifest.Status.RUNNING, cut.status());
      List<String> finished = cut.stages().stream().map(StageResult::name).toList();
      CompletedRun run = run();
      assertEquals(
          finished.stream().map(stage -> cut.runId()).toList(),
          run.manifest().stages().stream()
              .map(StageResult::madeBy)
              .limit(finished.size())
              .toList());
      assertFalse(run.unchanged(), left::toString);
      assertEquals(expected, digests(run), left::toString);
      assertEquals(bucket, TableDigest.of(table("bucket")), left::toString);
      assertEquals(index, TableDigest.of(table("index")), left::toString);
      Files.move(world(), folder.resolve("continued-" + left.getFileName()));
    }
  }

  /** The process that holds the lock is this one, and alive: the one that was killed is not. */
  private static void leaveTheLockToNobody(Path left) throws IOException {
    Path lock = left.resolve("out/runs/.trace.lock");
    Files.deleteIfExists(lock.resolveSibling("." + lock.getFileName() + ".crc"));
    Files.writeString(
        lock,
        Files.readString(lock).replaceFirst("\"process\" : \\d+", "\"process\" : 2147483632"));
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
