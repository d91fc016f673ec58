package org.linkagehub.core.model;

import java.util.Objects;

/**
 * How a level's weight is moved by how common the agreed value is.
 *
 * @param column the column whose value frequencies are used
 * @param weight the share of the full adjustment that is applied, 0 (none) to 1 (all)
 * @param minimumU a floor on the frequency, 0 (none) to 1: rarer values count as this frequent
 * @param ownU whether the frequency takes the place of the level's own u, even where the comparison
 *     has a level of plain equality of the column, whose u it otherwise takes the place of
 */
public record TermFrequencyAdjustment(String column, double weight, double minimumU, boolean ownU) {
  public TermFrequencyAdjustment {
    Objects.requireNonNull(column, "column");
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          "term-frequency weight must be from 0 to 1, was " + weight);
    }
    if (!(minimumU >= 0 && minimumU < 1)) {
      throw new IllegalArgumentException(
          "term-frequency minimum u must be from 0 to below 1, was " + minimumU);
    }
  }

  /** An adjustment that takes the place of the u of plain equality, where there is such a level. */
  public TermFrequencyAdjustment(String column, double weight, double minimumU) {
    this(column, weight, minimumU, false);
  }

  /** The same with another floor. */
  public TermFrequencyAdjustment withMinimumU(double newMinimumU) {
    return new TermFrequencyAdjustment(column, weight, newMinimumU, ownU);
  }

  /** The same, with or without the level's own u. */
  public TermFrequencyAdjustment withOwnU(boolean own) {
    return new TermFrequencyAdjustment(column, weight, minimumU, own);
  }

  /** The full adjustment, without a floor. */
  public static TermFrequencyAdjustment of(String column) {
    return new TermFrequencyAdjustment(column, 1, 0);
  }
}
