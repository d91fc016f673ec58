package org.linkagehub.core.score;

/**
 * Match weights in bits and match probabilities.
 *
 * <p>Source: Fellegi and Sunter (1969), "A Theory for Record Linkage", JASA 64(328).
 */
public final class MatchWeights {
  private static final double LOG_2 = StrictMath.log(2.0);

  private MatchWeights() {}

  /** The logarithm to base 2, to the bit what Spark's {@code log2} gives. */
  public static double log2(double x) {
    return StrictMath.log(x) / LOG_2;
  }

  /**
   * The match weight of a probability, in bits: log2(p / (1 - p)).
   *
   * @param probability from 0 (minus infinity) to 1 (plus infinity)
   */
  public static double ofProbability(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability is from 0 to 1, was " + probability);
    }
    return log2(probability / (1 - probability));
  }

  /**
   * The probability of a match weight in bits: 1 / (1 + 2^-w), without overflow.
   *
   * @return from 0 to 1
   */
  public static double toProbability(double matchWeight) {
    if (matchWeight >= 0) {
      return 1 / (1 + StrictMath.pow(2, -matchWeight));
    }
    double odds = StrictMath.pow(2, matchWeight);
    return odds / (1 + odds);
  }

  /** The weight of a level, in bits: log2(m / u). */
  public static double ofLevel(double m, double u) {
    return log2(m / u);
  }

  /**
   * The bits that a value's frequency adds to the weight of agreement on it.
   *
   * @param uExact u of exact agreement on the column
   * @param frequency the larger of both records' relative frequencies of their value
   * @param floor the least frequency that is believed, 0 for none
   * @param share the share of the adjustment that is applied, 0 to 1
   */
  public static double termFrequency(double uExact, double frequency, double floor, double share) {
    return share * (log2(uExact) - log2(Math.max(frequency, floor)));
  }
}
