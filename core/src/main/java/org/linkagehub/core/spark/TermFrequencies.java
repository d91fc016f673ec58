package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TermFrequencyAdjustment;

/**
 * How common each value of a column is.
 *
 * @param byColumn for each adjusted column a table ({@code value}, {@code tf}): the share of the
 *     records with a value of that column that have this one. A row without a value stands for the
 *     values that are not in the table; without such a row they have no frequency
 */
public record TermFrequencies(Map<String, Dataset<Row>> byColumn) {
  private static final String TF = Columns.TERM_FREQUENCY;
  private static final StructType TABLE =
      new StructType()
          .add(Columns.COLUMN_NAME, DataTypes.StringType, false)
          .add(Columns.VALUE, DataTypes.StringType, true)
          .add(Columns.TERM_FREQUENCY, DataTypes.DoubleType, true);
  private static final String COUNT = "value_count";
  private static final double HALF_A_RECORD = 0.5;

  public TermFrequencies {
    byColumn = Map.copyOf(byColumn);
  }

  /** The columns whose frequencies the comparisons use. */
  public static Set<String> columns(Collection<Comparison> comparisons) {
    var columns = new LinkedHashSet<String>();
    for (Comparison comparison : comparisons) {
      for (var level : comparison.levels()) {
        level.termFrequency().map(TermFrequencyAdjustment::column).ifPresent(columns::add);
      }
    }
    return columns;
  }

  /**
   * The share of the records that have each value of {@code columns}, missing values left out: a
   * person's own records count too. The records with a value are counted at once, the values when
   * the tables are read.
   */
  public static TermFrequencies of(Dataset<Row> records, Collection<String> columns) {
    var tables = new LinkedHashMap<String, Dataset<Row>>();
    filled(records, columns)
        .forEach(
            (column, filled) -> tables.put(column, frequencies(records, column, filled, 0, 0)));
    return new TermFrequencies(tables);
  }

  /**
   * How likely the record of another person has each value: as {@link #of}, without the records
   * that a record's own person is expected to have.
   *
   * <p>A value that c of n records have is shared with c - 1 - k others that are no match, where k
   * = lambda (n - 1) m is the number of other records of the same person that agree on it. To the
   * remaining count half a record is added, so that a value which nobody else has yet is rare and
   * not impossible.
   *
   * @param model with m for the levels of equality of these columns
   */
  public static TermFrequencies amongNonMatches(
      Dataset<Row> records, Collection<String> columns, Model model) {
    var tables = new LinkedHashMap<String, Dataset<Row>>();
    filled(records, columns)
        .forEach(
            (column, filled) -> {
              double agreeing = model.prior() * mOfEquality(model, column);
              tables.put(column, frequencies(records, column, filled, agreeing, HALF_A_RECORD));
            });
    return new TermFrequencies(tables);
  }

  /** The same with other tables for some columns. */
  public TermFrequencies with(Map<String, Dataset<Row>> others) {
    var tables = new LinkedHashMap<>(byColumn);
    tables.putAll(others);
    return new TermFrequencies(tables);
  }

  /**
   * The frequencies that a table of them holds.
   *
   * @param table TERM_FREQUENCIES, as {@link #table} makes it
   * @param columns that are wanted
   */
  public static TermFrequencies ofTable(Dataset<Row> table, Collection<String> columns) {
    var tables = new LinkedHashMap<String, Dataset<Row>>();
    for (String column : columns) {
      tables.put(
          column,
          table
              .where(col(Columns.COLUMN_NAME).equalTo(column))
              .select(Columns.VALUE, Columns.TERM_FREQUENCY));
    }
    return new TermFrequencies(tables);
  }

  /**
   * All frequencies in one table, TERM_FREQUENCIES: {@code column_name} STRING, {@code value}
   * STRING (as SQL casts it), {@code tf} DOUBLE; what a model keeps of them.
   */
  public Dataset<Row> table(SparkSession spark) {
    Dataset<Row> all = spark.createDataFrame(List.of(), TABLE);
    for (var entry : new TreeMap<>(byColumn).entrySet()) {
      all =
          all.union(
              entry
                  .getValue()
                  .select(
                      lit(entry.getKey()).as(Columns.COLUMN_NAME),
                      col(Columns.VALUE).cast(DataTypes.StringType).as(Columns.VALUE),
                      col(TF)));
    }
    return all;
  }

  /** m of plain equality of a column; 0 where no level is that. */
  private static double mOfEquality(Model model, String column) {
    for (Comparison comparison : model.comparisons()) {
      for (ComparisonLevel level : comparison.levels()) {
        if (level.isEqualityOf(column)) {
          return level.m().orElse(0);
        }
      }
    }
    return 0;
  }

  /** How many records have a value of each column: counted in one pass, now. */
  private static Map<String, Long> filled(Dataset<Row> records, Collection<String> columns) {
    List<String> distinct = List.copyOf(new LinkedHashSet<>(columns));
    var filled = new LinkedHashMap<String, Long>();
    if (!distinct.isEmpty()) {
      Column[] counts = distinct.stream().map(name -> count(col(name))).toArray(Column[]::new);
      Row counted = records.agg(count(lit(1)), counts).head();
      for (int c = 0; c < distinct.size(); c++) {
        filled.put(distinct.get(c), counted.getLong(c + 1));
      }
    }
    return filled;
  }

  /**
   * A table of frequencies.
   *
   * @param filled the records that have a value
   * @param agreeing the share of all other records that are the same person's and agree
   * @param added to each count of others; 0 to count every record
   */
  private static Dataset<Row> frequencies(
      Dataset<Row> records, String column, long filled, double agreeing, double added) {
    Dataset<Row> counts =
        records
            .where(col(column).isNotNull())
            .groupBy(col(column).as(Columns.VALUE))
            .agg(count(lit(1)).as(COUNT));
    Column others =
        added == 0
            ? col(COUNT)
            : greatest(col(COUNT).minus(1).minus((filled - 1) * agreeing), lit(0.0)).plus(added);
    Dataset<Row> table = counts.select(col(Columns.VALUE), others.divide(lit(filled)).as(TF));
    if (added == 0 || filled == 0) {
      return table;
    }
    var unseen =
        new StructType()
            .add(table.schema().apply(Columns.VALUE))
            .add(TF, DataTypes.DoubleType, false);
    return table.union(
        records
            .sparkSession()
            .createDataFrame(List.of(RowFactory.create(null, added / filled)), unseen));
  }

  /**
   * The records with a column {@code tf_<column>} for each table; null where the record has no
   * value, or its value no frequency.
   */
  Dataset<Row> attach(Dataset<Row> records) {
    Dataset<Row> attached = records;
    for (var entry : new TreeMap<>(byColumn).entrySet()) {
      String value = "tf_value_" + entry.getKey();
      String known = "tf_known_" + entry.getKey();
      String unseen = "tf_unseen_" + entry.getKey();
      Dataset<Row> table = entry.getValue().select(col(Columns.VALUE).as(value), col(TF).as(known));
      Dataset<Row> others = table.where(col(value).isNull()).select(col(known).as(unseen));
      Column ofRecord = asIn(table, value, attached.col(entry.getKey()));
      attached =
          attached
              .join(table, ofRecord.equalTo(table.col(value)), "left")
              .join(broadcast(others), lit(true), "left")
              .withColumn(
                  Columns.tf(entry.getKey()),
                  when(col(entry.getKey()).isNotNull(), coalesce(col(known), col(unseen))))
              .drop(value, known, unseen);
    }
    return attached;
  }

  /** A record's value, as text where the table has text: of a date, what a frozen table holds. */
  private static Column asIn(Dataset<Row> table, String value, Column ofRecord) {
    return table.schema().apply(value).dataType() instanceof StringType
        ? ofRecord.cast(DataTypes.StringType)
        : ofRecord;
  }
}
