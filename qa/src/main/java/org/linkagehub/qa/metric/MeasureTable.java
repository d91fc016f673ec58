package org.linkagehub.qa.metric;

import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Measures as a table in long form: a row a figure. */
public final class MeasureTable {
  /** The columns; {@code threshold} and {@code value} may be null. */
  public static final StructType SCHEMA =
      new StructType()
          .add("measure", DataTypes.StringType, false)
          .add("group", DataTypes.StringType, false)
          .add("threshold", DataTypes.DoubleType)
          .add("value", DataTypes.DoubleType)
          .add("numerator", DataTypes.DoubleType, false)
          .add("denominator", DataTypes.DoubleType, false);

  private MeasureTable() {}

  /** The measures, in their order, in one partition. */
  public static Dataset<Row> of(SparkSession spark, List<Measure> measures) {
    List<Row> rows =
        measures.stream()
            .map(
                m ->
                    RowFactory.create(
                        m.measure(),
                        m.group(),
                        orNull(m.threshold()),
                        orNull(m.value()),
                        m.numerator(),
                        m.denominator()))
            .toList();
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
