package org.linkagehub.qa.profile;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How closely two variables without an order hang together, from the table of their counts. Known
 * answers: {@code CramersVTest}.
 *
 * <p>Range [0, 1], no unit: 0 where they are independent, 1 where one tells the other. The plain
 * statistic is above 0 by chance alone, the more so the more values there are; this one is
 * corrected for that. Symmetric.
 *
 * <p>Source: Bergsma (2013), "A bias-correction for Cramér's V and Tschuprow's T", Journal of the
 * Korean Statistical Society 42(3).
 */
public final class CramersV {
  private CramersV() {}

  /** Of a table of whole counts. */
  static OptionalDouble of(long[][] counts) {
    double[][] table = new double[counts.length][];
    for (int r = 0; r < table.length; r++) {
      table[r] = Arrays.stream(counts[r]).asDoubleStream().toArray();
    }
    return of(table);
  }

  /**
   * Of a table of counts, or of sums of shares; rows and columns of zeros do not count.
   *
   * @return nothing where either variable has fewer than two values, or no more was counted than
   *     they have values
   */
  public static OptionalDouble of(double[][] counts) {
    int wide = counts.length == 0 ? 0 : counts[0].length;
    double[] rows = new double[counts.length];
    double[] columns = new double[wide];
    double all = 0;
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < wide; c++) {
        rows[r] += counts[r][c];
        columns[c] += counts[r][c];
        all += counts[r][c];
      }
    }
    int r = filled(rows);
    int c = filled(columns);
    if (r < 2 || c < 2 || all <= Math.max(r, c)) {
      return OptionalDouble.empty();
    }
    double phi = Math.max(0, chiSquared(counts, rows, columns, all) / all - bias(r, c, all));
    double least = Math.min(r - (r - 1) * (r - 1) / (all - 1), c - (c - 1) * (c - 1) / (all - 1));
    return least <= 1 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(phi / (least - 1)));
  }

  /** What phi squared is on average where nothing hangs together. */
  private static double bias(int rows, int columns, double all) {
    return (rows - 1) * (columns - 1) / (all - 1);
  }

  /** Pearson's statistic of independence. */
  static double chiSquared(double[][] counts, double[] rows, double[] columns, double all) {
    double sum = 0;
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < columns.length; c++) {
        double expected = rows[r] * columns[c] / all;
        if (expected > 0) {
          double off = counts[r][c] - expected;
          sum += off * off / expected;
        }
      }
    }
    return sum;
  }

  private static int filled(double[] counts) {
    int filled = 0;
    for (double count : counts) {
      filled += count > 0 ? 1 : 0;
    }
    return filled;
  }
}
