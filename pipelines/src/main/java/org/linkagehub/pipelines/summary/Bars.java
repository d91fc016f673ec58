package org.linkagehub.pipelines.summary;

/** Bars of text. */
final class Bars {
  private static final String EIGHTHS = "▏▎▍▌▋▊▉";

  private Bars() {}

  /**
   * A bar whose length is to {@code width} as {@code value} is to {@code most}; never none for a
   * value.
   */
  static String of(double value, double most, int width) {
    if (!(value > 0) || !(most > 0)) {
      return "";
    }
    long eighths = Math.max(1, Math.round(8.0 * width * Math.min(value, most) / most));
    int rest = (int) (eighths % 8);
    return "█".repeat((int) (eighths / 8)) + (rest == 0 ? "" : EIGHTHS.substring(rest - 1, rest));
  }

  /** The same for counts. */
  static String of(long count, long most, int width) {
    return of((double) count, (double) most, width);
  }

  /** A bar to the left of an axis for a negative value, to its right for a positive one. */
  static String aroundZero(double value, double most, int width) {
    int length = most > 0 ? (int) Math.round(width * Math.min(Math.abs(value), most) / most) : 0;
    String left = value < 0 ? "█".repeat(length) : "";
    String right = value > 0 ? "█".repeat(length) : "";
    return " ".repeat(width - left.length()) + left + "│" + right;
  }
}
