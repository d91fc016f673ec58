package org.linkagehub.qa.interval;

/**
 * A share that is computed from sums of three counts, and how it changes with each of them.
 *
 * <p>Multiplying all sums by one number changes no statistic.
 */
public interface Statistic {
  /** What stands above the line: the value times the denominator. */
  double numerator(Moments moments);

  /** The sum that it is a share of. */
  double denominator(Moments moments);

  /** The value, from 0 to 1; NaN where the denominator is 0. */
  double value(Moments moments);

  /** The change of the value with each of the three sums. */
  double[] gradient(Moments moments);

  /**
   * How the denominator is made of the three counts, of a unit as of all.
   *
   * @return three factors
   */
  double[] denominatorWeights();
}
