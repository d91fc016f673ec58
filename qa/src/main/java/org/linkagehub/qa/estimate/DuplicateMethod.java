package org.linkagehub.qa.estimate;

import org.linkagehub.qa.measure.Interval;

/**
 * The precision of links to a source that holds a person at most once, from how many records have
 * no, one, two ... links to it: two links of one record cannot both be right, and how often that
 * happens tells how many of the single links are wrong.
 *
 * <p>Of a record the right link is there with one probability, and beside it come false links in a
 * number that follows Poisson. Both are fitted by maximum likelihood.
 *
 * <p>It fails where false links gather on few records (common names): there Poisson does not hold,
 * and single false links are fewer than it thinks, or more. It also fails where links were thinned
 * so that a record keeps one: then there is nothing to count.
 *
 * <p>Source: Blakely and Salmond (2002), "Probabilistic record linkage and a method to calculate
 * the positive predictive value", International Journal of Epidemiology 31(6).
 */
public final class DuplicateMethod {
  private static final int ITERATIONS = 5000;
  private static final double TOLERANCE = 1e-12;
  private static final double NORMAL = 1.959963984540054;

  private DuplicateMethod() {}

  /**
   * What was fitted.
   *
   * @param precision share of the links that are right; NaN of no links
   * @param rightRate how probable it is that a record has its right link
   * @param falseRate how many false links a record has on average
   * @param interval of the precision, 95 %, if the model holds; none where no record has several
   *     links
   */
  public record Fit(double precision, double rightRate, double falseRate, Interval interval) {}

  /**
   * Fits the numbers of records by their number of links.
   *
   * @param records at position k those with k links; position 0 those with none
   */
  public static Fit fit(long[] records) {
    double all = 0;
    double links = 0;
    for (int k = 0; k < records.length; k++) {
      all += records[k];
      links += (double) k * records[k];
    }
    if (links == 0) {
      return new Fit(Double.NaN, 0, 0, Interval.NONE);
    }
    boolean several = false;
    for (int k = 2; k < records.length; k++) {
      several |= records[k] > 0;
    }
    double mean = links / all;
    if (!several) {
      return new Fit(1, mean, 0, Interval.NONE);
    }
    double right = Math.min(0.9, 0.9 * mean);
    double wrong = mean - right;
    for (int i = 0; i < ITERATIONS; i++) {
      double expected = 0;
      for (int k = 1; k < records.length; k++) {
        // P(right link among k) from Poisson(k - 1) against Poisson(k): their ratio is k / rate.
        double with = right * k / wrong;
        expected += records[k] * with / (with + 1 - right);
      }
      double next = expected / all;
      double moved = Math.abs(next - right);
      right = Math.min(1 - 1e-12, next);
      wrong = Math.max(1e-300, mean - right);
      if (moved < TOLERANCE) {
        break;
      }
    }
    double precision = right / (right + wrong);
    return new Fit(precision, right, wrong, interval(records, right, wrong));
  }

  /** By the observed information of the logarithms of odds and rate. */
  private static Interval interval(long[] records, double right, double wrong) {
    double a = Math.log(right / (1 - right));
    double b = Math.log(wrong);
    double h = 1e-3;
    double centre = logLikelihood(records, a, b);
    double aa =
        (logLikelihood(records, a + h, b) - 2 * centre + logLikelihood(records, a - h, b))
            / (h * h);
    double bb =
        (logLikelihood(records, a, b + h) - 2 * centre + logLikelihood(records, a, b - h))
            / (h * h);
    double ab =
        (logLikelihood(records, a + h, b + h)
                - logLikelihood(records, a + h, b - h)
                - logLikelihood(records, a - h, b + h)
                + logLikelihood(records, a - h, b - h))
            / (4 * h * h);
    double determinant = aa * bb - ab * ab;
    if (!(determinant > 0) || !(aa < 0)) {
      return Interval.NONE;
    }
    // The odds of the precision are right / wrong; d log right / d a = 1 - right.
    double da = 1 - right;
    double db = -1;
    double variance = -(da * da * bb - 2 * da * db * ab + db * db * aa) / determinant;
    double odds = Math.log(right / wrong);
    double half = NORMAL * Math.sqrt(variance);
    return Interval.of(1 / (1 + Math.exp(half - odds)), 1 / (1 + Math.exp(-half - odds)));
  }

  private static double logLikelihood(long[] records, double logOdds, double logRate) {
    double right = 1 / (1 + Math.exp(-logOdds));
    double rate = Math.exp(logRate);
    double sum = 0;
    double logFactorial = 0;
    for (int k = 0; k < records.length; k++) {
      logFactorial += k > 1 ? Math.log(k) : 0;
      // P(k) = Poisson(k) x (1 - right + right x k / rate)
      double log = k * logRate - rate - logFactorial + Math.log(1 - right + right * k / rate);
      sum += records[k] == 0 ? 0 : records[k] * log;
    }
    return sum;
  }
}
