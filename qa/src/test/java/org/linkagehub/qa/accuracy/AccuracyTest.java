package org.linkagehub.qa.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureTable;

/**
 * 60 records of two sources, five of them without truth, drawn at random. The expected figures come
 * from an independent scorer in Python, run on the same records, pairs and clusters.
 */
class AccuracyTest {
  private static final String RECORDS =
      "a:p4 b:p1 a: b:p11 a:p16 b:p2 a:p2 b:p17 a:p18 b:p7 a:p18 b:p18 a:p1 b:p1 a:p4 b:p4 a:p18"
          + " b:p21 a:p18 b:p6 a:p17 b:p18 a: b:p21 a:p10 b:p14 a:p7 b:p22 a:p2 b:p16 a:p10 b:p9"
          + " a:p2 b:p13 a:p10 b:p15 a:p21 b: a:p10 b:p11 a:p18 b:p2 a:p8 b:p21 a: b:p9 a:p21 b:p9"
          + " a:p21 b:p14 a:p19 b:p1 a:p9 b:p7 a:p15 b:p14 a:p8 b:p13 a:p8 b:p11";

  /**
   * One pair is there twice, one has a record 99 that is unknown, one is of a record with itself.
   */
  private static final String LINKS =
      "00-07:7.25 00-14:10 01-12:12 01-13:5 02-11:-0.5 02-35:5 03-59:4 04-19:-0.75 04-29:4"
          + " 04-46:6 05-06:12 05-11:8 05-28:5.75 05-32:7.25 05-38:2 05-41:8.25 06-28:5.75 06-30:-1"
          + " 06-32:10.5 06-41:9.25 06-55:-1.25 07-20:9 07-52:2.5 08-10:2.75 08-16:5 08-40:8.25"
          + " 09-26:6.25 09-57:0 10-11:6.75 10-18:11.25 10-22:6.5 11-18:5.25 11-21:2.75 11-40:8.5"
          + " 12-13:2.5 12-43:2.75 12-51:5 13-49:1.5 14-31:3 14-54:3.75 16-18:5 17-23:9.75 17-36:6"
          + " 17-43:4.75 17-46:7 17-48:6 18-21:7.75 18-36:-1.5 18-40:7.75 18-46:3.5 18-56:1.75"
          + " 19-34:-1.25 19-40:6.75 20-59:-1.75 21-40:2.5 22-52:1 23-36:10.75 23-43:2.25"
          + " 23-46:10.5 23-48:12 24-30:9.25 24-34:11.75 24-38:10.25 24-58:4.75 25-49:8.5"
          + " 25-55:2.25 26-53:11.75 26-58:4.5 28-32:6.25 28-41:8 28-49:-2 30-34:8.75 30-38:12"
          + " 31-45:4 31-47:2.5 31-52:3.5 31-53:1 32-41:4.75 33-41:4 33-53:-0.25 33-57:9.5 33-58:7"
          + " 34-50:-2 35-54:11.5 36-46:6 36-48:2.5 37-50:4 39-59:9.25 41-55:1 42-52:1 42-56:11.75"
          + " 43-48:9 45-47:6.5 45-52:5.75 46-48:10 46-51:6.25 48-50:6.25 48-59:5.5 49-55:7.75"
          + " 53-54:1 03-03:9 07-00:12.5 99-01:5";

  /** By record; a dash is in no cluster. */
  private static final String CLUSTERS =
      "12 0 17 21 6 - 9 7 8 17 8 8 0 0 12 20 23 - 8 13 20 8 24 10 1 4 14 11 9 6 1 22 9 17 1 5 10"
          + " 25 1 2 18 9 15 10 19 16 10 16 10 23 18 0 16 14 5 4 15 3 15 2";

  private static final List<Double> THRESHOLDS = List.of(-2.0, 0.0, 3.5, 8.0);

  @Test
  void pairsOfADeduplicationEqualTheScorer() {
    Map<String, Measure> found =
        byName(PairAccuracy.measure(records(), links(), LinkType.DEDUPE_ONLY, THRESHOLDS));
    pairs(found, -2, 62, 100, 83, 0.62, 0.7469879518072289, 0.6775956284153005);
    pairs(found, 0, 62, 90, 83, 0.6888888888888889, 0.7469879518072289, 0.7167630057803468);
    pairs(found, 3.5, 54, 70, 83, 0.7714285714285715, 0.6506024096385542, 0.7058823529411765);
    pairs(found, 8, 28, 30, 83, 0.9333333333333333, 0.3373493975903614, 0.49557522123893805);
    assertEquals(83, found.get("true_pairs").numerator().orElseThrow());
    assertEquals(62, found.get("true_pairs_scored").numerator().orElseThrow());
    assertEquals(2, found.get("pairs_left_out").numerator().orElseThrow());
    assertEquals(54.0 / (70 + 83 - 54), found.get("pair_f_star 3.5").value().orElseThrow(), 1e-15);
  }

  @Test
  void pairsOfALinkageEqualTheScorer() {
    Map<String, Measure> found =
        byName(PairAccuracy.measure(records(), links(), LinkType.LINK_ONLY, THRESHOLDS));
    pairs(found, -2, 28, 46, 38, 0.6086956521739131, 0.7368421052631579, 0.6666666666666666);
    pairs(found, 3.5, 26, 33, 38, 0.7878787878787878, 0.6842105263157895, 0.7323943661971831);
    pairs(found, 8, 12, 13, 38, 0.9230769230769231, 0.3157894736842105, 0.47058823529411764);
    assertEquals(38, found.get("true_pairs").numerator().orElseThrow());
  }

  @Test
  void clustersEqualTheScorer() {
    Map<String, Measure> found =
        byName(ClusterAccuracy.measure(records(), clusters(), LinkType.DEDUPE_ONLY));
    figure(found, "cluster_pair_precision", 0.8928571428571429);
    figure(found, "cluster_pair_recall", 0.6024096385542169);
    figure(found, "cluster_pair_f1", 0.7194244604316546);
    figure(found, "b_cubed_precision", 0.9166666666666666);
    figure(found, "b_cubed_recall", 0.745952380952381);
    figure(found, "b_cubed_f1", 0.8225452288892072);
    figure(found, "exact_cluster_precision", 0.35714285714285715);
    figure(found, "exact_cluster_recall", 0.45454545454545453);
    figure(found, "exact_cluster_f1", 0.4);
    figure(found, "exact_cluster_of_two_or_more_precision", 0.29411764705882354);
    figure(found, "exact_cluster_of_two_or_more_recall", 0.3333333333333333);
    figure(found, "records_in_exact_clusters", 0.3333333333333333);
    figure(found, "people", 22);
    figure(found, "clusters", 28);
    figure(found, "people_split", 10);
    figure(found, "clusters_mixed", 4);
    figure(found, "largest_cluster", 5);
    figure(found, "largest_mixed_cluster", 3);
    figure(found, "records_in_no_cluster", 2);
  }

  @Test
  void clustersOfALinkageEqualTheScorer() {
    Map<String, Measure> found =
        byName(ClusterAccuracy.measure(records(), clusters(), LinkType.LINK_ONLY));
    figure(found, "cluster_pair_precision", 0.8518518518518519);
    figure(found, "cluster_pair_recall", 0.6052631578947368);
    figure(found, "cluster_pair_f1", 0.7076923076923077);
    figure(found, "b_cubed_f1", 0.8225452288892072);
  }

  @Test
  void clustersAtSeveralThresholdsAreMeasuredEachAlone() {
    Dataset<Row> two =
        clusters()
            .withColumn("threshold", functions.lit(3.0))
            .union(
                clusters()
                    .withColumn("threshold", functions.lit(9.5))
                    .withColumn("cluster_id", functions.lit(1L)));
    Map<String, Measure> found =
        byName(ClusterAccuracy.measure(records(), two, LinkType.DEDUPE_ONLY));
    figure(found, "cluster_pair_f1 3.0", 0.7194244604316546);
    figure(found, "clusters 9.5", 3);
    assertEquals(58 * 57 / 2, found.get("cluster_pair_precision 9.5").denominator().orElseThrow());
  }

  @Test
  void theFiguresAreTheSameWhateverThePartitions() {
    List<Measure> one =
        ClusterAccuracy.measure(
            records().repartition(1), clusters().repartition(1), LinkType.DEDUPE_ONLY);
    List<Measure> seven =
        ClusterAccuracy.measure(
            records().repartition(7), clusters().repartition(7), LinkType.DEDUPE_ONLY);
    assertEquals(one, seven);
  }

  @Test
  void noLinkHasNoPrecisionAndMissesAll() {
    Map<String, Measure> found =
        byName(
            PairAccuracy.measure(
                records(),
                links().where(functions.lit(false)),
                LinkType.DEDUPE_ONLY,
                List.of(0.0)));
    assertEquals(OptionalDouble.empty(), found.get("pair_precision 0.0").value());
    assertEquals(0, found.get("pair_recall 0.0").value().orElseThrow());
    assertEquals(0, found.get("pair_f1 0.0").value().orElseThrow());
  }

  @Test
  void refusesARecordInTwoClusters() {
    Dataset<Row> twice =
        clusters()
            .union(clusters().where("record_key = 3").withColumn("cluster_id", functions.lit(77L)));
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ClusterAccuracy.measure(records(), twice, LinkType.DEDUPE_ONLY));
    assertEquals(
        "clusters: 1 records are in more than one cluster; a record belongs to one",
        error.getMessage());
  }

  @Test
  void refusesRecordsWithoutTruthByName() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                PairAccuracy.measure(
                    records().drop("true_person"), links(), LinkType.DEDUPE_ONLY, THRESHOLDS));
    assertEquals(
        "records: column true_person is missing; the columns are [record_key, source]",
        error.getMessage());
  }

  @Test
  void measuresBecomeATableInLongForm() {
    List<Measure> measures =
        PairAccuracy.measure(records(), links(), LinkType.DEDUPE_ONLY, List.of(8.0));
    Dataset<Row> table = MeasureTable.of(TestSession.spark(), "20260101-1", measures);
    assertEquals(MeasureTable.SCHEMA, table.schema());
    Row row = table.where("measure = 'pair_recall'").collectAsList().get(0);
    assertEquals(
        RowFactory.create(
            "20260101-1",
            "pair_recall",
            "",
            "all",
            "all",
            8.0,
            28.0 / 83,
            measures.get(1).interval().lower().orElseThrow(),
            measures.get(1).interval().upper().orElseThrow(),
            28.0,
            83.0,
            "linearised by unit, Wilson",
            false),
        row);
    assertEquals(measures, MeasureTable.read(table));
    assertTrue(table.where("measure = 'true_pairs'").first().isNullAt(5));
  }

  @Test
  void clustersOfSplinkOnPublicDataEqualTheScorer() {
    String folder = TestSession.shared("reference/splink/fake_1000").toString();
    Dataset<Row> truth =
        TestSession.spark()
            .read()
            .option("header", true)
            .csv(TestSession.shared("data/fake_1000/truth.csv").toString())
            .selectExpr(
                "cast(unique_id as bigint) record_key", "'fake' source", "cluster true_person");
    Dataset<Row> clusters =
        TestSession.spark()
            .read()
            .option("header", true)
            .csv(folder + "/clusters_0.95.csv")
            .selectExpr(
                "cast(unique_id as bigint) record_key", "cast(cluster_id as bigint) cluster_id");
    Map<String, Measure> found =
        byName(ClusterAccuracy.measure(truth, clusters, LinkType.DEDUPE_ONLY));
    figure(found, "cluster_pair_f1", 0.8357695614789338);
    figure(found, "b_cubed_recall", 0.7786809523809527);
    figure(found, "exact_cluster_f1", 0.41515151515151516);
  }

  private static void pairs(
      Map<String, Measure> found,
      double threshold,
      double right,
      double links,
      double matches,
      double precision,
      double recall,
      double f1) {
    assertEquals(right, found.get("pair_precision " + threshold).numerator().orElseThrow());
    assertEquals(links, found.get("pair_precision " + threshold).denominator().orElseThrow());
    assertEquals(matches, found.get("pair_recall " + threshold).denominator().orElseThrow());
    figure(found, "pair_precision " + threshold, precision);
    figure(found, "pair_recall " + threshold, recall);
    figure(found, "pair_f1 " + threshold, f1);
  }

  private static void figure(Map<String, Measure> found, String name, double expected) {
    assertEquals(expected, found.get(name).value().orElseThrow(), 1e-12, name);
  }

  private static Map<String, Measure> byName(List<Measure> measures) {
    Map<String, Measure> found = new LinkedHashMap<>();
    for (Measure measure : measures) {
      String name =
          measure.measure()
              + (measure.threshold().isPresent() ? " " + measure.threshold().getAsDouble() : "");
      assertEquals(null, found.put(name, measure), name + " is there twice");
    }
    return found;
  }

  private static Dataset<Row> records() {
    List<Row> rows = new ArrayList<>();
    for (String record : RECORDS.split(" ", -1)) {
      String person = record.substring(2);
      // Half of the unknown truths are blank, half null.
      rows.add(
          RowFactory.create(
              (long) rows.size(),
              record.substring(0, 1),
              person.isEmpty() && rows.size() % 4 == 0 ? null : person));
    }
    return TestSession.spark()
        .createDataFrame(
            rows,
            new StructType()
                .add("record_key", DataTypes.LongType)
                .add("source", DataTypes.StringType)
                .add("true_person", DataTypes.StringType));
  }

  private static Dataset<Row> links() {
    List<Row> rows = new ArrayList<>();
    for (String link : LINKS.split(" ", -1)) {
      rows.add(
          RowFactory.create(
              Long.parseLong(link.substring(0, 2)),
              Long.parseLong(link.substring(3, 5)),
              Double.parseDouble(link.substring(6))));
    }
    return TestSession.spark()
        .createDataFrame(
            rows,
            new StructType()
                .add("left_key", DataTypes.LongType)
                .add("right_key", DataTypes.LongType)
                .add("match_weight", DataTypes.DoubleType));
  }

  private static Dataset<Row> clusters() {
    List<Row> rows = new ArrayList<>();
    String[] ids = CLUSTERS.split(" ", -1);
    for (int record = 0; record < ids.length; record++) {
      if (!ids[record].equals("-")) {
        rows.add(RowFactory.create((long) record, Long.parseLong(ids[record])));
      }
    }
    return TestSession.spark()
        .createDataFrame(
            rows,
            new StructType()
                .add("record_key", DataTypes.LongType)
                .add("cluster_id", DataTypes.LongType));
  }
}
