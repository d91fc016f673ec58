package org.linkagehub.qa.accuracy;

import java.util.Locale;
import org.linkagehub.qa.interval.Ratio;
import org.linkagehub.qa.interval.Statistic;

/** The measures of decisions, as ratios of (right links, wrong links, matches). */
public enum AccuracyRatio {
  PRECISION,
  RECALL,
  F1,
  F_STAR,
  FALSE_MATCH_RATE,
  MISSED_MATCH_RATE;

  /** What measures of it end with: {@code precision}. */
  public String suffix() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How it is estimated. */
  public Statistic statistic() {
    return switch (this) {
      case PRECISION -> Ratio.of(new double[] {1, 0, 0}, new double[] {1, 1, 0});
      case RECALL -> Ratio.of(new double[] {1, 0, 0}, new double[] {0, 0, 1});
      case F1 -> Ratio.of(new double[] {2, 0, 0}, new double[] {1, 1, 1});
      case F_STAR -> Ratio.of(new double[] {1, 0, 0}, new double[] {0, 1, 1});
      case FALSE_MATCH_RATE -> Ratio.of(new double[] {0, 1, 0}, new double[] {1, 1, 0});
      case MISSED_MATCH_RATE -> Ratio.of(new double[] {-1, 0, 1}, new double[] {0, 0, 1});
    };
  }
}
