package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.linkagehub.core.model.LinkType;

/**
 * How many pairs of records agree on each of some columns, and how many have a value on both sides,
 * exactly, from the counts of values: two passes over the records for all columns together.
 */
final class EqualPairs {
  private static final String COLUMN = "column_number";
  private static final String COUNT = "n";
  private static final String SQUARES = "squares";

  private final LinkType linkType;
  private final List<Long> recordsBySource = new ArrayList<>();
  private final Map<String, Double> all = new HashMap<>();
  private final Map<String, Double> equal = new HashMap<>();

  private EqualPairs(LinkType linkType) {
    this.linkType = linkType;
  }

  /** Counts now. */
  static EqualPairs of(Dataset<Row> records, LinkType linkType, List<String> columns) {
    var counted = new EqualPairs(linkType);
    counted.countAll(records, columns);
    if (!columns.isEmpty()) {
      counted.countEqual(records, columns);
    }
    return counted;
  }

  /** The number of records of each source. */
  long[] recordsBySource() {
    return recordsBySource.stream().mapToLong(n -> n).toArray();
  }

  /** The number of pairs with a value of the column on both sides. */
  double all(String column) {
    return all.get(column);
  }

  /** The number of pairs that agree on the column. */
  double equal(String column) {
    return equal.getOrDefault(column, 0.0);
  }

  private void countAll(Dataset<Row> records, List<String> columns) {
    Column[] filled =
        columns.stream().map(column -> count(col("`" + column + "`"))).toArray(Column[]::new);
    List<Row> rows =
        records.groupBy(Columns.SOURCE_INDEX).agg(count(lit(1)), filled).collectAsList();
    rows.forEach(row -> recordsBySource.add(row.getLong(1)));
    for (int c = 0; c < columns.size(); c++) {
      int at = 2 + c;
      all.put(
          columns.get(c),
          linkType.totalPairs(rows.stream().mapToLong(row -> row.getLong(at)).toArray()));
    }
  }

  private void countEqual(Dataset<Row> records, List<String> columns) {
    Column[] values = new Column[columns.size()];
    for (int c = 0; c < values.length; c++) {
      values[c] = struct(lit(c).as(COLUMN), asText(records, columns.get(c)).as(Columns.VALUE));
    }
    Dataset<Row> byValue =
        records
            .select(col(Columns.SOURCE_INDEX), explode(array(values)).as("of"))
            .where("of.value is not null")
            .groupBy(col("of." + COLUMN), col("of." + Columns.VALUE), col(Columns.SOURCE_INDEX))
            .agg(count(lit(1)).cast(DataTypes.DoubleType).as(COUNT))
            .groupBy(COLUMN, Columns.VALUE)
            .agg(sum(COUNT).as(COUNT), sum(col(COUNT).multiply(col(COUNT))).as(SQUARES));
    Column n = col(COUNT);
    Column pairs =
        linkType.pairsWithinASource()
            ? n.multiply(n.minus(1)).divide(2)
            : n.multiply(n).minus(col(SQUARES)).divide(2);
    for (Row row : byValue.groupBy(COLUMN).agg(sum(pairs)).collectAsList()) {
      equal.put(columns.get(row.getInt(0)), row.getDouble(1));
    }
  }

  /** A value as text, so that values of all columns are one column; equal ones are equal texts. */
  private static Column asText(Dataset<Row> records, String column) {
    Column value = col("`" + column + "`");
    DataType type = records.select(value).schema().fields()[0].dataType();
    boolean floating = type instanceof DoubleType || type instanceof FloatType;
    return (floating ? value.plus(lit(0.0)) : value).cast(DataTypes.StringType); // -0 is 0
  }
}
