package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatesTest {
  // Worked by hand.
  @ParameterizedTest(name = "{0} ~ {1}")
  @CsvSource({
    "1980-02-03, 1980-02-03, 0, 0, false, 3",
    "1980-02-03, 1980-03-02, 28, 2, true, 1",
    "1980-02-02, 1980-02-02, 0, 0, false, 3",
    "1980-02-03, 1981-02-03, 366, 1, false, 2",
    "1980-03-13, 1980-03-31, 18, 1, false, 2",
    "1980-12-01, 1980-12-10, 9, 1, false, 2",
    "1980-02-03, 1981-03-02, 393, 3, false, 0",
    "1999-12-31, 2000-01-01, 1, 7, false, 0",
    "1960-02-29, 1960-02-28, 1, 1, false, 2",
  })
  void knownAnswers(
      String left, String right, int days, int edits, boolean swapped, int partsAgreeing) {
    int l = day(left);
    int r = day(right);
    assertEquals(days, Dates.differenceDays(l, r));
    assertEquals(edits, Dates.editDistance(l, r));
    assertEquals(swapped, Dates.dayMonthSwapped(l, r));
    assertEquals(partsAgreeing, Dates.partsAgreeing(l, r));
  }

  @Test
  void areSymmetricAndAgreeWithTheCalendarOfTheLibrary() {
    var random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      int span = random.nextInt(10) == 0 ? 2_000_000 : 400;
      int l = random.nextInt(40_000) - 10_000 + (span > 400 ? random.nextInt(span) - span / 2 : 0);
      int r = l + random.nextInt(2 * span) - span;
      LocalDate left = LocalDate.ofEpochDay(l);
      LocalDate right = LocalDate.ofEpochDay(r);
      String pair = left + " ~ " + right;
      assertEquals(
          Math.abs(ChronoUnit.DAYS.between(left, right)), Dates.differenceDays(l, r), pair);
      assertEquals(
          SlowTwins.damerauLevenshtein(left.toString(), right.toString()),
          Dates.editDistance(l, r),
          pair);
      int least = Dates.leastEditDistance(l, r);
      assertTrue(least <= Dates.editDistance(l, r), pair);
      boolean swapped =
          left.getYear() == right.getYear()
              && left.getDayOfMonth() == right.getMonthValue()
              && left.getMonthValue() == right.getDayOfMonth()
              && !left.equals(right);
      assertEquals(swapped, Dates.dayMonthSwapped(l, r), pair);
      int parts =
          (left.getYear() == right.getYear() ? 1 : 0)
              + (left.getMonthValue() == right.getMonthValue() ? 1 : 0)
              + (left.getDayOfMonth() == right.getDayOfMonth() ? 1 : 0);
      assertEquals(parts, Dates.partsAgreeing(l, r), pair);
      assertEquals(Dates.differenceDays(l, r), Dates.differenceDays(r, l), pair);
      assertEquals(Dates.editDistance(l, r), Dates.editDistance(r, l), pair);
      assertEquals(Dates.dayMonthSwapped(l, r), Dates.dayMonthSwapped(r, l), pair);
      assertEquals(Dates.partsAgreeing(l, r), Dates.partsAgreeing(r, l), pair);
    }
  }

  @Test
  void knowWhichCenturiesHaveALeapDay() {
    int fixed = day("1950-06-15");
    for (int year = 1200; year <= 2800; year += 100) {
      int february = day(year + "-02-20");
      for (int day = february; day < february + 20; day++) {
        String date = LocalDate.ofEpochDay(day).toString();
        assertEquals(
            SlowTwins.damerauLevenshtein(date, "1950-06-15"), Dates.editDistance(day, fixed), date);
        assertEquals(
            SlowTwins.damerauLevenshtein(date, LocalDate.ofEpochDay(day + 1).toString()),
            Dates.editDistance(day, day + 1),
            date);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "1900-01-01, true, true",
    "1901-01-01, true, true",
    "1800-01-01, true, true",
    "1880-01-01, true, true",
    "1899-12-30, true, true",
    "9999-12-31, true, true",
    "0001-01-01, true, true",
    "1970-01-01, false, true",
    "1956-01-01, false, true",
    "1956-01-02, false, false",
    "1956-02-01, false, false",
    "1899-12-29, false, false",
  })
  void knowsPlaceholders(String date, boolean always, boolean withFirstOfJanuary) {
    assertEquals(always, Dates.isPlaceholder(day(date), false));
    assertEquals(withFirstOfJanuary, Dates.isPlaceholder(day(date), true));
  }

  private static int day(String date) {
    return (int) LocalDate.parse(date).toEpochDay();
  }
}
