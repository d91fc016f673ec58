package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.cluster.ClusterCheck;

/**
 * Proves that a table of clusters is sound: each record in exactly one cluster, each cluster named
 * by its smallest key; and, where the links are given, that the clusters are their connected
 * components.
 *
 * <p>A graph that fits is checked to the last record in one task ({@link ClusterCheck}). A larger
 * one is checked on all executors by counts and fingerprints of 64 bits, of which a fault escapes
 * one in 2^64; there a cluster of n records need only have n - 1 links inside. Only counts come to
 * the driver.
 */
public final class ClusterChecker {
  private static final String END = "end";
  private static final String LINK = "link";

  private ClusterChecker() {}

  /**
   * What a checked table holds.
   *
   * @param records rows, one a record
   * @param clusters distinct clusters
   * @param clustersOfOne clusters of a single record
   * @param largestCluster records of the largest
   */
  public record Summary(long records, long clusters, long clustersOfOne, long largestCluster) {}

  /**
   * Checks connected components.
   *
   * <p>In: records with {@code record_key}; links with {@code left_key}, {@code right_key};
   * clusters with {@code record_key}, {@code cluster_id}. Each is read once where all is well.
   *
   * @param maxLinks up to so many links are checked in one task, which takes 60 bytes a record
   * @throws IllegalStateException naming each property that does not hold, with its count
   */
  public static Summary checkComponents(
      Dataset<Row> recordKeys, Dataset<Row> links, Dataset<Row> clusters, long maxLinks) {
    List<String> faults = new ArrayList<>();
    Summary summary =
        links.count() <= maxLinks
            ? inOneTask(recordKeys, links, clusters, faults)
            : distributed(recordKeys, links, clusters, faults);
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          "the clusters are not the connected components of the links: "
              + String.join("; ", faults));
    }
    return summary;
  }

  /**
   * Checks clusters that are not components, as refined ones and those of best links.
   *
   * <p>In: as for {@link #checkComponents}, without links.
   *
   * @throws IllegalStateException naming each property that does not hold, with its count
   */
  public static Summary check(Dataset<Row> recordKeys, Dataset<Row> clusters) {
    List<String> faults = new ArrayList<>();
    members(recordKeys, clusters, faults);
    Summary summary = summary(sizes(clusters), faults);
    if (!faults.isEmpty()) {
      throw new IllegalStateException("the clusters are not sound: " + String.join("; ", faults));
    }
    return summary;
  }

  private static Summary inOneTask(
      Dataset<Row> recordKeys, Dataset<Row> links, Dataset<Row> clusters, List<String> faults) {
    JavaRDD<Row> members =
        recordKeys
            .select(col(RECORD_KEY), lit(null).cast("bigint"))
            .union(clusters.select(RECORD_KEY, CLUSTER_ID).na().drop())
            .repartition(1)
            .toJavaRDD();
    FlatMapFunction2<java.util.Iterator<Row>, java.util.Iterator<Row>, ClusterCheck.Result> check =
        (member, link) -> {
          var checked = new ClusterCheck();
          while (member.hasNext()) {
            Row row = member.next();
            if (row.isNullAt(1)) {
              checked.record(row.getLong(0));
            } else {
              checked.member(row.getLong(0), row.getLong(1));
            }
          }
          while (link.hasNext()) {
            Row row = link.next();
            checked.link(row.getLong(0), row.getLong(1));
          }
          return List.of(checked.result()).iterator();
        };
    ClusterCheck.Result found =
        members
            .zipPartitions(links.select(LEFT_KEY, RIGHT_KEY).repartition(1).toJavaRDD(), check)
            .collect()
            .get(0);
    fault(faults, found.missing(), "records are in no cluster");
    fault(faults, found.strangers(), "rows are of records that are not among the records");
    fault(faults, found.repeated(), "rows repeat a record");
    fault(faults, found.strangeLinks(), "links name a record that is in no cluster");
    fault(faults, found.crossingLinks(), "links cross from one cluster to another");
    fault(faults, found.misnamed(), "clusters are not named by their smallest record key");
    fault(faults, found.fallenApart(), "clusters are not held together by links");
    return new Summary(
        found.records(), found.clusters(), found.clustersOfOne(), found.largestCluster());
  }

  private static Summary distributed(
      Dataset<Row> recordKeys, Dataset<Row> links, Dataset<Row> clusters, List<String> faults) {
    members(recordKeys, clusters, faults);
    // A link's hash is there twice, at either end: in one cluster the two cancel out.
    Dataset<Row> ends =
        links
            .where(col(LEFT_KEY).notEqual(col(RIGHT_KEY)))
            .select(
                xxhash64(
                        least(col(LEFT_KEY), col(RIGHT_KEY)),
                        greatest(col(LEFT_KEY), col(RIGHT_KEY)))
                    .as(LINK),
                explode(array(col(LEFT_KEY), col(RIGHT_KEY))).as(END));
    Dataset<Row> held =
        ends.join(clusters.toDF("member", "held"), col(END).equalTo(col("member")), "left")
            .groupBy("held")
            .agg(bit_xor(col(LINK)).as("left_over"), count(lit(1)).as("ends"));
    Dataset<Row> judged =
        sizes(clusters).join(held, col(CLUSTER_ID).equalTo(col("held")), "full_outer").cache();
    try {
      Row counts =
          judged
              .agg(
                  coalesce(sum(col("ends").multiply(col("held").isNull().cast("int"))), lit(0L)),
                  count_if(col("held").isNotNull().and(col("left_over").notEqual(0))),
                  count_if(coalesce(col("ends"), lit(0L)).lt(col("size").minus(1).multiply(2))))
              .first();
      fault(faults, counts.getLong(0), "links name a record that is in no cluster");
      fault(faults, counts.getLong(1), "clusters have links that cross to another");
      fault(faults, counts.getLong(2), "clusters are not held together by links");
      return summary(judged.where(col(CLUSTER_ID).isNotNull()), faults);
    } finally {
      judged.unpersist();
    }
  }

  private static Dataset<Row> sizes(Dataset<Row> clusters) {
    return clusters
        .where(col(CLUSTER_ID).isNotNull())
        .groupBy(CLUSTER_ID)
        .agg(count(lit(1)).as("size"), min(RECORD_KEY).as("smallest"));
  }

  private static Summary summary(Dataset<Row> sizes, List<String> faults) {
    Row totals =
        sizes
            .agg(
                coalesce(sum("size"), lit(0L)),
                count(lit(1)),
                count_if(col("size").equalTo(1)),
                coalesce(max("size"), lit(0L)),
                count_if(col(CLUSTER_ID).notEqual(col("smallest"))))
            .first();
    fault(faults, totals.getLong(4), "clusters are not named by their smallest record key");
    return new Summary(totals.getLong(0), totals.getLong(1), totals.getLong(2), totals.getLong(3));
  }

  /** Each record in one cluster: by fingerprint, and record by record only where that differs. */
  private static void members(Dataset<Row> recordKeys, Dataset<Row> clusters, List<String> faults) {
    Dataset<Row> placed = clusters.where(col(CLUSTER_ID).isNotNull());
    if (fingerprint(recordKeys).equals(fingerprint(placed))) {
      return;
    }
    Row membership =
        recordKeys
            .select(col(RECORD_KEY).as("expected"))
            .join(placed.select(RECORD_KEY), col("expected").equalTo(col(RECORD_KEY)), "full_outer")
            .agg(
                count_if(col(RECORD_KEY).isNull()),
                count_if(col("expected").isNull()),
                count(col(RECORD_KEY)).minus(countDistinct(col(RECORD_KEY))))
            .first();
    fault(faults, membership.getLong(0), "records are in no cluster");
    fault(faults, membership.getLong(1), "rows are of records that are not among the records");
    fault(faults, membership.getLong(2), "rows repeat a record");
  }

  /** The number of keys, and a hash of them as a bag, whatever their order. */
  private static Row fingerprint(Dataset<Row> table) {
    Column hash = xxhash64(col(RECORD_KEY), lit("member"));
    return table
        .agg(count(lit(1)), bit_xor(xxhash64(col(RECORD_KEY))), sum(hash.cast("decimal(20,0)")))
        .first();
  }

  private static void fault(List<String> faults, long count, String what) {
    if (count > 0) {
      faults.add(count + " " + what);
    }
  }
}
