package org.linkagehub.pipelines.stage;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables as folders in the run's folder. */
record FolderTables(SparkSession spark, RunFolder folder) implements TableStore {
  @Override
  public RunManifest.TableWritten write(Stage.Output output, Dataset<Row> rows) {
    String path = folder.tablePath(output.table());
    rows.write().format("delta").mode("errorifexists").save(path);
    JsonNode metrics = metrics(path);
    return new RunManifest.TableWritten(
        output.table(),
        path,
        0,
        metrics.path("numOutputRows").asLong(),
        metrics.path("numOutputBytes").asLong(),
        metrics.path("numFiles").asLong());
  }

  @Override
  public Dataset<Row> read(RunManifest.TableWritten table) {
    var reader = spark.read().format("delta");
    // To ask for a version costs a look at the table's history, and is seldom needed.
    return folder.hasFile(DeltaCommit.path(new Path(table.location()), table.version() + 1))
        ? reader.option("versionAsOf", table.version()).load(table.location())
        : reader.load(table.location());
  }

  @Override
  public boolean isIntact(RunManifest.TableWritten table) {
    var path = new Path(table.location());
    return table.version() == 0
        && folder.isBesideRun(path)
        && DeltaCommit.first(folder.files(), path)
            .filter(commit -> commit.isWhole(folder.files(), path))
            .isPresent();
  }

  /** What Delta noted of the commit that made the table: exact, and read without a Spark job. */
  private JsonNode metrics(String table) {
    return DeltaCommit.first(folder.files(), new Path(table))
        .map(DeltaCommit::metrics)
        .filter(metrics -> !metrics.isMissingNode())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    table
                        + " has no metrics of the write; set"
                        + " spark.databricks.delta.history.metricsEnabled to true"));
  }
}
