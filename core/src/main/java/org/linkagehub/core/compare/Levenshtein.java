package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

/**
 * Levenshtein distance of two strings: the least number of characters to insert, delete or replace
 * that makes one of the other. Known answers: {@code TextKernelsTest}.
 *
 * <p>Range 0 to the longer length, in characters: 0 when the strings are equal. Symmetric.
 * Characters are Unicode code points; case and spaces count.
 *
 * <p>Source: Levenshtein (1966), "Binary codes capable of correcting deletions, insertions and
 * reversals". Up to 64 characters computed with bit vectors: Hyyrö (2003), "A bit-vector algorithm
 * for computing Levenshtein and Damerau edit distances", after Myers (1999).
 */
public final class Levenshtein {
  private Levenshtein() {}

  /**
   * The Levenshtein distance of two strings.
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

  // A column of the table of distances at a time: bit i of `up` and `down` says that the distance
  // rises or falls by 1 from row i - 1 to row i.
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
    for (int j = 0; j < rightLength; j++) {
      long equal = masks[right[rightFrom + j] & 0xFF];
      long diagonal = (((equal & up) + up) ^ up) | equal | down;
      long rises = down | ~(diagonal | up);
      long falls = diagonal & up;
      distance += (int) (rises >>> (leftLength - 1) & 1) - (int) (falls >>> (leftLength - 1) & 1);
      rises = rises << 1 | 1;
      up = falls << 1 | ~(diagonal | rises);
      down = rises & diagonal;
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
    int[] row = scratch.row(0, rightLength + 1);
    for (int j = 0; j <= rightLength; j++) {
      row[j] = j;
    }
    for (int i = 0; i < leftLength; i++) {
      int diagonal = row[0];
      row[0] = i + 1;
      for (int j = 0; j < rightLength; j++) {
        int above = row[j + 1];
        int replaced = diagonal + (left[leftFrom + i] == right[rightFrom + j] ? 0 : 1);
        row[j + 1] = Math.min(replaced, Math.min(above, row[j]) + 1);
        diagonal = above;
      }
    }
    return row[rightLength];
  }
}
