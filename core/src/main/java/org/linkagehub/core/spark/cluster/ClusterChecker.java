package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Proves, by counts alone, that a table of clusters is one of the connected components. */
public final class ClusterChecker {
  private static final String NAMING_FAULT = "clusters are not named by their smallest record key";

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
   * Checks that every record is in exactly one cluster, that a cluster is named by its smallest
   * key, that no edge leaves its cluster, and that each cluster of n records has at least n - 1
   * distinct edges inside, as a connected one must.
   *
   * <p>In: records with {@code record_key}; edges with {@code left_key}, {@code right_key};
   * clusters with {@code record_key}, {@code cluster_id}. Only counts come to the driver.
   *
   * @throws IllegalStateException naming each property that does not hold, with its count
   */
  public static Summary checkComponents(
      Dataset<Row> recordKeys, Dataset<Row> edges, Dataset<Row> clusters) {
    List<String> faults = new ArrayList<>();
    membershipFaults(recordKeys, clusters, faults);
    Dataset<Row> links = edges.select(LEFT_KEY, RIGHT_KEY);
    Dataset<Row> left = clusters.select(col(RECORD_KEY).as("l"), col(CLUSTER_ID).as("l_cluster"));
    Dataset<Row> right = clusters.select(col(RECORD_KEY).as("r"), col(CLUSTER_ID).as("r_cluster"));
    Dataset<Row> placed =
        links
            .join(left, col(LEFT_KEY).equalTo(col("l")), "left")
            .join(right, col(RIGHT_KEY).equalTo(col("r")), "left");
    Row crossing =
        placed
            .agg(
                count_if(col("l_cluster").isNull().or(col("r_cluster").isNull())),
                count_if(col("l_cluster").notEqual(col("r_cluster"))))
            .first();
    fault(faults, crossing.getLong(0), "edges name a record that is in no cluster");
    fault(faults, crossing.getLong(1), "edges cross from one cluster to another");
    Dataset<Row> inside =
        placed
            .where(
                col("l_cluster")
                    .equalTo(col("r_cluster"))
                    .and(col(LEFT_KEY).notEqual(col(RIGHT_KEY))))
            .selectExpr(
                "l_cluster", "least(left_key, right_key) a", "greatest(left_key, right_key) b")
            .distinct()
            .groupBy(col("l_cluster"))
            .agg(count(lit(1)).as("inside"));
    Dataset<Row> sizes =
        clusters.groupBy(CLUSTER_ID).agg(count(lit(1)).as("size"), min(RECORD_KEY).as("smallest"));
    Row totals =
        sizes
            .join(inside, col(CLUSTER_ID).equalTo(col("l_cluster")), "left")
            .agg(
                count(lit(1)),
                count_if(col(CLUSTER_ID).notEqual(col("smallest"))),
                count_if(coalesce(col("inside"), lit(0L)).lt(col("size").minus(1))),
                count_if(col("size").equalTo(1)),
                coalesce(max("size"), lit(0L)),
                coalesce(sum("size"), lit(0L)))
            .first();
    fault(faults, totals.getLong(1), NAMING_FAULT);
    fault(faults, totals.getLong(2), "clusters have too few edges inside to be connected");
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          "the clusters are not the connected components of the edges: "
              + String.join("; ", faults));
    }
    return new Summary(totals.getLong(5), totals.getLong(0), totals.getLong(3), totals.getLong(4));
  }

  /**
   * Checks of clusters that are not components, as refined ones and those of best links: that every
   * record is in exactly one cluster, and that a cluster is named by its smallest key.
   *
   * <p>In: as for {@link #checkComponents}, without edges. Only counts come to the driver.
   *
   * @throws IllegalStateException naming each property that does not hold, with its count
   */
  public static Summary check(Dataset<Row> recordKeys, Dataset<Row> clusters) {
    List<String> faults = new ArrayList<>();
    membershipFaults(recordKeys, clusters, faults);
    Row totals =
        clusters
            .groupBy(CLUSTER_ID)
            .agg(count(lit(1)).as("size"), min(RECORD_KEY).as("smallest"))
            .agg(
                count(lit(1)),
                count_if(col(CLUSTER_ID).notEqual(col("smallest"))),
                count_if(col("size").equalTo(1)),
                coalesce(max("size"), lit(0L)),
                coalesce(sum("size"), lit(0L)))
            .first();
    fault(faults, totals.getLong(1), NAMING_FAULT);
    if (!faults.isEmpty()) {
      throw new IllegalStateException("the clusters are not sound: " + String.join("; ", faults));
    }
    return new Summary(totals.getLong(4), totals.getLong(0), totals.getLong(2), totals.getLong(3));
  }

  private static void membershipFaults(
      Dataset<Row> recordKeys, Dataset<Row> clusters, List<String> faults) {
    Dataset<Row> expected = recordKeys.select(col(RECORD_KEY).as("expected"));
    Row membership =
        expected
            .join(
                clusters.select(RECORD_KEY, CLUSTER_ID),
                col("expected").equalTo(col(RECORD_KEY)),
                "full_outer")
            .agg(
                count_if(col(RECORD_KEY).isNull()),
                count_if(col("expected").isNull()),
                count_if(col(RECORD_KEY).isNotNull().and(col(CLUSTER_ID).isNull())),
                count(col(RECORD_KEY)).minus(countDistinct(col(RECORD_KEY))))
            .first();
    fault(faults, membership.getLong(0), "records are in no cluster");
    fault(faults, membership.getLong(1), "rows are of records that are not among the records");
    fault(faults, membership.getLong(2), "rows have no cluster id");
    fault(faults, membership.getLong(3), "rows repeat a record");
  }

  private static void fault(List<String> faults, long count, String what) {
    if (count > 0) {
      faults.add(count + " " + what);
    }
  }
}
