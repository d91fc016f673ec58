package org.linkagehub.pipelines.doctor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.release.History;
import org.linkagehub.pipelines.stage.FailureText;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.summary.Figures;

/** Whether a run may write where its results go, has room there, and finds the time of day. */
final class OutputChecks {
  private static final long GIB = 1L << 30;

  /** Less than this is gone with the first shuffle of a few million records. */
  private static final long LEAST_DISK = GIB;

  private static final long GOOD_DISK = 10 * GIB;

  /** Records, links and clusters of a run, and what a shuffle writes, together. */
  private static final long TIMES_THE_INPUTS = 10;

  private static final Duration MOST_APART = Duration.ofSeconds(5);

  private final SparkSession spark;
  private final String folder;
  private final Optional<String> schema;
  private final long inputBytes;
  private final String mark = ".doctor-" + UUID.randomUUID();

  /**
   * Checks of an output.
   *
   * @param schema of the catalog, where tables go there
   * @param inputBytes of the files that are to be linked; 0 if that is not known
   */
  OutputChecks(SparkSession spark, String folder, Optional<String> schema, long inputBytes) {
    this.spark = spark;
    this.folder = folder;
    this.schema = schema;
    this.inputBytes = inputBytes;
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    Path output = new Path(folder);
    FileSystem files;
    try {
      files = output.getFileSystem(spark.sparkContext().hadoopConfiguration());
      output = files.makeQualified(output);
    } catch (IOException | RuntimeException e) {
      return List.of(
          Finding.mend(
              "output",
              folder + " cannot be reached (" + e.getClass().getSimpleName() + ")",
              "name another folder: --output, or linkage.output.folder"));
    }
    findings.addAll(rights(files, output));
    findings.add(contents());
    schema.ifPresent(name -> findings.add(catalog(name)));
    findings.addAll(disks(files, output));
    findings.add(lastRun(Instant.now()));
    return findings;
  }

  /** Writes, renames, reads and removes, as a run does; leaves nothing behind. */
  private List<Finding> rights(FileSystem files, Path output) {
    Path probe = new Path(output, mark);
    boolean made = false;
    try {
      made = !files.exists(output);
      Path draft = new Path(probe, "draft");
      Instant before = Instant.now();
      if (!files.mkdirs(probe)) {
        throw new IOException("cannot make " + probe);
      }
      try (OutputStream out = files.create(draft, false)) {
        out.write("linkage doctor".getBytes(StandardCharsets.UTF_8));
      }
      Path file = new Path(probe, "file");
      if (!files.rename(draft, file)) {
        throw new IOException("cannot rename " + draft);
      }
      Instant written = Instant.ofEpochMilli(files.getFileStatus(file).getModificationTime());
      String table = new Path(probe, "table").toString();
      spark.range(3).write().format("delta").save(table);
      spark.range(4).write().format("delta").mode("append").save(table);
      long rows = spark.read().format("delta").option("versionAsOf", 0).load(table).count();
      if (rows != 3) {
        throw new IOException("a Delta table of 3 rows has " + rows);
      }
      return List.of(
          Finding.ok("output", folder + ": files and Delta tables can be written and read"),
          clock(before, written, Instant.now()));
    } catch (Exception e) { // Scala code throws checked exceptions undeclared
      return List.of(
          Finding.mend(
              "output",
              folder + " cannot be written: " + reason(e),
              "make it writable for "
                  + System.getProperty("user.name")
                  + ", or name another folder: --output, or linkage.output.folder"));
    } finally {
      try {
        files.delete(probe, true);
        if (made) {
          files.delete(output, false);
        }
      } catch (IOException e) {
        // Nothing was written, or what was written may not be removed: the finding says so.
      }
    }
  }

  private static String reason(Exception failure) {
    return failure instanceof IOException && failure.getMessage() != null
        ? failure.getMessage()
        : FailureText.of(failure);
  }

  /** Whether the time that a file got lies between the two of the driver. */
  static Finding clock(Instant before, Instant written, Instant after) {
    Duration early = Duration.between(written, before);
    Duration late = Duration.between(after, written);
    Duration apart = early.compareTo(late) > 0 ? early : late;
    return apart.compareTo(MOST_APART) <= 0
        ? Finding.ok("clock", after + ", as the output's")
        : Finding.warn(
            "clock",
            "%s, %d s from the output's".formatted(after, apart.toSeconds()),
            "set both by one time server (NTP): runs are sorted by time");
  }

  /** Whether the folder, or the schema, holds another project's tables. */
  private Finding contents() {
    try {
      RunStore store = RunStore.at(folder, spark.sparkContext().hadoopConfiguration());
      store.requireOurs();
      History.require(spark, store, schema);
      return Finding.ok("runs", store.list().size() + " in " + folder);
    } catch (InputDataException e) {
      return Finding.mend("runs", e.getMessage(), "name another folder: --output");
    } catch (RuntimeException e) {
      return Finding.mend("runs", FailureText.of(e), "name another folder: --output");
    }
  }

  private Finding catalog(String name) {
    String table = name + ".linkage_doctor_" + mark.replaceAll("\\W", "_");
    try {
      if (!spark.catalog().databaseExists(name)) {
        return Finding.mend(
            "schema", "there is no schema " + name, "make it: CREATE SCHEMA " + name);
      }
      spark.range(3).write().format("delta").saveAsTable(table);
      return Finding.ok("schema", name + ": tables can be written");
    } catch (Exception e) { // Scala code throws checked exceptions undeclared
      return Finding.mend(
          "schema",
          "no table can be written to " + name + ": " + FailureText.of(e),
          "ask for the right to make tables there, or name another: linkage.output.schema");
    } finally {
      try {
        spark.sql("DROP TABLE IF EXISTS " + table);
      } catch (RuntimeException e) {
        // Was never made; the finding says why.
      }
    }
  }

  private List<Finding> disks(FileSystem files, Path output) {
    var findings = new ArrayList<Finding>();
    try {
      Path there = output;
      while (!files.exists(there) && there.getParent() != null) {
        there = there.getParent();
      }
      findings.add(disk("disk of the output", files.getStatus(there).getRemaining(), inputBytes));
    } catch (IOException e) {
      findings.add(
          Finding.warn(
              "disk of the output",
              "its free space is not told",
              "see that it has " + TIMES_THE_INPUTS + " times the room of the inputs"));
    }
    for (String local : localFolders()) {
      findings.add(
          disk("disk for shuffles", new java.io.File(local).getUsableSpace(), inputBytes, local));
    }
    return findings;
  }

  /** Where Spark keeps what does not fit memory, as it looks it up itself. */
  private List<String> localFolders() {
    for (String variable : List.of("LOCAL_DIRS", "SPARK_LOCAL_DIRS")) {
      String named = System.getenv(variable);
      if (named != null && !named.isEmpty()) {
        return Stream.of(named.split(",", -1)).toList();
      }
    }
    return Stream.of(
            spark
                .sparkContext()
                .getConf()
                .get("spark.local.dir", System.getProperty("java.io.tmpdir"))
                .split(",", -1))
        .toList();
  }

  private static Finding disk(String what, long free, long inputBytes) {
    return disk(what, free, inputBytes, "");
  }

  /** Whether there is room enough. */
  static Finding disk(String what, long free, long inputBytes, String where) {
    String found = Figures.bytes((double) free) + " free" + (where.isEmpty() ? "" : " in " + where);
    String mend =
        where.isEmpty()
            ? "free some, or name another output folder"
            : "free some, or name another folder: --conf spark.local.dir=FOLDER";
    if (free < LEAST_DISK) {
      return Finding.mend(what, found, mend);
    }
    long wanted = Math.max(GOOD_DISK, TIMES_THE_INPUTS * inputBytes);
    return free < wanted
        ? Finding.warn(what, found + ", less than " + Figures.bytes((double) wanted), mend)
        : Finding.ok(what, found);
  }

  /** A clock that was set back would file a new run before older ones. */
  private Finding lastRun(Instant now) {
    List<RunFolder> runs = RunStore.at(folder, spark.sparkContext().hadoopConfiguration()).list();
    if (runs.isEmpty()) {
      return Finding.ok("order of runs", "no run yet");
    }
    String last = runs.get(0).runId();
    return last.compareTo(RunStore.newRunId(now, 0xffff)) > 0
        ? Finding.mend(
            "order of runs",
            "run " + last + " is of a time to come",
            "set the clock (NTP), or that run will stay the last")
        : Finding.ok("order of runs", "the last is " + last);
  }
}
