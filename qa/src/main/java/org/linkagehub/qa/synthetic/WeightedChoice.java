package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Draws one of several items in proportion to its weight, in constant time.
 *
 * <p>Source: the alias method in the form of Vose (1991), "A Linear Algorithm for Generating Random
 * Numbers with a Given Distribution", IEEE Transactions on Software Engineering 17(9).
 */
final class WeightedChoice<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Object[] items;
  private final double[] keep;
  private final int[] alias;

  /**
   * @throws IllegalArgumentException if there is no item, the lengths differ, or the weights are
   *     not finite, not negative and in sum above zero
   */
  WeightedChoice(List<? extends T> items, double[] weights) {
    if (items.isEmpty() || items.size() != weights.length) {
      throw new IllegalArgumentException(
          "wanted as many weights as items and at least one, found %d items and %d weights"
              .formatted(items.size(), weights.length));
    }
    double sum = 0;
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a weight must be finite and at least 0, was " + weight);
      }
      sum += weight;
    }
    if (sum <= 0) {
      throw new IllegalArgumentException("at least one weight must be above 0");
    }
    int n = weights.length;
    this.items = items.toArray();
    this.keep = new double[n];
    this.alias = new int[n];
    double[] scaled = new double[n];
    Deque<Integer> small = new ArrayDeque<>();
    Deque<Integer> large = new ArrayDeque<>();
    for (int i = 0; i < n; i++) {
      scaled[i] = weights[i] * n / sum;
      (scaled[i] < 1 ? small : large).add(i);
    }
    Arrays.fill(keep, 1);
    while (!small.isEmpty() && !large.isEmpty()) {
      int less = small.remove();
      int more = large.remove();
      keep[less] = scaled[less];
      alias[less] = more;
      scaled[more] -= 1 - scaled[less];
      (scaled[more] < 1 ? small : large).add(more);
    }
  }

  @SuppressWarnings("unchecked")
  T draw(HashRandom random) {
    int i = random.nextInt(items.length);
    return (T) items[random.nextDouble() < keep[i] ? i : alias[i]];
  }
}
