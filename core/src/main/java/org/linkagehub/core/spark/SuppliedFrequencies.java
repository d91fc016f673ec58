package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.sum;

import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * How common the values of a column are, as a table or the records themselves say, where the
 * records that are linked are no measure of it: a small file, or one of a special population.
 *
 * @param table a value STRING and its {@code tf} DOUBLE a row, as {@link TermFrequencies} has it
 * @param values how many have a frequency
 * @param refused rows without a value, or without a number that can be a count or a share
 * @param ambiguous values of which records say different frequencies; the largest holds
 */
public record SuppliedFrequencies(Dataset<Row> table, long values, long refused, long ambiguous) {
  /** The column of how common a value is: a count or a share. */
  public static final String MEASURE = "measure";

  /**
   * From how many have each value.
   *
   * @param counts {@code value} STRING, {@code measure} DOUBLE; a value that is listed several
   *     times, as cleaning makes it, has the sum
   * @param unseen the share of a value that is not listed, if it has one
   */
  public static SuppliedFrequencies ofCounts(Dataset<Row> counts, OptionalDouble unseen) {
    Dataset<Row> merged = merged(counts, positive());
    // Exact, so that the order does not matter; no list of all values in one place.
    Dataset<Row> total =
        merged.agg(sum(col(MEASURE).cast("decimal(38,6)")).cast("double").as("all_of_them"));
    Dataset<Row> table =
        merged
            .crossJoin(total)
            .select(col(Columns.VALUE), col(MEASURE).divide(col("all_of_them")).as(tf()));
    return of(counts, positive(), table, unseen);
  }

  /** From the share of all that have each value, above 0 to 1; else as {@link #ofCounts}. */
  public static SuppliedFrequencies ofShares(Dataset<Row> shares, OptionalDouble unseen) {
    Column share = positive().and(col(MEASURE).leq(1));
    Dataset<Row> table =
        merged(shares, share).select(col(Columns.VALUE), least(col(MEASURE), lit(1.0)).as(tf()));
    return of(shares, share, table, unseen);
  }

  /**
   * From the records, each of which has the share of its own value.
   *
   * @param records {@code value} STRING, {@code measure} DOUBLE; a record without a value or
   *     without a share says nothing and is not refused
   */
  public static SuppliedFrequencies ofRecords(Dataset<Row> records) {
    Dataset<Row> stated =
        records.where(col(Columns.VALUE).isNotNull().and(col(MEASURE).isNotNull()));
    Column share = positive().and(col(MEASURE).leq(1));
    Dataset<Row> byValue =
        stated
            .where(share)
            .groupBy(Columns.VALUE)
            .agg(max(MEASURE).as(tf()), min(MEASURE).as("least"));
    Row counted =
        byValue.agg(count(lit(1)), coalesce(count_if(col(tf()).gt(col("least"))), lit(0L))).head();
    return new SuppliedFrequencies(
        byValue.drop("least"),
        counted.getLong(0),
        stated.where(not(share)).count(),
        counted.getLong(1));
  }

  private static SuppliedFrequencies of(
      Dataset<Row> rows, Column usable, Dataset<Row> table, OptionalDouble unseen) {
    long refused = rows.where(not(usable.and(col(Columns.VALUE).isNotNull()))).count();
    long values = table.count();
    if (unseen.isEmpty()) {
      return new SuppliedFrequencies(table, values, refused, 0);
    }
    Dataset<Row> others =
        rows.sparkSession()
            .range(1)
            .select(
                lit(null).cast(DataTypes.StringType).as(Columns.VALUE),
                lit(unseen.getAsDouble()).as(tf()));
    return new SuppliedFrequencies(table.union(others), values, refused, 0);
  }

  private static Dataset<Row> merged(Dataset<Row> rows, Column usable) {
    return rows.where(usable.and(col(Columns.VALUE).isNotNull()))
        .groupBy(Columns.VALUE)
        .agg(ordered(MEASURE).as(MEASURE));
  }

  /** A sum in the order of its terms, so that it is the same however they come. */
  private static Column ordered(String column) {
    return aggregate(sort_array(collect_list(col(column))), lit(0.0), Column::plus);
  }

  private static Column positive() {
    return col(MEASURE).gt(0).and(col(MEASURE).lt(lit(Double.POSITIVE_INFINITY)));
  }

  /** Not true: false or null. */
  private static Column not(Column condition) {
    return coalesce(condition, lit(false)).equalTo(false);
  }

  private static String tf() {
    return Columns.TERM_FREQUENCY;
  }
}
