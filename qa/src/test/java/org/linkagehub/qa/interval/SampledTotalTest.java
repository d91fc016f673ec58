package org.linkagehub.qa.interval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.engine.RejectedSample;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.qa.measure.Interval;

class SampledTotalTest {
  private static SampledTotal of(double[]... units) {
    double[] totals = new double[SampledTotal.WIDTH];
    for (double[] unit : units) {
      SampledTotal.add(totals, 0, unit[0], 1, unit[1]);
    }
    return SampledTotal.at(totals, 0);
  }

  /** Worked by hand: 1 / .5 + 1 / .25 + 1 drawn for certain; 1 x .5 / .25 + 1 x .75 / .0625. */
  @Test
  void figuresCountAsManyTimesAsTheyStandFor() {
    SampledTotal total = of(new double[] {1, .5}, new double[] {1, .25}, new double[] {1, 1});
    assertEquals(7, total.value(), 1e-12);
    assertEquals(14, total.variance(), 1e-12);
    assertEquals(2, total.units(), 0);
    assertEquals(6, total.most(), 1e-12, "2 + 4");
    assertEquals(20, total.squares(), 1e-12, "4 + 16");
  }

  /**
   * Of nothing seen among units that each stand for w: chi squared's 97.5 % point of 2 degrees of
   * freedom, 7.378, halved, times w. That of 10 events of weight 1: 4.80 to 18.39 (Garwood 1936,
   * Biometrika 28, the exact interval of Poisson), which a variance of all but nothing else gives.
   */
  @Test
  void theIntervalIsThatOfRareEvents() {
    Interval none = of(new double[] {0, .02}).interval();
    assertEquals(0, none.lower().orElseThrow(), 0);
    assertEquals(50 * 3.688879, none.upper().orElseThrow(), 1e-3);
    Interval ten = new SampledTotal(5, 10, 10, 7, 7, 7).interval();
    assertEquals(5 + 4.795389, ten.lower().orElseThrow(), 1e-5);
    assertEquals(5 + 18.390356, ten.upper().orElseThrow(), 1e-5);
  }

  @Test
  void aSampleOfAllIsSure() {
    assertEquals(Interval.of(2, 2), of(new double[] {1, 1}, new double[] {1, 1}).interval());
    assertEquals(Interval.of(0, 0), of().interval());
  }

  /**
   * Five hundred priority samples of 250 of 5,000 rejected pairs, of which as many match as the
   * model expects, or thrice as many, or one in twenty whatever it expects: how often the interval
   * holds the true number. Where matches are few it is wider than it need be.
   */
  @Test
  void theIntervalHoldsTheTruthInNineteenOfTwenty() {
    for (double wrong : new double[] {1, 3, 0}) {
      var random = new Random(7);
      int held = 0;
      double sum = 0;
      double truth = 0;
      int replications = 500;
      for (int r = 0; r < replications; r++) {
        double[] bits = new double[5000];
        boolean[] match = new boolean[bits.length];
        int matches = 0;
        for (int i = 0; i < bits.length; i++) {
          bits[i] = -2 - 20 * Math.sqrt(random.nextDouble());
          double expected = wrong == 0 ? 0.05 : wrong * MatchWeights.toProbability(bits[i]);
          match[i] = random.nextDouble() < expected;
          matches += match[i] ? 1 : 0;
        }
        SampledTotal total = sampled(bits, match, 250, random);
        held += total.interval().holds(matches) ? 1 : 0;
        sum += total.value();
        truth += matches;
      }
      double coverage = held / (double) replications;
      assertTrue(
          coverage >= 0.925 && coverage <= (wrong == 0 ? 0.975 : 1), wrong + ": " + coverage);
      assertEquals(1, sum / truth, 0.05, "without bias");
    }
  }

  /** As the engine draws. */
  private static SampledTotal sampled(double[] bits, boolean[] match, int size, Random random) {
    double[] priority = new double[bits.length];
    double[] weight = new double[bits.length];
    for (int i = 0; i < bits.length; i++) {
      weight[i] = RejectedSample.weight(bits[i]);
      priority[i] = weight[i] / (1 - random.nextDouble());
    }
    double[] ordered = priority.clone();
    Arrays.sort(ordered);
    double next = ordered[ordered.length - 1 - size];
    double[] totals = new double[SampledTotal.WIDTH];
    for (int i = 0; i < bits.length; i++) {
      if (priority[i] > next) {
        SampledTotal.add(
            totals, 0, match[i] ? 1 : 0, 1, RejectedSample.inclusionProbability(weight[i], next));
      }
    }
    return SampledTotal.at(totals, 0);
  }
}
