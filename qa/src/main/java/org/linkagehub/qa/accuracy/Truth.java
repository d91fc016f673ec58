package org.linkagehub.qa.accuracy;

import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What measures against the truth have in common. */
final class Truth {
  private Truth() {}

  /** n (n - 1) / 2 in whole numbers. */
  static Column pairs(Column n) {
    return org.apache.spark.sql.functions.call_function("div", n.multiply(n.minus(1)), lit(2L));
  }

  static void requireColumns(Dataset<Row> table, String what, String... columns) {
    List<String> present = List.of(table.columns());
    for (String column : columns) {
      if (!present.contains(column)) {
        throw new IllegalArgumentException(
            "%s: column %s is missing; the columns are %s".formatted(what, column, present));
      }
    }
  }
}
