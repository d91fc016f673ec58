package org.linkagehub.pipelines.release;

import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunStore;

/** The table {@code runs}: a row for each run that has ended, as its manifest tells it. */
public final class RunTable {
  private static final DataType TEXTS =
      DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false);

  private static final StructType INPUT =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add("format", DataTypes.StringType, false)
          .add("location", DataTypes.StringType, false)
          .add("state", DataTypes.StringType, false)
          .add("fingerprint", DataTypes.StringType, false);

  private static final StructType STAGE =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add("made_by", DataTypes.StringType, false)
          .add("why", DataTypes.StringType, false)
          .add("fingerprint", DataTypes.StringType, false)
          .add("inputs", TEXTS, false)
          .add("started", DataTypes.TimestampType, false)
          .add("wall_seconds", DataTypes.DoubleType, false)
          .add("cpu_seconds", DataTypes.DoubleType, false)
          .add("tasks", DataTypes.LongType, false)
          .add("records_read", DataTypes.LongType, false)
          .add("shuffle_bytes", DataTypes.LongType, false)
          .add("spill_bytes", DataTypes.LongType, false)
          .add("peak_task_bytes", DataTypes.LongType, false)
          .add("peak_heap_bytes", DataTypes.LongType, false)
          .add("outputs", DataTypes.createArrayType(WrittenTableType.STRUCT, false), false);

  private static final StructType SCHEMA =
      new StructType()
          .add("run_id", DataTypes.StringType, false)
          .add("linkage", DataTypes.StringType, false)
          .add("command", DataTypes.StringType, false)
          .add("status", DataTypes.StringType, false)
          .add("failure", DataTypes.StringType, true)
          .add("started", DataTypes.TimestampType, false)
          .add("ended", DataTypes.TimestampType, false)
          .add("wall_seconds", DataTypes.DoubleType, false)
          .add("run_by", DataTypes.StringType, false)
          .add("host", DataTypes.StringType, false)
          .add("configuration_sha256", DataTypes.StringType, false)
          .add("code_sha256", DataTypes.StringType, false)
          .add("engine", DataTypes.StringType, false)
          .add("seed", DataTypes.LongType, false)
          .add("versions", TEXTS, false)
          .add("resources", TEXTS, false)
          .add("inputs", DataTypes.createArrayType(INPUT, false), false)
          .add("stages", DataTypes.createArrayType(STAGE, false), false)
          .add("results", TEXTS, false);

  private final HistoryTable table;

  /**
   * The table of an output.
   *
   * @param catalogSchema the schema that its tables are in; empty for the folder
   */
  public RunTable(SparkSession spark, RunStore store, Optional<String> catalogSchema) {
    this.table = new HistoryTable(spark, store, catalogSchema, "runs", SCHEMA);
  }

  /** See {@link HistoryTable#requireOurs}. */
  void requireOurs() {
    table.requireOurs();
  }

  /** Adds runs, in one commit. */
  public void add(List<RunManifest> runs) {
    table.append(runs.stream().map(RunTable::row).toList(), Map.of());
  }

  private static Row row(RunManifest run) {
    return RowFactory.create(
        run.runId(),
        run.linkage(),
        run.command(),
        run.status().name().toLowerCase(Locale.ROOT),
        run.failure().isEmpty() ? null : run.failure(),
        Timestamp.from(run.started()),
        Timestamp.from(run.updated()),
        run.wallSeconds(),
        run.user(),
        run.host(),
        run.configurationSha256(),
        run.codeSha256(),
        run.engine(),
        run.seed(),
        run.versions(),
        run.resources(),
        run.inputs().stream()
            .map(
                i ->
                    RowFactory.create(
                        i.name(), i.format(), i.location(), i.state(), i.fingerprint()))
            .toList(),
        run.stages().stream().map(RunTable::row).toList(),
        run.results());
  }

  private static Row row(RunManifest.StageResult stage) {
    return RowFactory.create(
        stage.name(),
        stage.madeBy(),
        stage.why(),
        stage.fingerprint(),
        stage.inputs(),
        Timestamp.from(stage.started()),
        stage.wallSeconds(),
        stage.cpuSeconds(),
        stage.tasks(),
        stage.recordsRead(),
        stage.shuffleBytes(),
        stage.spillBytes(),
        stage.peakTaskBytes(),
        stage.peakHeapBytes(),
        stage.outputs().stream().map(WrittenTableType::row).toList());
  }
}
