package org.linkagehub.qa.interval;

import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;

/**
 * Fisher's exact test of two shares, with half the probability of what was seen (mid-p), to both
 * sides.
 *
 * <p>Source: Lancaster (1961), "Significance tests in discrete distributions", JASA 56; twice the
 * smaller side.
 */
final class FisherTest {
  /** Terms smaller than this share of what was summed are left out. */
  private static final double NEGLIGIBLE = 1e-17;

  private FisherTest() {}

  /**
   * How probable shares at least as far apart are, if both are alike.
   *
   * @param oneCases of {@code oneSize}
   * @param otherCases of {@code otherSize}
   */
  static double midP(long oneCases, long oneSize, long otherCases, long otherSize) {
    long cases = oneCases + otherCases;
    long least = Math.max(0, cases - otherSize);
    long most = Math.min(cases, oneSize);
    if (least >= most) {
      return 1;
    }
    double seen =
        Math.exp(
            logChoose(oneSize, oneCases)
                + logChoose(otherSize, otherCases)
                - logChoose(oneSize + otherSize, cases));
    double below = 0;
    double term = seen;
    for (long k = oneCases; k > least && term > NEGLIGIBLE * below; k--) {
      // P(k - 1) / P(k)
      term *= (double) k * (otherSize - cases + k) / ((oneSize - k + 1.0) * (cases - k + 1.0));
      below += term;
    }
    double above = 0;
    term = seen;
    for (long k = oneCases; k < most && term > NEGLIGIBLE * above; k++) {
      term *= (oneSize - k) * (double) (cases - k) / ((k + 1.0) * (otherSize - cases + k + 1.0));
      above += term;
    }
    return Math.min(1, 2 * Math.min(below + seen / 2, above + seen / 2));
  }

  /** The probability that a standard normal number is at least so far from 0. */
  static double normalTails(double z) {
    return Erf.erfc(Math.abs(z) / Math.sqrt(2));
  }

  private static double logChoose(long n, long k) {
    return Gamma.logGamma(n + 1.0) - Gamma.logGamma(k + 1.0) - Gamma.logGamma(n - k + 1.0);
  }
}
