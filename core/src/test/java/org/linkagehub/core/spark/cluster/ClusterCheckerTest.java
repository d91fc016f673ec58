package org.linkagehub.core.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linkagehub.core.spark.cluster.Graphs.edges;
import static org.linkagehub.core.spark.cluster.Graphs.records;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ClusterCheckerTest {
  private static final List<long[]> EDGES =
      List.of(new long[] {1, 2}, new long[] {2, 3}, new long[] {5, 4});

  @Test
  void passesTheComponentsAndCountsThem() {
    var summary =
        ClusterChecker.checkComponents(
            records(1, 2, 3, 4, 5, 6), edges(EDGES), clusters(1, 1, 2, 1, 3, 1, 4, 4, 5, 4, 6, 6));
    assertEquals(new ClusterChecker.Summary(6, 3, 1, 3), summary);
  }

  @Test
  void findsAnEdgeThatCrosses() {
    fails(
        "1 edges cross from one cluster to another", clusters(1, 1, 2, 1, 3, 3, 4, 4, 5, 4, 6, 6));
  }

  @Test
  void findsARepresentativeThatIsNotTheSmallestMember() {
    fails(
        "1 clusters are not named by their smallest record key",
        clusters(1, 1, 2, 1, 3, 1, 4, 5, 5, 5, 6, 6));
  }

  @Test
  void findsAClusterThatNoEdgesHoldTogether() {
    fails(
        "1 clusters have too few edges inside to be connected",
        clusters(1, 1, 2, 1, 3, 1, 4, 4, 5, 4, 6, 4));
  }

  @Test
  void findsMissingUnknownAndRepeatedRecords() {
    fails("1 edges name a record that is in no cluster", clusters(1, 1, 2, 1, 3, 1, 4, 4, 6, 6));
    fails("1 records are in no cluster", clusters(1, 1, 2, 1, 3, 1, 4, 4, 6, 6));
    fails(
        "1 rows are of records that are not among the records",
        clusters(1, 1, 2, 1, 3, 1, 4, 4, 5, 4, 6, 6, 7, 7));
    fails("1 rows repeat a record", clusters(1, 1, 2, 1, 3, 1, 4, 4, 5, 4, 6, 6, 6, 6));
  }

  private static void fails(String fault, Dataset<Row> clusters) {
    var error =
        assertThrows(
            IllegalStateException.class,
            () ->
                ClusterChecker.checkComponents(records(1, 2, 3, 4, 5, 6), edges(EDGES), clusters));
    String start = "the clusters are not the connected components of the edges: ";
    assertEquals(start, error.getMessage().substring(0, start.length()));
    assertTrue(
        List.of(error.getMessage().substring(start.length()).split("; ")).contains(fault),
        error.getMessage());
  }

  /** Pairs of record and cluster. */
  private static Dataset<Row> clusters(long... pairs) {
    List<long[]> rows =
        IntStream.range(0, pairs.length / 2)
            .mapToObj(i -> new long[] {pairs[2 * i], pairs[2 * i + 1]})
            .toList();
    return edges(rows).toDF("record_key", "cluster_id");
  }
}
