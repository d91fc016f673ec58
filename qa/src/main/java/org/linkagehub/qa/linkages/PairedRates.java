package org.linkagehub.qa.linkages;

/**
 * Two rates of the same requests, and the difference between them with an interval that knows that
 * the requests are the same.
 *
 * <p>Each rate is {@code events / trials}. The two need not have the same trials: a false match
 * rate is over the links of its own linkage. A request on which both linkages err in the same way
 * says nothing of their difference, and counts for nothing in its interval.
 *
 * <p>Each rate's limits are Wilson's (1927). The difference's are made of them and of the
 * correlation of the two rates, the method of variance estimates recovery of Zou and Donner (2008),
 * "Construction of confidence intervals about effect measures", Statistics in Medicine 27; where
 * both have the same trials this is method 8 of Newcombe (1998), "Improved confidence intervals for
 * the difference between binomial proportions based on paired data", Statistics in Medicine 17. The
 * correlation is that of the requests' contributions to the two rates, to first order. Known
 * answers: {@code PairedRatesTest}.
 *
 * @param firstTrials requests on which the first rate stands
 * @param firstEvents those of them that count
 * @param secondTrials requests on which the second rate stands
 * @param secondEvents those of them that count
 * @param bothTrials requests that are trials of both
 * @param firstEventsOfBoth of these, events of the first
 * @param secondEventsOfBoth of these, events of the second
 * @param bothEvents requests that are events of both
 */
public record PairedRates(
    long firstTrials,
    long firstEvents,
    long secondTrials,
    long secondEvents,
    long bothTrials,
    long firstEventsOfBoth,
    long secondEventsOfBoth,
    long bothEvents) {
  /** The normal deviate of 95 % in the middle. */
  private static final double Z = 1.959963984540054;

  public PairedRates {
    requireAtMost(firstEvents, firstTrials);
    requireAtMost(secondEvents, secondTrials);
    requireAtMost(bothTrials, Math.min(firstTrials, secondTrials));
    requireAtMost(firstEventsOfBoth, Math.min(firstEvents, bothTrials));
    requireAtMost(secondEventsOfBoth, Math.min(secondEvents, bothTrials));
    requireAtMost(bothEvents, Math.min(firstEventsOfBoth, secondEventsOfBoth));
  }

  /**
   * An estimate with its 95 % limits; NaN throughout where there is nothing to estimate from.
   *
   * @param value the estimate
   * @param low the lower limit
   * @param high the upper limit
   */
  public record Interval(double value, double low, double high) {
    private static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

    /** Whether zero lies below all that the interval holds. */
    public boolean isAboveZero() {
      return low > 0;
    }

    /** Whether zero lies above all that the interval holds. */
    public boolean isBelowZero() {
      return high < 0;
    }
  }

  /** The first rate, from 0 to 1. */
  public Interval first() {
    return wilson(firstEvents, firstTrials);
  }

  /** The second rate, from 0 to 1. */
  public Interval second() {
    return wilson(secondEvents, secondTrials);
  }

  /** The second rate less the first, from -1 to 1. */
  public Interval difference() {
    Interval first = first();
    Interval second = second();
    if (firstTrials == 0 || secondTrials == 0) {
      return Interval.NONE;
    }
    double rho = correlation();
    double value = second.value() - first.value();
    return new Interval(
        value,
        value - width(second.value() - second.low(), first.high() - first.value(), rho),
        value + width(second.high() - second.value(), first.value() - first.low(), rho));
  }

  private static double width(double a, double b, double rho) {
    return Math.sqrt(Math.max(0, a * a - 2 * rho * a * b + b * b));
  }

  /** Of the contributions event - rate x trial of the same request; 0 where a rate is 0 or 1. */
  private double correlation() {
    double p = (double) firstEvents / firstTrials;
    double q = (double) secondEvents / secondTrials;
    double variances = firstEvents * (1 - p) * secondEvents * (1 - q);
    if (variances == 0) {
      return 0;
    }
    double covariance =
        bothEvents - q * firstEventsOfBoth - p * secondEventsOfBoth + p * q * bothTrials;
    return Math.max(-1, Math.min(1, covariance / Math.sqrt(variances)));
  }

  private static Interval wilson(long events, long trials) {
    if (trials == 0) {
      return Interval.NONE;
    }
    double n = (double) trials;
    double p = events / n;
    double middle = p + Z * Z / (2 * n);
    double half = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    double scale = 1 + Z * Z / n;
    return new Interval(
        p,
        events == 0 ? 0 : (middle - half) / scale,
        events == trials ? 1 : (middle + half) / scale);
  }

  private static void requireAtMost(long part, long whole) {
    if (part < 0 || part > whole) {
      throw new IllegalArgumentException("%d cannot be a part of %d".formatted(part, whole));
    }
  }
}
