package org.linkagehub.pipelines.link;

import java.util.List;
import java.util.Optional;
import org.linkagehub.qa.report.Evidence.Compared;
import org.linkagehub.qa.report.Evidence.PastRatings;

/**
 * What a report tells of the runs of the same linkage before its own.
 *
 * @param ratings of the framework, oldest first
 * @param compared the newest of them that was published, with which this one is compared
 */
public record EarlierRuns(List<PastRatings> ratings, Optional<Compared> compared) {
  public EarlierRuns {
    ratings = List.copyOf(ratings);
  }
}
