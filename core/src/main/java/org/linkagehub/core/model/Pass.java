package org.linkagehub.core.model;

import java.util.Objects;

/**
 * A deterministic pass: a rule whose pairs are links as they are, without a model.
 *
 * @param rule that makes the pairs
 * @param matchWeight what each of its links counts as, in bits; finite
 */
public record Pass(BlockingRule rule, double matchWeight) {
  public Pass {
    Objects.requireNonNull(rule, "rule");
    if (!Double.isFinite(matchWeight)) {
      throw new IllegalArgumentException("pass " + rule.name() + " needs a finite match weight");
    }
  }
}
