package org.linkagehub.core.evaluate;

import static org.linkagehub.core.evaluate.SqlFunctions.strict;
import static org.linkagehub.core.evaluate.SqlValues.toDate;
import static org.linkagehub.core.evaluate.SqlValues.toDay;

import java.util.LinkedHashMap;
import java.util.Map;
import org.linkagehub.core.evaluate.SqlFunctions.SqlFunction;

/** Spark's functions of dates and times; zone UTC. */
final class DateBuiltIns {
  private DateBuiltIns() {}

  static Map<String, SqlFunction> all() {
    var all = new LinkedHashMap<String, SqlFunction>();
    all.put("year", strict(1, 1, a -> toDate(a[0]).getYear()));
    all.put("month", strict(1, 1, a -> toDate(a[0]).getMonthValue()));
    SqlFunction day = strict(1, 1, a -> toDate(a[0]).getDayOfMonth());
    all.put("day", day);
    all.put("dayofmonth", day);
    SqlFunction difference = strict(2, 2, a -> Math.subtractExact(toDay(a[0]), toDay(a[1])));
    all.put("datediff", difference);
    all.put("date_diff", difference);
    all.put("unix_date", strict(1, 1, a -> toDay(a[0])));
    all.put("unix_seconds", strict(1, 1, a -> SqlFunctions.seconds(a[0])));
    all.put("to_date", strict(1, 2, SqlFunctions::date));
    all.put("to_timestamp", strict(1, 2, SqlFunctions::timestamp));
    all.put("try_to_timestamp", strict(1, 2, SqlFunctions::timestampOrNull));
    return all;
  }
}
