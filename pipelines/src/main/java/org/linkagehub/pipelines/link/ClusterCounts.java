package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.cluster.ClusterChecker;

/** CLUSTER_COUNTS: a row for each table of clusters, and threshold, that was proved sound. */
final class ClusterCounts {
  private static final StructType SCHEMA =
      new StructType()
          .add("table", DataTypes.StringType, false)
          .add(Columns.THRESHOLD, DataTypes.DoubleType, true)
          .add("records", DataTypes.LongType, false)
          .add("clusters", DataTypes.LongType, false)
          .add("clusters_of_one", DataTypes.LongType, false)
          .add("largest_cluster", DataTypes.LongType, false);

  private final List<Row> rows = new ArrayList<>();

  void add(String table, OptionalDouble threshold, ClusterChecker.Summary summary) {
    rows.add(
        RowFactory.create(
            table,
            threshold.isPresent() ? (Double) threshold.getAsDouble() : null,
            summary.records(),
            summary.clusters(),
            summary.clustersOfOne(),
            summary.largestCluster()));
  }

  Dataset<Row> table(SparkSession spark) {
    return spark.createDataFrame(rows, SCHEMA);
  }
}
