package org.linkagehub.core.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** What is to be done with the pairs of each group that {@link Engine#solveGroups} weighs. */
public interface GroupSolver extends Serializable {
  /** The columns of the rows that come of it. */
  StructType schema();

  /** A worker for one task. */
  Worker worker();

  /** Takes the pairs of one group after another. */
  interface Worker {
    /**
     * Takes a pair of the current group.
     *
     * @param matchWeight in bits
     * @param gammas of the conditions of {@link Groups}; not to be kept
     */
    void pair(long leftKey, long rightKey, double matchWeight, int[] gammas);

    /** Ends the current group, of two records or more, and begins another. */
    List<Row> end(long group);
  }
}
