package org.linkagehub.pipelines.assessment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.report.LinkCounts;
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
        read.groupBy(Columns.SOURCE)
            .agg(count(lit(1)), count_if(col(Columns.RECORD_ID).isNull()))
            .orderBy(Columns.SOURCE)
            .collectAsList()) {
      var source = new Group(Counted.SOURCE, row.getString(0));
      measures.addAll(Counted.flow(source, row.getLong(1), row.getLong(2)));
      if (row.getLong(2) > 0) {
        measures.add(Counted.of(Counted.SET_ASIDE, NO_ID, source, row.getLong(2)));
      }
      all += row.getLong(1);
      aside += row.getLong(2);
    }
    measures.addAll(Counted.flow(Group.ALL, all, aside));
    return measures;
  }
}
