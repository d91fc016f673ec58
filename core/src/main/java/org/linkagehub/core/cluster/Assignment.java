package org.linkagehub.core.cluster;

import java.util.Arrays;

/**
 * The assignment of rows to columns, each at most once, with the largest sum of benefits.
 *
 * <p>Source: Kuhn (1955), "The Hungarian Method for the Assignment Problem", Naval Research
 * Logistics Quarterly 2, as shortest augmenting paths with potentials: Jonker and Volgenant (1987),
 * "A Shortest Augmenting Path Algorithm for Dense and Sparse Linear Assignment Problems", Computing
 * 38. Costs O(rows² · columns) where there are no more rows than columns.
 */
public final class Assignment {
  /** The row is assigned to no column. */
  public static final int NONE = -1;

  private Assignment() {}

  /**
   * The column of each row, or {@link #NONE}.
   *
   * <p>Nothing is gained by a benefit of 0 or less: such a pair stays unassigned. Where several
   * assignments have the same sum, one of them is given, the same for the same input.
   *
   * @param benefits by row and column, of equal width; not NaN
   */
  public static int[] solve(double[][] benefits) {
    int rows = benefits.length;
    int columns = rows == 0 ? 0 : benefits[0].length;
    if (rows <= columns) {
      return solveWide(benefits, rows, columns);
    }
    double[][] transposed = new double[columns][rows];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        transposed[c][r] = benefits[r][c];
      }
    }
    int[] rowOfColumn = solveWide(transposed, columns, rows);
    int[] columnOfRow = new int[rows];
    Arrays.fill(columnOfRow, NONE);
    for (int c = 0; c < columns; c++) {
      if (rowOfColumn[c] != NONE) {
        columnOfRow[rowOfColumn[c]] = c;
      }
    }
    return columnOfRow;
  }

  /** The sum of benefits of an assignment that {@link #solve} gave. */
  public static double total(double[][] benefits, int[] columnOfRow) {
    double total = 0;
    for (int r = 0; r < columnOfRow.length; r++) {
      if (columnOfRow[r] != NONE) {
        total += benefits[r][columnOfRow[r]];
      }
    }
    return total;
  }

  /** Minimises the sum of minus the positive benefits; rows and columns count from 1 inside. */
  private static int[] solveWide(double[][] benefits, int rows, int columns) {
    double[] rowPotential = new double[rows + 1];
    double[] columnPotential = new double[columns + 1];
    int[] rowOfColumn = new int[columns + 1];
    int[] before = new int[columns + 1];
    for (int row = 1; row <= rows; row++) {
      rowOfColumn[0] = row;
      int column = 0;
      double[] distance = new double[columns + 1];
      boolean[] done = new boolean[columns + 1];
      Arrays.fill(distance, Double.POSITIVE_INFINITY);
      do {
        done[column] = true;
        int from = rowOfColumn[column];
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 1; c <= columns; c++) {
          if (!done[c]) {
            double reduced =
                -Math.max(0, benefits[from - 1][c - 1]) - rowPotential[from] - columnPotential[c];
            if (reduced < distance[c]) {
              distance[c] = reduced;
              before[c] = column;
            }
            if (distance[c] < least) {
              least = distance[c];
              nearest = c;
            }
          }
        }
        for (int c = 0; c <= columns; c++) {
          if (done[c]) {
            rowPotential[rowOfColumn[c]] += least;
            columnPotential[c] -= least;
          } else {
            distance[c] -= least;
          }
        }
        column = nearest;
      } while (rowOfColumn[column] != 0);
      while (column != 0) {
        rowOfColumn[column] = rowOfColumn[before[column]];
        column = before[column];
      }
    }
    int[] columnOfRow = new int[rows];
    Arrays.fill(columnOfRow, NONE);
    for (int c = 1; c <= columns; c++) {
      int row = rowOfColumn[c] - 1;
      if (row >= 0 && benefits[row][c - 1] > 0) {
        columnOfRow[row] = c - 1;
      }
    }
    return columnOfRow;
  }
}
