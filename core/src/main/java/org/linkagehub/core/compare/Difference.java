package org.linkagehub.core.compare;

/** Differences of two numbers. Symmetric. Known answers: {@code DifferenceTest}. */
public final class Difference {
  private Difference() {}

  /** |left - right|, in the unit of the numbers. */
  public static double absolute(double left, double right) {
    return Math.abs(left - right);
  }

  /**
   * |left - right| as a share of the larger size: 0 when they are equal, 0.5 for 50 and 100, 1 for
   * 0 and 100, at most 2 for numbers of opposite sign. For numbers that are not negative this is
   * Splink's percentage difference, |l - r| / max(l, r); two zeros are equal here, not undefined.
   */
  public static double relative(double left, double right) {
    double larger = Math.max(Math.abs(left), Math.abs(right));
    return larger == 0 ? 0 : Math.abs(left - right) / larger;
  }
}
