package org.linkagehub.qa.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.qa.group.GroupDictionary;
import org.linkagehub.qa.interval.Moments;
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
    List<Double> all = new ArrayList<>(List.of(Double.NEGATIVE_INFINITY));
    thresholds.stream().sorted().distinct().forEach(all::add);
    GroupDictionary none = GroupDictionary.of(records, List.of());
    CountedLinks counted =
        new PairCounts(records, linkType, List.of(), none, all).againstTruth(links);
    List<Measure> measures = new ArrayList<>(counted.accuracy("pair", thresholds));
    measures.addAll(totals(counted));
    return measures;
  }

  /**
   * {@code true_pairs}, {@code true_pairs_scored} and {@code pairs_left_out}, of links that were
   * counted at minus infinity first.
   */
  public static List<Measure> totals(CountedLinks counted) {
    Moments moments = counted.moments(PairTally.ALL, 0);
    double matches = moments.sum(2) / 2;
    return List.of(
        Measure.ratio("true_pairs", OptionalDouble.empty(), matches, 1),
        Measure.ratio("true_pairs_scored", OptionalDouble.empty(), moments.sum(0) / 2, matches),
        Measure.count("pairs_left_out", OptionalDouble.empty(), counted.strays()));
  }
}
