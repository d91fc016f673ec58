package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

/**
 * Jaro-Winkler similarity of two strings: {@link Jaro} raised for a common beginning. Known
 * answers: {@code TextKernelsTest}.
 *
 * <p>Range [0, 1], no unit: 1 when the strings are equal. Symmetric. Characters are Unicode code
 * points; case and spaces count.
 *
 * <p>The variant: where Jaro's similarity s is above 0.7, it becomes s + 0.1 p (1 - s), p being the
 * length of the common beginning, at most 4. This is what DuckDB and rapidfuzz compute; some other
 * libraries boost every pair, or do not round transpositions down.
 *
 * <p>Source: Winkler (1990), "String comparator metrics and enhanced decision rules in the
 * Fellegi-Sunter model of record linkage".
 */
public final class JaroWinkler {
  private static final double BOOST_ABOVE = 0.7;
  private static final double PREFIX_SCALE = 0.1;
  private static final int LONGEST_PREFIX = 4;

  private JaroWinkler() {}

  /**
   * The Jaro-Winkler similarity of two strings.
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

  /** A bound of the similarity, of one of Jaro's: no less than it can be. */
  public static double most(double jaro) {
    return jaro <= BOOST_ABOVE ? jaro : boosted(jaro, LONGEST_PREFIX);
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
    double jaro = Jaro.of(left, leftFrom, leftLength, right, rightFrom, rightLength, scratch);
    if (jaro <= BOOST_ABOVE) {
      return jaro;
    }
    int longest = Math.min(LONGEST_PREFIX, Math.min(leftLength, rightLength));
    int prefix = 0;
    while (prefix < longest && left[leftFrom + prefix] == right[rightFrom + prefix]) {
      prefix++;
    }
    return boosted(jaro, prefix);
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
    double jaro = Jaro.of(left, leftFrom, leftLength, right, rightFrom, rightLength, scratch);
    if (jaro <= BOOST_ABOVE) {
      return jaro;
    }
    int longest = Math.min(LONGEST_PREFIX, Math.min(leftLength, rightLength));
    int prefix = 0;
    while (prefix < longest && left[leftFrom + prefix] == right[rightFrom + prefix]) {
      prefix++;
    }
    return boosted(jaro, prefix);
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

  private static double boosted(double jaro, int prefix) {
    return Math.min(1, jaro + prefix * PREFIX_SCALE * (1 - jaro));
  }
}
