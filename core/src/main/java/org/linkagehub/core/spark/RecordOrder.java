package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.model.SortedNeighbourhood;

/** Numbers records in the orders of sorted neighbourhoods. */
public final class RecordOrder {
  private static final String KEY = "sort_key_";

  private RecordOrder() {}

  /**
   * The place of each record in an order. Ties are broken by record key, so that places are the
   * same whatever the partitions.
   *
   * <p>A range partition sorts the records, in as many tasks as Spark shuffles to; records with
   * equal values may be in several. What each task holds is counted now; nothing is brought to the
   * driver.
   *
   * @param records RECORDS with the columns of the order
   * @return {@code record_key} and {@link SortedNeighbourhood#positionColumn}, of the records that
   *     have a place
   */
  public static Dataset<Row> positions(Dataset<Row> records, SortedNeighbourhood order) {
    List<String> expressions = new ArrayList<>(order.within());
    expressions.addAll(order.by());
    var columns = new ArrayList<Column>(List.of(col(Columns.RECORD_KEY)));
    var sortedBy = new ArrayList<Column>();
    for (int k = 0; k < expressions.size(); k++) {
      columns.add(expr(expressions.get(k)).as(KEY + k));
      sortedBy.add(col(KEY + k));
    }
    sortedBy.add(col(Columns.RECORD_KEY));
    JavaRDD<Row> numbered =
        records
            .select(columns.toArray(Column[]::new))
            .na()
            .drop()
            .sort(sortedBy.toArray(Column[]::new))
            .select(Columns.RECORD_KEY)
            .javaRDD()
            .zipWithIndex()
            .map(place -> RowFactory.create(place._1().getLong(0), place._2()));
    return records
        .sparkSession()
        .createDataFrame(
            numbered,
            new StructType()
                .add(Columns.RECORD_KEY, DataTypes.LongType, false)
                .add(order.positionColumn(), DataTypes.LongType, false));
  }
}
