package org.linkagehub.core.compare;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleBiFunction;

/**
 * The best of all pairs of an element of one list and an element of another: several forenames,
 * former surnames, past postcodes. Elements that are null take no part. Symmetric where the
 * function is.
 */
public final class PairwiseBest {
  private PairwiseBest() {}

  /**
   * The greatest similarity of any pair; empty where a list has no element.
   *
   * @throws NullPointerException if a list is null
   */
  public static <T> OptionalDouble similarity(
      List<T> left, List<T> right, ToDoubleBiFunction<T, T> similarity) {
    return best(left, right, similarity, 1);
  }

  /**
   * The least distance of any pair; empty where a list has no element.
   *
   * @throws NullPointerException if a list is null
   */
  public static <T> OptionalDouble distance(
      List<T> left, List<T> right, ToDoubleBiFunction<T, T> distance) {
    return best(left, right, distance, -1);
  }

  private static <T> OptionalDouble best(
      List<T> left, List<T> right, ToDoubleBiFunction<T, T> function, int direction) {
    boolean found = false;
    double best = 0;
    for (T l : left) {
      for (T r : right) {
        if (l != null && r != null) {
          double value = function.applyAsDouble(l, r);
          if (!found || value * direction > best * direction) {
            best = value;
            found = true;
          }
        }
      }
    }
    return found ? OptionalDouble.of(best) : OptionalDouble.empty();
  }
}
