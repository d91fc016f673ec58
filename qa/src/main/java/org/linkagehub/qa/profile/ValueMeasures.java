package org.linkagehub.qa.profile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.linkagehub.core.spark.Columns.SOURCE;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.spark.CatalystRows;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;

/**
 * How values are distributed, which columns hang together, and which codes one source has and
 * another has not. One pass over the records, whatever the number of columns.
 *
 * <p>Values themselves are told of columns that are declared to hold codes alone; of the others
 * only their lengths, decades and numbers.
 */
public final class ValueMeasures {
  /** How many columns are looked at, in the order in which they are given. */
  public static final int MOST_COLUMNS = 30;

  /** On average so many records must have a value, or the values are no codes. */
  private static final int RECORDS_PER_VALUE = 10;

  private static final OptionalDouble NO_THRESHOLD = OptionalDouble.empty();
  private static final int SOURCE_AT = 0;

  private final List<String> codes;
  private final List<String> names = new ArrayList<>();
  private final int columns;
  private final ValueTally tally;
  private final List<Measure> measures = new ArrayList<>();

  private ValueMeasures(Variables variables, List<String> codes, ValueTally tally) {
    names.addAll(variables.byName.keySet());
    columns = variables.columns;
    this.codes = codes;
    this.tally = tally;
  }

  /**
   * Measures records, now.
   *
   * @param records with {@code source} and the columns
   * @param of the columns that are looked at; those of arrays and structures, and all beyond {@link
   *     #MOST_COLUMNS}, are left out
   * @param groupings that are held against the columns and each other
   * @param codes the columns whose values are codes, which may be told
   */
  public static List<Measure> measure(
      Dataset<Row> records, List<String> of, List<Grouping> groupings, List<String> codes) {
    var variables = new Variables(records, of, groupings);
    boolean[] isDate = variables.isDate();
    Dataset<Row> texts = records.select(variables.texts());
    ValueTally tally =
        CatalystRows.of(texts)
            .mapPartitions(rows -> List.of(tally(rows, isDate)).iterator())
            .treeAggregate(new ValueTally(isDate), ValueTally::merge, ValueTally::merge);
    return new ValueMeasures(variables, codes, tally).all();
  }

  private static ValueTally tally(Iterator<InternalRow> rows, boolean[] isDate) {
    var tally = new ValueTally(isDate);
    var record = new UTF8String[isDate.length];
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      for (int v = 0; v < record.length; v++) {
        UTF8String value = row.isNullAt(v) ? null : row.getUTF8String(v);
        record[v] = value == null || isBlank(value) ? null : value;
      }
      tally.add(record);
    }
    return tally;
  }

  private static boolean isBlank(UTF8String text) {
    for (int i = 0; i < text.numBytes(); i++) {
      if (ValueTally.byteAt(text, i) != ' ') {
        return false;
      }
    }
    return true;
  }

  /** What is tallied: the source, the columns, and the groupings that are no column. */
  private static final class Variables {
    private final Map<String, String> byName = new LinkedHashMap<>();
    private final List<Boolean> dates = new ArrayList<>();
    private final int columns;

    Variables(Dataset<Row> records, List<String> of, List<Grouping> groupings) {
      add(SOURCE, SOURCE, false);
      for (String column : of) {
        DataType type = records.schema().apply(column).dataType();
        if (byName.size() <= MOST_COLUMNS && isPlain(type)) {
          add(column, "`" + column + "`", type.equals(DataTypes.DateType));
        }
      }
      columns = byName.size();
      for (Grouping grouping : groupings) {
        if (!byName.containsKey(grouping.name()) && !byName.containsKey(grouping.expression())) {
          add(grouping.name(), grouping.expression(), false);
        }
      }
    }

    private void add(String name, String sql, boolean isDate) {
      byName.put(name, sql);
      dates.add(isDate);
    }

    private static boolean isPlain(DataType type) {
      return type instanceof StringType
          || type.equals(DataTypes.DateType)
          || type.equals(DataTypes.BooleanType)
          || type.equals(DataTypes.ByteType)
          || type.equals(DataTypes.ShortType)
          || type.equals(DataTypes.IntegerType)
          || type.equals(DataTypes.LongType);
    }

    boolean[] isDate() {
      boolean[] isDate = new boolean[dates.size()];
      for (int v = 0; v < isDate.length; v++) {
        isDate[v] = dates.get(v);
      }
      return isDate;
    }

    Column[] texts() {
      return byName.values().stream()
          .map(sql -> (sql.equals(SOURCE) ? col(sql) : expr(sql)).cast("string"))
          .toArray(Column[]::new);
    }
  }

  private List<Measure> all() {
    for (int v = 1; v < columns; v++) {
      distribution(v);
      if (isCodes(v)) {
        codes(v);
      }
    }
    for (int v = 1; v < names.size(); v++) {
      for (int w = 0; w < v; w++) {
        correlation(w, v);
      }
    }
    for (int v = 2; v < columns; v++) {
      for (int w = 1; w < v; w++) {
        missingTogether(w, v);
      }
    }
    return measures;
  }

  private void distribution(int v) {
    String name = names.get(v);
    if (tally.isDate(v)) {
      long[] decades = tally.decades(v);
      for (int d = 0; d < decades.length; d++) {
        bin(v, name + " by decade", d + "0s", decades[d]);
      }
      measures.add(
          Measure.share("first_of_january", NO_THRESHOLD, tally.januaryFirst(v), tally.present(v))
              .of(name));
      return;
    }
    long[] lengths = tally.lengths(v);
    for (int n = 1; n < lengths.length; n++) {
      bin(v, name + " by length", n == ValueTally.LONGEST ? n + " or more" : n + "", lengths[n]);
    }
  }

  private void bin(int v, String grouping, String bin, long records) {
    if (records > 0) {
      measures.add(
          Measure.share("value_share", NO_THRESHOLD, records, tally.present(v))
              .of(names.get(v))
              .in(new Group(grouping, bin)));
    }
  }

  /** Whether a variable has few values, of which each stands in many records. */
  private boolean isCodes(int v) {
    return tally.isTold(v) && tally.values(v).size() * (long) RECORDS_PER_VALUE <= tally.present(v);
  }

  private void codes(int v) {
    String name = names.get(v);
    boolean told = codes.contains(name);
    List<String> values = tally.values(v);
    List<String> sources = tally.values(SOURCE_AT);
    long[][] counts = tally.table(SOURCE_AT, v, sources, values);
    for (int s = 0; s < sources.size(); s++) {
      var group = new Group(SOURCE, sources.get(s));
      long filled = 0;
      long has = 0;
      long alone = 0;
      for (int c = 0; c < values.size(); c++) {
        filled += counts[s][c];
        if (counts[s][c] > 0) {
          has++;
          alone += isElsewhere(counts, s, c) ? 0 : 1;
        }
      }
      if (filled == 0) {
        continue; // a source without the column has no codes that could differ
      }
      measures.add(Measure.count("codes", NO_THRESHOLD, has).of(name).in(group));
      if (sources.size() > 1) {
        measures.add(Measure.count("codes_only_here", NO_THRESHOLD, alone).of(name).in(group));
        measures.add(
            Measure.count("codes_only_elsewhere", NO_THRESHOLD, values.size() - has)
                .of(name)
                .in(group));
      }
      for (int c = 0; c < values.size() && told; c++) {
        measures.add(
            Measure.share("code_share", NO_THRESHOLD, counts[s][c], filled)
                .of(name + " = " + values.get(c))
                .in(group));
      }
    }
  }

  private static boolean isElsewhere(long[][] counts, int source, int code) {
    for (int s = 0; s < counts.length; s++) {
      if (s != source && counts[s][code] > 0) {
        return true;
      }
    }
    return false;
  }

  private void correlation(int w, int v) {
    if ((w != SOURCE_AT && !isCodes(w)) || !isCodes(v) || !tally.isTold(w)) {
      return;
    }
    CramersV.of(tally.table(w, v, tally.values(w), tally.values(v)))
        .ifPresent(
            value ->
                measures.add(
                    Measure.figure("value_correlation", NO_THRESHOLD, value).of(both(w, v))));
  }

  /** The correlation of two columns' being filled: phi of the table of two by two. */
  private void missingTogether(int w, int v) {
    double all = (double) tally.records();
    double one = tally.present(w) / all;
    double other = tally.present(v) / all;
    double spread = Math.sqrt(one * (1 - one) * other * (1 - other));
    if (spread > 0) {
      double phi = (tally.presentTogether(w, v) / all - one * other) / spread;
      measures.add(Measure.figure("missing_correlation", NO_THRESHOLD, phi).of(both(w, v)));
    }
  }

  private String both(int w, int v) {
    return names.get(w) + " ~ " + names.get(v);
  }
}
