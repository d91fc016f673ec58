package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.qa.report.Evidence;

/** The most frequent agreement patterns of the kept pairs. */
final class LinkPatterns {
  private static final int MOST = 200;

  /** Weights are added up as whole parts of a bit, whose sum is the same in any order. */
  private static final double PARTS_OF_A_BIT = 1 << 20;

  private LinkPatterns() {}

  /**
   * The patterns, the most frequent first; none where the links do not tell levels.
   *
   * @param comparisons their names, in the order of the model
   */
  static List<Evidence.Pattern> of(Dataset<Row> links, List<String> comparisons) {
    List<String> gammas = comparisons.stream().map(Columns::gamma).toList();
    Set<String> there = new HashSet<>(List.of(links.columns()));
    if (gammas.isEmpty() || !there.containsAll(gammas)) {
      return List.of();
    }
    Column[] by = gammas.stream().map(gamma -> col("`" + gamma + "`")).toArray(Column[]::new);
    var order = new ArrayList<Column>(List.of(col("pairs").desc()));
    order.addAll(List.of(by));
    return links
        .where(by[0].isNotNull())
        .groupBy(by)
        .agg(
            count(lit(1)).as("pairs"),
            sum(round(col(Columns.MATCH_WEIGHT).multiply(PARTS_OF_A_BIT)).cast("long"))
                .as("weight"))
        .orderBy(order.toArray(Column[]::new))
        .limit(MOST)
        .collectAsList()
        .stream()
        .map(row -> pattern(row, by.length))
        .toList();
  }

  private static Evidence.Pattern pattern(Row row, int comparisons) {
    var levels = new ArrayList<Integer>();
    for (int i = 0; i < comparisons; i++) {
      levels.add(((Number) row.get(i)).intValue());
    }
    long pairs = row.getLong(comparisons);
    return new Evidence.Pattern(
        levels, (double) row.getLong(comparisons + 1) / PARTS_OF_A_BIT / (double) pairs, pairs);
  }
}
