package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Small tables of records for tests. */
public final class TestRecords {
  private TestRecords() {}

  /**
   * A table of text columns.
   *
   * @param columns names with spaces between
   * @param rows values with | between; an empty value is missing
   */
  public static Dataset<Row> table(String columns, String... rows) {
    List<StructField> fields =
        Arrays.stream(columns.split(" ", -1))
            .map(name -> DataTypes.createStructField(name, DataTypes.StringType, true))
            .toList();
    var values = new ArrayList<Row>();
    for (String row : rows) {
      Object[] cells =
          Arrays.stream(row.split("\\|", -1)).map(v -> v.isEmpty() ? null : v).toArray();
      values.add(RowFactory.create(cells));
    }
    return TestSession.spark().createDataFrame(values, DataTypes.createStructType(fields));
  }

  /** RECORDS of a table that has a column {@code record_id}. */
  public static Dataset<Row> identified(Dataset<Row> table, String source, int index) {
    return table
        .withColumn(Columns.RECORD_KEY, xxhash64(lit(source), col(Columns.RECORD_ID)))
        .withColumn(Columns.SOURCE, lit(source))
        .withColumn(Columns.SOURCE_INDEX, lit(index));
  }

  /** RECORDS of one source. */
  public static Dataset<Row> records(String columns, String... rows) {
    return identified(table(columns, rows), "people", 0);
  }
}
