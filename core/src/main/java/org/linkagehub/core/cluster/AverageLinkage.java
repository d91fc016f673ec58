package org.linkagehub.core.cluster;

import java.util.Objects;

/**
 * Divides a component into clusters by average linkage: the two clusters whose records have the
 * largest mean pair weight are joined, again and again, as long as that mean reaches a threshold
 * and nothing forbids it.
 *
 * <p>A single strong link between two groups that otherwise disagree, as that of a household or of
 * a mistyped record, does not hold them together: every pair across has a say, those that no
 * blocking rule made too. Ties go to the cluster of smaller record numbers, so number the records
 * by key. Costs O(n²) memory and mostly O(n²) time for n records.
 *
 * <p>Source: Sokal and Michener (1958), "A statistical method for evaluating systematic
 * relationships" (UPGMA); the search by a nearest neighbour a row follows Anderberg (1973),
 * "Cluster Analysis for Applications".
 */
public final class AverageLinkage {
  /** Decides whether two clusters may become one. */
  public interface Rule {
    /** Any two clusters may. */
    Rule NONE =
        new Rule() {
          @Override
          public boolean allows(int one, int other) {
            return true;
          }

          @Override
          public void merged(int kept, int gone) {}
        };

    /**
     * Whether the clusters of two records may be joined.
     *
     * @param one the smallest record of a cluster
     * @param other the smallest record of another
     */
    boolean allows(int one, int other);

    /** Told that the cluster of {@code gone} has become part of the cluster of {@code kept}. */
    void merged(int kept, int gone);
  }

  private static final int NOBODY = -1;

  private final PairWeights weights;
  private final double threshold;
  private final Rule rule;

  /** Sums of the pair weights between clusters, each named by its smallest record. */
  private final double[][] sums;

  private final int[] sizes;
  private final int[] clusters;
  private final boolean[] gone;

  /** The best partner of a cluster among those of larger number, as far as is known. */
  private final int[] partners;

  private final double[] bests;

  private AverageLinkage(PairWeights weights, double threshold, Rule rule) {
    this.weights = weights;
    this.threshold = threshold;
    this.rule = rule;
    int n = weights.records();
    sums = new double[n][];
    sizes = new int[n];
    clusters = new int[n];
    gone = new boolean[n];
    partners = new int[n];
    bests = new double[n];
  }

  /**
   * The cluster of each record, named by the smallest record in it.
   *
   * @param threshold the mean weight, in bits, from which clusters are joined
   * @param rule what forbids joining
   */
  public static int[] cluster(PairWeights weights, double threshold, Rule rule) {
    return new AverageLinkage(
            Objects.requireNonNull(weights, "weights"),
            threshold,
            Objects.requireNonNull(rule, "rule"))
        .run();
  }

  private int[] run() {
    int n = weights.records();
    for (int record = 0; record < n; record++) {
      sums[record] = new double[record];
      for (int other = 0; other < record; other++) {
        sums[record][other] = weights.get(record, other);
      }
      clusters[record] = record;
      sizes[record] = 1;
    }
    for (int record = 0; record < n; record++) {
      search(record);
    }
    for (int kept = best(); kept != NOBODY; kept = best()) {
      join(kept, partners[kept]);
    }
    return clusters;
  }

  /** The cluster with the best partner at or above the threshold; the smallest of several. */
  private int best() {
    int best = NOBODY;
    for (int record = 0; record < sizes.length; record++) {
      if (!gone[record]
          && partners[record] != NOBODY
          && (best == NOBODY || bests[record] > bests[best])) {
        best = record;
      }
    }
    return best;
  }

  private void join(int kept, int absorbed) {
    for (int other = 0; other < sizes.length; other++) {
      if (!gone[other] && other != kept && other != absorbed) {
        add(kept, other, sum(absorbed, other));
      }
    }
    sizes[kept] += sizes[absorbed];
    gone[absorbed] = true;
    sums[absorbed] = null;
    for (int record = 0; record < clusters.length; record++) {
      if (clusters[record] == absorbed) {
        clusters[record] = kept;
      }
    }
    rule.merged(kept, absorbed);
    // Means with the joined cluster have changed; a row that looked at neither needs no search
    // unless
    // the joined cluster is now better, or forbidden where it was the best.
    for (int row = 0; row < sizes.length; row++) {
      if (gone[row]) {
        continue;
      }
      if (row == kept || partners[row] == kept || partners[row] == absorbed) {
        search(row);
      } else if (row < kept) {
        consider(row, kept);
      }
    }
  }

  /** Finds the best partner among the clusters of larger number. */
  private void search(int row) {
    partners[row] = NOBODY;
    for (int other = row + 1; other < sizes.length; other++) {
      if (!gone[other]) {
        consider(row, other);
      }
    }
  }

  private void consider(int row, int other) {
    double mean = sum(row, other) / ((double) sizes[row] * sizes[other]);
    boolean better =
        mean >= threshold
            && (partners[row] == NOBODY
                || mean > bests[row]
                || (mean == bests[row] && other < partners[row]));
    if (better && rule.allows(row, other)) {
      partners[row] = other;
      bests[row] = mean;
    }
  }

  private double sum(int one, int other) {
    return one > other ? sums[one][other] : sums[other][one];
  }

  private void add(int one, int other, double more) {
    if (one > other) {
      sums[one][other] += more;
    } else {
      sums[other][one] += more;
    }
  }
}
