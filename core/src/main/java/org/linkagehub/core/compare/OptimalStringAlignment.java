package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

/**
 * Optimal string alignment distance of two strings: as {@link Levenshtein}, and swapping two
 * neighbouring characters also counts 1, but no part of the string may be edited twice. Also called
 * restricted Damerau-Levenshtein. Known answers: {@code TextKernelsTest}.
 *
 * <p>Range 0 to the longer length, in characters: 0 when the strings are equal. Symmetric, but no
 * metric: CA to AC to ABC costs 1 + 1, CA to ABC costs 3 (in {@link DamerauLevenshtein} 2).
 * Characters are Unicode code points; case and spaces count.
 *
 * <p>Source: Damerau (1964), "A technique for computer detection and correction of spelling
 * errors". Up to 64 characters computed with bit vectors: Hyyrö (2003), "A bit-vector algorithm for
 * computing Levenshtein and Damerau edit distances".
 */
public final class OptimalStringAlignment {
  private OptimalStringAlignment() {}

  /**
   * The optimal string alignment distance of two strings.
   *
   * @throws NullPointerException if a value is null: missing is a level of its own, never a
   *     distance
   */
  public static int of(String left, String right) {
    Scratch scratch = Scratch.ofThread();
    scratch.left.set(requireNonNull(left, "left"));
    scratch.right.set(requireNonNull(right, "right"));
    return of(scratch);
  }

  /** The same of two UTF-8 strings. */
  public static int ofUtf8(
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
  public static int of(
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
  public static int of(
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
  static int of(Scratch scratch) {
    Characters l = scratch.left;
    Characters r = scratch.right;
    if (l.isAscii && r.isAscii) {
      return of(l.ascii, l.from, l.length, r.ascii, r.from, r.length, scratch);
    }
    return of(l.wide(), 0, l.length, r.wide(), 0, r.length, scratch);
  }

  // As in Levenshtein, with one more way to reach a cell without cost on the diagonal: the two
  // characters before it are the other string's, swapped.
  private static int ofShort(
      byte[] left,
      int leftFrom,
      int leftLength,
      byte[] right,
      int rightFrom,
      int rightLength,
      long[] masks) {
    if (leftLength == 0) {
      return rightLength;
    }
    for (int i = 0; i < leftLength; i++) {
      masks[left[leftFrom + i] & 0xFF] |= 1L << i;
    }
    int distance = leftLength;
    long up = -1;
    long down = 0;
    long diagonal = 0;
    long equalBefore = 0;
    for (int j = 0; j < rightLength; j++) {
      long equal = masks[right[rightFrom + j] & 0xFF];
      long swapped = ((~diagonal & equal) << 1) & equalBefore;
      diagonal = (((equal & up) + up) ^ up) | equal | down | swapped;
      long rises = down | ~(diagonal | up);
      long falls = diagonal & up;
      distance += (int) (rises >>> (leftLength - 1) & 1) - (int) (falls >>> (leftLength - 1) & 1);
      rises = rises << 1 | 1;
      up = falls << 1 | ~(diagonal | rises);
      down = rises & diagonal;
      equalBefore = equal;
    }
    for (int i = 0; i < leftLength; i++) {
      masks[left[leftFrom + i] & 0xFF] = 0;
    }
    return distance;
  }

  private static int ofLong(
      int[] left,
      int leftFrom,
      int leftLength,
      int[] right,
      int rightFrom,
      int rightLength,
      Scratch scratch) {
    int[] twoAbove = scratch.row(0, rightLength + 1);
    int[] above = scratch.row(1, rightLength + 1);
    int[] row = scratch.row(2, rightLength + 1);
    for (int j = 0; j <= rightLength; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= leftLength; i++) {
      int[] free = twoAbove;
      twoAbove = above;
      above = row;
      row = free;
      row[0] = i;
      int a = left[leftFrom + i - 1];
      for (int j = 1; j <= rightLength; j++) {
        int b = right[rightFrom + j - 1];
        int best = Math.min(above[j - 1] + (a == b ? 0 : 1), Math.min(above[j], row[j - 1]) + 1);
        if (i > 1 && j > 1 && a == right[rightFrom + j - 2] && left[leftFrom + i - 2] == b) {
          best = Math.min(best, twoAbove[j - 2] + 1);
        }
        row[j] = best;
      }
    }
    return row[rightLength];
  }
}
