package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Rows as Spark itself holds them: to turn the objects of a public {@code Row} into these takes
 * longer than to make a person.
 */
final class SparkRows {
  private SparkRows() {}

  /**
   * A row, or a struct within one.
   *
   * @param values in the order of the columns: numbers, booleans, texts, {@code LocalDate}s, rows,
   *     and arrays of texts or rows; null where one is missing
   */
  static InternalRow of(Object... values) {
    Object[] held = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      held[i] = held(values[i]);
    }
    return new GenericInternalRow(held);
  }

  private static Object held(Object value) {
    if (value instanceof String text) {
      return UTF8String.fromString(text);
    }
    if (value instanceof LocalDate day) {
      return (int) day.toEpochDay();
    }
    if (value instanceof Object[] values) {
      Object[] held = new Object[values.length];
      for (int i = 0; i < values.length; i++) {
        held[i] = held(values[i]);
      }
      return new GenericArrayData(held);
    }
    return value;
  }
}
