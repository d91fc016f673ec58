package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.linkagehub.core.spark.CatalystRows;
import scala.Tuple2;

/**
 * Counts the rows that break rules, in one pass for all rules. The rules are plain Java: SQL's
 * functions of arrays call an interpreter for each element.
 */
final class RowRules {
  /** The counts of rows that belong to no group. */
  private static final String ALL = "";

  private RowRules() {}

  /**
   * One thing that must hold of each row.
   *
   * @param text what must hold
   * @param asked which rows it is about; a group that has none of these is not asked
   * @param violated which of all rows break it
   */
  record Rule(String text, Condition asked, Condition violated) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Rule of(String text, Condition violated) {
      return new Rule(text, row -> true, violated);
    }
  }

  /** Says yes or no of a row. */
  interface Condition extends Serializable {
    boolean of(InternalRow row);
  }

  /** How many rows each rule was asked of, and how many break it, in the order of the rules. */
  static final class Counts implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] asked;
    private final long[] violations;

    private Counts(int rules) {
      asked = new long[rules];
      violations = new long[rules];
    }

    long asked(int rule) {
      return asked[rule];
    }

    long violations(int rule) {
      return violations[rule];
    }

    private void add(InternalRow row, List<Rule> rules) {
      for (int i = 0; i < asked.length; i++) {
        Rule rule = rules.get(i);
        asked[i] += rule.asked().of(row) ? 1 : 0;
        violations[i] += rule.violated().of(row) ? 1 : 0;
      }
    }

    private void add(Counts other) {
      for (int i = 0; i < asked.length; i++) {
        asked[i] += other.asked[i];
        violations[i] += other.violations[i];
      }
    }
  }

  /** The counts over all rows. */
  static Counts count(Dataset<Row> rows, List<Rule> rules) {
    return counts(rows, -1, rules).getOrDefault(ALL, new Counts(rules.size()));
  }

  /** The counts by the text in a column, which is never missing. */
  static Map<String, Counts> countBy(int column, Dataset<Row> rows, List<Rule> rules) {
    return counts(rows, column, rules);
  }

  private static Map<String, Counts> counts(Dataset<Row> rows, int column, List<Rule> rules) {
    JavaRDD<Tuple2<String, Counts>> parts =
        CatalystRows.of(rows)
            .mapPartitions(
                part -> {
                  Map<String, Counts> counts = new TreeMap<>();
                  while (part.hasNext()) {
                    InternalRow row = part.next();
                    String group = column < 0 ? ALL : row.getUTF8String(column).toString();
                    counts.computeIfAbsent(group, name -> new Counts(rules.size())).add(row, rules);
                  }
                  return counts.entrySet().stream()
                      .map(count -> new Tuple2<>(count.getKey(), count.getValue()))
                      .iterator();
                });
    Map<String, Counts> counts = new TreeMap<>();
    for (Tuple2<String, Counts> part : parts.collect()) {
      counts.computeIfAbsent(part._1(), name -> new Counts(rules.size())).add(part._2());
    }
    return counts;
  }

  /** Whether a day is known to lie before another. */
  static boolean before(InternalRow row, int day, int other) {
    return !row.isNullAt(day) && !row.isNullAt(other) && row.getInt(day) < row.getInt(other);
  }

  /** How many entries an array has; none where it is missing. */
  static int size(InternalRow row, int column) {
    return row.isNullAt(column) ? 0 : row.getArray(column).numElements();
  }

  /** Whether an array begins with a day that is not the one given. */
  static boolean beginsOnAnotherDay(InternalRow row, int days, int day) {
    if (size(row, days) == 0 || row.isNullAt(day)) {
      return false;
    }
    ArrayData array = row.getArray(days);
    return !array.isNullAt(0) && array.getInt(0) != row.getInt(day);
  }

  /** Whether some day of an array is known to lie after a day. */
  static boolean anyAfter(InternalRow row, int days, int day) {
    if (row.isNullAt(days) || row.isNullAt(day)) {
      return false;
    }
    ArrayData array = row.getArray(days);
    int last = row.getInt(day);
    for (int i = 0; i < array.numElements(); i++) {
      if (!array.isNullAt(i) && array.getInt(i) > last) {
        return true;
      }
    }
    return false;
  }

  /** Whether the days of an array are not in strict order. */
  static boolean disorder(InternalRow row, int days) {
    if (row.isNullAt(days)) {
      return false;
    }
    ArrayData array = row.getArray(days);
    for (int i = 1; i < array.numElements(); i++) {
      if (array.isNullAt(i) || array.isNullAt(i - 1) || array.getInt(i) <= array.getInt(i - 1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a history has an entry that ends before it begins, or one that does not begin on the
   * day after the last ended.
   */
  static boolean overlap(InternalRow row, int firstDays, int lastDays) {
    int size = size(row, firstDays);
    if (size == 0 || row.isNullAt(lastDays)) {
      return false;
    }
    ArrayData first = row.getArray(firstDays);
    ArrayData last = row.getArray(lastDays);
    for (int i = 1; i < size; i++) {
      if (last.isNullAt(i - 1) || first.isNullAt(i) || first.getInt(i) != last.getInt(i - 1) + 1) {
        return true;
      }
    }
    int end = size - 1;
    return disorder(row, firstDays)
        || (!last.isNullAt(end) && !first.isNullAt(end) && last.getInt(end) < first.getInt(end));
  }

  /** Whether an array has an entry that is missing. */
  static boolean anyMissing(InternalRow row, int column) {
    if (row.isNullAt(column)) {
      return false;
    }
    ArrayData array = row.getArray(column);
    for (int i = 0; i < array.numElements(); i++) {
      if (array.isNullAt(i)) {
        return true;
      }
    }
    return false;
  }
}
