package org.linkagehub.qa.check;

import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What came of checks as a table, a row a check. */
public final class CheckTable {
  /** What the table of a run is called. */
  public static final String NAME = "checks";

  /** How each ended: pass, warn or fail. */
  public static final String OUTCOME = "outcome";

  /** Why, in a sentence. */
  public static final String REASON = "reason";

  /** The columns; numbers may be null. */
  public static final StructType SCHEMA =
      new StructType()
          .add("measure", DataTypes.StringType, false)
          .add("subject", DataTypes.StringType, false)
          .add("grouping", DataTypes.StringType, false)
          .add("group", DataTypes.StringType, false)
          .add("threshold", DataTypes.DoubleType)
          .add("value", DataTypes.DoubleType)
          .add("at_least", DataTypes.DoubleType)
          .add("at_most", DataTypes.DoubleType)
          .add("severity", DataTypes.StringType, false)
          .add(OUTCOME, DataTypes.StringType, false)
          .add(REASON, DataTypes.StringType, false);

  private CheckTable() {}

  /** The results, in their order. */
  public static Dataset<Row> of(SparkSession spark, List<CheckResult> results) {
    List<Row> rows =
        results.stream()
            .map(
                result ->
                    RowFactory.create(
                        result.rule().measure(),
                        result.subject(),
                        result.group().grouping(),
                        result.group().value(),
                        orNull(result.threshold()),
                        orNull(result.value()),
                        orNull(result.rule().atLeast()),
                        orNull(result.rule().atMost()),
                        result.rule().severity().configName(),
                        result.outcome().text(),
                        result.reason()))
            .toList();
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
