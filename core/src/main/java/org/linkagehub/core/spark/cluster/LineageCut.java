package org.linkagehub.core.spark.cluster;

import java.io.Serializable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.spark.CatalystRows;

/**
 * Computes a table now and forgets how it was made, so that an algorithm of many rounds has a plan
 * of one round.
 *
 * <p>The caller may give one that writes to a folder of its own and reads it back.
 */
@FunctionalInterface
public interface LineageCut extends Serializable {
  /**
   * The same rows, computed and held.
   *
   * @param name what the table is, for example {@code round-3-nodes}; unique in one call of an
   *     algorithm
   * @param table the rows to compute
   */
  Dataset<Row> cut(String name, Dataset<Row> table);

  /**
   * Holds the rows on the executors' memory and disks. Quick and needs no folder, but the rows are
   * lost with an executor: not for clusters that remove executors while a job runs.
   */
  static LineageCut local() {
    return (name, table) -> withoutEstimates(table.localCheckpoint(true));
  }

  /**
   * Holds the rows in Spark's checkpoint folder, which must be set by {@code
   * SparkContext.setCheckpointDir}. Survives the loss of executors.
   */
  static LineageCut reliable() {
    return (name, table) -> withoutEstimates(table.checkpoint(true));
  }

  /**
   * A checkpointed table keeps the optimiser's estimate of its size. That of a join is the product
   * of its sides, so after twenty rounds the estimate has millions of digits, and planning takes
   * hours.
   */
  private static Dataset<Row> withoutEstimates(Dataset<Row> table) {
    return CatalystRows.toDataset(table.sparkSession(), CatalystRows.of(table), table.schema());
  }
}
