package org.linkagehub.core.spark.functions;

import org.linkagehub.core.compare.Dates;

/** What generated code calls for dates, which are days since 1970-01-01. Never null. */
public final class DateFunctions {
  private DateFunctions() {}

  public static int differenceDays(int left, int right) {
    return Dates.differenceDays(left, right);
  }

  public static int editDistance(int left, int right) {
    return Dates.editDistance(left, right);
  }

  public static boolean dayMonthSwapped(int left, int right) {
    return Dates.dayMonthSwapped(left, right);
  }

  public static int partsAgreeing(int left, int right) {
    return Dates.partsAgreeing(left, right);
  }

  public static boolean isPlaceholder(int day, boolean firstOfJanuary) {
    return Dates.isPlaceholder(day, firstOfJanuary);
  }

  /** The date, or null where it is a placeholder. */
  public static Integer orMissing(int day, boolean firstOfJanuary) {
    return Dates.isPlaceholder(day, firstOfJanuary) ? null : (Integer) day;
  }
}
