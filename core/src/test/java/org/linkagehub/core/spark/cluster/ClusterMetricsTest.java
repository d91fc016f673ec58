package org.linkagehub.core.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linkagehub.core.spark.cluster.Graphs.edges;
import static org.linkagehub.core.spark.cluster.Graphs.weighted;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class ClusterMetricsTest {
  /** A triangle with a tail (1 to 4), a pair (5, 6), a record alone (7); one link runs between. */
  private static final List<Object[]> LINKS =
      List.of(
          new Object[] {1L, 2L, 9.0},
          new Object[] {2L, 3L, 8.0},
          new Object[] {3L, 1L, 7.0},
          new Object[] {3L, 4L, 6.0},
          new Object[] {5L, 6L, 12.0},
          new Object[] {4L, 5L, 5.5},
          new Object[] {1L, 4L, 2.0});

  private static ClusterMetrics.Metrics metrics() {
    List<long[]> clusters = new ArrayList<>();
    long[] ids = {1, 1, 1, 1, 5, 5, 7};
    for (int record = 0; record < ids.length; record++) {
      clusters.add(new long[] {record + 1, ids[record]});
    }
    Dataset<Row> table = edges(clusters).toDF("record_key", "cluster_id");
    return ClusterMetrics.measure(table, weighted(LINKS).repartition(3), 5, LineageCut.local());
  }

  @Test
  void measuresClusters() {
    Dataset<Row> clusters = metrics().clusters().orderBy("cluster_id");
    assertEquals(
        List.of(
            "cluster_id",
            "records",
            "links",
            "density",
            "weakest_link",
            "breaking_weight",
            "bridges",
            "degree_centralisation"),
        List.of(clusters.columns()));
    assertEquals(
        List.of(
            // Degrees 2, 2, 3, 1: (4 x 3 - 8) / (3 x 2).
            RowFactory.create(1L, 4L, 4L, 4.0 / 6, 6.0, 6.0, 1L, 4.0 / 6),
            RowFactory.create(5L, 2L, 1L, 1.0, 12.0, 12.0, 1L, null),
            RowFactory.create(7L, 1L, 0L, null, null, null, 0L, null)),
        clusters.collectAsList());
  }

  @Test
  void measuresRecordsAndLinks() {
    ClusterMetrics.Metrics metrics = metrics();
    assertEquals(
        List.of(
            RowFactory.create(1L, 1L, 2L, 2.0 / 3),
            RowFactory.create(2L, 1L, 2L, 2.0 / 3),
            RowFactory.create(3L, 1L, 3L, 1.0),
            RowFactory.create(4L, 1L, 1L, 1.0 / 3),
            RowFactory.create(5L, 5L, 1L, 1.0),
            RowFactory.create(6L, 5L, 1L, 1.0),
            RowFactory.create(7L, 7L, 0L, 0.0)),
        metrics.records().orderBy("record_key").collectAsList());
    assertEquals(
        List.of(
            RowFactory.create(1L, 2L, 1L, 9.0, false),
            RowFactory.create(2L, 3L, 1L, 8.0, false),
            RowFactory.create(3L, 1L, 1L, 7.0, false),
            RowFactory.create(3L, 4L, 1L, 6.0, true),
            RowFactory.create(5L, 6L, 5L, 12.0, true)),
        metrics.links().orderBy("left_key", "right_key").collectAsList());
  }

  @Test
  void countsClustersBySize() {
    assertEquals(
        List.of(
            RowFactory.create(1L, 1L, 0L, 0L),
            RowFactory.create(2L, 1L, 1L, 1L),
            RowFactory.create(4L, 1L, 4L, 1L)),
        metrics().sizes().orderBy("records").collectAsList());
  }
}
