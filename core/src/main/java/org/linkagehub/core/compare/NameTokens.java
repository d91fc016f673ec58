package org.linkagehub.core.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Agreement of names of several words, in any order: SMITH-JONES, JONES SMITH and SMITHJONES. Known
 * answers: {@code NameTokensTest}.
 *
 * <p>A token is a run of letters, digits and combining marks of any script. Apostrophes are dropped
 * (O'BRIEN is OBRIEN); whatever else stands between tokens parts them. Case and accents count:
 * standardise first. Every function here is symmetric.
 */
public final class NameTokens {
  private static final String APOSTROPHES = "'\u2018\u2019\u02BC\u02BB`\u00B4";

  /** With more tokens than this, writing them together in every order takes too long. */
  private static final int MOST_REORDERED = 4;

  private NameTokens() {}

  /** The tokens of a name, in their order. */
  public static List<String> of(String name) {
    List<String> tokens = new ArrayList<>(4);
    StringBuilder token = new StringBuilder();
    for (int i = 0; i < name.length(); ) {
      int character = name.codePointAt(i);
      i += Character.charCount(character);
      if (APOSTROPHES.indexOf(character) >= 0) {
        continue;
      }
      if (Character.isLetterOrDigit(character) || isMark(character)) {
        token.appendCodePoint(character);
      } else if (token.length() > 0) {
        tokens.add(token.toString());
        token.setLength(0);
      }
    }
    if (token.length() > 0) {
      tokens.add(token.toString());
    }
    return tokens;
  }

  /**
   * Whether two names have the same tokens in any order, or become the same when the tokens are
   * written together: SMITH JONES, JONES-SMITH, JONESSMITH; DE LA CRUZ, DELACRUZ. Names without a
   * token agree with none.
   */
  public static boolean same(String left, String right) {
    List<String> l = of(left);
    List<String> r = of(right);
    if (l.isEmpty() || r.isEmpty()) {
      return false;
    }
    if (l.size() == r.size() && shared(l, r) == l.size()) {
      return true;
    }
    String joined = String.join("", l);
    return joined.equals(String.join("", r))
        || (l.size() == 1 && r.size() <= MOST_REORDERED && isMadeOf(joined, 0, r, 0))
        || (r.size() == 1 && l.size() <= MOST_REORDERED && isMadeOf(String.join("", r), 0, l, 0));
  }

  /** How many tokens two names share, a token that stands twice in both counting twice. */
  public static int shared(String left, String right) {
    return shared(of(left), of(right));
  }

  /**
   * Shared tokens as a share of those of the name with fewer, 0 to 1: 1 when one name is the other
   * with tokens left out, SMITH and SMITH-JONES.
   */
  public static double overlap(String left, String right) {
    List<String> l = of(left);
    List<String> r = of(right);
    int fewer = Math.min(l.size(), r.size());
    return fewer == 0 ? 0 : (double) shared(l, r) / fewer;
  }

  /**
   * Shared tokens as a share of the tokens of both names, 0 to 1: 1 when they are the same tokens
   * in any order.
   */
  public static double jaccard(String left, String right) {
    List<String> l = of(left);
    List<String> r = of(right);
    int shared = shared(l, r);
    int all = l.size() + r.size() - shared;
    return all == 0 ? 0 : (double) shared / all;
  }

  /**
   * The mean {@link JaroWinkler} similarity of the tokens of the name with fewer, each laid against
   * a token of the other of its own, so that the sum is greatest; 0 to 1. SMYTH-JONES and JONES
   * SMITH give 0.95.
   */
  public static double similarity(String left, String right) {
    List<String> l = of(left);
    List<String> r = of(right);
    // One orientation for a pair, however it comes: sums then round alike.
    boolean swap =
        l.size() > r.size()
            || (l.size() == r.size() && String.join(" ", l).compareTo(String.join(" ", r)) > 0);
    List<String> fewer = swap ? r : l;
    List<String> more = swap ? l : r;
    if (fewer.isEmpty()) {
      return 0;
    }
    double[][] similarity = new double[fewer.size()][more.size()];
    for (int i = 0; i < fewer.size(); i++) {
      for (int j = 0; j < more.size(); j++) {
        similarity[i][j] = JaroWinkler.of(fewer.get(i), more.get(j));
      }
    }
    double sum = 0;
    int[] columns = bestAssignment(similarity);
    for (int i = 0; i < columns.length; i++) {
      sum += similarity[i][columns[i]];
    }
    return Math.min(1, sum / fewer.size());
  }

  /**
   * Whether one name is a single letter and the other begins with it: J and JOHN. Two equal single
   * letters agree as well. Only the first tokens are looked at.
   */
  public static boolean initialAgrees(String left, String right) {
    List<String> l = of(left);
    List<String> r = of(right);
    if (l.isEmpty() || r.isEmpty()) {
      return false;
    }
    String a = l.get(0);
    String b = r.get(0);
    return (characters(a) == 1 || characters(b) == 1) && a.codePointAt(0) == b.codePointAt(0);
  }

  private static int characters(String token) {
    return token.codePointCount(0, token.length());
  }

  private static int shared(List<String> left, List<String> right) {
    List<String> rest = new ArrayList<>(right);
    int shared = 0;
    for (String token : left) {
      shared += rest.remove(token) ? 1 : 0;
    }
    return shared;
  }

  /** Whether {@code word}, from a position, is the tokens not yet used in some order. */
  private static boolean isMadeOf(String word, int from, List<String> tokens, int used) {
    if (from == word.length()) {
      return used == (1 << tokens.size()) - 1;
    }
    for (int i = 0; i < tokens.size(); i++) {
      if ((used & (1 << i)) == 0
          && word.startsWith(tokens.get(i), from)
          && isMadeOf(word, from + tokens.get(i).length(), tokens, used | (1 << i))) {
        return true;
      }
    }
    return false;
  }

  /**
   * The column for each row, no column twice, that makes the sum greatest; at least as many columns
   * as rows. Kuhn's method in the form of shortest augmenting paths, cubic in the number of
   * columns.
   */
  private static int[] bestAssignment(double[][] gain) {
    int rows = gain.length;
    int columns = gain[0].length;
    double[] rowPrice = new double[rows + 1];
    double[] columnPrice = new double[columns + 1];
    int[] rowOf = new int[columns + 1]; // 0 is none; rows count from 1
    int[] cameFrom = new int[columns + 1];
    for (int row = 1; row <= rows; row++) {
      double[] slack = new double[columns + 1];
      Arrays.fill(slack, Double.POSITIVE_INFINITY);
      boolean[] done = new boolean[columns + 1];
      rowOf[0] = row;
      int column = 0;
      do {
        done[column] = true;
        int reached = rowOf[column];
        int next = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int j = 1; j <= columns; j++) {
          if (!done[j]) {
            double cost = -gain[reached - 1][j - 1] - rowPrice[reached] - columnPrice[j];
            if (cost < slack[j]) {
              slack[j] = cost;
              cameFrom[j] = column;
            }
            if (slack[j] < least) {
              least = slack[j];
              next = j;
            }
          }
        }
        for (int j = 0; j <= columns; j++) {
          if (done[j]) {
            rowPrice[rowOf[j]] += least;
            columnPrice[j] -= least;
          } else {
            slack[j] -= least;
          }
        }
        column = next;
      } while (rowOf[column] != 0);
      while (column != 0) {
        int before = cameFrom[column];
        rowOf[column] = rowOf[before];
        column = before;
      }
    }
    int[] columnOf = new int[rows];
    for (int j = 1; j <= columns; j++) {
      if (rowOf[j] != 0) {
        columnOf[rowOf[j] - 1] = j - 1;
      }
    }
    return columnOf;
  }

  private static boolean isMark(int character) {
    int type = Character.getType(character);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }
}
