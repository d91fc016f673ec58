package org.linkagehub.qa.synthetic;

import java.sql.Date;
import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Days as rows hold them. To make a {@code java.sql.Date} of a day takes longer than to make most
 * other values of a row, and a population has few days and very many dates, so each is made once.
 */
final class SqlDates {
  private static final long FIRST = LocalDate.of(1850, 1, 1).toEpochDay();
  private static final AtomicReferenceArray<Date> MADE =
      new AtomicReferenceArray<>((int) (LocalDate.of(2150, 1, 1).toEpochDay() - FIRST));

  private SqlDates() {}

  /** The day; nobody may change what this gives. */
  static Date of(LocalDate day) {
    long place = day.toEpochDay() - FIRST;
    if (place < 0 || place >= MADE.length()) {
      return Date.valueOf(day);
    }
    Date made = MADE.get((int) place);
    if (made == null) {
      made = Date.valueOf(day);
      MADE.set((int) place, made);
    }
    return made;
  }
}
