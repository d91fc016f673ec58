package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

/**
 * Jaro similarity of two strings. Known answers: {@code TextKernelsTest}.
 *
 * <p>Range [0, 1], no unit: 1 when the strings are equal, 0 when they have no character in common
 * within the window. Symmetric. Characters are Unicode code points; case and spaces count.
 *
 * <p>The variant: two characters agree when they are equal and at most max(0, ⌊max(length)/2⌋ - 1)
 * positions apart, each used once, the earliest first. With c such characters, of which t stand in
 * another order (t halved and rounded down), the similarity is (c/|left| + c/|right| + (c - t)/c) /
 * 3. Two empty strings are equal; an empty string and another share nothing.
 *
 * <p>Source: Jaro (1989), "Advances in record-linkage methodology as applied to matching the 1985
 * census of Tampa, Florida", JASA 84(406).
 */
public final class Jaro {
  private static final double ROUNDING = 1e-9;

  private Jaro() {}

  /**
   * The Jaro similarity of two strings.
   *
   * @throws NullPointerException if a value is null: missing is a level of its own, never a low
   *     similarity
   */
  public static double of(String left, String right) {
    Scratch scratch = Scratch.ofThread();
    scratch.left.set(requireNonNull(left, "left"));
    scratch.right.set(requireNonNull(right, "right"));
    return of(scratch);
  }

  /**
   * A bound of the similarity: no less than that of any two strings of these lengths which share at
   * most so many characters, each counted as often as both have it. A little more than exact, so
   * that no rounding is missed.
   */
  public static double most(int shared, int leftLength, int rightLength) {
    if (leftLength == 0 || rightLength == 0) {
      return 1;
    }
    return shared == 0
        ? 0
        : ((double) shared / leftLength + (double) shared / rightLength + 1) / 3 + ROUNDING;
  }

  /** The same of two UTF-8 strings. */
  public static double ofUtf8(
      byte[] left,
      int leftFrom,
      int leftLength,
      byte[] right,
      int rightFrom,
      int rightLength,
      Scratch scratch) {
    scratch.left.setUtf8(left, leftFrom, leftLength);
    scratch.right.setUtf8(right, rightFrom, rightLength);
    return of(scratch);
  }

  /** The same of two strings of one byte a character, as ASCII or Latin-1 has it. */
  public static double of(
      byte[] left,
      int leftFrom,
      int leftLength,
      byte[] right,
      int rightFrom,
      int rightLength,
      Scratch scratch) {
    if (leftLength <= Scratch.WORD && rightLength <= Scratch.WORD) {
      return ofShort(left, leftFrom, leftLength, right, rightFrom, rightLength, scratch.masks);
    }
    return ofLong(
        scratch.widenLeft(left, leftFrom, leftLength),
        0,
        leftLength,
        scratch.widenRight(right, rightFrom, rightLength),
        0,
        rightLength,
        scratch);
  }

  /** The same of two strings of code points. */
  public static double of(
      int[] left,
      int leftFrom,
      int leftLength,
      int[] right,
      int rightFrom,
      int rightLength,
      Scratch scratch) {
    if (leftLength <= Scratch.WORD && rightLength <= Scratch.WORD) {
      scratch.toSymbols(left, leftFrom, leftLength, right, rightFrom, rightLength);
      return ofShort(
          scratch.leftSymbols, 0, leftLength, scratch.rightSymbols, 0, rightLength, scratch.masks);
    }
    return ofLong(left, leftFrom, leftLength, right, rightFrom, rightLength, scratch);
  }

  /** The same of the strings that the scratch memory holds. */
  static double of(Scratch scratch) {
    Characters l = scratch.left;
    Characters r = scratch.right;
    if (l.isAscii && r.isAscii) {
      return of(l.ascii, l.from, l.length, r.ascii, r.from, r.length, scratch);
    }
    return of(l.wide(), 0, l.length, r.wide(), 0, r.length, scratch);
  }

  // One bit a position of the left string: a whole window is tested at once.
  private static double ofShort(
      byte[] left,
      int leftFrom,
      int leftLength,
      byte[] right,
      int rightFrom,
      int rightLength,
      long[] masks) {
    if (leftLength == 0 || rightLength == 0) {
      return leftLength == rightLength ? 1 : 0;
    }
    for (int i = 0; i < leftLength; i++) {
      masks[left[leftFrom + i] & 0xFF] |= 1L << i;
    }
    int window = window(leftLength, rightLength);
    long inWindow = (1L << (window + 1)) - 1;
    long leftUsed = 0;
    long rightUsed = 0;
    for (int j = 0; j < rightLength; j++) {
      long hits = masks[right[rightFrom + j] & 0xFF] & inWindow & ~leftUsed;
      long earliest = hits & -hits;
      leftUsed |= earliest;
      rightUsed |= earliest == 0 ? 0 : 1L << j;
      inWindow = inWindow << 1 | (j < window ? 1 : 0);
    }
    for (int i = 0; i < leftLength; i++) {
      masks[left[leftFrom + i] & 0xFF] = 0;
    }
    int shared = Long.bitCount(leftUsed);
    int outOfOrder = 0;
    while (leftUsed != 0) {
      int i = Long.numberOfTrailingZeros(leftUsed);
      int j = Long.numberOfTrailingZeros(rightUsed);
      outOfOrder += left[leftFrom + i] == right[rightFrom + j] ? 0 : 1;
      leftUsed &= leftUsed - 1;
      rightUsed &= rightUsed - 1;
    }
    return similarity(shared, outOfOrder, leftLength, rightLength);
  }

  private static double ofLong(
      int[] left,
      int leftFrom,
      int leftLength,
      int[] right,
      int rightFrom,
      int rightLength,
      Scratch scratch) {
    if (leftLength == 0 || rightLength == 0) {
      return leftLength == rightLength ? 1 : 0;
    }
    boolean[] leftUsed = scratch.leftFlags(leftLength);
    boolean[] rightUsed = scratch.rightFlags(rightLength);
    int window = window(leftLength, rightLength);
    int shared = 0;
    for (int j = 0; j < rightLength; j++) {
      int end = Math.min(leftLength - 1, j + window);
      for (int i = Math.max(0, j - window); i <= end; i++) {
        if (!leftUsed[i] && left[leftFrom + i] == right[rightFrom + j]) {
          leftUsed[i] = true;
          rightUsed[j] = true;
          shared++;
          break;
        }
      }
    }
    int outOfOrder = 0;
    int j = 0;
    for (int i = 0; i < leftLength; i++) {
      if (leftUsed[i]) {
        while (!rightUsed[j]) {
          j++;
        }
        outOfOrder += left[leftFrom + i] == right[rightFrom + j] ? 0 : 1;
        j++;
      }
    }
    return similarity(shared, outOfOrder, leftLength, rightLength);
  }

  private static int window(int leftLength, int rightLength) {
    return Math.max(0, Math.max(leftLength, rightLength) / 2 - 1);
  }

  private static double similarity(int shared, int outOfOrder, int leftLength, int rightLength) {
    if (shared == 0) {
      return 0;
    }
    // Whole transpositions only; and the two lengths are added first, so that swapping the strings
    // gives the same bits.
    int transpositions = outOfOrder / 2;
    return ((double) shared / leftLength
            + (double) shared / rightLength
            + (double) (shared - transpositions) / shared)
        / 3;
  }
}
