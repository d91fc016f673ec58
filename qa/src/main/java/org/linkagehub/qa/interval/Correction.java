package org.linkagehub.qa.interval;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How probabilities of many tests are corrected for their number. */
public enum Correction {
  /**
   * The chance of any false alarm among all tests stays below the level.
   *
   * <p>Source: Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian
   * Journal of Statistics 6.
   */
  HOLM,
  /**
   * The expected share of false alarms among the alarms stays below the level.
   *
   * <p>Source: Benjamini and Hochberg (1995), "Controlling the false discovery rate", JRSS B 57.
   */
  BENJAMINI_HOCHBERG;

  /** The name in configuration files and in the table of measures. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The corrected probabilities, in the order of those given: to be compared with the level as one
   * test's would be.
   */
  public List<Double> apply(List<Double> p) {
    int tests = p.size();
    List<Integer> ascending =
        IntStream.range(0, tests)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(p::get).thenComparing(i -> i))
            .toList();
    double[] corrected = new double[tests];
    if (this == HOLM) {
      double largest = 0;
      for (int rank = 0; rank < tests; rank++) {
        int test = ascending.get(rank);
        largest = Math.max(largest, Math.min(1, (tests - rank) * p.get(test)));
        corrected[test] = largest;
      }
    } else {
      double least = 1;
      for (int rank = tests - 1; rank >= 0; rank--) {
        int test = ascending.get(rank);
        least = Math.min(least, p.get(test) * tests / (rank + 1));
        corrected[test] = least;
      }
    }
    return IntStream.range(0, tests).mapToObj(i -> corrected[i]).toList();
  }
}
