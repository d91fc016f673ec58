package org.linkagehub.qa.interval;

/** The harmonic mean of the first and the second count, each divided by the third. */
public final class HarmonicMean implements Statistic {
  @Override
  public double numerator(Moments moments) {
    return moments.sum(2) == 0 ? 0 : 2 * moments.sum(0) * moments.sum(1) / moments.sum(2);
  }

  @Override
  public double denominator(Moments moments) {
    return moments.sum(0) + moments.sum(1);
  }

  @Override
  public double value(Moments moments) {
    double below = denominator(moments);
    return below == 0 || moments.sum(2) == 0 ? Double.NaN : numerator(moments) / below;
  }

  @Override
  public double[] gradient(Moments moments) {
    double below = denominator(moments);
    double first = moments.sum(0) / below;
    double second = moments.sum(1) / below;
    double of = moments.sum(2);
    return new double[] {
      2 * second * second / of, 2 * first * first / of, -value(moments) / of,
    };
  }

  @Override
  public double[] denominatorWeights() {
    return new double[] {1, 1, 0};
  }
}
