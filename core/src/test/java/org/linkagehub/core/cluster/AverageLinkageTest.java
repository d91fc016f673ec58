package org.linkagehub.core.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AverageLinkageTest {
  /** Two households of three, in which one mistyped record links both: 4 bits against -10 else. */
  @Test
  void aSingleLinkDoesNotHoldTwoGroupsTogether() {
    var weights = new PairWeights(6, -10);
    for (int group = 0; group < 6; group += 3) {
      weights.set(group, group + 1, 9);
      weights.set(group, group + 2, 8);
      weights.set(group + 1, group + 2, 7);
    }
    weights.set(2, 3, 4);
    assertArrayEquals(
        new int[] {0, 0, 0, 3, 3, 3}, AverageLinkage.cluster(weights, 0, AverageLinkage.Rule.NONE));
  }

  @Test
  void aRecordJoinsWhereTheMeanReachesTheThresholdExactly() {
    var weights = new PairWeights(3, 0);
    weights.set(0, 1, 10);
    weights.set(0, 2, 3);
    weights.set(1, 2, -1);
    assertArrayEquals(
        new int[] {0, 0, 0}, AverageLinkage.cluster(weights, 1, AverageLinkage.Rule.NONE));
    assertArrayEquals(
        new int[] {0, 0, 2},
        AverageLinkage.cluster(weights, Math.nextUp(1.0), AverageLinkage.Rule.NONE));
  }

  @Test
  void oneRecordIsACluster() {
    assertArrayEquals(
        new int[] {0}, AverageLinkage.cluster(new PairWeights(1, 0), 0, AverageLinkage.Rule.NONE));
  }

  @Test
  void refusesAPairOfARecordWithItself() {
    assertEquals(
        "no pair (2, 2) among 3 records",
        assertThrows(IllegalArgumentException.class, () -> new PairWeights(3, 0).set(2, 2, 1))
            .getMessage());
    assertEquals(
        "a component must have from 1 to 32768 records, had 0",
        assertThrows(IllegalArgumentException.class, () -> new PairWeights(0, 0)).getMessage());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void equalsTheDefinition(long seed) {
    var random = new Random(seed);
    int n = 1 + random.nextInt(24);
    var weights = new PairWeights(n, -8);
    boolean coarse = random.nextBoolean(); // many ties
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if (random.nextInt(4) > 0) {
          weights.set(i, j, coarse ? random.nextInt(5) - 2 : random.nextGaussian() * 6);
        }
      }
    }
    boolean[][] forbidden = new boolean[n][n];
    for (int k = 0; k < n / 3; k++) {
      int i = random.nextInt(n);
      int j = random.nextInt(n);
      forbidden[i][j] = i != j;
      forbidden[j][i] = i != j;
    }
    double threshold = random.nextInt(3) - 1;
    assertArrayEquals(
        plain(weights, threshold, (i, j) -> forbidden[i][j]),
        AverageLinkage.cluster(weights, threshold, rule(forbidden)));
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /** Compares all clusters anew before every join. */
  private static int[] plain(
      PairWeights weights, double threshold, BiPredicate<Integer, Integer> forbidden) {
    List<List<Integer>> clusters = new ArrayList<>();
    for (int i = 0; i < weights.records(); i++) {
      clusters.add(new ArrayList<>(List.of(i)));
    }
    while (true) {
      double best = Double.NEGATIVE_INFINITY;
      int one = -1;
      int other = -1;
      for (int a = 0; a < clusters.size(); a++) {
        for (int b = a + 1; b < clusters.size(); b++) {
          double sum = 0;
          boolean allowed = true;
          for (int i : clusters.get(a)) {
            for (int j : clusters.get(b)) {
              sum += weights.get(i, j);
              allowed &= !forbidden.test(i, j);
            }
          }
          double mean = sum / (clusters.get(a).size() * clusters.get(b).size());
          // The order of the sum may differ in the last bits: a mean as good is no better.
          if (allowed && mean > threshold - 1e-9 && mean > best + 1e-9) {
            best = mean;
            one = a;
            other = b;
          }
        }
      }
      if (one < 0) {
        break;
      }
      clusters.get(one).addAll(clusters.remove(other));
    }
    int[] result = new int[weights.records()];
    for (List<Integer> cluster : clusters) {
      int smallest = cluster.stream().min(Integer::compare).orElseThrow();
      cluster.forEach(i -> result[i] = smallest);
    }
    return result;
  }

  private static AverageLinkage.Rule rule(boolean[][] forbidden) {
    boolean[][] state = Arrays.stream(forbidden).map(boolean[]::clone).toArray(boolean[][]::new);
    return new AverageLinkage.Rule() {
      @Override
      public boolean allows(int one, int other) {
        return !state[one][other];
      }

      @Override
      public void merged(int kept, int gone) {
        for (int i = 0; i < state.length; i++) {
          state[kept][i] |= state[gone][i];
          state[i][kept] = state[kept][i];
        }
      }
    };
  }
}
