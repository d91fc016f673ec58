package org.linkagehub.core.compare;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What two lists of values have in common. Values count once however often they stand in a list; a
 * null in a list counts as no value. Known answers: {@code ArrayOverlapTest}.
 */
public final class ArrayOverlap {
  private ArrayOverlap() {}

  /**
   * The number of different values that both lists hold. Symmetric.
   *
   * @throws NullPointerException if a list is null
   */
  public static int size(List<?> left, List<?> right) {
    Set<Object> shared = values(left);
    shared.retainAll(values(right));
    return shared.size();
  }

  /**
   * Whether the list with fewer different values holds none but the other's. Symmetric.
   *
   * @param emptyIsSubset the answer where a list holds no value at all
   * @throws NullPointerException if a list is null
   */
  public static boolean isSubset(List<?> left, List<?> right, boolean emptyIsSubset) {
    int smaller = Math.min(values(left).size(), values(right).size());
    return smaller == 0 ? emptyIsSubset : size(left, right) == smaller;
  }

  private static Set<Object> values(List<?> list) {
    Set<Object> values = new HashSet<>(list);
    values.removeIf(Objects::isNull);
    return values;
  }
}
