package org.linkagehub.core.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterGraphTest {
  @Test
  void knownAnswers() {
    JsonNode example = KnownAnswers.part("graph_metrics");
    for (JsonNode metrics : example.get("cluster_metrics")) {
      JsonNode range = example.get("clusters").get(metrics.get("cluster").asText());
      int first = range.get(0).asInt();
      int last = range.get(1).asInt();
      List<int[]> links = new ArrayList<>();
      for (JsonNode edge : example.get("edges")) {
        int left = edge.get(0).asInt();
        int right = edge.get(1).asInt();
        if (edge.get(2).asDouble() >= example.get("threshold").asDouble()
            && left >= first
            && left <= last) {
          links.add(new int[] {left - first, right - first});
        }
      }
      int records = metrics.get("nodes").asInt();
      assertEquals(records, last - first + 1);
      assertEquals(metrics.get("edges").asInt(), links.size());
      ClusterGraph graph = graph(records, links);
      assertEquals(
          fraction(metrics.get("centralisation")),
          graph.degreeCentralisation(),
          "cluster " + first);
      for (int record = 0; record < records; record++) {
        int degree = example.get("node_degree").get(String.valueOf(first + record)).asInt();
        assertEquals(degree, graph.degree(record));
        assertEquals(degree / (records - 1.0), graph.degreeCentrality(record));
      }
      assertEquals(2.0 * links.size() / (records * (records - 1.0)), graph.density().orElseThrow());
    }
  }

  @Test
  void aClusterOfOneHasNoDensity() {
    ClusterGraph alone = graph(1, List.of());
    assertEquals(OptionalDouble.empty(), alone.density());
    assertEquals(OptionalDouble.empty(), alone.degreeCentralisation());
    assertEquals(0, alone.degreeCentrality(0));
    assertArrayEquals(new boolean[0], alone.bridges());
  }

  @Test
  void aStarIsWhollyCentralisedAndARingNotAtAll() {
    assertEquals(
        OptionalDouble.of(1),
        graph(5, IntStream.range(1, 5).mapToObj(i -> new int[] {i, 0}).toList())
            .degreeCentralisation());
    assertEquals(
        OptionalDouble.of(0),
        graph(5, IntStream.range(0, 5).mapToObj(i -> new int[] {i, (i + 1) % 5}).toList())
            .degreeCentralisation());
  }

  @Test
  void aLongChainIsAllBridges() {
    boolean[] bridges =
        graph(200_000, IntStream.range(1, 200_000).mapToObj(i -> new int[] {i - 1, i}).toList())
            .bridges();
    for (boolean bridge : bridges) {
      assertTrue(bridge);
    }
  }

  @Test
  void aLinkGivenTwiceIsNoBridge() {
    boolean[] bridges =
        graph(3, List.of(new int[] {0, 1}, new int[] {1, 0}, new int[] {1, 2})).bridges();
    assertFalse(bridges[0]);
    assertFalse(bridges[1]);
    assertTrue(bridges[2]);
  }

  @Test
  void theBreakingWeightIsThatOfTheBestPathsWeakestLink() {
    // A ring: of two ways round, the weaker link of the worse one does not matter.
    ClusterGraph ring =
        graph(4, List.of(new int[] {0, 1}, new int[] {1, 2}, new int[] {2, 3}, new int[] {3, 0}));
    assertEquals(OptionalDouble.of(5), ring.breakingWeight(new double[] {9, 5, 7, 1}));
    assertEquals(
        OptionalDouble.empty(),
        graph(3, List.of(new int[] {0, 1})).breakingWeight(new double[] {9}));
    assertEquals(OptionalDouble.empty(), graph(1, List.of()).breakingWeight(new double[0]));
  }

  @Test
  void refusesALinkOfARecordWithItself() {
    assertEquals(
        "link 0 joins a record with itself",
        assertThrows(IllegalArgumentException.class, () -> graph(2, List.of(new int[] {1, 1})))
            .getMessage());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aBridgeIsALinkWithoutWhichThereAreMoreParts(long seed) {
    var random = new Random(seed);
    int records = 2 + random.nextInt(12);
    List<int[]> links = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      for (int j = 0; j < i; j++) {
        if (random.nextInt(records) < 2) {
          links.add(new int[] {i, j});
        }
      }
    }
    boolean[] bridges = graph(records, links).bridges();
    int parts = parts(records, links, -1);
    for (int link = 0; link < links.size(); link++) {
      assertEquals(parts(records, links, link) > parts, bridges[link], "link " + link);
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  private static int parts(int records, List<int[]> links, int without) {
    var sets = new UnionFind(records);
    IntStream.range(0, records).forEach(sets::add);
    for (int link = 0; link < links.size(); link++) {
      if (link != without) {
        sets.union(links.get(link)[0], links.get(link)[1]);
      }
    }
    return sets.components();
  }

  private static OptionalDouble fraction(JsonNode value) {
    if (value.isNull()) {
      return OptionalDouble.empty();
    }
    String[] parts = value.asText().split("/", -1);
    return OptionalDouble.of(Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]));
  }

  private static ClusterGraph graph(int records, List<int[]> links) {
    return new ClusterGraph(
        records,
        links.stream().mapToInt(link -> link[0]).toArray(),
        links.stream().mapToInt(link -> link[1]).toArray());
  }
}
