package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.cluster.ClusterGraph;

/**
 * The shape of clusters: of each record in its cluster, of each link, of each cluster, and of all.
 */
public final class ClusterMetrics {
  public static final String DEGREE = "degree";
  public static final String DEGREE_CENTRALITY = "degree_centrality";
  public static final String IS_BRIDGE = "is_bridge";
  public static final String RECORDS = "records";
  public static final String LINKS = "links";
  public static final String DENSITY = "density";
  public static final String WEAKEST_LINK = "weakest_link";
  public static final String BREAKING_WEIGHT = "breaking_weight";
  public static final String BRIDGES = "bridges";
  public static final String DEGREE_CENTRALISATION = "degree_centralisation";

  private static final int RECORD = 0;
  private static final int LINK = 1;
  private static final int CLUSTER = 2;

  private static final StructType SOLVED =
      new StructType()
          .add("kind", DataTypes.IntegerType, false)
          .add(CLUSTER_ID, DataTypes.LongType, false)
          .add("a", DataTypes.LongType)
          .add("b", DataTypes.LongType)
          .add("whole", DataTypes.LongType)
          .add("x", DataTypes.DoubleType)
          .add("y", DataTypes.DoubleType)
          .add("z", DataTypes.DoubleType)
          .add("flag", DataTypes.BooleanType);

  private ClusterMetrics() {}

  /**
   * The metrics.
   *
   * @param records {@code record_key}, {@code cluster_id}, {@code degree} (its links inside the
   *     cluster), {@code degree_centrality} (the share of the cluster's other records it is linked
   *     to; 0 in a cluster of one)
   * @param links {@code left_key}, {@code right_key}, {@code cluster_id}, {@code match_weight},
   *     {@code is_bridge} (whether the cluster falls apart without it)
   * @param clusters {@code cluster_id}, {@code records}, {@code links}, {@code density} (the share
   *     of its pairs that are links; null for one record), {@code weakest_link} (the smallest
   *     weight of a link, in bits; null without links), {@code breaking_weight} (the bar, in bits,
   *     above which the cluster would fall apart; null where its links do not hold it together),
   *     {@code bridges}, {@code degree_centralisation} (null for fewer than three records)
   * @param sizes {@code records}, {@code clusters}, {@code links}, {@code bridges}: a row for each
   *     size of cluster
   */
  public record Metrics(
      Dataset<Row> records, Dataset<Row> links, Dataset<Row> clusters, Dataset<Row> sizes) {}

  /**
   * Measures clusters by the links inside them.
   *
   * <p>In: CLUSTERS, of which {@code record_key} and {@code cluster_id} are read, a record once;
   * LINKS, of which the keys and {@code match_weight} are read, a pair once, those between clusters
   * left out. A cluster is measured in one task.
   *
   * @param threshold in bits; links below it are left out
   */
  public static Metrics measure(
      Dataset<Row> clusters, Dataset<Row> links, double threshold, LineageCut lineageCut) {
    Dataset<Row> left = clusters.select(col(RECORD_KEY).as("l"), col(CLUSTER_ID));
    Dataset<Row> right = clusters.select(col(RECORD_KEY).as("r"), col(CLUSTER_ID).as("r_cluster"));
    Dataset<Row> sizes =
        clusters.groupBy(col(CLUSTER_ID).as("of_cluster")).agg(count(lit(1)).as(RECORDS));
    Dataset<Row> rows =
        links
            .where(col(MATCH_WEIGHT).geq(threshold).and(col(LEFT_KEY).notEqual(col(RIGHT_KEY))))
            .join(left, col(LEFT_KEY).equalTo(col("l")))
            .join(right, col(RIGHT_KEY).equalTo(col("r")))
            .where(col(CLUSTER_ID).equalTo(col("r_cluster")))
            .join(sizes, col(CLUSTER_ID).equalTo(col("of_cluster")))
            .select(CLUSTER_ID, LEFT_KEY, RIGHT_KEY, MATCH_WEIGHT, RECORDS);
    MapPartitionsFunction<Row, Row> measure = Clusters::new;
    Dataset<Row> solved =
        lineageCut.cut(
            "cluster-metrics",
            rows.repartition(col(CLUSTER_ID))
                .sortWithinPartitions(CLUSTER_ID)
                .mapPartitions(measure, Encoders.row(SOLVED)));
    Dataset<Row> measured =
        solved
            .where(col("kind").equalTo(CLUSTER))
            .select(
                col(CLUSTER_ID).as("measured"),
                col("a").as(LINKS),
                col("x").as(WEAKEST_LINK),
                col("y").as(BREAKING_WEIGHT),
                col("b").as(BRIDGES),
                col("z").as(DEGREE_CENTRALISATION));
    Dataset<Row> ofClusters =
        sizes
            .join(measured, col("of_cluster").equalTo(col("measured")), "left")
            .select(
                col("of_cluster").as(CLUSTER_ID),
                col(RECORDS),
                coalesce(col(LINKS), lit(0L)).as(LINKS),
                coalesce(col(LINKS), lit(0L))
                    .multiply(2.0)
                    .divide(expr("nullif(records * (records - 1), 0)"))
                    .as(DENSITY),
                col(WEAKEST_LINK),
                col(BREAKING_WEIGHT),
                coalesce(col(BRIDGES), lit(0L)).as(BRIDGES),
                col(DEGREE_CENTRALISATION));
    return new Metrics(
        ofRecords(clusters, solved),
        solved
            .where(col("kind").equalTo(LINK))
            .select(
                col("a").as(LEFT_KEY),
                col("b").as(RIGHT_KEY),
                col(CLUSTER_ID),
                col("x").as(MATCH_WEIGHT),
                col("flag").as(IS_BRIDGE)),
        ofClusters,
        ofClusters
            .groupBy(RECORDS)
            .agg(count(lit(1)).as("clusters"), sum(LINKS).as(LINKS), sum(BRIDGES).as(BRIDGES)));
  }

  private static Dataset<Row> ofRecords(Dataset<Row> clusters, Dataset<Row> solved) {
    Dataset<Row> measured =
        solved
            .where(col("kind").equalTo(RECORD))
            .select(col("a").as("measured"), col("whole").as(DEGREE), col("x").as("centrality"));
    return clusters
        .select(RECORD_KEY, CLUSTER_ID)
        .join(measured, col(RECORD_KEY).equalTo(col("measured")), "left")
        .select(
            col(RECORD_KEY),
            col(CLUSTER_ID),
            coalesce(col(DEGREE), lit(0L)).as(DEGREE),
            coalesce(col("centrality"), lit(0.0)).as(DEGREE_CENTRALITY));
  }

  /** Measures the clusters of a partition one after the other, as their links come. */
  private static final class Clusters implements Iterator<Row> {
    private final Iterator<Row> rows;
    private Iterator<Row> solved = List.<Row>of().iterator();
    private Row next;

    Clusters(Iterator<Row> rows) {
      this.rows = rows;
      this.next = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (!solved.hasNext() && next != null) {
        long id = next.getLong(0);
        List<Row> links = new ArrayList<>();
        while (next != null && next.getLong(0) == id) {
          links.add(next);
          next = rows.hasNext() ? rows.next() : null;
        }
        solved = measured(id, links).iterator();
      }
      return solved.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return solved.next();
    }

    private static List<Row> measured(long id, List<Row> links) {
      long[] keys =
          links.stream()
              .flatMapToLong(link -> LongStream.of(link.getLong(1), link.getLong(2)))
              .sorted()
              .distinct()
              .toArray();
      int size = Math.toIntExact(links.get(0).getLong(4));
      int[] lefts = new int[links.size()];
      int[] rights = new int[links.size()];
      double[] weights = new double[links.size()];
      for (int link = 0; link < lefts.length; link++) {
        lefts[link] = Arrays.binarySearch(keys, links.get(link).getLong(1));
        rights[link] = Arrays.binarySearch(keys, links.get(link).getLong(2));
        weights[link] = links.get(link).getDouble(3);
      }
      // Records without a link take the numbers after the linked ones.
      var graph = new ClusterGraph(size, lefts, rights);
      boolean[] bridges = graph.bridges();
      List<Row> out = new ArrayList<>();
      for (int record = 0; record < keys.length; record++) {
        out.add(
            RowFactory.create(
                RECORD,
                id,
                keys[record],
                null,
                (long) graph.degree(record),
                graph.degreeCentrality(record),
                null,
                null,
                null));
      }
      long bridgeCount = 0;
      for (int link = 0; link < lefts.length; link++) {
        bridgeCount += bridges[link] ? 1 : 0;
        out.add(
            RowFactory.create(
                LINK,
                id,
                keys[lefts[link]],
                keys[rights[link]],
                null,
                weights[link],
                null,
                null,
                bridges[link]));
      }
      out.add(
          RowFactory.create(
              CLUSTER,
              id,
              (long) lefts.length,
              bridgeCount,
              null,
              Arrays.stream(weights).min().orElseThrow(),
              orNull(graph.breakingWeight(weights)),
              orNull(graph.degreeCentralisation()),
              null));
      return out;
    }

    private static Double orNull(OptionalDouble value) {
      return value.isPresent() ? value.getAsDouble() : null;
    }
  }
}
