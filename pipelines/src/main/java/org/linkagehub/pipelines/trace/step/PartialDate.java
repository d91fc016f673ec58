package org.linkagehub.pipelines.trace.step;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * A day, or no more of it than is known.
 *
 * @param year 1 to 9999
 * @param month 1 to 12; 0 where it is not known
 * @param day 1 to 31; 0 where it is not known
 */
public record PartialDate(int year, int month, int day) {

  /**
   * Reads yyyyMMdd, yyyyMM or yyyy; 00 stands for a month or day that is not known.
   *
   * @return null where the text is null or none of these, or the calendar has no such day
   */
  public static PartialDate of(String text) {
    if (text == null) {
      return null;
    }
    int length = text.length();
    if (length != 4 && length != 6 && length != 8) {
      return null;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    int year = Integer.parseInt(text.substring(0, 4));
    int month = length > 4 ? Integer.parseInt(text.substring(4, 6)) : 0;
    int day = length > 6 ? Integer.parseInt(text.substring(6)) : 0;
    boolean exists =
        year > 0
            && month <= 12
            && (month > 0 || day == 0)
            && (month == 0 || day <= YearMonth.of(year, month).lengthOfMonth());
    return exists ? new PartialDate(year, month, day) : null;
  }

  /** Whether year, month and day are known. */
  public boolean isFull() {
    return day > 0;
  }

  /** The day, if {@link #isFull()}. */
  public LocalDate date() {
    return LocalDate.of(year, month, day);
  }

  /** Whether it may lie between these days, both included: what is not known is no objection. */
  boolean mayLieBetween(LocalDate first, LocalDate last) {
    if (isFull()) {
      return !date().isBefore(first) && !date().isAfter(last);
    }
    return year >= first.getYear() && year <= last.getYear();
  }

  /** Whether all that is known of this date is known of the other, too, and the same. */
  boolean agreesWith(PartialDate other) {
    return year == other.year
        && (month == 0 || month == other.month)
        && (day == 0 || day == other.day);
  }

  /** yyyyMMdd, yyyyMM or yyyy. */
  public String text() {
    String text = "%04d".formatted(year);
    text += month > 0 ? "%02d".formatted(month) : "";
    return day > 0 ? text + "%02d".formatted(day) : text;
  }

  /** The same as a number. */
  int number() {
    return month == 0 ? year : day == 0 ? year * 100 + month : (year * 100 + month) * 100 + day;
  }
}
