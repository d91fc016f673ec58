package org.linkagehub.pipelines.stage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that says how a run's tables came to be. It holds no value of any record.
 *
 * @param format the version of this layout, {@value #FORMAT}
 * @param runId unique and sorted by time, for example {@code 20260314-091502-7f3a}
 * @param command what was asked for, for example {@code run}
 * @param status how far the run is
 * @param started when the run began
 * @param updated when the manifest was last written; the end of the run once it is not running
 * @param failure why the run failed; empty unless it did
 * @param configuration the resolved configuration as text, secrets left out
 * @param engine which engine compared the pairs
 * @param seed of every sample
 * @param versions of Linkage Hub, Spark, Delta and Java
 * @param resources where it ran: master, cores, memory
 * @param inputs what was read
 * @param stages the finished stages, in order
 */
public record RunManifest(
    int format,
    String runId,
    String command,
    Status status,
    Instant started,
    Instant updated,
    String failure,
    String configuration,
    String engine,
    long seed,
    Map<String, String> versions,
    Map<String, String> resources,
    List<Input> inputs,
    List<StageResult> stages) {

  /** The layout that this version writes. */
  public static final int FORMAT = 1;

  public RunManifest {
    inputs = List.copyOf(inputs);
    stages = List.copyOf(stages);
  }

  /** How far a run is. */
  public enum Status {
    RUNNING,
    FINISHED,
    FAILED
  }

  /**
   * A table that the run read.
   *
   * @param name the source's name
   * @param format for example {@code csv}
   * @param location its path or table name, without credentials
   */
  public record Input(String name, String format, String location) {}

  /**
   * What a stage cost and made.
   *
   * @param name the stage's name
   * @param started when it began
   * @param wallSeconds from its beginning until its last output was committed
   * @param cpuSeconds of all its tasks together, without the driver
   * @param tasks that succeeded
   * @param recordsRead from tables and files
   * @param shuffleBytes written for exchange between tasks
   * @param spillBytes written to disk for want of memory
   * @param peakTaskBytes the most execution memory that one task held
   * @param outputs the tables that it made
   */
  public record StageResult(
      String name,
      Instant started,
      double wallSeconds,
      double cpuSeconds,
      long tasks,
      long recordsRead,
      long shuffleBytes,
      long spillBytes,
      long peakTaskBytes,
      List<TableWritten> outputs) {
    public StageResult {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * A Delta table that the run wrote.
   *
   * @param table its name in the run
   * @param location its path, or its name in the catalog
   * @param version the Delta version that the run's commit made
   * @param rows in it
   * @param bytes of its data files
   * @param files that hold it
   */
  public record TableWritten(
      String table, String location, long version, long rows, long bytes, long files) {}

  /** Seconds from the start to the last writing of the manifest. */
  public double wallSeconds() {
    return (updated.toEpochMilli() - started.toEpochMilli()) / 1000.0;
  }

  /**
   * The table that a finished stage wrote.
   *
   * @throws IllegalArgumentException if no finished stage wrote one of that name
   */
  public TableWritten table(String name) {
    return stages.stream()
        .flatMap(stage -> stage.outputs().stream())
        .filter(output -> output.table().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("run " + runId + " has no table " + name));
  }

  RunManifest with(StageResult finished, Instant now) {
    var all = new ArrayList<>(stages);
    all.add(finished);
    return copy(status, now, failure, all);
  }

  RunManifest finished(Instant now) {
    return copy(Status.FINISHED, now, "", stages);
  }

  RunManifest failed(String why, Instant now) {
    return copy(Status.FAILED, now, why, stages);
  }

  private RunManifest copy(Status newStatus, Instant now, String why, List<StageResult> all) {
    return new RunManifest(
        format,
        runId,
        command,
        newStatus,
        started,
        now,
        why,
        configuration,
        engine,
        seed,
        versions,
        resources,
        inputs,
        all);
  }
}
