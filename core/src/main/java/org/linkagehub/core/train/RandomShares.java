package org.linkagehub.core.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.linkagehub.core.model.Comparison;

/**
 * What must be counted of random pairs, and the shares of all levels that follow: of the
 * comparisons with levels of plain equality from {@link EqualityStrata}, of the others from the
 * random pairs alone.
 */
public final class RandomShares {
  /** The most vectors that one lot may have, far below what an engine can number. */
  private static final double MOST_VECTORS = 0x1p50;

  private final List<Comparison> comparisons;
  private final Map<String, EqualityStrata> strata;

  /** By comparison, the one that tells its pairs' strata, where it is needed. */
  private final Map<String, Comparison> telling = new LinkedHashMap<>();

  private final boolean together;

  /** Of some comparisons and the strata of those that have any. */
  public RandomShares(List<Comparison> comparisons, Map<String, EqualityStrata> strata) {
    this.comparisons = List.copyOf(comparisons);
    this.strata = Map.copyOf(strata);
    Set<String> names = comparisons.stream().map(Comparison::name).collect(Collectors.toSet());
    double vectors = 1;
    for (Comparison comparison : comparisons) {
      vectors *= comparison.grades() + 1.0;
      EqualityStrata of = strata.get(comparison.name());
      Optional<Comparison> tells =
          of == null ? Optional.empty() : of.telling(unused(comparison.name(), names));
      if (tells.isPresent()) {
        telling.put(comparison.name(), tells.get());
        vectors *= tells.get().grades() + 1.0;
      }
    }
    together = vectors <= MOST_VECTORS;
  }

  private static String unused(String comparison, Set<String> names) {
    String name = "equality_of_" + comparison;
    while (names.contains(name)) {
      name += "_";
    }
    return name;
  }

  /** The comparisons by which the random pairs must be counted, mostly all at once. */
  public List<List<Comparison>> lots() {
    var lots = new ArrayList<List<Comparison>>();
    var first = new ArrayList<>(comparisons);
    lots.add(first);
    for (Comparison comparison : comparisons) {
      if (telling.containsKey(comparison.name())) {
        Comparison tells = telling.get(comparison.name());
        if (together) {
          first.add(tells);
        } else {
          lots.add(List.of(comparison, tells));
        }
      }
    }
    return lots;
  }

  /**
   * The shares of all levels.
   *
   * @param counts of each of {@link #lots}
   * @param pairs how many pairs there are of each agreement of the strata
   */
  public List<LevelShares> shares(List<PatternCounts> counts, ToDoubleFunction<Agreement> pairs) {
    var shares = new ArrayList<LevelShares>();
    int next = 1;
    for (Comparison comparison : comparisons) {
      Comparison tells = telling.get(comparison.name());
      PatternCounts of = counts.get(tells != null && !together ? next++ : 0);
      EqualityStrata known = strata.get(comparison.name());
      shares.add(
          known == null
              ? LevelShares.of(
                  comparison.name(), of.marginal(comparison.name(), comparison.grades()))
              : known.shares(pairs, of, tells == null ? "" : tells.name()));
    }
    return shares;
  }

  /** The levels whose share is exact, as {@code comparison: level}. */
  public List<String> exactLevels() {
    var levels = new ArrayList<String>();
    for (Comparison comparison : comparisons) {
      if (strata.containsKey(comparison.name())) {
        strata
            .get(comparison.name())
            .exactLevels()
            .forEach(level -> levels.add(comparison.name() + ": " + level));
      }
    }
    return levels;
  }
}
