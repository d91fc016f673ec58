package org.linkagehub.qa.accuracy;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE;
import static org.linkagehub.core.spark.Columns.THRESHOLD;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.qa.measure.Measure;

/**
 * Clusters against the truth.
 *
 * <p>Pairwise: of the pairs of records in one cluster, and of the true pairs. B-cubed: the share of
 * a record's cluster that is of its person, and the share of its person that is in its cluster,
 * averaged over the records. Exact: clusters that hold a person wholly and nobody else. A record
 * whose true person is null or blank is a person alone; a record in no cluster is a cluster of its
 * own.
 *
 * <p>Source of B-cubed: Bagga and Baldwin (1998), "Entity-Based Cross-Document Coreferencing Using
 * the Vector Space Model", COLING-ACL.
 */
public final class ClusterAccuracy {
  private static final String UNCLUSTERED = "unclustered";

  private ClusterAccuracy() {}

  /**
   * All measures of clusters, for each threshold if the clusters have a column {@code threshold}.
   *
   * <p>In: RECORDS with {@code true_person}; CLUSTERS of which {@code record_key}, {@code
   * cluster_id} and {@code threshold} are read, a record at most once a threshold. For link_only
   * the pairs are those between sources. Only counts by size come to the driver.
   *
   * @return {@code cluster_pair_*}, {@code b_cubed_*} and {@code exact_cluster_*} (precision,
   *     recall, f1, f_star); {@code exact_cluster_of_two_or_more_precision} and {@code _recall};
   *     {@code records_in_exact_clusters}; the counts {@code people}, {@code clusters}, {@code
   *     people_split}, {@code clusters_mixed}, {@code largest_cluster}, {@code
   *     largest_mixed_cluster}, {@code records_in_no_cluster}
   * @throws IllegalArgumentException if a record is in two clusters of one threshold
   */
  public static List<Measure> measure(
      Dataset<Row> records, Dataset<Row> clusters, LinkType linkType) {
    Truth.requireColumns(clusters, "clusters", RECORD_KEY, CLUSTER_ID);
    if (!List.of(clusters.columns()).contains(THRESHOLD)) {
      return measureOne(records, clusters, linkType, OptionalDouble.empty());
    }
    List<Double> thresholds =
        clusters.select(THRESHOLD).distinct().collectAsList().stream()
            .map(row -> row.getDouble(0))
            .sorted()
            .toList();
    List<Measure> measures = new ArrayList<>();
    for (double threshold : thresholds) {
      measures.addAll(
          measureOne(
              records,
              clusters.where(col(THRESHOLD).equalTo(threshold)),
              linkType,
              OptionalDouble.of(threshold)));
    }
    return measures;
  }

  private static List<Measure> measureOne(
      Dataset<Row> records, Dataset<Row> clusters, LinkType linkType, OptionalDouble threshold) {
    Dataset<Row> placed = placed(Truth.of(records), clusters);
    // How many records each meeting of a cluster, a person and a source holds.
    Dataset<Row> cells =
        placed
            .groupBy(CLUSTER_ID, UNCLUSTERED, Truth.PERSON, Truth.ALONE, SOURCE)
            .agg(count(lit(1)).as("n"))
            .persist();
    try {
      Dataset<Row> meetings =
          cells
              .groupBy(CLUSTER_ID, UNCLUSTERED, Truth.PERSON, Truth.ALONE)
              .agg(sum("n").as("n"), sum(Truth.pairs(col("n"))).as("within"));
      return new Tally(
              sides(cells, meetings, CLUSTER_ID, UNCLUSTERED),
              sides(cells, meetings, Truth.PERSON, Truth.ALONE),
              pairs(meetings, linkType),
              overlaps(meetings),
              linkType,
              threshold)
          .measures();
    } finally {
      cells.unpersist();
    }
  }

  private static Dataset<Row> placed(Dataset<Row> truth, Dataset<Row> clusters) {
    Dataset<Row> named = clusters.select(col(RECORD_KEY).as("clustered_key"), col(CLUSTER_ID));
    Row repeats = named.groupBy("clustered_key").count().agg(count_if(col("count").gt(1))).first();
    if (repeats.getLong(0) > 0) {
      throw new IllegalArgumentException(
          "clusters: "
              + repeats.getLong(0)
              + " records are in more than one cluster; a record belongs to one");
    }
    return truth
        .join(named, col(RECORD_KEY).equalTo(col("clustered_key")), "left")
        .withColumn(UNCLUSTERED, when(col(CLUSTER_ID).isNull(), col(RECORD_KEY)));
  }

  /** Of one side, the clusters or the people. */
  private record Side(
      long count,
      long ofTwoOrMore,
      long mixed,
      long largest,
      long largestMixed,
      long alone,
      long pairs,
      long withinSources) {}

  private static Side sides(Dataset<Row> cells, Dataset<Row> meetings, String name, String alone) {
    Row whole =
        meetings
            .groupBy(name, alone)
            .agg(sum("n").as("size"), count(lit(1)).as("parts"))
            .agg(
                count(lit(1)),
                count_if(col("size").gt(1)),
                count_if(col("parts").gt(1)),
                coalesce(max("size"), lit(0L)),
                coalesce(max(when(col("parts").gt(1), col("size"))), lit(0L)),
                count(col(alone)),
                coalesce(sum(Truth.pairs(col("size"))), lit(0L)))
            .first();
    Row within =
        cells
            .groupBy(name, alone, SOURCE)
            .agg(sum("n").as("size"))
            .agg(coalesce(sum(Truth.pairs(col("size"))), lit(0L)))
            .first();
    return new Side(
        whole.getLong(0),
        whole.getLong(1),
        whole.getLong(2),
        whole.getLong(3),
        whole.getLong(4),
        whole.getLong(5),
        whole.getLong(6),
        within.getLong(0));
  }

  private static long pairs(Dataset<Row> meetings, LinkType linkType) {
    Column pairs = Truth.pairs(col("n"));
    if (!linkType.pairsWithinASource()) {
      pairs = pairs.minus(col("within"));
    }
    return meetings.agg(coalesce(sum(pairs), lit(0L))).first().getLong(0);
  }

  /** So many meetings of {@code together} records of a cluster and a person of these sizes. */
  private record Overlap(long together, long cluster, long person, long count) {}

  /** By size, so that the sums of shares can be taken in one order whatever the partitions. */
  private static List<Overlap> overlaps(Dataset<Row> meetings) {
    Dataset<Row> clusterSizes =
        meetings
            .groupBy(CLUSTER_ID, UNCLUSTERED)
            .agg(sum("n").as("cluster_size"))
            .toDF("c", "u", "cluster_size");
    Dataset<Row> personSizes =
        meetings
            .groupBy(Truth.PERSON, Truth.ALONE)
            .agg(sum("n").as("person_size"))
            .toDF("p", "a", "person_size");
    return meetings
        .join(
            clusterSizes,
            col(CLUSTER_ID).eqNullSafe(col("c")).and(col(UNCLUSTERED).eqNullSafe(col("u"))))
        .join(
            personSizes,
            col(Truth.PERSON).eqNullSafe(col("p")).and(col(Truth.ALONE).eqNullSafe(col("a"))))
        .groupBy("n", "cluster_size", "person_size")
        .agg(functions.count(lit(1)).as("meetings"))
        .collectAsList()
        .stream()
        .map(row -> new Overlap(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)))
        .sorted(
            Comparator.comparingLong(Overlap::together)
                .thenComparingLong(Overlap::cluster)
                .thenComparingLong(Overlap::person))
        .toList();
  }

  /** The counts of one threshold, and the measures that follow from them. */
  private record Tally(
      Side clusters,
      Side people,
      long rightPairs,
      List<Overlap> overlaps,
      LinkType linkType,
      OptionalDouble threshold) {

    List<Measure> measures() {
      long records = 0;
      double precision = 0;
      double recall = 0;
      long exact = 0;
      long exactOfTwo = 0;
      long recordsInExact = 0;
      for (Overlap overlap : overlaps) {
        double square = (double) overlap.together() * overlap.together() * overlap.count();
        records += overlap.together() * overlap.count();
        precision += square / overlap.cluster();
        recall += square / overlap.person();
        if (overlap.together() == overlap.cluster() && overlap.together() == overlap.person()) {
          exact += overlap.count();
          exactOfTwo += overlap.together() > 1 ? overlap.count() : 0;
          recordsInExact += overlap.together() * overlap.count();
        }
      }
      List<Measure> measures = new ArrayList<>();
      measures.addAll(
          Measure.precisionAndRecall(
              "cluster_pair", threshold, rightPairs, pairsOf(clusters), pairsOf(people)));
      measures.add(Measure.ratio("b_cubed_precision", threshold, precision, (double) records));
      measures.add(Measure.ratio("b_cubed_recall", threshold, recall, (double) records));
      // The harmonic mean of P / n and R / n.
      measures.add(
          Measure.ratio(
              "b_cubed_f1",
              threshold,
              records == 0 ? 0 : 2 * precision * recall / (double) records,
              precision + recall));
      measures.addAll(
          Measure.precisionAndRecall(
              "exact_cluster", threshold, exact, clusters.count(), people.count()));
      measures.add(
          Measure.share(
              "exact_cluster_of_two_or_more_precision",
              threshold,
              exactOfTwo,
              clusters.ofTwoOrMore()));
      measures.add(
          Measure.share(
              "exact_cluster_of_two_or_more_recall", threshold, exactOfTwo, people.ofTwoOrMore()));
      measures.add(Measure.share("records_in_exact_clusters", threshold, recordsInExact, records));
      measures.add(Measure.count("people", threshold, people.count()));
      measures.add(Measure.count("clusters", threshold, clusters.count()));
      measures.add(Measure.count("people_split", threshold, people.mixed()));
      measures.add(Measure.count("clusters_mixed", threshold, clusters.mixed()));
      measures.add(Measure.count("largest_cluster", threshold, clusters.largest()));
      measures.add(Measure.count("largest_mixed_cluster", threshold, clusters.largestMixed()));
      measures.add(Measure.count("records_in_no_cluster", threshold, clusters.alone()));
      return measures;
    }

    private long pairsOf(Side side) {
      return linkType.pairsWithinASource() ? side.pairs() : side.pairs() - side.withinSources();
    }
  }
}
