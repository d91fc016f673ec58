package org.linkagehub.core.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linkagehub.core.spark.cluster.Graphs.clusterOf;
import static org.linkagehub.core.spark.cluster.Graphs.edges;
import static org.linkagehub.core.spark.cluster.Graphs.records;
import static org.linkagehub.core.spark.cluster.Graphs.weighted;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.cluster.UnionFind;
import org.linkagehub.core.spark.cluster.ConnectedComponents.Settings;

class ConnectedComponentsTest {
  private static final Settings ONE_TASK = Settings.defaults();
  private static final Settings DISTRIBUTED = Settings.defaults().withUnionFindEdges(0);

  @ParameterizedTest(name = "seed {0}, {1} nodes, {2} edges, union-find up to {3}")
  @CsvSource({
    "0, 1, 0, 0",
    "1, 2, 1, 0",
    "2, 100, 80, 0",
    "3, 2000, 2500, 200",
    "4, 10000, 9000, 20000"
  })
  void equalsUnionFindOnRandomGraphs(long seed, int nodes, int edgeCount, long unionFindEdges) {
    var random = new Random(seed);
    long[] keys = random.longs(nodes).toArray();
    List<long[]> edges = new ArrayList<>();
    for (int i = 0; i < edgeCount; i++) {
      edges.add(new long[] {keys[random.nextInt(nodes)], keys[random.nextInt(nodes)]});
    }
    Map<Long, Long> expected = plain(keys, edges);
    Dataset<Row> clusters =
        ConnectedComponents.clusters(
            records(keys),
            edges(edges).repartition(3),
            Settings.defaults().withUnionFindEdges(unionFindEdges));
    assertEquals(expected, clusterOf(clusters));
    var summary = ClusterChecker.checkComponents(records(keys), edges(edges), clusters, 0);
    assertEquals(nodes, summary.records());
    assertEquals(expected.values().stream().distinct().count(), summary.clusters());
  }

  @ParameterizedTest(name = "union-find up to {0} edges")
  @ValueSource(longs = {0, 1_000_000})
  void noEdgesMakeClustersOfOne(long unionFindEdges) {
    long[] keys = {3, -1, 7};
    Dataset<Row> clusters =
        ConnectedComponents.clusters(
            records(keys),
            edges(List.of()),
            Settings.defaults().withUnionFindEdges(unionFindEdges));
    assertEquals(Map.of(3L, 3L, -1L, -1L, 7L, 7L), clusterOf(clusters));
  }

  @Test
  void aSelfEdgeAndRepeatsChangeNothing() {
    long[] keys = {1, 2, 3};
    List<long[]> links =
        List.of(new long[] {3, 3}, new long[] {1, 2}, new long[] {2, 1}, new long[] {1, 2});
    for (Settings settings : List.of(ONE_TASK, DISTRIBUTED)) {
      Dataset<Row> clusters = ConnectedComponents.clusters(records(keys), edges(links), settings);
      assertEquals(Map.of(1L, 1L, 2L, 1L, 3L, 3L), clusterOf(clusters));
      ClusterChecker.checkComponents(records(keys), edges(links), clusters, 1000);
    }
  }

  @ParameterizedTest(name = "union-find up to {0} edges")
  @ValueSource(longs = {40, 1_000_000})
  void severalThresholdsEqualEachAlone(long unionFindEdges) {
    var random = new Random(11);
    long[] keys = LongStream.range(0, 300).map(i -> i * 17 - 1000).toArray();
    List<Object[]> links = new ArrayList<>();
    for (int i = 0; i < 350; i++) {
      links.add(
          new Object[] {
            keys[random.nextInt(300)], keys[random.nextInt(300)], random.nextInt(40) / 4.0
          });
    }
    Settings settings = Settings.defaults().withUnionFindEdges(unionFindEdges);
    List<Double> thresholds = List.of(2.0, 8.0, 5.0);
    Dataset<Row> all =
        ConnectedComponents.clustersAtThresholds(
            records(keys), weighted(links), thresholds, settings);
    assertEquals(List.of("threshold", "record_key", "cluster_id"), List.of(all.columns()));
    assertEquals(900, all.count());
    for (double threshold : thresholds) {
      List<long[]> above =
          links.stream()
              .filter(link -> (double) link[2] >= threshold)
              .map(link -> new long[] {(long) link[0], (long) link[1]})
              .toList();
      assertEquals(
          plain(keys, above), clusterOf(all.where(functions.col("threshold").equalTo(threshold))));
    }
  }

  @Test
  void theResultIsTheSameWhateverThePartitionsAndTheOrder() {
    var random = new Random(5);
    long[] keys = random.longs(1000).toArray();
    List<long[]> links = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      links.add(new long[] {keys[random.nextInt(1000)], keys[random.nextInt(1000)]});
    }
    Map<Long, Long> expected = plain(keys, links);
    for (int partitions : new int[] {1, 7}) {
      Collections.shuffle(links, random);
      Dataset<Row> clusters =
          ConnectedComponents.clusters(
              records(keys).repartition(partitions),
              edges(links).repartition(partitions),
              Settings.defaults().withUnionFindEdges(100));
      assertEquals(expected, clusterOf(clusters));
    }
  }

  @Test
  void refusesANullKey() {
    Dataset<Row> links =
        edges(List.of(new long[] {1, 2}, new long[] {3, 4}))
            .withColumn("right_key", functions.expr("nullif(right_key, 4)"));
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ConnectedComponents.clusters(records(1, 2, 3, 4), links, ONE_TASK));
    assertEquals(
        "edges: right_key is null in 1 of 2 rows; a link must name two records",
        error.getMessage());
  }

  @Test
  void refusesAColumnThatIsMissingOrNoKey() {
    var missing =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ConnectedComponents.clusters(
                    records(1), edges(List.of()).drop("left_key"), ONE_TASK));
    assertEquals(
        "edges: column left_key is missing; the columns are [right_key]", missing.getMessage());
    var text =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ConnectedComponents.clusters(
                    records(1).withColumn("record_key", functions.lit("1")),
                    edges(List.of()),
                    ONE_TASK));
    assertEquals("records: column record_key must be BIGINT, is STRING", text.getMessage());
  }

  @Test
  void refusesThresholdsThatRepeat() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ConnectedComponents.clustersAtThresholds(
                    records(1), weighted(List.of()), List.of(1.0, 1.0), ONE_TASK));
    assertEquals(
        "thresholds must be distinct numbers of bits, were [1.0, 1.0]", error.getMessage());
  }

  @Test
  void saysWhenTheRoundsDoNotSuffice() {
    List<long[]> chain = LongStream.range(0, 200).mapToObj(i -> new long[] {i, i + 1}).toList();
    var error =
        assertThrows(
            IllegalStateException.class,
            () ->
                ConnectedComponents.clusters(
                    records(1), edges(chain), new Settings(0, 1, LineageCut.local())));
    assertEquals(
        "connected components: edges remain after 1 rounds",
        error.getMessage().replaceAll(": \\d+ edges", ": edges").replaceAll(", more than.*", ""));
  }

  private static Map<Long, Long> plain(long[] keys, List<long[]> edges) {
    var sets = new UnionFind(0);
    edges.forEach(edge -> sets.union(edge[0], edge[1]));
    Map<Long, Long> clusters = new TreeMap<>();
    for (long key : keys) {
      clusters.put(key, sets.representative(key));
    }
    return clusters;
  }
}
