package org.linkagehub.qa.interval;

/** One combination of the three counts divided by another. */
public final class Ratio implements Statistic {
  private final double[] numerator;
  private final double[] denominator;

  private Ratio(double[] numerator, double[] denominator) {
    this.numerator = numerator;
    this.denominator = denominator;
  }

  /** The ratio of two combinations of the counts. */
  public static Ratio of(double[] numerator, double[] denominator) {
    return new Ratio(numerator.clone(), denominator.clone());
  }

  @Override
  public double numerator(Moments moments) {
    return combined(numerator, moments);
  }

  @Override
  public double denominator(Moments moments) {
    return combined(denominator, moments);
  }

  @Override
  public double value(Moments moments) {
    double below = denominator(moments);
    return below == 0 ? Double.NaN : numerator(moments) / below;
  }

  @Override
  public double[] gradient(Moments moments) {
    double value = value(moments);
    double below = denominator(moments);
    double[] gradient = new double[Moments.COUNTS];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (numerator[i] - value * denominator[i]) / below;
    }
    return gradient;
  }

  @Override
  public double[] denominatorWeights() {
    return denominator.clone();
  }

  private static double combined(double[] weights, Moments moments) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * moments.sum(i);
    }
    return sum;
  }
}
