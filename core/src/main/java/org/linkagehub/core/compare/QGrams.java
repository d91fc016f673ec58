package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * How many q-grams, runs of q neighbouring characters, two strings share. Known answers: {@code
 * QGramsTest}.
 *
 * <p>Range [0, 1], no unit: 1 for equal strings, 0 when they share no q-gram. Symmetric. Characters
 * are Unicode code points; case and spaces count; nothing is padded. A string shorter than q has no
 * q-gram and is like nothing but itself. Two different strings can score 1: with q = 1, LISTEN and
 * SILENT.
 *
 * <p>q is from 1 to 3, so that a q-gram is exactly one 64-bit number and none is ever confused with
 * another by hashing.
 */
public final class QGrams {
  /** The longest q-gram: three code points of 21 bits fill a number. */
  public static final int LONGEST = 3;

  private static final int BITS = 21;

  private QGrams() {}

  /**
   * Jaccard coefficient of the sets of q-grams: shared / (left + right - shared), repeats counted
   * once.
   *
   * <p>Source: Jaccard (1912), "The distribution of the flora in the alpine zone", New Phytologist
   * 11(2). With q = 1 this is DuckDB's {@code jaccard}, but by characters.
   *
   * @throws NullPointerException if a value is null
   * @throws IllegalArgumentException if q is not from 1 to {@link #LONGEST}
   */
  public static double jaccard(String left, String right, int q) {
    Scratch scratch = Scratch.ofThread();
    scratch.left.set(requireNonNull(left, "left"));
    scratch.right.set(requireNonNull(right, "right"));
    return jaccard(scratch, q);
  }

  /** The same of two UTF-8 strings. */
  public static double jaccardUtf8(
      byte[] left,
      int leftFrom,
      int leftLength,
      byte[] right,
      int rightFrom,
      int rightLength,
      int q,
      Scratch scratch) {
    scratch.left.setUtf8(left, leftFrom, leftLength);
    scratch.right.setUtf8(right, rightFrom, rightLength);
    return jaccard(scratch, q);
  }

  /**
   * Cosine of the angle between the vectors of q-gram counts: sum of left x right counts / (norm of
   * left x norm of right).
   *
   * <p>Source: Salton and McGill (1983), "Introduction to Modern Information Retrieval", with
   * q-grams in the place of words, unweighted.
   *
   * @throws NullPointerException if a value is null
   * @throws IllegalArgumentException if q is not from 1 to {@link #LONGEST}
   */
  public static double cosine(String left, String right, int q) {
    Scratch scratch = Scratch.ofThread();
    scratch.left.set(requireNonNull(left, "left"));
    scratch.right.set(requireNonNull(right, "right"));
    return cosine(scratch, q);
  }

  /** The same of two UTF-8 strings. */
  public static double cosineUtf8(
      byte[] left,
      int leftFrom,
      int leftLength,
      byte[] right,
      int rightFrom,
      int rightLength,
      int q,
      Scratch scratch) {
    scratch.left.setUtf8(left, leftFrom, leftLength);
    scratch.right.setUtf8(right, rightFrom, rightLength);
    return cosine(scratch, q);
  }

  private static double jaccard(Scratch scratch, int q) {
    long[] l = scratch.leftGrams(Math.max(1, scratch.left.length));
    long[] r = scratch.rightGrams(Math.max(1, scratch.right.length));
    int left = sortedGrams(scratch.left, q, l);
    int right = sortedGrams(scratch.right, q, r);
    if (left == 0 || right == 0) {
      return equal(scratch) ? 1 : 0;
    }
    left = distinct(l, left);
    right = distinct(r, right);
    int shared = 0;
    for (int i = 0, j = 0; i < left && j < right; ) {
      if (l[i] == r[j]) {
        shared++;
        i++;
        j++;
      } else if (l[i] < r[j]) {
        i++;
      } else {
        j++;
      }
    }
    return (double) shared / (left + right - shared);
  }

  private static double cosine(Scratch scratch, int q) {
    long[] l = scratch.leftGrams(Math.max(1, scratch.left.length));
    long[] r = scratch.rightGrams(Math.max(1, scratch.right.length));
    int left = sortedGrams(scratch.left, q, l);
    int right = sortedGrams(scratch.right, q, r);
    if (left == 0 || right == 0) {
      return equal(scratch) ? 1 : 0;
    }
    long product = 0;
    long leftNorm = 0;
    long rightNorm = 0;
    for (int i = 0, j = 0; i < left || j < right; ) {
      long gram = i == left ? r[j] : j == right ? l[i] : Math.min(l[i], r[j]);
      long inLeft = 0;
      long inRight = 0;
      for (; i < left && l[i] == gram; i++) {
        inLeft++;
      }
      for (; j < right && r[j] == gram; j++) {
        inRight++;
      }
      product += inLeft * inRight;
      leftNorm += inLeft * inLeft;
      rightNorm += inRight * inRight;
    }
    // One root of a whole number: exactly 1 for equal counts.
    return Math.min(1, product / Math.sqrt((double) leftNorm * rightNorm));
  }

  /**
   * The q-grams of a text in ascending order, repeats kept.
   *
   * @param into has room for as many as the text has characters
   * @return how many
   */
  static int sortedGrams(Characters text, int q, long[] into) {
    if (q < 1 || q > LONGEST) {
      throw new IllegalArgumentException("q must be from 1 to " + LONGEST + ", was " + q);
    }
    int grams = text.length - q + 1;
    if (grams < 1) {
      return 0;
    }
    long keep = (1L << (BITS * q)) - 1;
    long gram = 0;
    for (int i = 0; i < text.length; i++) {
      int character = text.isAscii ? text.ascii[text.from + i] : text.codePoints[i];
      gram = ((gram << BITS) | character) & keep;
      if (i >= q - 1) {
        into[i - q + 1] = gram;
      }
    }
    Arrays.sort(into, 0, grams);
    return grams;
  }

  /** Leaves each number once; of at least one. */
  static int distinct(long[] sorted, int length) {
    int kept = 1;
    for (int i = 1; i < length; i++) {
      if (sorted[i] != sorted[kept - 1]) {
        sorted[kept++] = sorted[i];
      }
    }
    return kept;
  }

  private static boolean equal(Scratch scratch) {
    Characters l = scratch.left;
    Characters r = scratch.right;
    return l.length == r.length && Arrays.equals(l.wide(), 0, l.length, r.wide(), 0, r.length);
  }
}
