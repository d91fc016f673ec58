package org.linkagehub.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * One view of agreement: its ordered levels, of which the first that holds wins.
 *
 * <p>The gamma of a missing-value level is -1; of the k other levels the first listed has gamma k-1
 * and the else level, always last, has gamma 0.
 *
 * @param name the end of the column names {@code gamma_…}, {@code partial_weight_…} and {@code
 *     tf_weight_…}
 * @param description what it compares and how, for readers
 * @param levels missing-value levels first, then from most alike to the else level
 */
public record Comparison(String name, String description, List<ComparisonLevel> levels) {
  public Comparison {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    levels = List.copyOf(levels);
    for (int i = 0; i < levels.size(); i++) {
      boolean last = i == levels.size() - 1;
      if ((levels.get(i).kind() == ComparisonLevel.Kind.ELSE) != last) {
        throw new IllegalArgumentException(
            "comparison " + name + ": its last level, and no other, must be the else level");
      }
    }
    if (levels.isEmpty()) {
      throw new IllegalArgumentException("comparison " + name + " needs levels");
    }
  }

  /** The levels that have a gamma of 0 or more, from gamma 0 (else) upwards: index is gamma. */
  public List<ComparisonLevel> byGamma() {
    var graded = new ArrayList<ComparisonLevel>();
    for (int i = levels.size() - 1; i >= 0; i--) {
      if (levels.get(i).kind() != ComparisonLevel.Kind.MISSING) {
        graded.add(levels.get(i));
      }
    }
    return graded;
  }

  /** The number of levels with a gamma of 0 or more. */
  public int grades() {
    return (int)
        levels.stream().filter(level -> level.kind() != ComparisonLevel.Kind.MISSING).count();
  }

  /** The same comparison with each level that has a gamma of 0 or more replaced. */
  public Comparison mapGraded(BiFunction<Integer, ComparisonLevel, ComparisonLevel> change) {
    var mapped = new ArrayList<ComparisonLevel>();
    int gamma = grades();
    for (ComparisonLevel level : levels) {
      mapped.add(
          level.kind() == ComparisonLevel.Kind.MISSING ? level : change.apply(--gamma, level));
    }
    return withLevels(mapped);
  }

  /** The same comparison with other levels. */
  public Comparison withLevels(List<ComparisonLevel> newLevels) {
    return new Comparison(name, description, newLevels);
  }
}
