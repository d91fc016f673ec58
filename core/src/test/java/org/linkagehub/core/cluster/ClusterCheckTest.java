package org.linkagehub.core.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterCheckTest {
  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void passesWhatUnionFindFindsAndCountsIt(int seed) {
    Graph graph = new Graph(seed);
    ClusterCheck.Result result = graph.check(graph.components);
    var sizes = new TreeMap<Long, Integer>();
    graph.components.values().forEach(cluster -> sizes.merge(cluster, 1, Integer::sum));
    assertEquals(
        new ClusterCheck.Result(
            graph.components.size(),
            sizes.size(),
            sizes.values().stream().filter(size -> size == 1).count(),
            sizes.values().stream().mapToInt(size -> size).max().orElse(0),
            0,
            0,
            0,
            0,
            0,
            0,
            0),
        result);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void findsARecordInAnotherCluster(int seed) {
    Graph graph = new Graph(seed);
    var names = new TreeSet<>(graph.components.values());
    if (names.size() < 2) {
      return;
    }
    var wrong = new TreeMap<>(graph.components);
    long moved = wrong.lastKey();
    long from = wrong.get(moved);
    long to = names.first() == from ? names.last() : names.first();
    wrong.put(moved, to);
    ClusterCheck.Result result = graph.check(wrong);
    long faults =
        result.crossingLinks() + result.fallenApart() + result.misnamed() + result.strangeLinks();
    assertEquals(true, faults > 0, result.toString());
  }

  /** Records with scattered keys, random links, and their components by the slow, plain way. */
  private static final class Graph {
    final long[][] links;
    final NavigableMap<Long, Long> components = new TreeMap<>();

    Graph(int seed) {
      var random = new Random(seed);
      int records = random.nextInt(40);
      long[] keys = random.longs(records).distinct().toArray();
      links = new long[records == 0 ? 0 : random.nextInt(2 * records)][];
      for (int i = 0; i < links.length; i++) {
        links[i] =
            new long[] {keys[random.nextInt(keys.length)], keys[random.nextInt(keys.length)]};
      }
      for (long key : keys) {
        components.put(key, key);
      }
      boolean changed = true;
      while (changed) {
        changed = false;
        for (long[] link : links) {
          long smaller = Math.min(components.get(link[0]), components.get(link[1]));
          for (long end : link) {
            changed |= components.put(end, smaller) != smaller;
          }
        }
      }
    }

    ClusterCheck.Result check(Map<Long, Long> clusters) {
      var check = new ClusterCheck();
      components.keySet().forEach(check::record);
      clusters.forEach(check::member);
      for (long[] link : links) {
        check.link(link[0], link[1]);
      }
      return check.result();
    }
  }
}
