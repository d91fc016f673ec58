package org.linkagehub.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RejectedSampleTest {
  private record Pair(long left, long right, double matchWeight) {}

  private static List<Pair> pairs(int count, long seed) {
    var random = new Random(seed);
    var pairs = new ArrayList<Pair>();
    for (int i = 0; i < count; i++) {
      pairs.add(new Pair(random.nextLong(), random.nextLong(), -7 - 12 * random.nextDouble()));
    }
    return pairs;
  }

  private static void offer(RejectedSample<Pair> sample, Pair pair) {
    double weight = RejectedSample.weight(pair.matchWeight());
    double priority = RejectedSample.priority(weight, pair.left(), pair.right());
    if (sample.mayTake(priority)) {
      sample.take(priority, pair.left(), pair.right(), pair);
    }
  }

  private static List<RejectedSample.Candidate<Pair>> inOrder(RejectedSample<Pair> sample) {
    var candidates = sample.candidates();
    candidates.sort(
        Comparator.comparingDouble(RejectedSample.Candidate<Pair>::priority).reversed());
    return candidates;
  }

  @Test
  void holdsTheSamePairsInWhateverPartsTheyCome() {
    List<Pair> pairs = pairs(5000, 1);
    var whole = new RejectedSample<Pair>(50);
    pairs.forEach(pair -> offer(whole, pair));
    var together = new RejectedSample<Pair>(50);
    for (int part = 0; part < 7; part++) {
      var ofPart = new RejectedSample<Pair>(50);
      for (int i = part; i < pairs.size(); i += 7) {
        offer(ofPart, pairs.get(i));
      }
      ofPart.candidates().forEach(candidate -> offer(together, candidate.pair()));
    }
    assertEquals(51, whole.candidates().size());
    assertEquals(inOrder(whole), inOrder(together));
  }

  @Test
  void estimatesSumsWithoutBias() {
    double pairsEstimated = 0;
    double matchesEstimated = 0;
    double matches = 0;
    int draws = 300;
    int count = 2000;
    for (int draw = 0; draw < draws; draw++) {
      var sample = new RejectedSample<Pair>(40);
      for (Pair pair : pairs(count, draw)) {
        offer(sample, pair);
        matches += Math.pow(2, pair.matchWeight()) / draws;
      }
      var candidates = inOrder(sample);
      double next = candidates.remove(40).priority();
      for (RejectedSample.Candidate<Pair> candidate : candidates) {
        double matchWeight = candidate.pair().matchWeight();
        double chance =
            RejectedSample.inclusionProbability(RejectedSample.weight(matchWeight), next);
        pairsEstimated += 1 / chance / draws;
        matchesEstimated += Math.pow(2, matchWeight) / chance / draws;
      }
    }
    // A mean of 300 estimates, each with an error of about a sixth, is within 1 %.
    assertEquals(count, pairsEstimated, 0.04 * count);
    assertEquals(matches, matchesEstimated, 0.04 * matches);
  }

  @Test
  void drawsMoreOftenWhatNearlyReachesTheThreshold() {
    assertEquals(0.11, RejectedSample.weight(Math.log(0.01 / 0.99) / Math.log(2)), 1e-12);
    assertEquals(0.01, RejectedSample.weight(-200), 1e-12);
    assertEquals(1, RejectedSample.inclusionProbability(0.11, Double.NEGATIVE_INFINITY));
    assertEquals(1, RejectedSample.inclusionProbability(0.11, 0.1));
    assertEquals(0.5, RejectedSample.inclusionProbability(0.11, 0.22));
  }

  @Test
  void takesNothingIntoASampleOfNone() {
    var none = new RejectedSample<Pair>(0);
    assertFalse(none.mayTake(Double.MAX_VALUE));
    assertTrue(none.candidates().isEmpty());
  }
}
