package org.linkagehub.pipelines.stage;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Tables in a schema of a catalog, each named for itself and its run, for example {@code
 * links_20260314_091502_7f3a}.
 */
record CatalogTables(SparkSession spark, String schema, String runId) implements TableStore {
  @Override
  public RunManifest.TableWritten write(Stage.Output output, Dataset<Row> rows) {
    String name = schema + "." + output.table() + "_" + runId.replace('-', '_');
    rows.write()
        .format("delta")
        .options(NO_VALUES_IN_THE_LOG)
        .mode("errorifexists")
        .saveAsTable(name);
    Row commit =
        DeltaTable.forName(spark, name).history(1).select("version", "operationMetrics").first();
    Map<String, String> metrics = commit.getJavaMap(1);
    return new RunManifest.TableWritten(
        output.table(),
        name,
        commit.getLong(0),
        number(metrics, "numOutputRows"),
        number(metrics, "numOutputBytes"),
        number(metrics, "numFiles"));
  }

  @Override
  public Dataset<Row> read(RunManifest.TableWritten table) {
    return spark.read().option("versionAsOf", table.version()).table(table.location());
  }

  @Override
  public boolean isIntact(RunManifest.TableWritten table) {
    if (table.version() != 0
        || !table.location().startsWith(schema + ".")
        || !spark.catalog().tableExists(table.location())) {
      return false;
    }
    return inFolder(table, DeltaCommit::isWhole);
  }

  @Override
  public boolean hasStrayFiles(RunManifest.TableWritten table) {
    return spark.catalog().tableExists(table.location())
        && inFolder(table, DeltaCommit::hasStrangers);
  }

  private boolean inFolder(RunManifest.TableWritten table, Look look) {
    var path =
        new Path(
            DeltaTable.forName(spark, table.location()).detail().head().<String>getAs("location"));
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      return DeltaCommit.first(files, path)
          .filter(commit -> look.at(commit, files, path))
          .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot reach " + path, e);
    }
  }

  private interface Look {
    boolean at(DeltaCommit commit, FileSystem files, Path table);
  }

  private static long number(Map<String, String> metrics, String name) {
    return Long.parseLong(metrics.getOrDefault(name, "0"));
  }
}
