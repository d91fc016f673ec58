package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.struct;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.spark.cluster.LineageCut;

/**
 * Which numbers lead to which along the chains of superseding: for each number that superseded
 * others, all of these, near and far, each with the first day on which it led there (null: since
 * ever).
 */
final class SupersededNumbers {
  /** The superseded number. */
  static final String OLD = "nhs_number";

  /** One that took its place, or the place of one that did. */
  static final String NEWER = "newer_nhs_number";

  /** The first day on which the old number led to the newer one. */
  static final String REPLACED_FROM = "replaced_from";

  /** Of a newer number: structs of {@link #OLD} and {@link #REPLACED_FROM}, oldest first. */
  static final String FORMER = "former";

  private static final String LAST = "last";

  private SupersededNumbers() {}

  /**
   * All pairs of an old number and one that it leads to.
   *
   * @param links {@link #OLD}, {@link #NEWER} and {@link #REPLACED_FROM} of records that say what
   *     superseded them: a hundredth of an index; each number leads to one other at most
   * @param longest how many links of a chain are followed
   */
  static Dataset<Row> pairs(Dataset<Row> links, int longest, LineageCut cut) {
    Dataset<Row> steps = cut.cut("links", links.where(col(OLD).notEqual(col(NEWER))));
    Dataset<Row> next =
        steps.select(col(OLD).as(LAST), col(NEWER).as("next"), col(REPLACED_FROM).as("next_from"));
    Dataset<Row> all = steps;
    Dataset<Row> newest = steps;
    for (int length = 2; length <= longest && !newest.isEmpty(); length++) {
      Dataset<Row> longer =
          newest
              .withColumnRenamed(NEWER, LAST)
              .join(next, LAST)
              .select(
                  col(OLD),
                  col("next").as(NEWER),
                  greatest(col(REPLACED_FROM), col("next_from")).as(REPLACED_FROM))
              .where(col(OLD).notEqual(col(NEWER)));
      // a chain that runs in a circle comes back to pairs that are known
      newest = cut.cut("length-" + length, longer.join(all, keys(), "left_anti"));
      all = all.unionByName(newest);
    }
    return all;
  }

  private static String[] keys() {
    return new String[] {OLD, NEWER};
  }

  /** By newer number, all that led to it. */
  static Dataset<Row> byNewer(Dataset<Row> pairs) {
    return pairs
        .groupBy(col(NEWER))
        .agg(array_sort(collect_list(struct(col(REPLACED_FROM), col(OLD)))).as(FORMER));
  }
}
