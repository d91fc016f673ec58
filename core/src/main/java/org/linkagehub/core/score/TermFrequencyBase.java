package org.linkagehub.core.score;

import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.TermFrequencyAdjustment;

/** The u that a term-frequency adjustment replaces. */
public final class TermFrequencyBase {
  private TermFrequencyBase() {}

  /**
   * u of the comparison's level that is plain equality of the adjusted column; the level's own u
   * where there is none, or the adjustment asks for it.
   *
   * @throws IllegalArgumentException if that level has no u, or if {@code level} has no adjustment
   */
  public static double uExact(Comparison comparison, ComparisonLevel level) {
    TermFrequencyAdjustment adjustment =
        level
            .termFrequency()
            .orElseThrow(() -> new IllegalArgumentException("no term-frequency adjustment"));
    ComparisonLevel base =
        comparison.levels().stream()
            .filter(candidate -> !adjustment.ownU() && candidate.isEqualityOf(adjustment.column()))
            .findFirst()
            .orElse(level);
    return base.u()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "comparison %s, level '%s' has no u: train the model or give one"
                        .formatted(comparison.name(), base.label())));
  }
}
