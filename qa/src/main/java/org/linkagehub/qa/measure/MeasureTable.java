package org.linkagehub.qa.measure;

import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Measures as a table in long form: a row a figure. The README of this module says what each column
 * holds; {@link MeasureCatalogue} what each measure is.
 */
public final class MeasureTable {
  /** What the table of a run's measures is called. */
  public static final String NAME = "measures";

  /** The run that measured. */
  public static final String RUN = "run";

  public static final String MEASURE = "measure";

  /** What it is measured of; empty text for the linkage as a whole. */
  public static final String SUBJECT = "subject";

  /** How the records are divided; {@code all} where they are not. */
  public static final String GROUPING = "grouping";

  /** Which part of the records; {@code all} for the whole. */
  public static final String GROUP = "group";

  /** In bits; null where none plays a part. */
  public static final String THRESHOLD = "threshold";

  public static final String VALUE = "value";
  public static final String LOWER = "lower";
  public static final String UPPER = "upper";
  public static final String NUMERATOR = "numerator";
  public static final String DENOMINATOR = "denominator";
  public static final String METHOD = "method";
  public static final String SUPPRESSED = "suppressed";

  /** The columns, in this order; the numbers may be null. */
  public static final StructType SCHEMA =
      new StructType()
          .add(RUN, DataTypes.StringType, false)
          .add(MEASURE, DataTypes.StringType, false)
          .add(SUBJECT, DataTypes.StringType, false)
          .add(GROUPING, DataTypes.StringType, false)
          .add(GROUP, DataTypes.StringType, false)
          .add(THRESHOLD, DataTypes.DoubleType)
          .add(VALUE, DataTypes.DoubleType)
          .add(LOWER, DataTypes.DoubleType)
          .add(UPPER, DataTypes.DoubleType)
          .add(NUMERATOR, DataTypes.DoubleType)
          .add(DENOMINATOR, DataTypes.DoubleType)
          .add(METHOD, DataTypes.StringType, false)
          .add(SUPPRESSED, DataTypes.BooleanType, false);

  private MeasureTable() {}

  /** The measures of a run, in their order, in one partition. */
  public static Dataset<Row> of(SparkSession spark, String run, List<Measure> measures) {
    List<Row> rows = measures.stream().map(measure -> row(run, measure)).toList();
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }

  /**
   * The measures of a table, which is small enough to come to the driver.
   *
   * @param measures of one run, with the columns of {@link #SCHEMA}
   */
  public static List<Measure> read(Dataset<Row> measures) {
    return measures.collectAsList().stream().map(MeasureTable::measure).toList();
  }

  private static Row row(String run, Measure measure) {
    return RowFactory.create(
        run,
        measure.measure(),
        measure.subject(),
        measure.group().grouping(),
        measure.group().value(),
        orNull(measure.threshold()),
        orNull(measure.value()),
        orNull(measure.interval().lower()),
        orNull(measure.interval().upper()),
        orNull(measure.numerator()),
        orNull(measure.denominator()),
        measure.method(),
        measure.suppressed());
  }

  private static Measure measure(Row row) {
    return new Measure(
        row.getAs(MEASURE),
        row.getAs(SUBJECT),
        new Group(row.getAs(GROUPING), row.getAs(GROUP)),
        number(row, THRESHOLD),
        number(row, VALUE),
        new Interval(number(row, LOWER), number(row, UPPER)),
        number(row, NUMERATOR),
        number(row, DENOMINATOR),
        row.getAs(METHOD),
        row.<Boolean>getAs(SUPPRESSED));
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static OptionalDouble number(Row row, String column) {
    Double value = row.getAs(column);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
