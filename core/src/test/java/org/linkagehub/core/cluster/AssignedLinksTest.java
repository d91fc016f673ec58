package org.linkagehub.core.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AssignedLinksTest {
  @Test
  void twoLinksBeatOneBetterOne() {
    // 0 and 1 of one source, 2 and 3 of the other.
    ChosenLinks chosen =
        AssignedLinks.choose(
            links(new int[] {0, 0, 1, 1}, new double[][] {{0, 2, 25}, {0, 3, 20}, {1, 2, 20}}),
            5,
            0);
    assertArrayEquals(new int[] {0, 1, 1, 0}, chosen.clusters());
    assertArrayEquals(new boolean[] {false, true, true}, chosen.accepted());
    // (20 - 5) + (20 - 5) against (25 - 5)
    assertEquals(10, chosen.margins()[0], 1e-6);
  }

  @Test
  void aTieIsAmbiguousWhateverTheMargin() {
    ChosenLinks chosen =
        AssignedLinks.choose(
            links(new int[] {0, 1, 1}, new double[][] {{0, 1, 9}, {2, 0, 9}}), 0, 0);
    assertArrayEquals(new int[] {0, 1, 2}, chosen.clusters());
    assertArrayEquals(new boolean[] {true, true, true}, chosen.ambiguous());
  }

  @Test
  void theMarginLooksAtTheBestOtherSolution() {
    // 1 is the better partner of 2, so 0 is clear about 3 although 2 is close behind.
    double[][] three = {{0, 3, 20}, {0, 2, 19}, {1, 2, 25}};
    ChosenLinks chosen = AssignedLinks.choose(links(new int[] {0, 0, 1, 1}, three), 0, 3);
    assertArrayEquals(new int[] {0, 1, 1, 0}, chosen.clusters());
    double[][] two = {{0, 3, 20}, {0, 2, 19}};
    ChosenLinks close = AssignedLinks.choose(links(new int[] {0, 0, 1, 1}, two), 0, 3);
    assertArrayEquals(new int[] {0, 1, 2, 3}, close.clusters());
    assertArrayEquals(new boolean[] {true, false, true, true}, close.ambiguous());
    assertEquals(1, close.margins()[0], 1e-6);
  }

  @Test
  void aLinkAtTheThresholdIsTaken() {
    ChosenLinks chosen =
        AssignedLinks.choose(links(new int[] {0, 1}, new double[][] {{0, 1, 4}}), 4, 2);
    assertArrayEquals(new int[] {0, 0}, chosen.clusters());
    assertEquals(Double.POSITIVE_INFINITY, chosen.margins()[0]);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingIsBetterAndAmbiguityMeansASecondBestWithinTheMargin(long seed) {
    var random = new Random(seed);
    int rows = 1 + random.nextInt(4);
    int columns = 1 + random.nextInt(4);
    int[] sources = new int[rows + columns];
    for (int c = 0; c < columns; c++) {
      sources[rows + c] = 1;
    }
    double[][] table = new double[rows][columns];
    List<double[]> all = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        if (random.nextInt(4) > 0) {
          table[r][c] = 1 + random.nextInt(12);
          all.add(new double[] {r, rows + c, table[r][c]});
        }
      }
    }
    CandidateLinks links = links(sources, all.toArray(double[][]::new));
    ChosenLinks unconstrained = AssignedLinks.choose(links, 0, 0);
    boolean anyTie = false;
    double chosen = 0;
    for (int link = 0; link < links.links(); link++) {
      chosen += unconstrained.accepted()[link] ? links.weights()[link] : 0;
    }
    for (boolean ambiguous : unconstrained.ambiguous()) {
      anyTie |= ambiguous;
    }
    double best = best(table, 0, 0, -1, -1);
    if (!anyTie) {
      assertEquals(best, chosen, 1e-6);
    }
    for (int r = 0; r < rows; r++) {
      if (!unconstrained.ambiguous()[r]) {
        double margin = Double.POSITIVE_INFINITY;
        for (int c = 0; c < columns; c++) {
          if (table[r][c] > 0 && !accepted(links, unconstrained, r, rows + c)) {
            margin = Math.min(margin, best - best(table, 0, 0, r, c));
          }
        }
        assertEquals(margin, unconstrained.margins()[r], 1e-6, "row " + r);
      }
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  private static boolean accepted(CandidateLinks links, ChosenLinks chosen, int left, int right) {
    for (int link = 0; link < links.links(); link++) {
      if (links.lefts()[link] == left && links.rights()[link] == right) {
        return chosen.accepted()[link];
      }
    }
    return false;
  }

  /** Tries everything; with a pair given, only what has it. */
  private static double best(double[][] table, int row, int used, int fixedRow, int fixedColumn) {
    if (row == table.length) {
      return 0;
    }
    if (row == fixedRow) {
      return table[row][fixedColumn]
          + best(table, row + 1, used | 1 << fixedColumn, fixedRow, fixedColumn);
    }
    double best = best(table, row + 1, used, fixedRow, fixedColumn);
    for (int column = 0; column < table[row].length; column++) {
      boolean reserved = fixedRow > row && column == fixedColumn;
      if (table[row][column] > 0 && !reserved && (used >> column & 1) == 0) {
        best =
            Math.max(
                best,
                table[row][column]
                    + best(table, row + 1, used | 1 << column, fixedRow, fixedColumn));
      }
    }
    return best;
  }

  private static CandidateLinks links(int[] sources, double[][] links) {
    int[] lefts = new int[links.length];
    int[] rights = new int[links.length];
    double[] weights = new double[links.length];
    for (int link = 0; link < links.length; link++) {
      lefts[link] = (int) links[link][0];
      rights[link] = (int) links[link][1];
      weights[link] = links[link][2];
    }
    return new CandidateLinks(sources, new boolean[] {true, true}, lefts, rights, weights);
  }
}
