package org.linkagehub.core.spark.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.spark.TestSession;

/** Small graphs as tables. */
final class Graphs {
  private static final StructType RECORDS =
      new StructType().add("record_key", DataTypes.LongType, false);
  private static final StructType EDGES =
      new StructType().add("left_key", DataTypes.LongType).add("right_key", DataTypes.LongType);
  private static final StructType WEIGHTED = EDGES.add("match_weight", DataTypes.DoubleType);

  private Graphs() {}

  static Dataset<Row> records(long... keys) {
    List<Row> rows = Arrays.stream(keys).mapToObj(key -> RowFactory.create(key)).toList();
    return TestSession.spark().createDataFrame(rows, RECORDS);
  }

  static Dataset<Row> edges(List<long[]> edges) {
    List<Row> rows = edges.stream().map(edge -> RowFactory.create(edge[0], edge[1])).toList();
    return TestSession.spark().createDataFrame(rows, EDGES);
  }

  /** Edges of left key, right key and weight. */
  static Dataset<Row> weighted(List<Object[]> edges) {
    List<Row> rows = edges.stream().map(RowFactory::create).toList();
    return TestSession.spark().createDataFrame(rows, WEIGHTED);
  }

  static Map<Long, Long> clusterOf(Dataset<Row> clusters) {
    Map<Long, Long> result = new TreeMap<>();
    for (Row row : clusters.select("record_key", "cluster_id").collectAsList()) {
      if (result.put(row.getLong(0), row.getLong(1)) != null) {
        throw new AssertionError("record " + row.getLong(0) + " is there twice");
      }
    }
    return result;
  }
}
