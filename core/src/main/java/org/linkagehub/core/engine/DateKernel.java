package org.linkagehub.core.engine;

import java.util.Map;
import org.linkagehub.core.compare.Dates;

/** A comparison of two dates, as days since 1970-01-01. */
interface DateKernel {
  /** Those that answer with a number, by their names in SQL. */
  Map<String, DateKernel> NUMBERS =
      Map.of(
          "date_difference_days", Dates::differenceDays,
          "date_edit_distance", new EditDistance(),
          "date_parts_agreeing", Dates::partsAgreeing,
          "datediff", Math::subtractExact,
          "date_diff", Math::subtractExact);

  /** Those that answer yes (1) or no (0). */
  Map<String, DateKernel> FLAGS =
      Map.of("date_day_month_swapped", (l, r) -> Dates.dayMonthSwapped(l, r) ? 1 : 0);

  int of(int left, int right);

  /** No more than {@link #of}, where that can be told quickly. */
  default int least(int left, int right) {
    return Integer.MIN_VALUE;
  }

  /** {@link Dates#editDistance}. */
  final class EditDistance implements DateKernel {
    @Override
    public int of(int left, int right) {
      return Dates.editDistance(left, right);
    }

    @Override
    public int least(int left, int right) {
      return Dates.leastEditDistance(left, right);
    }
  }
}
