package org.linkagehub.pipelines.link;

import java.util.List;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.report.Evidence.PastRatings;

/**
 * What a report tells of the runs of the same linkage before its own.
 *
 * @param ratings of the framework, oldest first
 * @param released the measures of the newest of them that was published; empty if there is none
 */
public record EarlierRuns(List<PastRatings> ratings, List<Measure> released) {
  public EarlierRuns {
    ratings = List.copyOf(ratings);
    released = List.copyOf(released);
  }
}
