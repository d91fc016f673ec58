package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Numbers rows from 0 without a gap, the same on any number of partitions and in any row order. */
public final class StableNumbers {
  private static final int GROUP_BITS = 10;
  private static final String GROUP = "numbering_group";
  private static final String HASH = "numbering_hash";
  private static final String OFFSET = "numbering_offset";

  private StableNumbers() {}

  /**
   * The rows with one more column, their number, a BIGINT from 0.
   *
   * <p>They are numbered in the order of the hash of a key, in some thousand groups at once; the
   * sizes of these alone come to the driver.
   *
   * @param key a column that is unique and tells nothing of a person: the order is that of its hash
   * @param number what the new column is called
   */
  public static Dataset<Row> number(Dataset<Row> rows, String key, String number) {
    Dataset<Row> hashed =
        rows.withColumn(HASH, xxhash64(col(key)))
            .withColumn(GROUP, shiftrightunsigned(col(HASH), Long.SIZE - GROUP_BITS).cast("int"));
    List<Row> sizes =
        hashed.groupBy(GROUP).agg(count(lit(1)).as("size")).orderBy(GROUP).collectAsList();
    var offsets = new ArrayList<Row>();
    long before = 0;
    for (Row size : sizes) {
      offsets.add(RowFactory.create(size.getInt(0), before));
      before += size.getLong(1);
    }
    Dataset<Row> table =
        rows.sparkSession()
            .createDataFrame(
                offsets,
                new StructType()
                    .add(GROUP, DataTypes.IntegerType, false)
                    .add(OFFSET, DataTypes.LongType, false));
    Column place =
        row_number().over(Window.partitionBy(GROUP).orderBy(col(HASH), col(key))).cast("long");
    return hashed
        .join(broadcast(table), GROUP)
        .withColumn(number, place.minus(1).plus(col(OFFSET)))
        .drop(GROUP, HASH, OFFSET);
  }
}
