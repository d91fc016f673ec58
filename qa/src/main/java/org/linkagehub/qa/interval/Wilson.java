package org.linkagehub.qa.interval;

import org.apache.commons.math3.distribution.TDistribution;
import org.linkagehub.qa.measure.Interval;

/**
 * The 95 % score interval of a share. It stays inside 0 and 1, and is of use where the share is 0
 * or 1.
 *
 * <p>Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference",
 * JASA 22; with the size that independent draws of the same variance would have, and Student's t
 * for few units: Korn and Graubard (1998), Survey Methodology 24(2), and Franco et al. (2019), J.
 * Survey Statistics and Methodology 7(3).
 */
public final class Wilson {
  private static final double LEVEL = 0.975;
  private static final double NORMAL = 1.959963984540054;

  /** From so many degrees of freedom on, t is taken for normal: 1.9623 against 1.9600. */
  private static final double MANY = 1000;

  private Wilson() {}

  /** The interval of a share of independent draws. */
  public static Interval of(double share, double size) {
    return interval(share, size, NORMAL);
  }

  /**
   * The interval of a share whose variance was estimated.
   *
   * <p>Student's t has as many degrees of freedom as units, less one; but where cases come in
   * clumps, a variance that few clumps tell is itself unsure. Then t moves, by the share of the
   * variance that is due to clumps, towards that of twice the number of clumps: the degrees of
   * freedom of Satterthwaite (1946), Biometrics Bulletin 2, for a sum of so many equal rare
   * squares.
   *
   * @param share from 0 to 1
   * @param size the number of independent draws that tell as much
   * @param units how many independent units the variance comes from
   * @param designEffect by how much the variance is larger than that of independent draws
   */
  public static Interval of(double share, double size, double units, double designEffect) {
    double z = quantile(units - 1);
    if (designEffect > 1) {
      double clumps = size * Math.min(share, 1 - share);
      double few = quantile(Math.min(units - 1, Math.max(2, 2 * clumps)));
      z += (few - z) * (1 - 1 / designEffect);
    }
    return interval(share, size, z);
  }

  /** The 97.5 % quantile of Student's t. */
  private static double quantile(double freedom) {
    return freedom >= MANY
        ? NORMAL
        : new TDistribution(null, Math.max(1, freedom)).inverseCumulativeProbability(LEVEL);
  }

  private static Interval interval(double share, double size, double z) {
    if (!(size > 0) || Double.isNaN(share)) {
      return Interval.NONE;
    }
    double square = z * z / size;
    double centre = (share + square / 2) / (1 + square);
    double half = z * Math.sqrt(share * (1 - share) / size + square / (4 * size)) / (1 + square);
    // Rounding must not move a bound to the wrong side of the share.
    return Interval.of(
        Math.max(0, Math.min(share, centre - half)), Math.min(1, Math.max(share, centre + half)));
  }
}
