package org.linkagehub.core.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.train.PatternCounts;

/** Records by group: an engine brings those of a group together once for all that is asked. */
public interface GroupedRecords {
  /**
   * Counts the pairs inside groups by comparison vector, now.
   *
   * @param linkType which of them: all, or those of different sources
   */
  PatternCounts countPatterns(LinkType linkType);

  /**
   * Weighs all pairs inside groups, those of one source too, and hands them over group by group, so
   * that no pair is written.
   *
   * @param model of the comparisons of {@link Groups}
   * @return what the solver makes of the groups, in no order
   */
  Dataset<Row> solve(Model model, GroupSolver solver);
}
