package org.linkagehub.qa.accuracy;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE;
import static org.linkagehub.core.spark.Columns.TRUE_PERSON;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.LinkType;

/** The true person of each record. */
final class Truth {
  /** The true person's name where it is known, else null. */
  static final String PERSON = "person";

  /** Null where the person is known; else the record's own key: such a record is a person alone. */
  static final String ALONE = "alone";

  private Truth() {}

  /** {@code record_key}, {@code source}, {@link #PERSON}, {@link #ALONE}. */
  static Dataset<Row> of(Dataset<Row> records) {
    requireColumns(records, "records", RECORD_KEY, SOURCE, TRUE_PERSON);
    Column text = col(TRUE_PERSON).cast("string");
    Column known = when(trim(text).notEqual(""), text);
    return records.select(
        col(RECORD_KEY),
        col(SOURCE),
        known.as(PERSON),
        when(known.isNull(), col(RECORD_KEY)).as(ALONE));
  }

  /**
   * The number of pairs of records of one person; for link_only of those in different sources.
   *
   * <p>From the sizes of the people, without making a pair.
   */
  static long truePairs(Dataset<Row> truth, LinkType linkType) {
    Dataset<Row> bySource =
        truth.where(col(PERSON).isNotNull()).groupBy(PERSON, SOURCE).agg(count(lit(1)).as("n"));
    Dataset<Row> byPerson =
        bySource.groupBy(PERSON).agg(sum("n").as("n"), sum(pairs(col("n"))).as("within"));
    Column pairs = pairs(col("n"));
    if (!linkType.pairsWithinASource()) {
      pairs = pairs.minus(col("within"));
    }
    return byPerson.agg(coalesce(sum(pairs), lit(0L))).first().getLong(0);
  }

  /** n (n - 1) / 2 in whole numbers. */
  static Column pairs(Column n) {
    return org.apache.spark.sql.functions.call_function("div", n.multiply(n.minus(1)), lit(2L));
  }

  static void requireColumns(Dataset<Row> table, String what, String... columns) {
    List<String> present = List.of(table.columns());
    for (String column : columns) {
      if (!present.contains(column)) {
        throw new IllegalArgumentException(
            "%s: column %s is missing; the columns are %s".formatted(what, column, present));
      }
    }
  }
}
