package org.linkagehub.qa.profile;

import static org.linkagehub.core.spark.Columns.SOURCE;
import static org.linkagehub.core.spark.Columns.VALUE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
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

  private static final StructType COMPLETENESS_SCHEMA =
      new StructType()
          .add(SOURCE, DataTypes.StringType)
          .add(COLUMN, DataTypes.StringType, false)
          .add(RECORDS, DataTypes.LongType, false)
          .add(FILLED, DataTypes.LongType, false)
          .add(COMPLETENESS, DataTypes.DoubleType, false)
          .add(DISTINCT_VALUES, DataTypes.LongType, false);

  private static final StructType FREQUENT_SCHEMA =
      new StructType()
          .add(SOURCE, DataTypes.StringType)
          .add(COLUMN, DataTypes.StringType, false)
          .add(RANK, DataTypes.IntegerType, false)
          .add(VALUE, DataTypes.StringType)
          .add(VALUE_RECORDS, DataTypes.LongType, false)
          .add(SHARE, DataTypes.DoubleType, false);

  private final SparkSession spark;
  private final List<String> columns;
  private final List<ValueSummary> summaries;

  private ColumnProfile(SparkSession spark, List<String> columns, List<ValueSummary> summaries) {
    this.spark = spark;
    this.columns = columns;
    this.summaries = summaries;
  }

  /**
   * Profiles columns, now, in one pass over the records.
   *
   * @param records with {@code source} and the columns; a value that is null, or text of blanks
   *     only, is missing
   * @param top how many of the most frequent values of each source and column are kept, at least 1
   * @throws IllegalArgumentException if a column is not there
   */
  public static ColumnProfile of(Dataset<Row> records, List<String> columns, int top) {
    return of(records, columns, top, ValueCounter.MOST_VALUES);
  }

  static ColumnProfile of(Dataset<Row> records, List<String> columns, int top, int mostValues) {
    requireColumns(records, columns);
    if (top < 1) {
      throw new IllegalArgumentException(
          "the number of most frequent values must be at least 1, was " + top);
    }
    return new ColumnProfile(
        records.sparkSession(),
        List.copyOf(columns),
        ValueSummary.of(ValueCounter.count(records, columns, mostValues), top));
  }

  /**
   * Completeness and distinct values, a row for each source and column.
   *
   * <p>Out: {@code source}, {@code column_name}, {@code records}, {@code filled_records}, {@code
   * completeness} (their share, from 0 to 1), {@code distinct_values} among those filled.
   */
  public Dataset<Row> completeness() {
    return spark.createDataFrame(
        summaries.stream()
            .map(
                of ->
                    RowFactory.create(
                        of.source(),
                        columns.get(of.column()),
                        of.records(),
                        of.filled(),
                        (double) of.filled() / (double) of.records(),
                        of.distinct()))
            .toList(),
        COMPLETENESS_SCHEMA);
  }

  /**
   * The most frequent values of each source and column.
   *
   * <p>Out: {@code source}, {@code column_name}, {@code rank} from 1, {@code value}, {@code
   * value_records}, {@code share} of the source's records that have a value. The value is null
   * unless {@code showValues}: it is people's data. Values of equal frequency are ranked by their
   * text.
   */
  public Dataset<Row> mostFrequentValues(boolean showValues) {
    var rows = new ArrayList<Row>();
    for (ValueSummary of : summaries) {
      for (int i = 0; i < of.frequent().size(); i++) {
        ValueSummary.Frequent frequent = of.frequent().get(i);
        rows.add(
            RowFactory.create(
                of.source(),
                columns.get(of.column()),
                i + 1,
                showValues ? frequent.value() : null,
                frequent.records(),
                (double) frequent.records() / (double) of.filled()));
      }
    }
    return spark.createDataFrame(rows, FREQUENT_SCHEMA);
  }

  /**
   * Completeness and distinct values as measures, of each source and of all.
   *
   * @param completeness what {@link #completeness()} gives
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
