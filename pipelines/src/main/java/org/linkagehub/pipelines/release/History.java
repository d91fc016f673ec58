package org.linkagehub.pipelines.release;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunStore;

/** The tables that tell of all runs and releases of an output. */
public final class History {
  private History() {}

  /**
   * Passes an output whose tables of runs and releases are ours, and can be read, or are not there
   * yet.
   *
   * @param catalogSchema the schema that its tables are in; empty for the folder
   * @throws InputDataException if they are another project's, or were written by a newer Delta
   */
  public static void require(SparkSession spark, RunStore store, Optional<String> catalogSchema) {
    new RunTable(spark, store, catalogSchema).requireOurs();
    new ReleaseTable(spark, store, catalogSchema).requireOurs();
  }
}
