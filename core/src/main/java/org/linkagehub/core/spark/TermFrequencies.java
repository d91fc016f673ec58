package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.TermFrequencyAdjustment;

/**
 * How common each value of a column is.
 *
 * @param byColumn for each adjusted column a table ({@code value}, {@code tf}): the share of the
 *     records with a value of that column that have this one; a value that is not in the table has
 *     no frequency
 */
public record TermFrequencies(Map<String, Dataset<Row>> byColumn) {
  private static final String TF = "tf";

  public TermFrequencies {
    byColumn = Map.copyOf(byColumn);
  }

  /** The columns whose frequencies the comparisons use. */
  public static Set<String> columns(Collection<Comparison> comparisons) {
    var columns = new LinkedHashSet<String>();
    for (Comparison comparison : comparisons) {
      for (var level : comparison.levels()) {
        level.termFrequency().map(TermFrequencyAdjustment::column).ifPresent(columns::add);
      }
    }
    return columns;
  }

  /**
   * The frequencies of the values of {@code columns} among all records, missing values left out.
   */
  public static TermFrequencies of(Dataset<Row> records, Collection<String> columns) {
    var tables = new LinkedHashMap<String, Dataset<Row>>();
    for (String column : columns) {
      Dataset<Row> counts =
          records
              .where(col(column).isNotNull())
              .groupBy(col(column).as(Columns.VALUE))
              .agg(count(lit(1)).as(TF + "_count"));
      Dataset<Row> total =
          records.where(col(column).isNotNull()).agg(count(lit(1)).as(TF + "_total"));
      tables.put(
          column,
          counts
              .crossJoin(total)
              .select(col(Columns.VALUE), col(TF + "_count").divide(col(TF + "_total")).as(TF)));
    }
    return new TermFrequencies(tables);
  }

  /**
   * The records with a column {@code tf_<column>} for each table; null where the value has no
   * frequency.
   */
  Dataset<Row> attach(Dataset<Row> records) {
    Dataset<Row> attached = records;
    for (var entry : new TreeMap<>(byColumn).entrySet()) {
      String value = "tf_value_" + entry.getKey();
      Dataset<Row> table =
          entry
              .getValue()
              .select(col(Columns.VALUE).as(value), col(TF).as(Columns.tf(entry.getKey())));
      attached =
          attached
              .join(table, attached.col(entry.getKey()).equalTo(table.col(value)), "left")
              .drop(value);
    }
    return attached;
  }
}
