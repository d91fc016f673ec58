package org.linkagehub.qa.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.linkagehub.qa.interval.Correction;
import org.linkagehub.qa.interval.Estimate;
import org.linkagehub.qa.interval.HarmonicMean;
import org.linkagehub.qa.interval.Moments;
import org.linkagehub.qa.interval.Ratio;
import org.linkagehub.qa.interval.Statistic;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;

/**
 * Clusters counted against the truth by group of records, and the measures that follow. Of all
 * records numerators and denominators of pairs are pairs, of a group sides of pairs; those of
 * B-cubed are records.
 */
public final class CountedClusters {
  static final Statistic B_CUBED_PRECISION =
      Ratio.of(new double[] {1, 0, 0}, new double[] {0, 0, 1});
  static final Statistic B_CUBED_RECALL = Ratio.of(new double[] {0, 1, 0}, new double[] {0, 0, 1});
  static final Statistic B_CUBED_F1 = new HarmonicMean();

  private static final String METHOD = "linearised by person and cluster, Wilson";

  private final List<Group> groups;
  private final List<Moments> pairs;
  private final List<Moments> shares;

  CountedClusters(List<Group> groups, List<Moments> pairs, List<Moments> shares) {
    this.groups = List.copyOf(groups);
    this.pairs = List.copyOf(pairs);
    this.shares = List.copyOf(shares);
  }

  /** Pairwise and B-cubed measures of all records and of each group. */
  public List<Measure> accuracy(OptionalDouble threshold) {
    List<Measure> measures = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      if (shares.get(g).sum(2) == 0) {
        continue;
      }
      for (AccuracyRatio ratio : AccuracyRatio.values()) {
        measures.add(
            estimated(
                "cluster_pair_" + ratio.suffix(),
                ratio.statistic(),
                pairs.get(g),
                group,
                threshold,
                group.isAll() ? 2 : 1));
      }
      Moments of = shares.get(g);
      measures.add(estimated("b_cubed_precision", B_CUBED_PRECISION, of, group, threshold, 1));
      measures.add(estimated("b_cubed_recall", B_CUBED_RECALL, of, group, threshold, 1));
      measures.add(estimated("b_cubed_f1", B_CUBED_F1, of, group, threshold, 1));
    }
    return measures;
  }

  /** How each group differs from the whole, tested as {@link CountedLinks#differences} says. */
  public List<Measure> differences(OptionalDouble threshold, Correction correction) {
    List<Measure> measures = new ArrayList<>();
    for (AccuracyRatio ratio : List.of(AccuracyRatio.PRECISION, AccuracyRatio.RECALL)) {
      measures.addAll(
          GroupContrasts.of(
              "cluster_pair_" + ratio.suffix(),
              ratio.statistic(),
              groups,
              pairs,
              threshold,
              correction));
    }
    measures.addAll(
        GroupContrasts.of(
            "b_cubed_precision", B_CUBED_PRECISION, groups, shares, threshold, correction));
    measures.addAll(
        GroupContrasts.of("b_cubed_recall", B_CUBED_RECALL, groups, shares, threshold, correction));
    return measures;
  }

  private static Measure estimated(
      String name,
      Statistic statistic,
      Moments moments,
      Group group,
      OptionalDouble threshold,
      double sides) {
    Estimate estimate = Estimate.of(statistic, moments);
    return Measure.ratio(
            name, threshold, estimate.numerator() / sides, estimate.denominator() / sides)
        .in(group)
        .with(estimate.interval(), METHOD);
  }
}
