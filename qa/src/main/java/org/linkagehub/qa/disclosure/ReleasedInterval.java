package org.linkagehub.qa.disclosure;

import org.linkagehub.qa.measure.Interval;

/**
 * The interval of a share as it may be shown. Ends that were computed from counts as they are would
 * give the counts away; so the interval is computed anew from the counts as they are shown, only as
 * much wider than that of independent pairs as the true one is, in coarse steps.
 */
final class ReleasedInterval {
  /** Of a 95 % interval. */
  private static final double Z = 1.959963984540054;

  private static final double[] STEPS = {1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24};
  private static final double MOST_STEP = 1 << 20;

  private ReleasedInterval() {}

  /**
   * The interval of the share of two shown counts.
   *
   * @param true0 the interval as it was measured, for its width alone
   * @param part of the counts as they are
   * @param whole of the counts as they are
   * @param shownPart as it is shown
   * @param shownWhole as it is shown, above zero
   */
  static Interval of(Interval true0, double part, double whole, long shownPart, long shownWhole) {
    if (true0.lower().isEmpty() || true0.upper().isEmpty()) {
      return Interval.NONE;
    }
    double width = true0.upper().getAsDouble() - true0.lower().getAsDouble();
    Interval plain = wilson(part / whole, whole);
    double plainWidth = plain.upper().getAsDouble() - plain.lower().getAsDouble();
    double effect = width / plainWidth;
    return wilson(Math.min(1, (double) shownPart / shownWhole), shownWhole / step(effect * effect));
  }

  private static double step(double effect) {
    for (double step : STEPS) {
      if (effect <= step * 1.05) {
        return step;
      }
    }
    double step = 32;
    while (step < effect && step < MOST_STEP) {
      step *= 2;
    }
    return step;
  }

  /** Wilson (1927), Journal of the American Statistical Association 22(158). */
  static Interval wilson(double share, double n) {
    double squared = Z * Z / n;
    double middle = (share + squared / 2) / (1 + squared);
    double half = Z / (1 + squared) * Math.sqrt(share * (1 - share) / n + squared / (4 * n));
    return Interval.of(Math.max(0, middle - half), Math.min(1, middle + half));
  }
}
