package org.linkagehub.core.standardise;

/**
 * NHS numbers: ten digits, of a range that is issued where they pass modulus 11. Known answers:
 * {@code ValueRulesTest}.
 *
 * <p>The check digit is 11 less the remainder, modulus 11, of the first nine digits weighted 10 to
 * 2; 11 becomes 0, and 10 makes the number invalid. Each digit ten times, and a digit, eight zeros
 * and that digit, pass it, so they are told apart. Source: NHS Data Model and Dictionary, NHS
 * NUMBER, and the ranges published for it: 4 and 6 to 7 for England, Wales and the Isle of Man, 01
 * to 3112999999 Scotland, 32 to 39 Northern Ireland, 80 to 85 Ireland, 9 for tests.
 */
public final class NhsNumberRules {
  private static final int DIGITS = 10;
  private static final long SCOTLAND = 100_000_000L;
  private static final long SCOTLAND_END = 3_113_000_000L;
  private static final long NORTHERN_IRELAND = 3_200_000_000L;
  private static final long ENGLAND = 4_000_000_000L;
  private static final long UNISSUED = 5_000_000_000L;
  private static final long ENGLAND_AGAIN = 6_000_000_000L;
  private static final long IRELAND = 8_000_000_000L;
  private static final long IRELAND_END = 8_600_000_000L;
  private static final long TESTS = 9_000_000_000L;

  private final boolean validOnly;

  /**
   * @param validOnly whether a number with a wrong check digit, or of the range for tests and
   *     made-up people, is no evidence; otherwise it is told and kept
   */
  public NhsNumberRules(boolean validOnly) {
    this.validOnly = validOnly;
  }

  /**
   * The ten digits, or null where the number is no evidence.
   *
   * @param raw may be null, which stays null and meets no rule
   */
  public String clean(String raw, Hits hits) {
    if (raw == null) {
      return null;
    }
    String digits = digits(Characters.visible(raw));
    if (digits.isEmpty() && Characters.isBlank(raw)) {
      return null;
    }
    if (digits.length() != DIGITS) {
      hits.add(Rule.NHS_NUMBER_NOT_TEN_DIGITS);
      return null;
    }
    if (isSentinel(digits)) {
      hits.add(Rule.NHS_NUMBER_SENTINEL);
      return null;
    }
    if (!passesModulus11(digits)) {
      hits.add(validOnly ? Rule.NHS_NUMBER_INVALID : Rule.NHS_NUMBER_CHECK_DIGIT);
      return validOnly ? null : digits;
    }
    return ofRange(digits, hits);
  }

  private String ofRange(String digits, Hits hits) {
    long number = Long.parseLong(digits);
    if (number >= TESTS) {
      hits.add(validOnly ? Rule.NHS_NUMBER_TEST_REFUSED : Rule.NHS_NUMBER_TEST);
      return validOnly ? null : digits;
    }
    boolean english =
        (number >= ENGLAND && number < UNISSUED) || (number >= ENGLAND_AGAIN && number < IRELAND);
    if (english) {
      return digits;
    }
    boolean elsewhere =
        (number >= SCOTLAND && number < SCOTLAND_END)
            || (number >= NORTHERN_IRELAND && number < ENGLAND)
            || (number >= IRELAND && number < IRELAND_END);
    hits.add(elsewhere ? Rule.NHS_NUMBER_ELSEWHERE : Rule.NHS_NUMBER_NOT_ISSUED);
    return elsewhere ? digits : null;
  }

  /** Nothing for blank; an x for each character that is no digit and no separator. */
  private static String digits(String text) {
    StringBuilder kept = new StringBuilder(DIGITS);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        kept.append(c);
      } else if (c != '-' && !Character.isWhitespace(c) && !Character.isSpaceChar(c)) {
        return "x";
      }
    }
    return kept.toString();
  }

  /**
   * Whether ten digits are one digit ten times, or a digit, eight zeros and that digit again: these
   * stand for no number, although they pass the check.
   */
  public static boolean isSentinel(String digits) {
    char first = digits.charAt(0);
    boolean same = true;
    boolean zeros = first == digits.charAt(DIGITS - 1);
    for (int i = 1; i < DIGITS; i++) {
      same &= digits.charAt(i) == first;
      zeros &= i == DIGITS - 1 || digits.charAt(i) == '0';
    }
    return same || zeros;
  }

  /** Whether the last of ten digits is the check digit of the others. */
  public static boolean passesModulus11(String digits) {
    int sum = 0;
    for (int i = 0; i < DIGITS - 1; i++) {
      sum += (digits.charAt(i) - '0') * (DIGITS - i);
    }
    int check = (11 - sum % 11) % 11;
    return check == digits.charAt(DIGITS - 1) - '0';
  }
}
