package org.linkagehub.pipelines.stage;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;

/** The tables that the runs of an output wrote. */
public final class WrittenTables {
  private final TableStore tables;

  /**
   * The tables of the runs in a folder.
   *
   * @param schema the catalog and schema that they are in; empty if they are in the runs' folders
   */
  public WrittenTables(SparkSession spark, RunStore store, Optional<String> schema) {
    RunFolder none = store.folder("none");
    this.tables =
        schema
            .<TableStore>map(name -> new CatalogTables(spark, name, none.runId()))
            .orElseGet(() -> new FolderTables(spark, none));
  }

  /** Whether a table is there, every file of it, as it was written. */
  public boolean isIntact(TableWritten table) {
    return tables.isIntact(table);
  }

  /**
   * Whether the folder of a table holds data files that are not of the version that was written.
   */
  public boolean hasStrayFiles(TableWritten table) {
    return tables.hasStrayFiles(table);
  }

  /** A table as it was written. */
  public Dataset<Row> read(TableWritten table) {
    return tables.read(table);
  }
}
