package org.linkagehub.qa.profile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.SOURCE;
import static org.linkagehub.core.spark.Columns.VALUE;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.spark.CatalystRows;

/**
 * Counts the values of all columns in one pass.
 *
 * <p>A task counts what it reads by itself, so that of a column of few values few rows are
 * shuffled, and gives away what it has of the column with the most values whenever it holds too
 * many. A row for each record and column is never made.
 */
final class ValueCounter implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
  /** A task holds so many values; of 100 bytes or so each. */
  static final int MOST_VALUES = 1 << 17;

  /** The number of the column, from 0. */
  static final String NUMBER = "column_number";

  static final String COUNT = "n";

  private static final long serialVersionUID = 1;

  private static final StructType SCHEMA =
      new StructType()
          .add(SOURCE, DataTypes.StringType)
          .add(NUMBER, DataTypes.IntegerType, false)
          .add(VALUE, DataTypes.StringType)
          .add(COUNT, DataTypes.LongType, false);

  private final int columns;
  private final int mostValues;

  private ValueCounter(int columns, int mostValues) {
    this.columns = columns;
    this.mostValues = mostValues;
  }

  /**
   * How many records have each value.
   *
   * @return {@code source}, {@code column_number}, {@code value} as text, null where it is missing,
   *     {@code n}; each source, column and value once
   */
  static Dataset<Row> count(Dataset<Row> records, List<String> columns, int mostValues) {
    var cells = new ArrayList<Column>();
    cells.add(col(SOURCE));
    for (int c = 0; c < columns.size(); c++) {
      Column text = col(columns.get(c)).cast("string");
      cells.add(when(trim(text).notEqual(""), text).as(VALUE + c));
    }
    return CatalystRows.toDataset(
            records.sparkSession(),
            CatalystRows.of(records.select(cells.toArray(Column[]::new)))
                .mapPartitions(new ValueCounter(columns.size(), mostValues)),
            SCHEMA)
        .groupBy(SOURCE, NUMBER, VALUE)
        .agg(sum(COUNT).as(COUNT));
  }

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    return new Counting(rows);
  }

  /** The values of one source and column. */
  private static final class Values {
    private final UTF8String source;
    private final int column;
    private final Map<UTF8String, long[]> counts = new HashMap<>();
    private long missing;

    Values(UTF8String source, int column) {
      this.source = source;
      this.column = column;
    }

    /** Whether it is one more value. */
    boolean add(UTF8String value) {
      if (value == null) {
        missing++;
        return false;
      }
      long[] count = counts.get(value);
      if (count != null) {
        count[0]++;
        return false;
      }
      counts.put(value.copy(), new long[] {1}); // the row's own memory is used again
      return true;
    }
  }

  private final class Counting implements Iterator<InternalRow> {
    private final Iterator<InternalRow> rows;
    private final Map<UTF8String, Values[]> bySource = new HashMap<>();
    private final ArrayDeque<InternalRow> counted = new ArrayDeque<>();
    private UTF8String lastSource;
    private Values[] ofLastSource;
    private int held;
    private boolean ended;

    Counting(Iterator<InternalRow> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (counted.isEmpty() && rows.hasNext()) {
        add(rows.next());
        if (held > mostValues) {
          giveLargest();
        }
      }
      if (counted.isEmpty() && !ended) {
        ended = true;
        bySource.values().forEach(of -> List.of(of).forEach(this::give));
      }
      return !counted.isEmpty();
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return counted.poll();
    }

    private void add(InternalRow row) {
      Values[] values = valuesOf(row.isNullAt(0) ? null : row.getUTF8String(0));
      for (int c = 0; c < columns; c++) {
        if (values[c].add(row.isNullAt(c + 1) ? null : row.getUTF8String(c + 1))) {
          held++;
        }
      }
    }

    private Values[] valuesOf(UTF8String source) {
      if (ofLastSource == null || !Objects.equals(source, lastSource)) {
        lastSource = source == null ? null : source.copy();
        ofLastSource =
            bySource.computeIfAbsent(
                lastSource,
                name -> {
                  var made = new Values[columns];
                  for (int c = 0; c < columns; c++) {
                    made[c] = new Values(name, c);
                  }
                  return made;
                });
      }
      return ofLastSource;
    }

    private void giveLargest() {
      Values largest = ofLastSource[0];
      for (Values[] ofSource : bySource.values()) {
        for (Values values : ofSource) {
          largest = values.counts.size() > largest.counts.size() ? values : largest;
        }
      }
      give(largest);
    }

    private void give(Values values) {
      values.counts.forEach(
          (value, count) -> counted.add(row(values.source, values.column, value, count[0])));
      held -= values.counts.size();
      values.counts.clear();
      if (values.missing > 0) {
        counted.add(row(values.source, values.column, null, values.missing));
        values.missing = 0;
      }
    }

    private static InternalRow row(UTF8String source, int column, UTF8String value, long n) {
      return new GenericInternalRow(new Object[] {source, column, value, n});
    }
  }
}
