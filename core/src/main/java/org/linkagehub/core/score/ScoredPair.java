package org.linkagehub.core.score;

import java.util.List;

/**
 * A pair with its match weight and what it is made of.
 *
 * @param priorWeight in bits
 * @param parts one for each comparison, in the order in which they are added
 * @param matchWeight in bits: prior, partial weights and term-frequency weights
 * @param matchProbability from 0 to 1
 */
public record ScoredPair(
    double priorWeight, List<Part> parts, double matchWeight, double matchProbability) {
  public ScoredPair {
    parts = List.copyOf(parts);
  }

  /**
   * What one comparison says.
   *
   * @param comparison its name
   * @param gamma -1 missing, 0 else, more is more alike
   * @param level the level's label
   * @param partialWeight log2(m/u), in bits
   * @param tfWeight the term-frequency adjustment, in bits
   */
  public record Part(
      String comparison, int gamma, String level, double partialWeight, double tfWeight) {}
}
