package org.linkagehub.core.standardise;

import java.time.LocalDate;
import java.time.YearMonth;

/** Dates written yyyy-MM-dd, as most are: read without a formatter. */
public final class IsoDate {
  /** In characters, which are those of ASCII. */
  public static final int LENGTH = 10;

  private static final int NONE = -1;

  /** Of the calendar of today: before it, systems differ in what day a date is. */
  private static final int FIRST_WHOLE_YEAR = 1583;

  private IsoDate() {}

  /**
   * The date that is written as four digits of a year, two of a month and two of a day, with a
   * hyphen between them; null of any other text, and of a day that there is not.
   */
  public static LocalDate of(String text) {
    if (text.length() != LENGTH || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return null;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, LENGTH);
    boolean is =
        year != NONE
            && month >= 1
            && month <= 12
            && day >= 1
            && (day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth());
    return is ? LocalDate.of(year, month, day) : null;
  }

  /** That date, unless it is of a time in which another calendar was in use. */
  public static LocalDate ofCalendarInUse(String text) {
    LocalDate date = of(text);
    return date == null || date.getYear() < FIRST_WHOLE_YEAR ? null : date;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
