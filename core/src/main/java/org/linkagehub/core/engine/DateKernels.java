package org.linkagehub.core.engine;

import java.util.Map;
import org.linkagehub.core.compare.Dates;

/** The comparisons of two dates that conditions may call. */
final class DateKernels {
  /** Those that answer with a number, by their names in SQL. */
  static final Map<String, DateKernel> NUMBERS =
      Map.of(
          "date_difference_days", Dates::differenceDays,
          "date_edit_distance", new DateEditDistance(),
          "date_parts_agreeing", Dates::partsAgreeing,
          "datediff", Math::subtractExact,
          "date_diff", Math::subtractExact);

  /** Those that answer yes (1) or no (0). */
  static final Map<String, DateKernel> FLAGS =
      Map.of("date_day_month_swapped", (l, r) -> Dates.dayMonthSwapped(l, r) ? 1 : 0);

  private DateKernels() {}
}
