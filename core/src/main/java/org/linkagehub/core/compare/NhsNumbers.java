package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

/**
 * Near agreement of two NHS numbers, or of any two numbers of ten digits. Spaces and hyphens do not
 * count. Symmetric. Known answers: {@code NhsNumbersTest}.
 *
 * <p>The check digit (modulus 11) catches every single wrong digit and every swap of neighbours, so
 * two different numbers that both pass the check are never near: these functions tell something
 * only where numbers that fail the check are kept, not cleared by standardisation.
 */
public final class NhsNumbers {
  private static final int DIGITS = 10;

  private NhsNumbers() {}

  /**
   * Whether both have ten digits, of which exactly one differs.
   *
   * @throws NullPointerException if a value is null
   */
  public static boolean oneDigitDifferent(String left, String right) {
    String l = digits(requireNonNull(left, "left"));
    String r = digits(requireNonNull(right, "right"));
    return bothWhole(l, r) && different(l, r) == 1;
  }

  /**
   * Whether both have ten digits and are equal but for two different neighbouring digits that are
   * swapped.
   *
   * @throws NullPointerException if a value is null
   */
  public static boolean twoDigitsTransposed(String left, String right) {
    String l = digits(requireNonNull(left, "left"));
    String r = digits(requireNonNull(right, "right"));
    if (!bothWhole(l, r) || different(l, r) != 2) {
      return false;
    }
    int i = 0;
    while (l.charAt(i) == r.charAt(i)) {
      i++;
    }
    return l.charAt(i) == r.charAt(i + 1) && l.charAt(i + 1) == r.charAt(i);
  }

  private static int different(String left, String right) {
    int different = 0;
    for (int i = 0; i < DIGITS; i++) {
      different += left.charAt(i) == right.charAt(i) ? 0 : 1;
    }
    return different;
  }

  private static boolean bothWhole(String left, String right) {
    return left.length() == DIGITS && right.length() == DIGITS;
  }

  /** The digits, or nothing where any other character stands among them. */
  private static String digits(String text) {
    StringBuilder digits = new StringBuilder(DIGITS);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character >= '0' && character <= '9') {
        digits.append(character);
      } else if (character != ' ' && character != '-') {
        return "";
      }
    }
    return digits.toString();
  }
}
