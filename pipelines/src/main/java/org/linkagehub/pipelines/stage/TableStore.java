package org.linkagehub.pipelines.stage;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where the tables of a run are. */
interface TableStore {
  /**
   * That Delta keeps no least and greatest value of columns in a table's log: they are people's
   * data, Delta prints them where it logs much, and rows in no order are not found by them.
   */
  Map<String, String> NO_VALUES_IN_THE_LOG = Map.of("delta.dataSkippingNumIndexedCols", "0");

  /** Writes a table in one commit. */
  RunManifest.TableWritten write(Stage.Output output, Dataset<Row> rows);

  /** A table that was written, at the version that was written. */
  Dataset<Row> read(RunManifest.TableWritten table);

  /**
   * Whether a table that an earlier run wrote is one of this store's and still there, every file of
   * it, at the version that was written.
   */
  boolean isIntact(RunManifest.TableWritten table);

  /** Whether its folder holds data files that are not of the version that was written. */
  boolean hasStrayFiles(RunManifest.TableWritten table);
}
