package org.linkagehub.qa.interval;

import org.apache.commons.math3.distribution.GammaDistribution;
import org.linkagehub.qa.measure.Interval;

/**
 * The total of a figure over all units, from a sample into which each unit came with a chance of
 * its own. Known answers: {@code SampledTotalTest}.
 *
 * <p>The total is the sum over the sample of each figure divided by its chance (Horvitz and
 * Thompson). Units that had to be in the sample add no error. The interval is that of a weighted
 * sum of rare events, which is right also where few units of the sample show the figure, or none:
 * there it tells how many may have been passed over. The units of a priority sample are
 * uncorrelated, so that their variances add up.
 *
 * <p>Sums of parts add up to those of the whole. While a sample is passed, totals stand in an array
 * of many, {@link #WIDTH} numbers each.
 *
 * <p>Source: Horvitz and Thompson (1952), "A generalization of sampling without replacement from a
 * finite universe", JASA 47; Fay and Feuer (1997), "Confidence intervals for directly standardized
 * rates: a method based on the gamma distribution", Statistics in Medicine 16; Tiwari, Clegg and
 * Zou (2006), "Efficient interval estimation for age-adjusted cancer rates", Statistical Methods in
 * Medical Research 15, who take the mean unit in the place of the largest for what may have been
 * passed over.
 *
 * @param certain the sum over units that had to be drawn
 * @param drawn the sum over the others, each divided by its chance
 * @param variance of that sum
 * @param units how many there were that might not have been drawn
 * @param most the sum over them of the most that each can add
 * @param squares the sum over them of its square
 */
public record SampledTotal(
    double certain, double drawn, double variance, double units, double most, double squares) {
  /** How many numbers a total is. */
  public static final int WIDTH = 6;

  /** What the table of measures calls the method. */
  public static final String METHOD = "Horvitz-Thompson, gamma interval";

  private static final double TAIL = 0.025;

  /**
   * Adds a unit to the total that stands at a place of an array.
   *
   * @param figure of the unit, at least 0
   * @param most that the figure of a unit can be
   * @param chance that the unit had to be in the sample, above 0 to 1
   */
  public static void add(double[] totals, int offset, double figure, double most, double chance) {
    if (chance >= 1) {
      totals[offset] += figure;
      return;
    }
    totals[offset + 1] += figure / chance;
    totals[offset + 2] += figure * figure * (1 - chance) / (chance * chance);
    totals[offset + 3]++;
    totals[offset + 4] += most / chance;
    totals[offset + 5] += most * most / (chance * chance);
  }

  /** The total that stands at a place of an array. */
  public static SampledTotal at(double[] totals, int offset) {
    return new SampledTotal(
        totals[offset],
        totals[offset + 1],
        totals[offset + 2],
        totals[offset + 3],
        totals[offset + 4],
        totals[offset + 5]);
  }

  /** The estimate. */
  public double value() {
    return certain + drawn;
  }

  /** Its 95 % interval. */
  public Interval interval() {
    if (most == 0) {
      return Interval.of(certain, certain); // the sample is all there is
    }
    double lower = drawn > 0 && variance > 0 ? quantile(drawn, variance, TAIL) : drawn;
    double upper = quantile(drawn + most / units, variance + squares / units, 1 - TAIL);
    return Interval.of(certain + Math.min(drawn, lower), certain + Math.max(drawn, upper));
  }

  /** A quantile of the gamma distribution of that mean and variance. */
  private static double quantile(double mean, double variance, double probability) {
    return new GammaDistribution(null, mean * mean / variance, variance / mean)
        .inverseCumulativeProbability(probability);
  }
}
