package org.linkagehub.core.cluster;

/** Where the pair of two records, numbered from 0, stands in an array of all pairs. */
final class Triangle {
  /** So that the pairs of all records fit an array: half a billion. */
  static final int MAX_RECORDS = 1 << 15;

  private Triangle() {}

  /**
   * The number of pairs.
   *
   * @throws IllegalArgumentException if there are no records, or more than {@link #MAX_RECORDS}
   */
  static int pairs(int records) {
    if (records < 1 || records > MAX_RECORDS) {
      throw new IllegalArgumentException(
          "a component must have from 1 to " + MAX_RECORDS + " records, had " + records);
    }
    return records * (records - 1) / 2;
  }

  /**
   * The position of a pair, given in either order.
   *
   * @throws IllegalArgumentException if there is no such pair
   */
  static int index(int one, int other, int records) {
    int low = Math.min(one, other);
    int high = Math.max(one, other);
    if (low < 0 || high >= records || low == high) {
      throw new IllegalArgumentException(
          "no pair (" + one + ", " + other + ") among " + records + " records");
    }
    return high * (high - 1) / 2 + low;
  }
}
