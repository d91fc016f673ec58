package org.linkagehub.core.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AssignmentTest {
  @Test
  void twoModestPairsBeatOneGoodOne() {
    assertArrayEquals(new int[] {1, 0}, Assignment.solve(new double[][] {{25, 20}, {20, 0}}));
  }

  @Test
  void nothingIsGainedByABenefitOfZeroOrLess() {
    assertArrayEquals(
        new int[] {Assignment.NONE, 1}, Assignment.solve(new double[][] {{0, 3}, {-2, 5}}));
  }

  @Test
  void takesTablesOfAnyShape() {
    assertArrayEquals(new int[0], Assignment.solve(new double[0][0]));
    assertArrayEquals(
        new int[] {Assignment.NONE, Assignment.NONE}, Assignment.solve(new double[2][0]));
    assertArrayEquals(
        new int[] {Assignment.NONE, 0, Assignment.NONE},
        Assignment.solve(new double[][] {{1}, {2}, {1}}));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void hasTheLargestSumOfAll(long seed) {
    var random = new Random(seed);
    double[][] benefits = new double[1 + random.nextInt(6)][1 + random.nextInt(6)];
    for (double[] row : benefits) {
      for (int column = 0; column < row.length; column++) {
        row[column] = random.nextInt(3) == 0 ? 0 : random.nextInt(20) - 4;
      }
    }
    int[] found = Assignment.solve(benefits);
    Set<Integer> columns = new HashSet<>();
    for (int row = 0; row < found.length; row++) {
      if (found[row] != Assignment.NONE) {
        assertTrue(columns.add(found[row]), "column " + found[row] + " is given twice");
        assertTrue(benefits[row][found[row]] > 0, "a pair without benefit is given");
      }
    }
    assertEquals(best(benefits, 0, 0), Assignment.total(benefits, found), 1e-9);
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /** Tries everything. */
  private static double best(double[][] benefits, int row, int used) {
    if (row == benefits.length) {
      return 0;
    }
    double best = best(benefits, row + 1, used);
    for (int column = 0; column < benefits[row].length; column++) {
      if ((used >> column & 1) == 0) {
        best = Math.max(best, benefits[row][column] + best(benefits, row + 1, used | 1 << column));
      }
    }
    return best;
  }
}
