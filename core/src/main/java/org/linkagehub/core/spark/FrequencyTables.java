package org.linkagehub.core.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.engine.FrequencyTable;

/** Brings term frequencies into memory, where they fit. */
final class FrequencyTables {
  private FrequencyTables() {}

  /**
   * The frequencies by column; nothing where all columns together have more than {@code mostValues}
   * values, or where a column holds numbers that have no one way to be written.
   */
  static Optional<Map<String, FrequencyTable>> of(
      SparkSession spark, TermFrequencies frequencies, int mostValues) {
    var tables = new TreeMap<String, FrequencyTable>();
    if (frequencies.byColumn().isEmpty()) {
      return Optional.of(tables);
    }
    for (Dataset<Row> table : frequencies.byColumn().values()) {
      var type = table.schema().apply(Columns.VALUE).dataType();
      if (type instanceof DoubleType || type instanceof FloatType) {
        return Optional.empty();
      }
    }
    List<Values> collected =
        CatalystRows.of(frequencies.table(spark)).mapPartitions(new Collect(mostValues)).collect();
    long size = collected.stream().mapToLong(values -> values.texts.size()).sum();
    if (size > mostValues) {
      return Optional.empty();
    }
    var builders = new TreeMap<String, FrequencyTable.Builder>();
    frequencies
        .byColumn()
        .keySet()
        .forEach(column -> builders.put(column, new FrequencyTable.Builder()));
    for (Values values : collected) {
      for (int i = 0; i < values.texts.size(); i++) {
        FrequencyTable.Builder builder = builders.get(values.columns.get(i));
        byte[] text = values.texts.get(i);
        double frequency = values.frequencies.get(i);
        if (text == null) {
          builder.addUnseen(frequency);
        } else {
          builder.add(text, 0, text.length, frequency);
        }
      }
    }
    builders.forEach((column, builder) -> tables.put(column, builder.build()));
    return Optional.of(tables);
  }

  /** Some rows of TERM_FREQUENCIES. */
  private static final class Values implements Serializable {
    private static final long serialVersionUID = 1;

    final ArrayList<String> columns = new ArrayList<>();

    /** Null for the values that are not in the table. */
    final ArrayList<byte[]> texts = new ArrayList<>();

    final ArrayList<Double> frequencies = new ArrayList<>();
  }

  private static final class Collect implements FlatMapFunction<Iterator<InternalRow>, Values> {
    private static final long serialVersionUID = 1;

    private final int most;

    Collect(int most) {
      this.most = most;
    }

    @Override
    public Iterator<Values> call(Iterator<InternalRow> rows) {
      var values = new Values();
      UTF8String lastColumn = null;
      String column = null;
      // One more than there may be shows that there are too many.
      while (rows.hasNext() && values.texts.size() <= most) {
        InternalRow row = rows.next();
        if (row.isNullAt(2)) {
          continue;
        }
        UTF8String name = row.getUTF8String(0);
        if (!name.equals(lastColumn)) {
          lastColumn = name.copy();
          column = name.toString();
        }
        values.columns.add(column);
        values.texts.add(row.isNullAt(1) ? null : row.getUTF8String(1).getBytes());
        values.frequencies.add(row.getDouble(2));
      }
      return List.of(values).iterator();
    }
  }
}
