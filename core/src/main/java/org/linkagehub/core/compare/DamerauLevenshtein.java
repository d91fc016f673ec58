package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

/**
 * Unrestricted Damerau-Levenshtein distance of two strings: the least number of characters to
 * insert, delete or replace, or of neighbouring characters to swap, that makes one of the other,
 * other edits between the swapped two being allowed. Known answers: {@code TextKernelsTest}.
 *
 * <p>Range 0 to the longer length, in characters: 0 when the strings are equal. Symmetric, and a
 * metric. CA to ABC costs 2 (in {@link OptimalStringAlignment} 3). Characters are Unicode code
 * points; case and spaces count.
 *
 * <p>Source: Lowrance and Wagner (1975), "An extension of the string-to-string correction problem",
 * in linear space after Zhao and Sahni (2019), "String correction using the Damerau-Levenshtein
 * distance".
 */
public final class DamerauLevenshtein {
  private DamerauLevenshtein() {}

  /**
   * The unrestricted Damerau-Levenshtein distance of two strings.
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
    int aligned =
        OptimalStringAlignment.of(
            left, leftFrom, leftLength, right, rightFrom, rightLength, scratch);
    if (isFinal(aligned, leftLength, rightLength)) {
      return aligned;
    }
    return table(
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
    int aligned =
        OptimalStringAlignment.of(
            left, leftFrom, leftLength, right, rightFrom, rightLength, scratch);
    if (isFinal(aligned, leftLength, rightLength)) {
      return aligned;
    }
    return table(left, leftFrom, leftLength, right, rightFrom, rightLength, scratch);
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

  // The alignment distance is never less than this one, and never less than the difference of the
  // lengths. One edit is one edit in both, so an alignment distance of 2 cannot hide a 1.
  private static boolean isFinal(int aligned, int leftLength, int rightLength) {
    return aligned <= 2 || aligned == Math.abs(leftLength - rightLength);
  }

  /**
   * The table of distances, row by row. A swap pairs the last row k in which the left string has
   * the right's character j with the last column l in which the right string has the left's
   * character i. It need only be tried where k and i, or l and j, are neighbours: elsewhere
   * replacing is as cheap. So two rows back, and the two saved distances that such a swap starts
   * from, are enough.
   */
  private static int table(
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
    int[] lastRowOf = scratch.row(3, rightLength + 1); // k for the character of a column; 0 is none
    int[] beforeLastRow = scratch.row(4, rightLength + 1); // the distance at (k - 1, j - 2)
    for (int j = 0; j <= rightLength; j++) {
      row[j] = j;
      lastRowOf[j] = 0;
    }
    for (int i = 1; i <= leftLength; i++) {
      int[] free = twoAbove;
      twoAbove = above;
      above = row;
      row = free;
      row[0] = i;
      int a = left[leftFrom + i - 1];
      int lastColumn = 0;
      int beforeLastColumn = 0; // the distance at (i - 2, l - 1)
      for (int j = 1; j <= rightLength; j++) {
        boolean equal = a == right[rightFrom + j - 1];
        int best = Math.min(above[j - 1] + (equal ? 0 : 1), Math.min(above[j], row[j - 1]) + 1);
        if (equal) {
          lastColumn = j;
          beforeLastColumn = i > 1 ? twoAbove[j - 1] : 0;
          lastRowOf[j] = i;
          beforeLastRow[j] = j > 1 ? above[j - 2] : 0;
        } else if (lastColumn > 0 && lastRowOf[j] > 0) {
          if (lastColumn == j - 1) {
            best = Math.min(best, beforeLastRow[j] + i - lastRowOf[j]);
          } else if (lastRowOf[j] == i - 1) {
            best = Math.min(best, beforeLastColumn + j - lastColumn);
          }
        }
        row[j] = best;
      }
    }
    return row[rightLength];
  }
}
