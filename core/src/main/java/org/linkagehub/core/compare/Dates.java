package org.linkagehub.core.compare;

import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Comparisons of two dates, as days since 1970-01-01. Symmetric. Known answers: {@code DatesTest}.
 *
 * <p>What goes wrong with a date of birth is one figure typed wrong, day and month taken for each
 * other, or one part unknown; a difference in days tells little of that.
 */
public final class Dates {
  private static final Set<Integer> PLACEHOLDERS =
      Stream.of(
              "0001-01-01", // the zero of several systems
              "1800-01-01", // what the Master Person Service treats as invalid
              "1880-01-01", // a filler that it accepts, and that has merged different people
              "1899-12-30", // day 0 of spreadsheets
              "1899-12-31",
              "1900-01-01",
              "1901-01-01",
              "9999-12-31")
          .map(date -> (int) LocalDate.parse(date).toEpochDay())
          .collect(Collectors.toUnmodifiableSet());

  private static final int ISO_LENGTH = "yyyy-mm-dd".length();

  private Dates() {}

  /** The difference in whole days, never negative. */
  public static int differenceDays(int leftDay, int rightDay) {
    return (int) Math.min(Integer.MAX_VALUE, Math.abs((long) leftDay - rightDay));
  }

  /** Whether the year agrees, and the day of each is the month of the other, but they differ. */
  public static boolean dayMonthSwapped(int leftDay, int rightDay) {
    long l = civil(leftDay);
    long r = civil(rightDay);
    return l != r && year(l) == year(r) && month(l) == dayOfMonth(r) && dayOfMonth(l) == month(r);
  }

  /** How many of year, month and day agree: 0 to 3. */
  public static int partsAgreeing(int leftDay, int rightDay) {
    long l = civil(leftDay);
    long r = civil(rightDay);
    return (year(l) == year(r) ? 1 : 0)
        + (month(l) == month(r) ? 1 : 0)
        + (dayOfMonth(l) == dayOfMonth(r) ? 1 : 0);
  }

  /**
   * The {@link DamerauLevenshtein} distance of the two as yyyy-mm-dd: 1 when one figure differs, or
   * two neighbouring figures of one part are swapped.
   */
  public static int editDistance(int leftDay, int rightDay) {
    if (leftDay == rightDay) {
      return 0;
    }
    long l = figures(leftDay);
    long r = figures(rightDay);
    if (l >= 0 && r >= 0) {
      long unequal = unequal(l, r);
      int count = Long.bitCount(unequal);
      if (count <= 2) {
        return count == 1 || areSwapped(l, r, unequal) ? 1 : 2;
      }
    }
    Scratch scratch = Scratch.ofThread();
    setIso(scratch.left, leftDay);
    setIso(scratch.right, rightDay);
    return DamerauLevenshtein.of(scratch);
  }

  /**
   * No more than {@link #editDistance}, and found in a fraction of its time: 0 for equal dates, 1
   * or 2 for others. One edit leaves no more than two figures of a date that differ from those of
   * the other.
   */
  public static int leastEditDistance(int leftDay, int rightDay) {
    if (leftDay == rightDay) {
      return 0;
    }
    long l = figures(leftDay);
    long r = figures(rightDay);
    return l >= 0 && r >= 0 && Long.bitCount(unequal(l, r)) > 2 ? 2 : 1;
  }

  /** yyyymmdd, four bits a figure; -1 where the year has not four figures. */
  private static long figures(int day) {
    long date = civil(day);
    int year = year(date);
    if (year < 0 || year > 9999) {
      return -1;
    }
    return twoFigures(year / 100) << 24
        | twoFigures(year % 100) << 16
        | twoFigures(month(date)) << 8
        | twoFigures(dayOfMonth(date));
  }

  private static long twoFigures(int number) {
    return 16L * (number / 10) + number % 10;
  }

  /** The lowest bit of each figure that differs. */
  private static long unequal(long l, long r) {
    long bits = l ^ r;
    return (bits | bits >>> 1 | bits >>> 2 | bits >>> 3) & 0x11111111L;
  }

  /** Whether two figures that differ stand side by side in one part and are swapped. */
  private static boolean areSwapped(long l, long r, long unequal) {
    int low = Long.numberOfTrailingZeros(unequal);
    boolean neighbours = unequal == (0b10001L << low) && low != 4 && low != 12;
    return neighbours
        && (l >>> low & 15) == (r >>> (low + 4) & 15)
        && (r >>> low & 15) == (l >>> (low + 4) & 15);
  }

  /**
   * Whether a date stands for "not known": 0001-01-01, 1800-01-01, 1880-01-01, 1899-12-30,
   * 1899-12-31, 1900-01-01, 1901-01-01, 9999-12-31.
   *
   * @param firstOfJanuary whether every 1 January does. Some systems write it where day and month
   *     are not known; but people are born on it too, and those for whom only the year is known are
   *     unevenly from some countries
   */
  public static boolean isPlaceholder(int day, boolean firstOfJanuary) {
    if (PLACEHOLDERS.contains(day)) {
      return true;
    }
    long date = civil(day);
    return firstOfJanuary && month(date) == 1 && dayOfMonth(date) == 1;
  }

  private static void setIso(Characters text, int day) {
    long date = civil(day);
    int year = year(date);
    if (year < 0 || year > 9999) {
      text.set(LocalDate.ofEpochDay(day).toString());
      return;
    }
    byte[] iso = text.room(ISO_LENGTH);
    twoDigits(iso, 0, year / 100);
    twoDigits(iso, 2, year % 100);
    iso[4] = '-';
    twoDigits(iso, 5, month(date));
    iso[7] = '-';
    twoDigits(iso, 8, dayOfMonth(date));
    text.setAscii(iso, 0, ISO_LENGTH);
  }

  private static void twoDigits(byte[] into, int at, int number) {
    into[at] = (byte) ('0' + number / 10);
    into[at + 1] = (byte) ('0' + number % 10);
  }

  // The proleptic Gregorian calendar without an object: counting from 1 March of year 0, the leap
  // day is the last of the year and every four centuries are equally long.
  private static long civil(int day) {
    long z = (long) day + 719_468;
    long era = Math.floorDiv(z, 146_097L);
    long dayOfEra = z - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long shifted = (5 * dayOfYear + 2) / 153; // 0 is March
    long dayOfMonth = dayOfYear - (153 * shifted + 2) / 5 + 1;
    long month = shifted < 10 ? shifted + 3 : shifted - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    return (year << 16) | (month << 8) | dayOfMonth;
  }

  private static int year(long civil) {
    return (int) (civil >> 16);
  }

  private static int month(long civil) {
    return (int) (civil >> 8) & 0xFF;
  }

  private static int dayOfMonth(long civil) {
    return (int) civil & 0xFF;
  }
}
