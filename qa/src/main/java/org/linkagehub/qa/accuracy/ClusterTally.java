package org.linkagehub.qa.accuracy;

/**
 * Moments of clusters against the truth, from records that come unit by unit (people or clusters)
 * and within a unit by the other kind. The meeting of a person and a cluster is a cell.
 */
final class ClusterTally {
  private final UnitMoments pairsByUnit;
  private final UnitMoments pairsByCell;
  private final UnitMoments sharesByUnit;
  private final UnitMoments sharesByCell;
  private boolean begun;
  private long unit;
  private long other;

  /** Of so many groups, with all records in front. */
  ClusterTally(int groups) {
    pairsByUnit = new UnitMoments(groups);
    pairsByCell = new UnitMoments(groups);
    sharesByUnit = new UnitMoments(groups);
    sharesByCell = new UnitMoments(groups);
  }

  /** Of pairs by unit and by cell, then of B-cubed by unit and by cell. */
  double[][] states() {
    return new double[][] {
      pairsByUnit.state(), pairsByCell.state(), sharesByUnit.state(), sharesByCell.state()
    };
  }

  /**
   * Takes a record.
   *
   * @param cell records of its person in its cluster, itself one of them
   * @param inCluster records of its cluster
   * @param ofPerson records of its person
   * @param cellPairs other records of the cell that it makes a pair with
   * @param clusterPairs those of the cluster
   * @param personPairs those of the person
   */
  void record(
      long ofUnit,
      long ofOther,
      int[] groups,
      long cell,
      long inCluster,
      long ofPerson,
      long cellPairs,
      long clusterPairs,
      long personPairs) {
    if (begun && (ofUnit != unit || ofOther != other)) {
      pairsByCell.end();
      sharesByCell.end();
    }
    if (begun && ofUnit != unit) {
      pairsByUnit.end();
      sharesByUnit.end();
    }
    begun = true;
    unit = ofUnit;
    other = ofOther;
    double right = (double) cellPairs;
    double wrong = (double) (clusterPairs - cellPairs);
    double matches = (double) personPairs;
    pairsByUnit.record(groups, right, wrong, matches);
    pairsByCell.record(groups, right, wrong, matches);
    double precision = (double) cell / inCluster;
    double recall = (double) cell / ofPerson;
    sharesByUnit.record(groups, precision, recall, 1);
    sharesByCell.record(groups, precision, recall, 1);
  }

  /** Ends the last unit. */
  void end() {
    pairsByCell.end();
    sharesByCell.end();
    pairsByUnit.end();
    sharesByUnit.end();
  }
}
