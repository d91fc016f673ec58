package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

/**
 * The length of the shorter of two strings, in Unicode code points.
 *
 * <p>A guard for edit distances: one edit is a slip in a name of eight letters, and another name in
 * one of two characters (李明 and 李敏). A level that allows an edit should ask for three characters or
 * more.
 */
public final class TextLength {
  private TextLength() {}

  /**
   * The number of code points of the shorter string.
   *
   * @throws NullPointerException if a value is null
   */
  public static int shorter(String left, String right) {
    requireNonNull(left, "left");
    requireNonNull(right, "right");
    return Math.min(left.codePointCount(0, left.length()), right.codePointCount(0, right.length()));
  }
}
