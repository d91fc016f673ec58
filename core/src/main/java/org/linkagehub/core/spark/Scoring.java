package org.linkagehub.core.spark;

import java.util.List;
import java.util.Objects;
import java.util.Set;
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
 * @param withheld the names of rules whose pairs are left out, and are not made by a later rule
 *     either: something else has settled them
 * @param earlyRejection whether an engine may leave a pair as soon as it cannot reach the minimum:
 *     the links are the same, but then not all pairs are counted by vector
 */
public record Scoring(
    Model model,
    List<BlockingRule> rules,
    TermFrequencies termFrequencies,
    double minimumWeight,
    boolean partialWeights,
    Set<String> withheld,
    boolean earlyRejection) {
  public Scoring {
    Objects.requireNonNull(model, "model");
    rules = List.copyOf(rules);
    Objects.requireNonNull(termFrequencies, "termFrequencies");
    withheld = Set.copyOf(withheld);
  }

  /** Of the pairs of all rules. */
  public Scoring(
      Model model,
      List<BlockingRule> rules,
      TermFrequencies termFrequencies,
      double minimumWeight,
      boolean partialWeights) {
    this(model, rules, termFrequencies, minimumWeight, partialWeights, Set.of(), false);
  }
}
