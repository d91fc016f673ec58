package org.linkagehub.qa.accuracy;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE;
import static org.linkagehub.core.spark.Columns.THRESHOLD;
import static org.linkagehub.core.spark.Columns.TRUE_PERSON;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
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
  private static final String CLUSTER = "cluster";
  private static final String PERSON = "person";
  private static final String SOURCE_CODE = "source_code";
  private static final String N = "n";
  private static final String WITHIN = "within";
  private static final String UNCLUSTERED = "unclustered";
  private static final String REPEATED = "repeated";

  private ClusterAccuracy() {}

  /**
   * All measures of clusters, for each threshold if the clusters have a column {@code threshold}.
   *
   * <p>In: RECORDS with {@code true_person}; CLUSTERS of which {@code record_key}, {@code
   * cluster_id} and {@code threshold} are read, a record at most once a threshold. For link_only
   * the pairs are those between sources. Only counts by size come to the driver. Clusters and
   * people are told apart by hashes of 64 bits.
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
    boolean within = linkType.pairsWithinASource();
    // The records of each meeting of a cluster and a person; for link_only, of a source too.
    Dataset<Row> cells =
        placed(records, clusters)
            .repartition(col(CLUSTER))
            .groupBy(within ? columns(CLUSTER, PERSON) : columns(CLUSTER, PERSON, SOURCE_CODE))
            .agg(
                count(col(PERSON)).as(N),
                count_if(col(UNCLUSTERED)).as(UNCLUSTERED),
                count_if(col(REPEATED)).as(REPEATED));
    if (within) {
      Meetings meetings = meetings(cells.withColumn(WITHIN, lit(0L)));
      return new Tally(meetings, 0, 0, threshold).measures();
    }
    cells.persist();
    try {
      Meetings meetings =
          meetings(
              cells
                  .groupBy(CLUSTER, PERSON)
                  .agg(
                      sum(Truth.pairs(col(N))).as(WITHIN),
                      sum(N).as(N),
                      sum(UNCLUSTERED).as(UNCLUSTERED),
                      sum(REPEATED).as(REPEATED)));
      return new Tally(
              meetings, withinSources(cells, CLUSTER), withinSources(cells, PERSON), threshold)
          .measures();
    } finally {
      cells.unpersist();
    }
  }

  private static Column[] columns(String... names) {
    return Stream.of(names).map(functions::col).toArray(Column[]::new);
  }

  /**
   * Who a record is and where it was put, as numbers of 64 bits: a row for each record, and for
   * each record of the clusters that is none of the records, which has no person.
   */
  private static Dataset<Row> placed(Dataset<Row> records, Dataset<Row> clusters) {
    Truth.requireColumns(records, "records", RECORD_KEY, SOURCE, TRUE_PERSON);
    Column name = col(TRUE_PERSON).cast("string");
    Column none = lit(null).cast("bigint");
    Dataset<Row> people =
        records.select(
            col(RECORD_KEY),
            when(trim(name).notEqual(""), xxhash64(lit("person"), name))
                .otherwise(xxhash64(lit("alone"), col(RECORD_KEY)))
                .as(PERSON),
            hash(col(SOURCE)).as(SOURCE_CODE),
            none.as(CLUSTER),
            lit(0).as(REPEATED));
    Dataset<Row> named =
        clusters.select(
            col(RECORD_KEY),
            none.as(PERSON),
            lit(null).cast("int").as(SOURCE_CODE),
            when(col(CLUSTER_ID).isNotNull(), xxhash64(lit("cluster"), col(CLUSTER_ID)))
                .as(CLUSTER),
            lit(1).as(REPEATED));
    Column unclustered = col(CLUSTER).isNull();
    return people
        .union(named)
        .groupBy(RECORD_KEY)
        .agg(
            max(PERSON).as(PERSON),
            max(SOURCE_CODE).as(SOURCE_CODE),
            max(CLUSTER).as(CLUSTER),
            sum(REPEATED).as(REPEATED))
        .select(
            col(PERSON),
            col(SOURCE_CODE),
            when(unclustered, xxhash64(lit("unclustered"), col(RECORD_KEY)))
                .otherwise(col(CLUSTER))
                .as(CLUSTER),
            unclustered.and(col(PERSON).isNotNull()).as(UNCLUSTERED),
            col(REPEATED).gt(1).as(REPEATED));
  }

  /** So many meetings of {@code together} records of a cluster and a person of these sizes. */
  private record Overlap(long together, long cluster, long person, long count) {}

  /**
   * All meetings.
   *
   * @param overlaps by size, so that the sums of shares are taken in one order whatever the
   *     partitions
   * @param withinSources pairs of records of one cluster, person and source
   * @param unclustered records in no cluster
   */
  private record Meetings(List<Overlap> overlaps, long withinSources, long unclustered) {
    long pairs() {
      return overlaps.stream().mapToLong(o -> o.count() * pairsOf(o.together())).sum();
    }
  }

  /** From each meeting of a cluster and a person, in one pass; sizes alone come to the driver. */
  private static Meetings meetings(Dataset<Row> meetings) {
    List<Row> rows =
        meetings
            .withColumn("cluster_size", sum(col(N)).over(Window.partitionBy(CLUSTER)))
            .withColumn("person_size", sum(col(N)).over(Window.partitionBy(PERSON)))
            .groupBy(N, "cluster_size", "person_size")
            .agg(count(lit(1)), sum(WITHIN), sum(UNCLUSTERED), sum(REPEATED))
            .collectAsList();
    long repeated = rows.stream().mapToLong(row -> row.getLong(6)).sum();
    if (repeated > 0) {
      throw new IllegalArgumentException(
          "clusters: "
              + repeated
              + " records are in more than one cluster; a record belongs to one");
    }
    return new Meetings(
        rows.stream()
            .map(row -> new Overlap(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)))
            .filter(overlap -> overlap.together() > 0)
            .sorted(
                Comparator.comparingLong(Overlap::together)
                    .thenComparingLong(Overlap::cluster)
                    .thenComparingLong(Overlap::person))
            .toList(),
        rows.stream().mapToLong(row -> row.getLong(4)).sum(),
        rows.stream().mapToLong(row -> row.getLong(5)).sum());
  }

  /** Pairs of records of one source within the clusters, or within the people. */
  private static long withinSources(Dataset<Row> cells, String unit) {
    return cells
        .groupBy(unit, SOURCE_CODE)
        .agg(sum(N).as(N))
        .agg(coalesce(sum(Truth.pairs(col(N))), lit(0L)))
        .first()
        .getLong(0);
  }

  private static long pairsOf(long records) {
    return records * (records - 1) / 2;
  }

  /** Of one side, the clusters or the people. */
  private record Side(
      long count, long ofTwoOrMore, long mixed, long largest, long largestMixed, long pairs) {

    static Side of(List<Overlap> overlaps, ToLongFunction<Overlap> sizeOf) {
      // By size, the records of units of that size, and of those that are mixed.
      var records = new TreeMap<Long, Long>();
      var recordsOfMixed = new TreeMap<Long, Long>();
      for (Overlap overlap : overlaps) {
        long size = sizeOf.applyAsLong(overlap);
        long of = overlap.together() * overlap.count();
        records.merge(size, of, Long::sum);
        if (overlap.together() < size) {
          recordsOfMixed.merge(size, of, Long::sum);
        }
      }
      return new Side(
          units(records),
          units(records.tailMap(2L)),
          units(recordsOfMixed),
          records.isEmpty() ? 0 : records.lastKey(),
          recordsOfMixed.isEmpty() ? 0 : recordsOfMixed.lastKey(),
          records.entrySet().stream()
              .mapToLong(of -> of.getValue() / of.getKey() * pairsOf(of.getKey()))
              .sum());
    }

    private static long units(Map<Long, Long> records) {
      return records.entrySet().stream().mapToLong(of -> of.getValue() / of.getKey()).sum();
    }
  }

  /** The counts of one threshold, and the measures that follow from them. */
  private record Tally(
      Meetings meetings,
      long withinSourcesOfClusters,
      long withinSourcesOfPeople,
      OptionalDouble threshold) {

    List<Measure> measures() {
      List<Overlap> overlaps = meetings.overlaps();
      Side clusters = Side.of(overlaps, Overlap::cluster);
      Side people = Side.of(overlaps, Overlap::person);
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
              "cluster_pair",
              threshold,
              meetings.pairs() - meetings.withinSources(),
              clusters.pairs() - withinSourcesOfClusters,
              people.pairs() - withinSourcesOfPeople));
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
      measures.add(Measure.count("records_in_no_cluster", threshold, meetings.unclustered()));
      return measures;
    }
  }
}
