package org.linkagehub.pipelines.stage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that says how a run's tables came to be. It holds no value of any record.
 *
 * @param format the version of this layout, {@value #FORMAT}
 * @param runId unique and sorted by time, for example {@code 20260314-091502-7f3a}
 * @param linkage the name of what is linked, under which runs and releases are filed
 * @param command what was asked for, for example {@code run}
 * @param status how far the run is
 * @param started when the run began
 * @param updated when the manifest was last written; the end of the run once it is not running
 * @param failure why the run failed; empty unless it did
 * @param user who ran it, as the operating system or the cluster calls them
 * @param host the machine of the driver
 * @param configuration the resolved configuration as text, secrets left out
 * @param configurationSha256 its digest
 * @param codeSha256 the digest of the classes of Linkage Hub
 * @param schema the catalog and schema that its tables are in; empty if they are in its folder
 * @param engine which engine compared the pairs
 * @param seed of every sample
 * @param versions of Linkage Hub, Spark, Delta and Java
 * @param resources where it ran: master, cores, memory
 * @param inputs what was read
 * @param stages the finished stages, in order
 * @param results what is known of the results, for example {@code model_sha256}; empty until all
 *     stages are finished
 */
public record RunManifest(
    int format,
    String runId,
    String linkage,
    String command,
    Status status,
    Instant started,
    Instant updated,
    String failure,
    String user,
    String host,
    String configuration,
    String configurationSha256,
    String codeSha256,
    String schema,
    String engine,
    long seed,
    Map<String, String> versions,
    Map<String, String> resources,
    List<Input> inputs,
    List<StageResult> stages,
    Map<String, String> results) {

  /** The layout that this version writes and reads. */
  public static final int FORMAT = 2;

  public RunManifest {
    inputs = List.copyOf(inputs);
    stages = List.copyOf(stages);
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
  }

  /** How far a run is. */
  public enum Status {
    RUNNING,
    FINISHED,
    /** One stage alone was run, as was asked for. */
    PARTIAL,
    FAILED,
    /** Its process ended without a word: it was killed, or the machine went down. */
    INTERRUPTED
  }

  /**
   * A table that the run read.
   *
   * @param name the source's name
   * @param format for example {@code csv}
   * @param location its path or table name, without credentials
   * @param state what was there, for readers: {@code Delta version 12}, {@code 3 files, 812 bytes}
   * @param fingerprint the same exactly, as a digest: another one means that the table may have
   *     changed; empty where the source cannot tell, as a database cannot
   */
  public record Input(
      String name, String format, String location, String state, String fingerprint) {
    /** The format and the location of what was not there to be read. */
    public static final String NONE = "none";
  }

  /**
   * What a stage cost and made.
   *
   * @param name the stage's name
   * @param madeBy the run that made its tables: this one, or an earlier one whose they are
   * @param why it was run again, where an earlier run had made it; otherwise empty
   * @param fingerprint of its inputs, settings and code together
   * @param settingsSha256 of the settings that it depends on
   * @param inputs the tables that it read, and what each of them was made of, as a digest
   * @param started when it began
   * @param wallSeconds from its beginning until its last output was committed; 0, as all below, if
   *     an earlier run made it
   * @param cpuSeconds of all its tasks together, without the driver
   * @param tasks that succeeded
   * @param recordsRead from tables and files
   * @param shuffleBytes written for exchange between tasks
   * @param spillBytes written to disk for want of memory
   * @param peakTaskBytes the most execution memory that one task held
   * @param peakHeapBytes the most heap that one virtual machine, the driver's or an executor's,
   *     held
   * @param outputs the tables that it made
   */
  public record StageResult(
      String name,
      String madeBy,
      String why,
      String fingerprint,
      String settingsSha256,
      Map<String, String> inputs,
      Instant started,
      double wallSeconds,
      double cpuSeconds,
      long tasks,
      long recordsRead,
      long shuffleBytes,
      long spillBytes,
      long peakTaskBytes,
      long peakHeapBytes,
      List<TableWritten> outputs) {
    public StageResult {
      inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
      outputs = List.copyOf(outputs);
    }

    /** As a run has it that takes the tables and does nothing. */
    StageResult taken(Instant now) {
      return new StageResult(
          name,
          madeBy,
          "",
          fingerprint,
          settingsSha256,
          inputs,
          now,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          outputs);
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

  /** The stages whose tables an earlier run made. */
  public List<StageResult> taken() {
    return stages.stream().filter(stage -> !stage.madeBy().equals(runId)).toList();
  }

  RunManifest with(StageResult finished, Instant now) {
    var all = new ArrayList<>(stages);
    all.add(finished);
    return copy(status, now, failure, all, results);
  }

  RunManifest finished(Map<String, String> known, Instant now) {
    return copy(Status.FINISHED, now, "", stages, known);
  }

  RunManifest partial(Instant now) {
    return copy(Status.PARTIAL, now, "", stages, results);
  }

  RunManifest failed(String why, Instant now) {
    return copy(Status.FAILED, now, why, stages, results);
  }

  RunManifest interrupted() {
    String done =
        stages.isEmpty()
            ? "before its first stage had ended"
            : "after stage " + stages.get(stages.size() - 1).name();
    return copy(
        Status.INTERRUPTED, updated, "its process was killed or lost, " + done, stages, results);
  }

  RunManifest with(Map<String, String> more) {
    var all = new LinkedHashMap<>(results);
    all.putAll(more);
    return copy(status, updated, failure, stages, all);
  }

  private RunManifest copy(
      Status newStatus,
      Instant now,
      String why,
      List<StageResult> allStages,
      Map<String, String> known) {
    return new RunManifest(
        format,
        runId,
        linkage,
        command,
        newStatus,
        started,
        now,
        why,
        user,
        host,
        configuration,
        configurationSha256,
        codeSha256,
        schema,
        engine,
        seed,
        versions,
        resources,
        inputs,
        allStages,
        known);
  }
}
