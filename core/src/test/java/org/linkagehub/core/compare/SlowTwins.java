package org.linkagehub.core.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The text kernels again, written from their definitions: slow, plain, obviously right. */
public final class SlowTwins {
  private SlowTwins() {}

  static double jaro(String left, String right) {
    List<Integer> l = left.codePoints().boxed().toList();
    List<Integer> r = right.codePoints().boxed().toList();
    if (l.isEmpty() && r.isEmpty()) {
      return 1;
    }
    int window = Math.max(0, Math.max(l.size(), r.size()) / 2 - 1);
    boolean[] taken = new boolean[r.size()];
    List<Integer> inLeft = new ArrayList<>();
    for (int i = 0; i < l.size(); i++) {
      for (int j = 0; j < r.size(); j++) {
        if (!taken[j] && Math.abs(i - j) <= window && l.get(i).equals(r.get(j))) {
          taken[j] = true;
          inLeft.add(l.get(i));
          break;
        }
      }
    }
    List<Integer> inRight = new ArrayList<>();
    for (int j = 0; j < r.size(); j++) {
      if (taken[j]) {
        inRight.add(r.get(j));
      }
    }
    if (inLeft.isEmpty()) {
      return 0;
    }
    int different = 0;
    for (int k = 0; k < inLeft.size(); k++) {
      different += inLeft.get(k).equals(inRight.get(k)) ? 0 : 1;
    }
    double c = inLeft.size();
    int swapped = different / 2;
    return (c / l.size() + c / r.size() + (c - swapped) / c) / 3;
  }

  static double jaroWinkler(String left, String right) {
    double jaro = jaro(left, right);
    int[] l = left.codePoints().limit(4).toArray();
    int[] r = right.codePoints().limit(4).toArray();
    int prefix = 0;
    while (prefix < l.length && prefix < r.length && l[prefix] == r[prefix]) {
      prefix++;
    }
    return jaro > 0.7 ? Math.min(1, jaro + 0.1 * prefix * (1 - jaro)) : jaro;
  }

  static int levenshtein(String left, String right) {
    return edits(left, right, false);
  }

  static int optimalStringAlignment(String left, String right) {
    return edits(left, right, true);
  }

  private static int edits(String left, String right, boolean swaps) {
    int[] l = left.codePoints().toArray();
    int[] r = right.codePoints().toArray();
    int[][] d = new int[l.length + 1][r.length + 1];
    for (int i = 0; i <= l.length; i++) {
      for (int j = 0; j <= r.length; j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        d[i][j] = Math.min(d[i - 1][j], d[i][j - 1]) + 1;
        d[i][j] = Math.min(d[i][j], d[i - 1][j - 1] + (l[i - 1] == r[j - 1] ? 0 : 1));
        if (swaps && i > 1 && j > 1 && l[i - 1] == r[j - 2] && l[i - 2] == r[j - 1]) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[l.length][r.length];
  }

  /** Lowrance and Wagner's table, trying the swap with every earlier pair of rows and columns. */
  static int damerauLevenshtein(String left, String right) {
    int[] l = left.codePoints().toArray();
    int[] r = right.codePoints().toArray();
    int[][] d = new int[l.length + 1][r.length + 1];
    Map<Integer, Integer> lastRowOf = new HashMap<>();
    for (int i = 0; i <= l.length; i++) {
      int lastColumn = 0;
      for (int j = 0; j <= r.length; j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int k = lastRowOf.getOrDefault(r[j - 1], 0);
        d[i][j] = Math.min(d[i - 1][j], d[i][j - 1]) + 1;
        d[i][j] = Math.min(d[i][j], d[i - 1][j - 1] + (l[i - 1] == r[j - 1] ? 0 : 1));
        if (k > 0 && lastColumn > 0) {
          int between = i - k - 1 + j - lastColumn - 1;
          d[i][j] = Math.min(d[i][j], d[k - 1][lastColumn - 1] + between + 1);
        }
        if (l[i - 1] == r[j - 1]) {
          lastColumn = j;
        }
      }
      if (i > 0) {
        lastRowOf.put(l[i - 1], i);
      }
    }
    return d[l.length][r.length];
  }
}
