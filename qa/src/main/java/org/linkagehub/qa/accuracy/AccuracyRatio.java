package org.linkagehub.qa.accuracy;

import java.util.Locale;
import org.linkagehub.qa.interval.Ratio;
import org.linkagehub.qa.interval.Statistic;

/** The measures of decisions, as ratios of (right links, wrong links, matches). */
public enum AccuracyRatio {
  PRECISION(new double[] {1, 0, 0}, new double[] {1, 1, 0}),
  RECALL(new double[] {1, 0, 0}, new double[] {0, 0, 1}),
  F1(new double[] {2, 0, 0}, new double[] {1, 1, 1}),
  F_STAR(new double[] {1, 0, 0}, new double[] {0, 1, 1}),
  FALSE_MATCH_RATE(new double[] {0, 1, 0}, new double[] {1, 1, 0}),
  MISSED_MATCH_RATE(new double[] {-1, 0, 1}, new double[] {0, 0, 1});

  private final Ratio ratio;

  AccuracyRatio(double[] numerator, double[] denominator) {
    this.ratio = Ratio.of(numerator, denominator);
  }

  /** What measures of it end with: {@code precision}. */
  public String suffix() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How it is estimated. */
  public Statistic statistic() {
    return ratio;
  }
}
