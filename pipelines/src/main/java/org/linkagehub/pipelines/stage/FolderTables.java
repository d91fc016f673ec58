package org.linkagehub.pipelines.stage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables as folders in the run's folder. */
record FolderTables(SparkSession spark, RunFolder folder) implements TableStore {
  /** Of more files than these, Delta finds sooner those that a query needs. */
  private static final int MOST_FILES = 200;

  @Override
  public RunManifest.TableWritten write(Stage.Output output, Dataset<Row> rows) {
    String path = folder.tablePath(output.table());
    rows.write().format("delta").options(NO_VALUES_IN_THE_LOG).mode("errorifexists").save(path);
    JsonNode metrics = metrics(path);
    return new RunManifest.TableWritten(
        output.table(),
        path,
        0,
        metrics.path("numOutputRows").asLong(),
        metrics.path("numOutputBytes").asLong(),
        metrics.path("numFiles").asLong());
  }

  /**
   * Reads the data files that the table's one commit names, where they hold plain rows: to have
   * Delta find them costs a Spark job or two for each query, more than a small table itself.
   */
  @Override
  public Dataset<Row> read(RunManifest.TableWritten table) {
    var path = new Path(table.location());
    if (folder.hasFile(DeltaCommit.path(path, table.version() + 1))) {
      return spark
          .read()
          .format("delta")
          .option("versionAsOf", table.version())
          .load(table.location());
    }
    Optional<DeltaCommit> commit =
        table.version() == 0 ? DeltaCommit.first(folder.files(), path) : Optional.empty();
    return commit
        .filter(c -> !c.files().isEmpty() && c.files().size() <= MOST_FILES)
        .flatMap(DeltaCommit::plainSchema)
        .map(
            schema ->
                spark
                    .read()
                    .schema(schema)
                    .parquet(
                        commit.get().files().keySet().stream()
                            .sorted()
                            .map(file -> new Path(path, file).toString())
                            .toArray(String[]::new)))
        .orElseGet(() -> spark.read().format("delta").load(table.location()));
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

  @Override
  public boolean hasStrayFiles(RunManifest.TableWritten table) {
    var path = new Path(table.location());
    return DeltaCommit.first(folder.files(), path)
        .filter(commit -> commit.hasStrangers(folder.files(), path))
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
