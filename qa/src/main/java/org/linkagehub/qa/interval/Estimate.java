package org.linkagehub.qa.interval;

import org.linkagehub.qa.measure.Interval;

/**
 * A statistic of units, with how sure it is.
 *
 * @param value from 0 to 1; NaN of no pairs
 * @param numerator what the value is made of
 * @param denominator what it is a share of
 * @param variance of the value, by units
 * @param effectiveSize how many independent draws would tell as much
 * @param interval 95 %
 */
public record Estimate(
    double value,
    double numerator,
    double denominator,
    double variance,
    double effectiveSize,
    Interval interval) {
  /** What the table of measures calls the method: linearised by people, Wilson's interval. */
  public static final String METHOD = "linearised by unit, Wilson";

  /**
   * Estimates a statistic.
   *
   * <p>The variance is that of the linearised statistic, summed over units; the interval is
   * Wilson's with the size that independent draws of that variance would have. Where every unit is
   * alike (no error seen) that is unknown; then all that a unit has counts as one draw.
   *
   * <p>Source: Woodruff (1971), "A simple method for approximating the variance of a complicated
   * estimate", JASA 66; Wolter (2007), Introduction to Variance Estimation, chapter 6.
   */
  public static Estimate of(Statistic statistic, Moments moments) {
    double value = statistic.value(moments);
    double denominator = statistic.denominator(moments);
    if (Double.isNaN(value)) {
      return new Estimate(value, 0, denominator, Double.NaN, 0, Interval.NONE);
    }
    double units = moments.units();
    double variance =
        Math.max(0, moments.square(statistic.gradient(moments))) * units / Math.max(1, units - 1);
    double spread = value * (1 - value);
    // Rounding leaves crumbs of a variance of zero.
    boolean varies = spread > 0 && variance > 1e-18 * spread;
    double size = varies ? spread / variance : sizeOfWholeUnits(statistic, moments);
    double designEffect = varies ? denominator / size : 1;
    return new Estimate(
        value,
        statistic.numerator(moments),
        denominator,
        variance,
        size,
        Wilson.of(Math.min(1, Math.max(0, value)), size, units, designEffect));
  }

  /** As if all that a unit has were one draw. */
  private static double sizeOfWholeUnits(Statistic statistic, Moments moments) {
    double denominator = statistic.denominator(moments);
    double squares = moments.square(statistic.denominatorWeights());
    return squares > 0 ? denominator * denominator / squares : denominator;
  }
}
