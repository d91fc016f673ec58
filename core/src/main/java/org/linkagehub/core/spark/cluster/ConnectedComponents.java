package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.udf;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.THRESHOLD;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.cluster.KeyPermutation;
import org.linkagehub.core.cluster.UnionFind;

/**
 * Clusters of records as connected components of the graph of links: two records are in one cluster
 * where a path of links leads from one to the other.
 *
 * <p>A graph of few edges is solved by {@link UnionFind} in one task. A larger one is first
 * contracted, round by round, on all executors: each node joins its neighbour of smallest scrambled
 * key, and what joined becomes one node. A round is expected to leave at most three quarters of the
 * nodes (half of those of a long chain), so the rounds are logarithmic and their sizes fall
 * geometrically; scrambling anew in each round means that no order of the ids, such as a long
 * ascending chain, is a bad one. As soon as the contracted graph is small enough, union-find solves
 * the rest.
 *
 * <p>Source of the contraction: Bögeholz, Brand and Todor (2020), "In-database connected component
 * analysis", ICDE, with SplitMix64's permutation in the place of a random one.
 */
public final class ConnectedComponents {
  /** The records of a component. */
  public static final String SIZE = "size";

  private static final String NODE = "node";
  private static final String NEXT = "next";

  private static final StructType LABELS =
      new StructType()
          .add(RECORD_KEY, DataTypes.LongType, false)
          .add(CLUSTER_ID, DataTypes.LongType, false)
          .add(SIZE, DataTypes.LongType, false);

  private static final UserDefinedFunction MIX =
      udf((UDF1<Long, Long>) KeyPermutation::mix, DataTypes.LongType).asNonNullable();

  private ConnectedComponents() {}

  /**
   * How components are computed; the answer is the same whatever the settings.
   *
   * @param unionFindEdges the largest number of edges that one task solves; a node takes at most 32
   *     bytes there, and there are at most two nodes an edge
   * @param maxRounds rounds of contraction after which an error says that something is wrong
   * @param lineageCut how the tables of each round are held
   */
  public record Settings(long unionFindEdges, int maxRounds, LineageCut lineageCut) {
    public Settings {
      if (unionFindEdges < 0) {
        throw new IllegalArgumentException(
            "the number of edges for union-find must not be negative, was " + unionFindEdges);
      }
      if (maxRounds < 1) {
        throw new IllegalArgumentException("the rounds must be at least 1, were " + maxRounds);
      }
      Objects.requireNonNull(lineageCut, "lineageCut");
    }

    /** Union-find up to 20 million edges, at most 100 rounds, tables held by the executors. */
    public static Settings defaults() {
      return new Settings(20_000_000, 100, LineageCut.local());
    }

    /** The same with another bound for union-find. */
    public Settings withUnionFindEdges(long edges) {
      return new Settings(edges, maxRounds, lineageCut);
    }
  }

  /**
   * The clusters that all edges make.
   *
   * <p>In: records with {@code record_key} (unique, not null); edges with {@code left_key} and
   * {@code right_key}, in any order and direction, repeats allowed. Both are read more than once:
   * give written or cached tables. Out: {@code record_key}, {@code cluster_id}, a row for each
   * record, one that has no edge too, in no order; {@code cluster_id} is the smallest {@code
   * record_key} of the cluster. Runs a job to count the edges, and above the bound of union-find a
   * few jobs a round.
   *
   * @param kept further columns of the records, which the result has too
   * @throws IllegalArgumentException if a column is missing, is no BIGINT, or a key of an edge is
   *     null
   */
  public static Dataset<Row> clusters(
      Dataset<Row> recordKeys, Dataset<Row> edges, Settings settings, String... kept) {
    requireLongs(recordKeys, "records", RECORD_KEY);
    requireLongs(edges, "edges", LEFT_KEY, RIGHT_KEY);
    Dataset<Row> labels = labels(edges.select(LEFT_KEY, RIGHT_KEY), settings, "");
    return labelled(recordKeys.select(RECORD_KEY, kept), labels);
  }

  /**
   * The clusters of two records or more that all edges make, with their sizes.
   *
   * <p>In: edges as for {@link #clusters}. Out: {@code record_key}, {@code cluster_id}, {@value
   * #SIZE}, a row for each record that an edge joins to another, in no order. It needs no table of
   * the records, and so costs less than {@link #clusters} where singles do not matter.
   */
  public static Dataset<Row> joined(Dataset<Row> edges, Settings settings) {
    requireLongs(edges, "edges", LEFT_KEY, RIGHT_KEY);
    Dataset<Row> keys = edges.select(LEFT_KEY, RIGHT_KEY);
    if (countEdges(keys) <= settings.unionFindEdges()) {
      return byUnionFind(keys);
    }
    Dataset<Row> labels = labels(keys, settings, "");
    Dataset<Row> sizes = labels.groupBy(col(CLUSTER_ID).as("sized")).agg(count(lit(1)).as(SIZE));
    return labels
        .join(sizes, col(CLUSTER_ID).equalTo(col("sized")))
        .where(col(SIZE).gt(1))
        .select(RECORD_KEY, CLUSTER_ID, SIZE);
  }

  /**
   * The clusters at each of several thresholds: those that the edges at or above it make.
   *
   * <p>As {@link #clusters}, with edges that also have {@code match_weight} in bits (not null), and
   * a column {@value org.linkagehub.core.spark.Columns#THRESHOLD}, in bits, in front of the result:
   * a row for each threshold and record. The highest threshold is solved first; a lower one joins
   * the clusters of the one above, so an edge is used once.
   *
   * @param thresholds in bits, distinct, in any order
   */
  public static Dataset<Row> clustersAtThresholds(
      Dataset<Row> recordKeys, Dataset<Row> edges, List<Double> thresholds, Settings settings) {
    requireLongs(recordKeys, "records", RECORD_KEY);
    requireLongs(edges, "edges", LEFT_KEY, RIGHT_KEY);
    requireType(edges, "edges", MATCH_WEIGHT, DataTypes.DoubleType);
    requireThresholds(thresholds);
    Dataset<Row> current = recordKeys.select(col(RECORD_KEY), col(RECORD_KEY).as(CLUSTER_ID));
    List<Double> descending = thresholds.stream().sorted(Comparator.reverseOrder()).toList();
    List<Dataset<Row>> results = new ArrayList<>();
    for (int i = 0; i < descending.size(); i++) {
      Column inBand = col(MATCH_WEIGHT).geq(descending.get(i));
      if (i > 0) {
        inBand = inBand.and(col(MATCH_WEIGHT).lt(descending.get(i - 1)));
      }
      String name = "threshold-" + (i + 1) + "-";
      Dataset<Row> band = edges.where(inBand).select(LEFT_KEY, RIGHT_KEY);
      if (i > 0) {
        band = settings.lineageCut().cut(name + "edges", between(current, band));
      }
      Dataset<Row> joined = labels(band, settings, name).toDF("lower", "merged");
      current =
          settings
              .lineageCut()
              .cut(
                  name + "clusters",
                  current
                      .join(joined, current.col(CLUSTER_ID).equalTo(joined.col("lower")), "left")
                      .select(
                          col(RECORD_KEY),
                          coalesce(col("merged"), col(CLUSTER_ID)).as(CLUSTER_ID)));
      results.add(
          current.select(lit(descending.get(i)).as(THRESHOLD), col(RECORD_KEY), col(CLUSTER_ID)));
    }
    return results.stream().reduce(Dataset::union).orElseThrow();
  }

  /** Edges between clusters that are still apart. An edge of an unknown record keeps its key. */
  private static Dataset<Row> between(Dataset<Row> clusters, Dataset<Row> edges) {
    Dataset<Row> left = clusters.toDF("l", "l_cluster");
    Dataset<Row> right = clusters.toDF("r", "r_cluster");
    return edges
        .join(left, col(LEFT_KEY).equalTo(col("l")), "left")
        .join(right, col(RIGHT_KEY).equalTo(col("r")), "left")
        .select(
            coalesce(col("l_cluster"), col(LEFT_KEY)).as(LEFT_KEY),
            coalesce(col("r_cluster"), col(RIGHT_KEY)).as(RIGHT_KEY))
        .where(col(LEFT_KEY).notEqual(col(RIGHT_KEY)));
  }

  private static Dataset<Row> labelled(Dataset<Row> recordKeys, Dataset<Row> labels) {
    Dataset<Row> named = labels.toDF("labelled_key", "label");
    return recordKeys
        .join(named, col(RECORD_KEY).equalTo(col("labelled_key")), "left")
        .withColumn(CLUSTER_ID, coalesce(col("label"), col(RECORD_KEY)))
        .drop("labelled_key", "label");
  }

  /**
   * The smallest key of its component for each node of the edges, as {@code record_key}, {@code
   * cluster_id}; nodes that are their own may be left out.
   */
  private static Dataset<Row> labels(Dataset<Row> edges, Settings settings, String prefix) {
    long edgeCount = countEdges(edges);
    if (edgeCount <= settings.unionFindEdges()) {
      return byUnionFind(edges).drop(SIZE);
    }
    return byContraction(edges, edgeCount, settings, prefix);
  }

  private static long countEdges(Dataset<Row> edges) {
    Row counts = edges.agg(count(lit(1)), count(col(LEFT_KEY)), count(col(RIGHT_KEY))).first();
    long rows = counts.getLong(0);
    for (int side = 0; side < 2; side++) {
      long nulls = rows - counts.getLong(1 + side);
      if (nulls > 0) {
        throw new IllegalArgumentException(
            "edges: %s is null in %d of %d rows; a link must name two records"
                .formatted(side == 0 ? LEFT_KEY : RIGHT_KEY, nulls, rows));
      }
    }
    return rows;
  }

  /**
   * The nodes of components of two or more, with label and size. One partition by a shuffle, so
   * that whatever made the edges still ran on all cores.
   */
  private static Dataset<Row> byUnionFind(Dataset<Row> edges) {
    MapPartitionsFunction<Row, Row> solve =
        rows -> {
          var sets = new UnionFind(1 << 10);
          while (rows.hasNext()) {
            Row edge = rows.next();
            sets.union(edge.getLong(0), edge.getLong(1));
          }
          return IntStream.range(0, sets.size())
              .mapToObj(
                  i ->
                      RowFactory.create(
                          sets.keyAt(i), sets.representativeAt(i), (long) sets.sizeAt(i)))
              .filter(row -> row.getLong(2) > 1)
              .iterator();
        };
    return edges.repartition(1).mapPartitions(solve, Encoders.row(LABELS));
  }

  private static Dataset<Row> byContraction(
      Dataset<Row> edges, long edgeCount, Settings settings, String prefix) {
    // From here on nodes carry scrambled keys, another scrambling in each round.
    List<Dataset<Row>> steps = new ArrayList<>();
    Dataset<Row> graph = edges.toDF("a", "b").where(col("a").notEqual(col("b")));
    long remaining = edgeCount;
    while (remaining > settings.unionFindEdges()) {
      int round = steps.size() + 1;
      if (round > settings.maxRounds()) {
        throw new IllegalStateException(
            "connected components: %d edges remain after %d rounds, more than %d; raise the rounds or the number of edges that union-find solves"
                .formatted(remaining, settings.maxRounds(), settings.unionFindEdges()));
      }
      Dataset<Row> bothWays = graph.union(graph.select(col("b"), col("a")));
      Dataset<Row> step =
          settings
              .lineageCut()
              .cut(
                  prefix + "round-" + round + "-nodes",
                  bothWays
                      .groupBy(col("a").as(NODE))
                      .agg(min("b").as("smallest"))
                      .select(col(NODE), MIX.apply(least(col(NODE), col("smallest"))).as(NEXT)));
      steps.add(step);
      graph =
          settings.lineageCut().cut(prefix + "round-" + round + "-edges", contracted(graph, step));
      remaining = graph.count();
    }
    // A node's label is where its last step leads; the graph that is left joins these ends.
    Dataset<Row> labels = byUnionFind(graph.toDF(LEFT_KEY, RIGHT_KEY)).drop(SIZE).toDF(NODE, NEXT);
    for (int i = steps.size() - 1; i >= 0; i--) {
      Dataset<Row> further = labels.toDF("reached", "end");
      labels =
          settings
              .lineageCut()
              .cut(
                  prefix + "labels-" + (i + 1),
                  steps
                      .get(i)
                      .join(further, col(NEXT).equalTo(col("reached")), "left")
                      .select(col(NODE), coalesce(col("end"), col(NEXT)).as(NEXT)));
    }
    Dataset<Row> smallest = labels.groupBy(col(NEXT).as("end")).agg(min(NODE).as(CLUSTER_ID));
    return labels
        .join(smallest, col(NEXT).equalTo(col("end")))
        .select(col(NODE).as(RECORD_KEY), col(CLUSTER_ID));
  }

  private static Dataset<Row> contracted(Dataset<Row> graph, Dataset<Row> step) {
    Dataset<Row> ofA = step.toDF("a_node", "a_next");
    Dataset<Row> ofB = step.toDF("b_node", "b_next");
    return graph
        .join(ofA, col("a").equalTo(col("a_node")))
        .join(ofB, col("b").equalTo(col("b_node")))
        .where(col("a_next").notEqual(col("b_next")))
        .select(
            least(col("a_next"), col("b_next")).as("a"),
            greatest(col("a_next"), col("b_next")).as("b"))
        .distinct();
  }

  private static void requireThresholds(List<Double> thresholds) {
    if (thresholds.isEmpty()) {
      throw new IllegalArgumentException("clusters need at least one threshold");
    }
    if (thresholds.stream().anyMatch(threshold -> threshold.isNaN())
        || thresholds.stream().distinct().count() < thresholds.size()) {
      throw new IllegalArgumentException(
          "thresholds must be distinct numbers of bits, were " + thresholds);
    }
  }

  static void requireLongs(Dataset<Row> table, String what, String... columns) {
    for (String column : columns) {
      requireType(table, what, column, DataTypes.LongType);
    }
  }

  static void requireType(Dataset<Row> table, String what, String column, DataType type) {
    List<String> present = List.of(table.columns());
    if (!present.contains(column)) {
      throw new IllegalArgumentException(
          "%s: column %s is missing; the columns are %s".formatted(what, column, present));
    }
    DataType found = table.schema().apply(column).dataType();
    if (!found.equals(type)) {
      throw new IllegalArgumentException(
          "%s: column %s must be %s, is %s".formatted(what, column, type.sql(), found.sql()));
    }
  }
}
