package org.linkagehub.pipelines.trace.step;

import org.linkagehub.core.compare.JaroWinkler;

/**
 * The scores of the algorithmic trace, value by value, from 0 to 100. Known answers: {@code
 * ScoresTest}.
 *
 * <p>Source: Person_ID Handbook (2024), algorithmic trace, with the examples that it prints.
 */
final class Scores {
  private static final double FULL = 100;
  private static final double TWO_PARTS = 66;
  private static final double ONE_PART = 33;
  private static final double UNDECIDED = 50;

  private Scores() {}

  /** Jaro-Winkler, with each character that is not ASCII as an at sign. Letter case counts. */
  static double name(String sent, String held) {
    return FULL * JaroWinkler.of(ascii(sent), ascii(held));
  }

  private static String ascii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 127) {
        return replaced(name);
      }
    }
    return name;
  }

  private static String replaced(String name) {
    StringBuilder ascii = new StringBuilder(name.length());
    name.codePoints().forEach(c -> ascii.append(c > 127 ? '@' : (char) c));
    return ascii.toString();
  }

  /**
   * All parts equal 100; two of them 66, also the year with day and month swapped; the year alone
   * 33. What is not known agrees with nothing.
   */
  static double birth(PartialDate sent, PartialDate held) {
    boolean year = sent.year() == held.year();
    boolean month = sent.month() > 0 && sent.month() == held.month();
    boolean day = sent.day() > 0 && sent.day() == held.day();
    boolean swapped =
        sent.day() > 0
            && held.day() > 0
            && sent.day() == held.month()
            && sent.month() == held.day();
    if (year && month && day) {
      return FULL;
    }
    if ((month && day) || (year && (month || day || swapped))) {
      return TWO_PARTS;
    }
    return year ? ONE_PART : 0;
  }

  /** Equal 100; male against female 0; any other two 50. */
  static double gender(String sent, String held) {
    if (sent.equals(held)) {
      return FULL;
    }
    boolean opposite =
        (sent.equals("1") && held.equals("2")) || (sent.equals("2") && held.equals("1"));
    return opposite ? 0 : UNDECIDED;
  }

  /** Equal 100; the beginning of the one held, its share of that; else 0. */
  static double postcode(String sent, String held) {
    return held.startsWith(sent) ? FULL * sent.length() / held.length() : 0;
  }
}
