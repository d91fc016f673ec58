package org.linkagehub.core.spark;

import java.util.List;
import java.util.Objects;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Model;

/**
 * What {@link Engine#score} is to do.
 *
 * @param model with m and u for every level that has a weight
 * @param rules which pairs are scored; the first that makes a pair is named with it
 * @param termFrequencies how common the values of the adjusted columns are
 * @param minimumWeight in bits; a pair below it is left out
 * @param partialWeights whether each comparison's weight and term-frequency adjustment are columns
 *     of the result
 */
public record Scoring(
    Model model,
    List<BlockingRule> rules,
    TermFrequencies termFrequencies,
    double minimumWeight,
    boolean partialWeights) {
  public Scoring {
    Objects.requireNonNull(model, "model");
    rules = List.copyOf(rules);
    Objects.requireNonNull(termFrequencies, "termFrequencies");
  }
}
