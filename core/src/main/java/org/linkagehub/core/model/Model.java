package org.linkagehub.core.model;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * A Fellegi-Sunter model: how much each level of each comparison says for or against a match.
 *
 * @param linkType which pairs it is about
 * @param prior lambda, the probability that two records drawn at random match; strictly between 0
 *     and 1
 * @param comparisons in the order in which their weights are added
 */
public record Model(LinkType linkType, double prior, List<Comparison> comparisons) {
  public Model {
    Objects.requireNonNull(linkType, "linkType");
    comparisons = List.copyOf(comparisons);
    if (!(prior > 0 && prior < 1)) {
      throw new IllegalArgumentException(
          "the prior must be strictly between 0 and 1, was " + prior);
    }
    if (comparisons.isEmpty()) {
      throw new IllegalArgumentException("a model needs at least one comparison");
    }
    var names = new HashSet<String>();
    for (Comparison comparison : comparisons) {
      if (!names.add(comparison.name())) {
        throw new IllegalArgumentException("two comparisons are called " + comparison.name());
      }
    }
  }

  /** The same model with other comparisons. */
  public Model withComparisons(List<Comparison> newComparisons) {
    return new Model(linkType, prior, newComparisons);
  }

  /** The same model with another prior. */
  public Model withPrior(double newPrior) {
    return new Model(linkType, newPrior, comparisons);
  }
}
