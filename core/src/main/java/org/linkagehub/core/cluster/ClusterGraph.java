package org.linkagehub.core.cluster;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The shape of one cluster: its records, numbered from 0, and the links between them.
 *
 * <p>A link is given once, in either direction. Memory and time are linear in records and links.
 */
public final class ClusterGraph {
  private static final int NONE = -1;

  private final int records;
  private final int[] lefts;
  private final int[] rights;
  private final int[] degrees;

  /**
   * A cluster.
   *
   * @param records how many it has
   * @param lefts one end of each link, from 0 to {@code records} - 1
   * @param rights the other end, at the same position
   */
  public ClusterGraph(int records, int[] lefts, int[] rights) {
    if (lefts.length != rights.length) {
      throw new IllegalArgumentException(
          "every link needs two ends: " + lefts.length + " left, " + rights.length + " right");
    }
    this.records = records;
    this.lefts = lefts.clone();
    this.rights = rights.clone();
    this.degrees = new int[records];
    for (int link = 0; link < lefts.length; link++) {
      if (lefts[link] == rights[link]) {
        throw new IllegalArgumentException("link " + link + " joins a record with itself");
      }
      degrees[lefts[link]]++;
      degrees[rights[link]]++;
    }
  }

  /** The number of links at a record. */
  public int degree(int record) {
    return degrees[record];
  }

  /** The share of the other records to which a record is linked; 0 in a cluster of one. */
  public double degreeCentrality(int record) {
    return records == 1 ? 0 : degrees[record] / (records - 1.0);
  }

  /** The share of all pairs that are links; empty for a cluster of one. */
  public OptionalDouble density() {
    return records < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(2.0 * lefts.length / ((double) records * (records - 1)));
  }

  /**
   * How far the links gather at one record: 1 for a star, 0 where all degrees are equal; empty for
   * a cluster of fewer than three.
   *
   * <p>Source: Freeman (1978), "Centrality in Social Networks: Conceptual Clarification", Social
   * Networks 1; of the degree.
   */
  public OptionalDouble degreeCentralisation() {
    if (records < 3) {
      return OptionalDouble.empty();
    }
    long largest = Arrays.stream(degrees).max().orElse(0);
    long all = 2L * lefts.length;
    return OptionalDouble.of((records * largest - all) / ((records - 1.0) * (records - 2.0)));
  }

  /**
   * The bar above which the cluster would fall apart: the smallest weight on the paths of links
   * that hold it together best. Empty for a cluster of one, or where the links do not hold it
   * together at all.
   *
   * <p>It is the smallest weight of a maximum spanning tree; Kruskal (1956), "On the Shortest
   * Spanning Subtree of a Graph and the Traveling Salesman Problem", Proceedings of the AMS 7(1).
   *
   * @param weights of the links, in the order given
   */
  public OptionalDouble breakingWeight(double[] weights) {
    if (weights.length != lefts.length) {
      throw new IllegalArgumentException(
          "%d links need as many weights, had %d".formatted(lefts.length, weights.length));
    }
    int[] descending =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted((a, b) -> Double.compare(weights[b], weights[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    var sets = new UnionFind(records);
    int parts = records;
    for (int link : descending) {
      if (sets.union(lefts[link], rights[link]) && --parts == 1) {
        return OptionalDouble.of(weights[link]);
      }
    }
    return OptionalDouble.empty();
  }

  /**
   * Whether the cluster would fall apart without a link, for each link in the order given. A link
   * that is given twice is no bridge.
   *
   * <p>Source: Tarjan (1974), "A Note on Finding the Bridges of a Graph", Information Processing
   * Letters 2, without recursion, so that a long chain is no matter.
   */
  public boolean[] bridges() {
    int[] starts = new int[records + 1];
    for (int record = 0; record < records; record++) {
      starts[record + 1] = starts[record] + degrees[record];
    }
    int[] next = Arrays.copyOf(starts, records);
    int[] linkAt = new int[2 * lefts.length];
    for (int link = 0; link < lefts.length; link++) {
      linkAt[next[lefts[link]]++] = link;
      linkAt[next[rights[link]]++] = link;
    }
    boolean[] bridge = new boolean[lefts.length];
    int[] order = new int[records];
    int[] lowest = new int[records];
    int[] arrivedBy = new int[records];
    int[] path = new int[records];
    Arrays.fill(order, NONE);
    next = Arrays.copyOf(starts, records);
    int counter = 0;
    for (int root = 0; root < records; root++) {
      if (order[root] != NONE) {
        continue;
      }
      int depth = 0;
      path[0] = root;
      arrivedBy[root] = NONE;
      order[root] = counter;
      lowest[root] = counter++;
      while (depth >= 0) {
        int at = path[depth];
        if (next[at] < starts[at + 1]) {
          int link = linkAt[next[at]++];
          int to = lefts[link] == at ? rights[link] : lefts[link];
          if (link == arrivedBy[at]) {
            continue;
          }
          if (order[to] == NONE) {
            order[to] = counter;
            lowest[to] = counter++;
            arrivedBy[to] = link;
            path[++depth] = to;
          } else {
            lowest[at] = Math.min(lowest[at], order[to]);
          }
        } else {
          depth--;
          if (depth >= 0) {
            int parent = path[depth];
            lowest[parent] = Math.min(lowest[parent], lowest[at]);
            bridge[arrivedBy[at]] = lowest[at] > order[parent];
          }
        }
      }
    }
    return bridge;
  }
}
