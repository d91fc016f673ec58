package org.linkagehub.qa.profile;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.SOURCE;
import static org.linkagehub.core.spark.Columns.VALUE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;

/**
 * What the columns hold before linkage: how complete they are, how many values, which are common.
 */
public final class ColumnProfile {
  public static final String COLUMN = "column_name";
  public static final String RECORDS = "records";
  public static final String FILLED = "filled_records";
  public static final String COMPLETENESS = "completeness";
  public static final String DISTINCT_VALUES = "distinct_values";
  public static final String RANK = "rank";
  public static final String VALUE_RECORDS = "value_records";
  public static final String SHARE = "share";

  private ColumnProfile() {}

  /** How the distinct values are counted. */
  public enum Distinct {
    /** By an aggregation of all values. */
    EXACT,
    /** By HyperLogLog++, with a relative standard deviation of 5 %: one pass and little memory. */
    APPROXIMATE
  }

  /**
   * Completeness and distinct values, a row for each source and column.
   *
   * <p>In: a table with {@code source} and the columns; a value that is null, or text of blanks
   * only, is missing. Out, in no order: {@code source}, {@code column_name}, {@code records},
   * {@code filled_records}, {@code completeness} (their share, from 0 to 1), {@code
   * distinct_values} among those filled. Lazy.
   */
  public static Dataset<Row> completeness(
      Dataset<Row> records, List<String> columns, Distinct distinct) {
    requireColumns(records, columns);
    Dataset<Row> counted;
    if (distinct == Distinct.EXACT) {
      counted =
          valueCounts(records, columns)
              .groupBy(SOURCE, COLUMN)
              .agg(
                  sum("n").as(RECORDS),
                  coalesce(sum(when(col(VALUE).isNotNull(), col("n"))), lit(0L)).as(FILLED),
                  count(col(VALUE)).as(DISTINCT_VALUES));
    } else {
      counted =
          values(records, columns)
              .groupBy(SOURCE, COLUMN)
              .agg(
                  count(lit(1)).as(RECORDS),
                  count(col(VALUE)).as(FILLED),
                  approx_count_distinct(col(VALUE)).as(DISTINCT_VALUES));
    }
    return counted.select(
        col(SOURCE),
        col(COLUMN),
        col(RECORDS),
        col(FILLED),
        col(FILLED).divide(col(RECORDS)).as(COMPLETENESS),
        col(DISTINCT_VALUES));
  }

  /**
   * The most frequent values of each source and column.
   *
   * <p>Out, in no order: {@code source}, {@code column_name}, {@code rank} from 1, {@code value},
   * {@code value_records}, {@code share} of the source's records that have a value. The value is
   * null unless {@code showValues}: it is people's data. Values of equal frequency are ranked by
   * their text. Lazy.
   *
   * @param top how many values a source and column
   */
  public static Dataset<Row> mostFrequentValues(
      Dataset<Row> records, List<String> columns, int top, boolean showValues) {
    requireColumns(records, columns);
    if (top < 1) {
      throw new IllegalArgumentException(
          "the number of most frequent values must be at least 1, was " + top);
    }
    Dataset<Row> counts = valueCounts(records, columns).where(col(VALUE).isNotNull());
    Dataset<Row> filled =
        counts
            .groupBy(col(SOURCE).as("of_source"), col(COLUMN).as("of_column"))
            .agg(sum("n").as("filled"));
    // The rank is cut off in each partition before the shuffle, so a column of millions of values
    // does not meet in one task.
    var byFrequency = Window.partitionBy(SOURCE, COLUMN).orderBy(col("n").desc(), col(VALUE));
    return counts
        .withColumn(RANK, row_number().over(byFrequency))
        .where(col(RANK).leq(top))
        .join(
            filled,
            col(SOURCE).equalTo(col("of_source")).and(col(COLUMN).equalTo(col("of_column"))))
        .select(
            col(SOURCE),
            col(COLUMN),
            col(RANK),
            (showValues ? col(VALUE) : lit(null).cast("string")).as(VALUE),
            col("n").as(VALUE_RECORDS),
            col("n").divide(col("filled")).as(SHARE));
  }

  /**
   * Completeness and distinct values as measures, of each source and of all.
   *
   * @param completeness what {@link #completeness} gives
   */
  public static List<Measure> measures(Dataset<Row> completeness) {
    List<Measure> measures = new ArrayList<>();
    Map<String, long[]> all = new TreeMap<>();
    for (Row row : completeness.orderBy(COLUMN, SOURCE).collectAsList()) {
      String column = row.getAs(COLUMN);
      long records = row.getAs(RECORDS);
      long filled = row.getAs(FILLED);
      var source = new Group(SOURCE, row.getAs(SOURCE));
      measures.add(
          Measure.share("completeness", OptionalDouble.empty(), filled, records)
              .of(column)
              .in(source));
      measures.add(
          Measure.count("distinct_values", OptionalDouble.empty(), row.getAs(DISTINCT_VALUES))
              .of(column)
              .in(source));
      long[] sums = all.computeIfAbsent(column, name -> new long[2]);
      sums[0] += filled;
      sums[1] += records;
    }
    all.forEach(
        (column, sums) ->
            measures.add(
                Measure.share("completeness", OptionalDouble.empty(), sums[0], sums[1])
                    .of(column)));
    return measures;
  }

  private static Dataset<Row> valueCounts(Dataset<Row> records, List<String> columns) {
    return values(records, columns).groupBy(SOURCE, COLUMN, VALUE).agg(count(lit(1)).as("n"));
  }

  /** A row for each record and column: the value as text, null where it is missing. */
  private static Dataset<Row> values(Dataset<Row> records, List<String> columns) {
    Column[] cells =
        columns.stream()
            .map(
                name -> {
                  Column text = col(name).cast("string");
                  return struct(
                      lit(name).as(COLUMN), when(trim(text).notEqual(""), text).as(VALUE));
                })
            .toArray(Column[]::new);
    return records
        .select(col(SOURCE), explode(array(cells)).as("cell"))
        .select(col(SOURCE), col("cell." + COLUMN), col("cell." + VALUE));
  }

  private static void requireColumns(Dataset<Row> records, List<String> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("there is no column to profile");
    }
    List<String> present = List.of(records.columns());
    for (String column : columns) {
      if (!present.contains(column)) {
        throw new IllegalArgumentException(
            "profile: column %s is missing; the columns are %s".formatted(column, present));
      }
    }
    if (!present.contains(SOURCE)) {
      throw new IllegalArgumentException(
          "profile: column %s is missing; the columns are %s".formatted(SOURCE, present));
    }
  }
}
