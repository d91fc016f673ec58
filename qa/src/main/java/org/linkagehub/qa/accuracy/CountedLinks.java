package org.linkagehub.qa.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.qa.interval.Correction;
import org.linkagehub.qa.interval.Estimate;
import org.linkagehub.qa.interval.Moments;
import org.linkagehub.qa.interval.Ratio;
import org.linkagehub.qa.interval.Statistic;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;

/**
 * Links counted by group of records and threshold, and the measures that follow.
 *
 * <p>Of all records numerators and denominators are pairs, of a group sides of pairs: a pair across
 * two groups counts once in each, one within a group twice.
 */
public final class CountedLinks {
  private static final Statistic SHARE = Ratio.of(new double[] {1, 0, 0}, new double[] {0, 0, 1});
  private static final String BY_RECORD = "by record, Wilson";
  private static final String EXPECTED = "sum of match probabilities";
  private static final String EXPECTED_OF_ALL = EXPECTED + ", of pairs that are no links too";

  /** F1 and F* are told of the whole: of groups they add nothing to precision and recall. */
  private static final List<AccuracyRatio> OF_GROUPS =
      List.of(
          AccuracyRatio.PRECISION,
          AccuracyRatio.RECALL,
          AccuracyRatio.FALSE_MATCH_RATE,
          AccuracyRatio.MISSED_MATCH_RATE);

  private final List<Group> groups;
  private final List<Double> thresholds;
  private final double[] state;
  private final long strays;

  CountedLinks(List<Group> groups, List<Double> thresholds, double[] state, long strays) {
    this.groups = List.copyOf(groups);
    this.thresholds = List.copyOf(thresholds);
    this.state = state;
    this.strays = strays;
  }

  /** The thresholds, ascending, in bits. */
  public List<Double> thresholds() {
    return thresholds;
  }

  /** Links of a record with itself, or of a record that is not among the records. */
  public long strays() {
    return strays;
  }

  /** The moments of (right links, wrong links, matches), in sides of pairs. */
  Moments moments(int group, int threshold) {
    return Moments.at(state, at(group, threshold));
  }

  /**
   * Precision, recall and the rates of errors at every threshold, of all records and of each group.
   *
   * @param prefix what the names of the measures begin with: {@code pair}
   * @param groupsAt the thresholds at which groups are told; the whole is told at all
   */
  public List<Measure> accuracy(String prefix, List<Double> groupsAt) {
    List<Measure> measures = new ArrayList<>();
    for (int k = 0; k < thresholds.size(); k++) {
      if (thresholds.get(k) == Double.NEGATIVE_INFINITY) {
        continue;
      }
      for (int g = 0; g < told(k, groupsAt); g++) {
        Moments moments = moments(g, k);
        if (!isAnybody(g)) {
          continue;
        }
        List<AccuracyRatio> ratios =
            g == PairTally.ALL ? List.of(AccuracyRatio.values()) : OF_GROUPS;
        for (AccuracyRatio ratio : ratios) {
          measures.add(
              estimated(
                  prefix + "_" + ratio.suffix(), ratio.statistic(), moments, groups.get(g), k));
        }
      }
    }
    return measures;
  }

  /**
   * How precision and recall of each group differ from the whole, with a test that is corrected for
   * the number of groups: all groups of all groupings of one measure at one threshold are one
   * family.
   *
   * @param at thresholds, of those that were counted
   */
  public List<Measure> differences(String prefix, List<Double> at, Correction correction) {
    List<Measure> measures = new ArrayList<>();
    for (double bits : at) {
      int k = thresholds.indexOf(bits);
      if (k < 0) {
        throw new IllegalArgumentException(
            "threshold %s was not counted; there are %s".formatted(bits, thresholds));
      }
      for (AccuracyRatio ratio : List.of(AccuracyRatio.PRECISION, AccuracyRatio.RECALL)) {
        List<Moments> moments = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
          moments.add(moments(g, k));
        }
        measures.addAll(
            GroupContrasts.of(
                prefix + "_" + ratio.suffix(),
                ratio.statistic(),
                groups,
                moments,
                OptionalDouble.of(bits),
                correction));
      }
    }
    return measures;
  }

  /**
   * What is known without truth: links, linked records and the false matches that their
   * probabilities make one expect, at every threshold and of each group; and how linked records
   * differ between groups.
   *
   * @param probabilities whether the links have them
   * @param groupsAt the thresholds at which groups are told; the whole is told at all
   * @param at the thresholds at which groups are compared
   */
  public List<Measure> withoutTruth(
      boolean probabilities, List<Double> groupsAt, List<Double> at, Correction correction) {
    List<Measure> measures = new ArrayList<>();
    for (int k = 0; k < thresholds.size(); k++) {
      if (thresholds.get(k) == Double.NEGATIVE_INFINITY) {
        continue;
      }
      OptionalDouble threshold = OptionalDouble.of(thresholds.get(k));
      List<Moments> linked = new ArrayList<>();
      for (int g = 0; g < groups.size(); g++) {
        int from = at(g, k);
        double sides = g == PairTally.ALL ? 2 : 1;
        double links = state[from + PairTally.LINK_SIDES] / sides;
        double expected = state[from + PairTally.EXPECTED_SIDES] / sides;
        double records = state[from + PairTally.RECORDS];
        Moments draws = Moments.ofDraws(state[from + PairTally.LINKED], records);
        linked.add(draws);
        if (records == 0 || g >= told(k, groupsAt)) {
          continue;
        }
        measures.add(Measure.ratio("links", threshold, links, 1).in(groups.get(g)));
        measures.add(share("linked_records", draws, groups.get(g), threshold));
        if (probabilities) {
          measures.add(
              Measure.ratio("expected_false_match_rate", threshold, links - expected, links)
                  .in(groups.get(g))
                  .with(Interval.NONE, EXPECTED));
        }
      }
      if (at.contains(thresholds.get(k))) {
        measures.addAll(
            GroupContrasts.of("linked_records", SHARE, groups, linked, threshold, correction));
        measures.addAll(standardisedDifferences(linked, threshold));
      }
    }
    return measures;
  }

  /**
   * {@code expected_missed_match_rate} at every threshold but minus infinity, which must have been
   * counted: what probabilities make one expect among compared pairs that do not reach it.
   *
   * @param groupsAt the thresholds at which groups are told; the whole is told at all
   * @param rejected matches expected among compared pairs that were not written as links, by the
   *     number of the group, in sides of pairs but for the whole; fewer than groups where they are
   *     not known of all
   */
  public List<Measure> expectedMissed(List<Double> groupsAt, Optional<double[]> rejected) {
    List<Measure> measures = new ArrayList<>();
    int written = thresholds.indexOf(Double.NEGATIVE_INFINITY);
    double[] more = rejected.orElse(new double[groups.size()]);
    String method = rejected.isPresent() ? EXPECTED_OF_ALL : EXPECTED;
    for (int k = 0; k < thresholds.size(); k++) {
      for (int g = 0; k != written && g < Math.min(more.length, told(k, groupsAt)); g++) {
        double sides = g == PairTally.ALL ? 2 : 1;
        double all = state[at(g, written) + PairTally.EXPECTED_SIDES] / sides + more[g];
        double found = state[at(g, k) + PairTally.EXPECTED_SIDES] / sides;
        if (isAnybody(g)) {
          measures.add(
              Measure.ratio(
                      "expected_missed_match_rate",
                      OptionalDouble.of(thresholds.get(k)),
                      Math.max(0, all - found),
                      all)
                  .in(groups.get(g))
                  .with(Interval.NONE, method));
        }
      }
    }
    return measures;
  }

  /** How many records each group has. */
  public List<Measure> groupShares() {
    List<Measure> measures = new ArrayList<>();
    double all = state[PairTally.RECORDS];
    for (int g = 0; g < groups.size(); g++) {
      double records = state[at(g, 0) + PairTally.RECORDS];
      if (records > 0) {
        measures.add(
            share(
                "group_share",
                Moments.ofDraws(records, all),
                groups.get(g),
                OptionalDouble.empty()));
      }
    }
    return measures;
  }

  /**
   * The group's share among linked records less its share among the others, in standard deviations.
   */
  private List<Measure> standardisedDifferences(List<Moments> linked, OptionalDouble threshold) {
    List<Measure> measures = new ArrayList<>();
    double allLinked = linked.get(0).sum(0);
    double allOthers = linked.get(0).sum(2) - allLinked;
    for (int g = 1; g < groups.size() && allLinked > 0 && allOthers > 0; g++) {
      if (linked.get(g).sum(2) == 0) {
        continue;
      }
      double one = linked.get(g).sum(0) / allLinked;
      double other = (linked.get(g).sum(2) - linked.get(g).sum(0)) / allOthers;
      double spread = Math.sqrt((one * (1 - one) + other * (1 - other)) / 2);
      measures.add(
          Measure.ratio("linked_standardised_difference", threshold, one - other, spread)
              .in(groups.get(g)));
    }
    return measures;
  }

  private static Measure share(String name, Moments draws, Group group, OptionalDouble threshold) {
    return Measure.ratio(name, threshold, draws.sum(0), draws.sum(2))
        .in(group)
        .with(Estimate.of(SHARE, draws).interval(), BY_RECORD);
  }

  private Measure estimated(String name, Statistic statistic, Moments moments, Group group, int k) {
    Estimate estimate = Estimate.of(statistic, moments);
    double sides = group.isAll() ? 2 : 1;
    return Measure.ratio(
            name,
            OptionalDouble.of(thresholds.get(k)),
            estimate.numerator() / sides,
            estimate.denominator() / sides)
        .in(group)
        .with(estimate.interval(), Estimate.METHOD);
  }

  /** How many of the groups are told at a threshold: all, or the whole alone. */
  private int told(int threshold, List<Double> groupsAt) {
    return groupsAt.contains(thresholds.get(threshold)) ? groups.size() : 1;
  }

  private boolean isAnybody(int group) {
    return state[at(group, 0) + PairTally.RECORDS] > 0;
  }

  private int at(int group, int threshold) {
    return (group * thresholds.size() + threshold) * PairTally.WIDTH;
  }
}
