package org.linkagehub.core.spark;

import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.linkagehub.core.spark.internals.SparkInternals;

/**
 * The rows of a Dataset as Spark itself holds them, without an object for each value, and back:
 * what passes every record and every link is worth it.
 */
public final class CatalystRows {
  private CatalystRows() {}

  /** The rows of a Dataset. A row is only good until the next one is taken. */
  public static JavaRDD<InternalRow> of(Dataset<Row> rows) {
    return SparkInternals.queryExecution(rows).toRdd().toJavaRDD();
  }

  /** A Dataset of rows. */
  public static Dataset<Row> toDataset(
      SparkSession spark, JavaRDD<InternalRow> rows, StructType schema) {
    return SparkInternals.dataset(spark, rows.rdd(), schema);
  }

  /**
   * The same rows, computed when they are first read, and afterwards read from the executors'
   * disks. They are let go of when nothing refers to them any more.
   */
  public static Dataset<Row> heldOnDisk(Dataset<Row> rows) {
    int columns = rows.columns().length;
    JavaRDD<byte[]> held =
        of(rows).mapPartitions(PackedRows::pack).persist(StorageLevel.DISK_ONLY());
    return toDataset(
        rows.sparkSession(),
        held.mapPartitions(packed -> PackedRows.unpack(packed, columns)),
        rows.schema());
  }

  /**
   * About how many bytes a Dataset has, as far as Spark can tell without reading it. Of a join it
   * says the product of what is joined; here that is no more than the sum of all that is read.
   */
  static double estimatedBytes(Dataset<Row> rows) {
    LogicalPlan plan = SparkInternals.queryExecution(rows).optimizedPlan();
    double read = 0;
    Iterator<LogicalPlan> leaves = SparkInternals.list(plan.collectLeaves()).iterator();
    while (leaves.hasNext()) {
      read += leaves.next().stats().sizeInBytes().toDouble();
    }
    return Math.min(read, plan.stats().sizeInBytes().toDouble());
  }

  static JavaSparkContext context(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }
}
