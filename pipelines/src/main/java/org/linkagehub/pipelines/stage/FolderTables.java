package org.linkagehub.pipelines.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
    JsonNode metrics = firstCommit(path);
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
    return spark.read().format("delta").load(table.location());
  }

  /** What Delta noted of the commit that made the table: exact, and read without a Spark job. */
  private JsonNode firstCommit(String table) {
    Path commit = new Path(table, "_delta_log/00000000000000000000.json");
    var mapper = new ObjectMapper();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(folder.files().open(commit), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode metrics = mapper.readTree(line).path("commitInfo").path("operationMetrics");
        if (!metrics.isMissingNode()) {
          return metrics;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + commit, e);
    }
    throw new IllegalStateException(
        commit
            + " has no metrics of the write; set spark.databricks.delta.history.metricsEnabled to"
            + " true");
  }
}
