package org.linkagehub.qa.accuracy;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.qa.measure.Measure;

/** Scored pairs against the truth. */
public final class PairAccuracy {
  private PairAccuracy() {}

  /**
   * Precision, recall, F1 and F* of the pairs at or above each threshold.
   *
   * <p>A true pair that was never scored, because no blocking rule made it or it lay below the
   * output threshold, is a missed match: the true pairs are counted from the sizes of the people. A
   * record whose true person is null or blank is a person alone. A pair given twice counts once,
   * with its larger weight; a pair of a record with itself, of a record that is not among the
   * records or, for link_only, of two records of one source is left out, and the first two are
   * counted.
   *
   * <p>In: RECORDS with {@code true_person}; LINKS of which {@code left_key}, {@code right_key},
   * {@code match_weight} are read. Only counts come to the driver.
   *
   * @param thresholds match weights in bits
   * @return for each threshold {@code pair_precision}, {@code pair_recall}, {@code pair_f1}, {@code
   *     pair_f_star}; then {@code true_pairs}, {@code true_pairs_scored}, {@code pairs_left_out}
   */
  public static List<Measure> measure(
      Dataset<Row> records, Dataset<Row> links, LinkType linkType, List<Double> thresholds) {
    Truth.requireColumns(links, "links", LEFT_KEY, RIGHT_KEY, MATCH_WEIGHT);
    Dataset<Row> truth = Truth.of(records);
    long matches = Truth.truePairs(truth, linkType);
    Row counts = counts(truth, links, linkType, thresholds);
    List<Measure> measures = new ArrayList<>();
    for (int i = 0; i < thresholds.size(); i++) {
      measures.addAll(
          Measure.precisionAndRecall(
              "pair",
              OptionalDouble.of(thresholds.get(i)),
              counts.getLong(2 + 2 * i),
              counts.getLong(3 + 2 * i),
              matches));
    }
    measures.add(Measure.count("true_pairs", OptionalDouble.empty(), matches));
    measures.add(
        Measure.share("true_pairs_scored", OptionalDouble.empty(), counts.getLong(0), matches));
    measures.add(Measure.count("pairs_left_out", OptionalDouble.empty(), counts.getLong(1)));
    return measures;
  }

  /** True pairs, pairs left out; then for each threshold the true pairs and all pairs above it. */
  private static Row counts(
      Dataset<Row> truth, Dataset<Row> links, LinkType linkType, List<Double> thresholds) {
    Dataset<Row> pairs =
        links
            .select(
                least(col(LEFT_KEY), col(RIGHT_KEY)).as("a"),
                greatest(col(LEFT_KEY), col(RIGHT_KEY)).as("b"),
                col(MATCH_WEIGHT))
            .groupBy("a", "b")
            .agg(max(MATCH_WEIGHT).as(MATCH_WEIGHT));
    Dataset<Row> left =
        truth.select(
            col(RECORD_KEY).as("l"), col(SOURCE).as("l_source"), col(Truth.PERSON).as("l_person"));
    Dataset<Row> right =
        truth.select(
            col(RECORD_KEY).as("r"), col(SOURCE).as("r_source"), col(Truth.PERSON).as("r_person"));
    Column known = col("l").isNotNull().and(col("r").isNotNull()).and(col("a").notEqual(col("b")));
    Column allowed =
        linkType.pairsWithinASource()
            ? known
            : known.and(col("l_source").notEqual(col("r_source")));
    Dataset<Row> judged =
        pairs
            .join(left, col("a").equalTo(col("l")), "left")
            .join(right, col("b").equalTo(col("r")), "left")
            .select(
                col(MATCH_WEIGHT),
                known.as("known"),
                allowed.as("allowed"),
                allowed.and(col("l_person").equalTo(col("r_person"))).as("is_match"));
    List<Column> sums = new ArrayList<>();
    sums.add(count_if(col("known").equalTo(lit(false))));
    for (double threshold : thresholds) {
      Column above = col(MATCH_WEIGHT).geq(threshold);
      sums.add(count_if(above.and(col("is_match"))));
      sums.add(count_if(above.and(col("allowed"))));
    }
    return judged.agg(count_if(col("is_match")), sums.toArray(Column[]::new)).first();
  }
}
