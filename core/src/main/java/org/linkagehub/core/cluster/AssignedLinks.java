package org.linkagehub.core.cluster;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Chooses one-to-one links between two sources so that the sum of their weights above the threshold
 * is the largest.
 *
 * <p>Where a record's best partner has a still better one, the record gets its next best, as long
 * as the whole gains by it: two links of 20 bits beat one of 25.
 */
public final class AssignedLinks {
  private AssignedLinks() {}

  /**
   * Chooses among the links of a component of two sources, both free of duplicates.
   *
   * @param candidates whose links are all at or above the threshold
   * @param threshold in bits; a link counts by what it lies above, and a little more, so that one
   *     at the threshold is chosen rather than none
   * @param margin by how many bits the choice must be better than the best one in which a record
   *     has another of its candidates; a record for which it is not becomes ambiguous, as does its
   *     partner. A tie is always ambiguous
   */
  public static ChosenLinks choose(CandidateLinks candidates, double threshold, double margin) {
    if (!(margin >= 0)) {
      throw new IllegalArgumentException("the margin must be at least 0 bits, was " + margin);
    }
    int n = candidates.records();
    int first = n == 0 ? 0 : candidates.sources()[0];
    int[] position = new int[n];
    int rows = 0;
    int columns = 0;
    for (int record = 0; record < n; record++) {
      position[record] = candidates.sources()[record] == first ? rows++ : columns++;
    }
    int[][] linkOf = new int[rows][columns];
    double[][] benefits = new double[rows][columns];
    for (int[] row : linkOf) {
      Arrays.fill(row, -1);
    }
    for (int link = 0; link < candidates.links(); link++) {
      int left = candidates.lefts()[link];
      int right = candidates.rights()[link];
      if (candidates.clash(left, right)) {
        continue;
      }
      boolean leftIsRow = candidates.sources()[left] == first;
      int row = position[leftIsRow ? left : right];
      int column = position[leftIsRow ? right : left];
      linkOf[row][column] = link;
      benefits[row][column] = benefit(candidates.weights()[link], threshold);
    }
    return new Chooser(candidates, linkOf, benefits, margin).run();
  }

  /** Above 0 at the threshold itself, by less than any difference between weights that matters. */
  private static double benefit(double weight, double threshold) {
    return Math.max(weight - threshold, 0) + 1e-9;
  }

  private static final class Chooser {
    private final CandidateLinks candidates;
    private final int[][] linkOf;
    private final double[][] benefits;
    private final double margin;

    Chooser(CandidateLinks candidates, int[][] linkOf, double[][] benefits, double margin) {
      this.candidates = candidates;
      this.linkOf = linkOf;
      this.benefits = benefits;
      this.margin = margin;
    }

    ChosenLinks run() {
      int n = candidates.records();
      int[] columnOfRow = Assignment.solve(benefits);
      double best = Assignment.total(benefits, columnOfRow);
      int[] clusters = IntStream.range(0, n).toArray();
      boolean[] accepted = new boolean[candidates.links()];
      boolean[] ambiguous = new boolean[n];
      double[] margins = new double[n];
      Arrays.fill(margins, Double.POSITIVE_INFINITY);
      boolean[] chosen = new boolean[candidates.links()];
      for (int row = 0; row < columnOfRow.length; row++) {
        if (columnOfRow[row] != Assignment.NONE) {
          chosen[linkOf[row][columnOfRow[row]]] = true;
        }
      }
      for (int row = 0; row < linkOf.length; row++) {
        for (int column = 0; column < linkOf[row].length; column++) {
          int link = linkOf[row][column];
          if (link >= 0 && !chosen[link]) {
            double behind = Math.max(0, best - totalWith(row, column));
            // Sums of the same numbers in another order: a tie to within rounding is a tie.
            double tied = behind < 1e-7 ? 0 : behind;
            margins[candidates.lefts()[link]] = Math.min(margins[candidates.lefts()[link]], tied);
            margins[candidates.rights()[link]] = Math.min(margins[candidates.rights()[link]], tied);
          }
        }
      }
      for (int link = 0; link < chosen.length; link++) {
        if (chosen[link]) {
          int one = candidates.lefts()[link];
          int other = candidates.rights()[link];
          double least = Math.min(margins[one], margins[other]);
          if (least < margin || least == 0) {
            ambiguous[one] = true;
            ambiguous[other] = true;
          } else {
            accepted[link] = true;
            clusters[Math.max(one, other)] = Math.min(one, other);
          }
        }
      }
      markRivals(chosen, margins, ambiguous);
      return new ChosenLinks(clusters, accepted, ambiguous, margins);
    }

    /** A record left out only because its rival could not be told apart is ambiguous too. */
    private void markRivals(boolean[] chosen, double[] margins, boolean[] ambiguous) {
      boolean[] taken = new boolean[candidates.records()];
      for (int link = 0; link < chosen.length; link++) {
        if (chosen[link]) {
          taken[candidates.lefts()[link]] = true;
          taken[candidates.rights()[link]] = true;
        }
      }
      for (int record = 0; record < taken.length; record++) {
        if (!taken[record] && (margins[record] < margin || margins[record] == 0)) {
          ambiguous[record] = true;
        }
      }
    }

    /** The best sum of an assignment that has this pair. */
    private double totalWith(int row, int column) {
      double[][] rest = new double[benefits.length - 1][benefits[0].length - 1];
      for (int r = 0; r < rest.length; r++) {
        double[] from = benefits[r < row ? r : r + 1];
        System.arraycopy(from, 0, rest[r], 0, column);
        System.arraycopy(from, column + 1, rest[r], column, rest[r].length - column);
      }
      return benefits[row][column] + Assignment.total(rest, Assignment.solve(rest));
    }
  }
}
