package org.linkagehub.core.train;

import java.util.Comparator;
import java.util.List;

/**
 * How many pairs show each distinct comparison vector: all that training needs to know of the
 * pairs.
 *
 * @param comparisons the names of the comparisons, in the order of a vector's elements
 * @param patterns sorted by vector, so that sums over them do not depend on how they were collected
 */
public record PatternCounts(List<String> comparisons, List<Pattern> patterns) {

  /**
   * A distinct comparison vector.
   *
   * @param gammas -1 missing, 0 else, more is more alike
   * @param pairs the number of pairs that show it
   */
  public record Pattern(List<Integer> gammas, long pairs) {
    public Pattern {
      gammas = List.copyOf(gammas);
    }
  }

  public PatternCounts {
    comparisons = List.copyOf(comparisons);
    patterns = patterns.stream().sorted(PatternCounts::byVector).toList();
    for (Pattern pattern : patterns) {
      if (pattern.gammas().size() != comparisons.size()) {
        throw new IllegalArgumentException(
            "a vector of "
                + pattern.gammas().size()
                + " for "
                + comparisons.size()
                + " comparisons");
      }
    }
  }

  /** The number of pairs in all patterns. */
  public long totalPairs() {
    return patterns.stream().mapToLong(Pattern::pairs).sum();
  }

  /**
   * The number of pairs at each level of one comparison: index is gamma, missing values left out.
   *
   * @param grades the number of levels with a gamma of 0 or more
   */
  public long[] marginal(String comparison, int grades) {
    int position = position(comparison);
    long[] counts = new long[grades];
    for (Pattern pattern : patterns) {
      int gamma = pattern.gammas().get(position);
      if (gamma >= 0) {
        counts[gamma] += pattern.pairs();
      }
    }
    return counts;
  }

  /**
   * The number of pairs at each level of one comparison and of another: indices are gammas, pairs
   * with a missing value in either left out.
   */
  public long[][] joint(String first, int firstGrades, String second, int secondGrades) {
    int a = position(first);
    int b = position(second);
    long[][] counts = new long[firstGrades][secondGrades];
    for (Pattern pattern : patterns) {
      int gammaA = pattern.gammas().get(a);
      int gammaB = pattern.gammas().get(b);
      if (gammaA >= 0 && gammaB >= 0) {
        counts[gammaA][gammaB] += pattern.pairs();
      }
    }
    return counts;
  }

  private int position(String comparison) {
    int position = comparisons.indexOf(comparison);
    if (position < 0) {
      throw new IllegalArgumentException("no counts of comparison " + comparison);
    }
    return position;
  }

  private static int byVector(Pattern a, Pattern b) {
    for (int i = 0; i < a.gammas().size(); i++) {
      int order = Comparator.<Integer>naturalOrder().compare(a.gammas().get(i), b.gammas().get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
