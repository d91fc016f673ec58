package org.linkagehub.qa.interval;

import org.linkagehub.qa.measure.Interval;

/**
 * How a group differs from the whole that it is part of.
 *
 * @param difference the group's value minus that of the whole
 * @param interval of the difference, 95 %
 * @param p how probable a difference at least as large is, to either side, if the group is like the
 *     rest; not corrected for the number of groups
 */
public record Contrast(double difference, Interval interval, double p) {
  /** What the table of measures calls how intervals are found. */
  public static final String METHOD = "MOVER of Wilson intervals";

  /** From so many expected cases of the rarer kind on, the normal distribution serves. */
  private static final double MANY = 2000;

  /**
   * Compares a group with the rest.
   *
   * <p>The interval joins Wilson's intervals of the group and of the rest, with what both have in
   * common because units may belong to both, and is scaled from the difference to the rest to that
   * to the whole. The test is Fisher's exact one, mid-p, of counts divided by the design effect;
   * with many cases a normal score test.
   *
   * <p>Sources: Newcombe (1998), Statistics in Medicine 17, method 10; Zou and Donner (2008),
   * Statistics in Medicine 27; Rao and Scott (1981), JASA 76; Lancaster (1961), JASA 56.
   *
   * @return empty figures (NaN, p of 1) where the group or the rest has no value
   */
  public static Contrast of(Statistic statistic, Moments group, Moments all) {
    Moments rest = group.rest(all);
    Estimate inGroup = Estimate.of(statistic, group);
    Estimate inRest = Estimate.of(statistic, rest);
    Estimate inAll = Estimate.of(statistic, all);
    if (Double.isNaN(inGroup.value()) || Double.isNaN(inRest.value())) {
      return new Contrast(Double.NaN, Interval.NONE, 1);
    }
    double common = group.productWithRest(statistic.gradient(group), statistic.gradient(rest));
    double scale = Math.sqrt(inGroup.variance() * inRest.variance());
    double correlation = scale > 0 ? Math.max(-1, Math.min(1, common / scale)) : 0;
    double difference = inGroup.value() - inAll.value();
    // The statistics are shares of sums, so the group differs from the whole by the share of the
    // rest in the whole times its difference from the rest.
    double apart = inGroup.value() - inRest.value();
    double toWhole = apart == 0 ? inRest.denominator() / inAll.denominator() : difference / apart;
    Interval ofRest = moverInterval(inGroup, inRest, correlation);
    Interval interval =
        Interval.of(toWhole * ofRest.lower().orElseThrow(), toWhole * ofRest.upper().orElseThrow());
    return new Contrast(difference, interval, p(statistic, group, rest, all, correlation));
  }

  private static Interval moverInterval(Estimate group, Estimate rest, double correlation) {
    double belowGroup = group.value() - group.interval().lower().orElseThrow();
    double aboveGroup = group.interval().upper().orElseThrow() - group.value();
    double belowRest = rest.value() - rest.interval().lower().orElseThrow();
    double aboveRest = rest.interval().upper().orElseThrow() - rest.value();
    double difference = group.value() - rest.value();
    return Interval.of(
        difference - joined(belowGroup, aboveRest, correlation),
        difference + joined(aboveGroup, belowRest, correlation));
  }

  private static double joined(double one, double other, double correlation) {
    return Math.sqrt(Math.max(0, one * one + other * other - 2 * correlation * one * other));
  }

  private static double p(
      Statistic statistic, Moments group, Moments rest, Moments all, double correlation) {
    double common = statistic.value(all);
    double spread = common * (1 - common);
    if (!(spread > 0)) {
      return 1;
    }
    double inGroup = statistic.denominator(group);
    double inRest = statistic.denominator(rest);
    double whole = designEffect(statistic, all, common, 1);
    double ofGroup = designEffect(statistic, group, common, whole);
    double ofRest = designEffect(statistic, rest, common, whole);
    double groupSize = inGroup / ofGroup;
    double restSize = inRest / ofRest;
    double rare = Math.min(common, 1 - common);
    if (rare * Math.min(groupSize, restSize) > MANY) {
      double variance =
          spread
              * (1 / groupSize + 1 / restSize - 2 * correlation / Math.sqrt(groupSize * restSize));
      double z = Math.abs(statistic.value(group) - statistic.value(rest)) / Math.sqrt(variance);
      return FisherTest.normalTails(z);
    }
    return FisherTest.midP(
        Math.round(statistic.value(group) * groupSize),
        Math.round(groupSize),
        Math.round(statistic.value(rest) * restSize),
        Math.round(restSize));
  }

  /** By how much the variance is larger than that of independent draws, if all is alike. */
  private static double designEffect(
      Statistic statistic, Moments moments, double common, double atLeast) {
    double[] weights = statistic.gradient(moments);
    double denominator = statistic.denominator(moments);
    double value = statistic.value(moments);
    double[] below = statistic.denominatorWeights();
    double[] residual = new double[Moments.COUNTS];
    for (int i = 0; i < residual.length; i++) {
      // numerator - common x denominator, from numerator - value x denominator
      residual[i] = weights[i] * denominator + (value - common) * below[i];
    }
    double effect = moments.square(residual) / (denominator * common * (1 - common));
    return Math.max(atLeast, effect);
  }
}
