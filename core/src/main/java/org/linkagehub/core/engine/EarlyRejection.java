package org.linkagehub.core.engine;

import java.util.Arrays;

/**
 * Which pairs can no longer reach a threshold, whatever the comparisons say that are still to come.
 *
 * @param atMost the bits of a pair of which nothing is known yet: prior, and the most of each
 *     comparison with its largest term-frequency adjustment
 * @param losses for each comparison and gamma + 1, the bits by which what is known falls short of
 *     the most
 * @param threshold in bits, lowered by what rounding can take
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EarlyRejection(double atMost, double[][] losses, double threshold) {
  /** The comparisons in the order in which they are best made: those first that can cost most. */
  int[] order() {
    double[] greatest = new double[losses.length];
    Integer[] order = new Integer[losses.length];
    for (int c = 0; c < losses.length; c++) {
      order[c] = c;
      for (double loss : losses[c]) {
        greatest[c] = Math.max(greatest[c], loss);
      }
    }
    Arrays.sort(order, (a, b) -> Double.compare(greatest[b], greatest[a]));
    return Arrays.stream(order).mapToInt(c -> c).toArray();
  }
}
