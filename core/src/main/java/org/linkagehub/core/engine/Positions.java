package org.linkagehub.core.engine;

/** Lists of positions in a batch, ascending. */
final class Positions {
  private Positions() {}

  /** Fills a list with 0 to {@code count} - 1. */
  static void fill(int[] into, int count) {
    for (int i = 0; i < count; i++) {
      into[i] = i;
    }
  }

  /**
   * Takes positions out of a list.
   *
   * @param out positions of the list
   * @return how many are left
   */
  static int without(int[] list, int count, int[] out, int outCount) {
    if (outCount == 0) {
      return count;
    }
    int left = 0;
    int next = 0;
    for (int k = 0; k < count; k++) {
      if (next < outCount && list[k] == out[next]) {
        next++;
      } else {
        list[left++] = list[k];
      }
    }
    return left;
  }
}
