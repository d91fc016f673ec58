package org.linkagehub.core.train;

import java.util.List;
import java.util.Objects;
import org.linkagehub.core.model.BlockingRule;

/**
 * How a model's parameters are found.
 *
 * @param prior where lambda comes from
 * @param randomPairs about how many random pairs u is counted on; all pairs where there are fewer
 * @param emRules the rules that make the pairs on which m is estimated, one session each; a session
 *     leaves out the comparisons that share a column with its rule
 * @param em when a session stops, and what stays fixed
 * @param seed of the random pairs
 */
public record TrainingSettings(
    Prior prior,
    double randomPairs,
    List<BlockingRule> emRules,
    ExpectationMaximisation.Settings em,
    long seed) {

  /** Where lambda, the probability that two random records match, comes from. */
  public sealed interface Prior {
    /**
     * From the pairs that strict rules find.
     *
     * @param rules whose pairs are taken to match
     * @param recall the share of all matching pairs that they are believed to find, above 0 and at
     *     most 1
     */
    record FromRules(List<BlockingRule> rules, double recall) implements Prior {
      public FromRules {
        rules = List.copyOf(rules);
        if (rules.isEmpty()) {
          throw new IllegalArgumentException("the prior needs at least one deterministic rule");
        }
        if (!(recall > 0 && recall <= 1)) {
          throw new IllegalArgumentException("recall must be above 0 and at most 1, was " + recall);
        }
      }
    }

    /** A given probability, strictly between 0 and 1. */
    record Fixed(double probability) implements Prior {
      public Fixed {
        if (!(probability > 0 && probability < 1)) {
          throw new IllegalArgumentException(
              "a fixed prior must be strictly between 0 and 1, was " + probability);
        }
      }
    }
  }

  public TrainingSettings {
    Objects.requireNonNull(prior, "prior");
    emRules = List.copyOf(emRules);
    Objects.requireNonNull(em, "em");
    if (!(randomPairs >= 1)) {
      throw new IllegalArgumentException("random pairs must be at least 1, was " + randomPairs);
    }
  }
}
