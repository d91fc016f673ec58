package org.linkagehub.pipelines.assessment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.report.LinkCounts;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.report.Evidence.Counted;

/**
 * The counts that an assessment's report shows beside the measures. They are a table of their own,
 * so that the report can be made anew without the assessed links.
 */
final class AssessedCounts {
  static final String TABLE = "assessed_counts";

  /** Why records are set aside. */
  private static final String NO_ID = "no id";

  private static final String SHARED_ID = "id of several records";

  private AssessedCounts() {}

  /**
   * Counts, now.
   *
   * @param read what was read, with the name of the input and the id, null where there is none
   * @param weighted whether the links have weights
   */
  static List<Measure> of(
      Dataset<Row> read,
      Optional<Dataset<Row>> links,
      boolean weighted,
      Optional<Dataset<Row>> clusters) {
    List<Measure> measures = records(read);
    links.ifPresent(
        pairs ->
            measures.addAll(
                weighted
                    ? LinkCounts.byWeight(pairs)
                    : List.of(Counted.of(Counted.KEPT_PAIRS, "", Group.ALL, pairs.count()))));
    clusters.ifPresent(of -> measures.addAll(LinkCounts.bySize(LinkCounts.sizes(of))));
    return measures;
  }

  private static List<Measure> records(Dataset<Row> read) {
    var measures = new ArrayList<Measure>();
    long all = 0;
    long aside = 0;
    for (Row row :
        read.groupBy(col(Columns.SOURCE), col(Columns.RECORD_ID))
            .agg(count(lit(1)).as("n"))
            .groupBy(Columns.SOURCE)
            .agg(
                sum("n"),
                sum(when(col(Columns.RECORD_ID).isNull(), col("n")).otherwise(0)),
                sum(
                    when(col(Columns.RECORD_ID).isNotNull().and(col("n").gt(1)), col("n"))
                        .otherwise(0)))
            .orderBy(Columns.SOURCE)
            .collectAsList()) {
      var source = new Group(Counted.SOURCE, row.getString(0));
      long nameless = row.getLong(2);
      long shared = row.getLong(3);
      requireAnyLeft(row.getString(0), row.getLong(1), nameless, shared);
      measures.addAll(Counted.flow(source, row.getLong(1), nameless + shared));
      if (nameless > 0) {
        measures.add(Counted.of(Counted.SET_ASIDE, NO_ID, source, nameless));
      }
      if (shared > 0) {
        measures.add(Counted.of(Counted.SET_ASIDE, SHARED_ID, source, shared));
      }
      all += row.getLong(1);
      aside += nameless + shared;
    }
    measures.addAll(Counted.flow(Group.ALL, all, aside));
    return measures;
  }

  private static void requireAnyLeft(String source, long read, long nameless, long shared) {
    if (nameless + shared == read) {
      throw new InputDataException(
          "none of the %,d records of input %s has an id of its own: %,d have none, %,d share theirs with another record; name the column that tells records apart as the input's id"
              .formatted(read, source, nameless, shared));
    }
  }

  /**
   * What was set aside, in whole sentences.
   *
   * @param counts as {@link #of} made them
   * @param count how a count is written
   */
  static List<String> warnings(List<Measure> counts, LongFunction<String> count) {
    return counts.stream()
        .filter(m -> m.measure().equals(Counted.SET_ASIDE) && !m.subject().isEmpty())
        .map(
            m ->
                "%s records of %s %s; they were set aside, and links of them left out"
                    .formatted(
                        count.apply(Math.round(m.value().orElseThrow())),
                        m.group().value(),
                        m.subject().equals(NO_ID)
                            ? "have no id"
                            : "share their id with another record"))
        .toList();
  }
}
