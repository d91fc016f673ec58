package org.linkagehub.core.spark;

import java.util.List;
import java.util.Objects;
import org.linkagehub.core.model.Comparison;

/**
 * Pairs that are to be counted by their comparison vector.
 *
 * @param comparisons of which the vector is made; none: the pairs are only counted
 */
public record CountedPairs(Pairs pairs, List<Comparison> comparisons) {
  public CountedPairs {
    Objects.requireNonNull(pairs, "pairs");
    comparisons = List.copyOf(comparisons);
  }
}
