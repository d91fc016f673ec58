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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterCheckerTest {
  private static final String START =
      "the clusters are not the connected components of the links: ";
  private static final List<long[]> EDGES =
      List.of(new long[] {1, 2}, new long[] {2, 3}, new long[] {5, 4});

  @ParameterizedTest(name = "up to {0} links in one task")
  @ValueSource(longs = {0, 1000})
  void passesTheComponentsAndCountsThem(long maxLinks) {
    var summary =
        ClusterChecker.checkComponents(
            records(1, 2, 3, 4, 5, 6),
            edges(EDGES),
            clusters(1, 1, 2, 1, 3, 1, 4, 4, 5, 4, 6, 6),
            maxLinks);
    assertEquals(new ClusterChecker.Summary(6, 3, 1, 3), summary);
  }

  @Test
  void findsALinkThatCrosses() {
    Dataset<Row> clusters = clusters(1, 1, 2, 1, 3, 3, 4, 4, 5, 4, 6, 6);
    fails(1000, clusters, "1 links cross from one cluster to another");
    fails(0, clusters, "2 clusters have links that cross to another");
  }

  @Test
  void findsARepresentativeThatIsNotTheSmallestMember() {
    Dataset<Row> clusters = clusters(1, 1, 2, 1, 3, 1, 4, 5, 5, 5, 6, 6);
    fails(1000, clusters, "1 clusters are not named by their smallest record key");
    fails(0, clusters, "1 clusters are not named by their smallest record key");
  }

  @Test
  void findsAClusterThatNoLinksHoldTogether() {
    Dataset<Row> clusters = clusters(1, 1, 2, 1, 3, 1, 4, 4, 5, 4, 6, 4);
    fails(1000, clusters, "1 clusters are not held together by links");
    fails(0, clusters, "1 clusters are not held together by links");
  }

  /** Links enough, but all among the first three: only the check of each record tells. */
  @Test
  void findsAClusterThatFallsApartInSpiteOfManyLinks() {
    List<long[]> triangle =
        List.of(new long[] {1, 2}, new long[] {2, 3}, new long[] {1, 3}, new long[] {4, 5});
    var error =
        assertThrows(
            IllegalStateException.class,
            () ->
                ClusterChecker.checkComponents(
                    records(1, 2, 3, 4, 5),
                    edges(triangle),
                    clusters(1, 1, 2, 1, 3, 1, 4, 1, 5, 1),
                    1000));
    assertEquals(START + "1 clusters are not held together by links", error.getMessage());
  }

  @Test
  void findsMissingUnknownAndRepeatedRecords() {
    for (long maxLinks : new long[] {0, 1000}) {
      Dataset<Row> without = clusters(1, 1, 2, 1, 3, 1, 4, 4, 6, 6);
      fails(maxLinks, without, "1 links name a record that is in no cluster");
      fails(maxLinks, without, "1 records are in no cluster");
      fails(
          maxLinks,
          clusters(1, 1, 2, 1, 3, 1, 4, 4, 5, 4, 6, 6, 7, 7),
          "1 rows are of records that are not among the records");
      fails(maxLinks, clusters(1, 1, 2, 1, 3, 1, 4, 4, 5, 4, 6, 6, 6, 6), "1 rows repeat a record");
    }
  }

  private static void fails(long maxLinks, Dataset<Row> clusters, String fault) {
    var error =
        assertThrows(
            IllegalStateException.class,
            () ->
                ClusterChecker.checkComponents(
                    records(1, 2, 3, 4, 5, 6), edges(EDGES), clusters, maxLinks));
    assertEquals(START, error.getMessage().substring(0, START.length()));
    assertTrue(
        List.of(error.getMessage().substring(START.length()).split("; ")).contains(fault),
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
