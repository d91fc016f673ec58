package org.linkagehub.core.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;

/**
 * Divides the pairs of a comparison into strata whose sizes are known exactly: a stratum for each
 * level that is plain equality of columns, of the pairs of which it is the first such level to
 * hold, and one of the pairs of which none does.
 *
 * <p>How many pairs agree on some columns follows from how often values occur; how many agree on
 * these and on no earlier level's, by inclusion and exclusion. What random pairs tell is then only
 * how the pairs of a stratum spread over the levels: those of an equality are all at its level
 * unless a level of likeness stands before it. (Post-stratification: Cochran (1977), "Sampling
 * Techniques", 3rd ed., section 5A.9.)
 */
public final class EqualityStrata {
  /** Each further equality doubles what must be counted. */
  private static final int MOST = 4;

  private final Comparison comparison;

  /** The gamma and the columns of each equality, the most alike first. */
  private final List<Integer> gammas = new ArrayList<>();

  private final List<Set<String>> columns = new ArrayList<>();

  /** How many pairs are in no missing-value level, and how many of those in each stratum. */
  private final Map<Agreement, Integer> all;

  private final List<Map<Agreement, Integer>> strata = new ArrayList<>();

  private EqualityStrata(Comparison comparison, List<Set<String>> presence) {
    this.comparison = comparison;
    List<ComparisonLevel> levels = comparison.byGamma();
    for (int gamma = levels.size() - 1; gamma > 0 && gammas.size() < MOST; gamma--) {
      Set<String> equal = EqualityLevels.columns(levels.get(gamma));
      if (!equal.isEmpty()) {
        gammas.add(gamma);
        columns.add(equal);
      }
    }
    all = present(Set.of(), presence);
    for (int s = 0; s < columns.size(); s++) {
      strata.add(stratum(s, presence));
    }
  }

  /**
   * The strata of a comparison; nothing where no level is plain equality, or where a missing-value
   * level asks for something else than missing values.
   */
  public static Optional<EqualityStrata> of(Comparison comparison) {
    Optional<List<Set<String>>> presence = EqualityLevels.presence(comparison);
    if (presence.isEmpty()
        || presence.get().stream().filter(clause -> clause.size() > 1).count() > 1) {
      return Optional.empty();
    }
    var strata = new EqualityStrata(comparison, presence.get());
    return strata.gammas.isEmpty() ? Optional.empty() : Optional.of(strata);
  }

  /** What must be counted. */
  public Set<Agreement> agreements() {
    var agreements = new LinkedHashSet<>(all.keySet());
    strata.forEach(stratum -> agreements.addAll(stratum.keySet()));
    return agreements;
  }

  /** The levels, by label, whose share is exact. */
  public List<String> exactLevels() {
    List<ComparisonLevel> levels = comparison.byGamma();
    var exact = new ArrayList<String>();
    for (int s = 0; s < gammas.size() && !likenessBefore(s); s++) {
      exact.add(levels.get(gammas.get(s)).label());
    }
    return exact;
  }

  /**
   * A comparison whose level tells a pair's stratum, to be counted beside the comparison itself;
   * nothing where that level tells it too.
   *
   * @param name what to call it
   */
  public Optional<Comparison> telling(String name) {
    if (!likenessBefore(gammas.size() - 1)) {
      return Optional.empty();
    }
    List<ComparisonLevel> byGamma = comparison.byGamma();
    var levels = new ArrayList<ComparisonLevel>();
    comparison.levels().stream()
        .filter(level -> level.kind() == ComparisonLevel.Kind.MISSING)
        .forEach(levels::add);
    gammas.forEach(gamma -> levels.add(byGamma.get(gamma)));
    levels.add(ComparisonLevel.otherwise());
    return Optional.of(new Comparison(name, name, levels));
  }

  /**
   * The shares of the levels.
   *
   * @param pairs how many pairs there are of each of {@link #agreements}
   * @param random counts of random pairs, of this comparison and of {@code telling}
   * @param telling the name of the comparison that {@link #telling} gave
   */
  public LevelShares shares(
      ToDoubleFunction<Agreement> pairs, PatternCounts random, String telling) {
    int grades = comparison.grades();
    long[] sampled = random.marginal(comparison.name(), grades);
    double total = sum(all, pairs);
    if (!(total > 0)) {
      return LevelShares.of(comparison.name(), sampled);
    }
    long[][] byStratum = byStratum(random, telling, sampled);
    double[] shares = new double[grades];
    double inStrata = 0;
    for (int s = 0; s < gammas.size(); s++) {
      double size = Math.max(0, sum(strata.get(s), pairs));
      inStrata += size;
      spread(shares, size / total, byStratum[s], gammas.get(s));
    }
    spread(shares, Math.max(0, total - inStrata) / total, byStratum[gammas.size()], 0);
    var counted = new ArrayList<Double>();
    double seen = 0;
    for (long n : sampled) {
      seen += n;
    }
    for (int gamma = 0; gamma < grades; gamma++) {
      counted.add(gammas.contains(gamma) ? total : seen);
    }
    return new LevelShares(comparison.name(), Arrays.stream(shares).boxed().toList(), counted);
  }

  /** Adds a stratum's share as its random pairs spread; all to one level where there are none. */
  private static void spread(double[] shares, double size, long[] sampled, int otherwise) {
    double seen = 0;
    for (long n : sampled) {
      seen += n;
    }
    if (seen == 0) {
      shares[otherwise] += size;
      return;
    }
    for (int gamma = 0; gamma < sampled.length; gamma++) {
      shares[gamma] += size * (sampled[gamma] / seen);
    }
  }

  /** The number of random pairs of each stratum, the last being that of no equality, by gamma. */
  private long[][] byStratum(PatternCounts random, String telling, long[] sampled) {
    if (likenessBefore(gammas.size() - 1)) {
      long[][] joint =
          random.joint(telling, gammas.size() + 1, comparison.name(), comparison.grades());
      var byStratum = new ArrayList<long[]>(List.of(joint));
      Collections.reverse(byStratum); // gamma 0 there is no equality, the highest the first
      return byStratum.toArray(long[][]::new);
    }
    var byStratum = new long[gammas.size() + 1][sampled.length];
    for (int gamma = 0; gamma < sampled.length; gamma++) {
      int stratum = gammas.indexOf(gamma);
      byStratum[stratum < 0 ? gammas.size() : stratum][gamma] = sampled[gamma];
    }
    return byStratum;
  }

  /** Whether a level that is no plain equality, or not one of ours, stands before an equality. */
  private boolean likenessBefore(int stratum) {
    return comparison.grades() - 1 - gammas.get(stratum) != stratum;
  }

  /** The pairs of an equality, less those of the equalities before it. */
  private Map<Agreement, Integer> stratum(int index, List<Set<String>> presence) {
    var terms = new LinkedHashMap<Agreement, Integer>();
    for (int mask = 0; mask < 1 << index; mask++) {
      var equal = new TreeSet<>(columns.get(index));
      for (int earlier = 0; earlier < index; earlier++) {
        if ((mask >> earlier & 1) == 1) {
          equal.addAll(columns.get(earlier));
        }
      }
      int sign = Integer.bitCount(mask) % 2 == 0 ? 1 : -1;
      present(equal, presence).forEach((term, n) -> terms.merge(term, sign * n, Integer::sum));
    }
    terms.values().removeIf(n -> n == 0);
    return terms;
  }

  /** The pairs that agree on some columns and have nothing missing. */
  private static Map<Agreement, Integer> present(Set<String> equal, List<Set<String>> presence) {
    Set<String> filled =
        presence.stream()
            .filter(clause -> clause.size() == 1)
            .flatMap(Set::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    filled.addAll(equal);
    Optional<Set<String>> anyOf =
        presence.stream()
            .filter(clause -> clause.size() > 1 && Collections.disjoint(clause, filled))
            .findFirst();
    if (anyOf.isEmpty()) {
      return Map.of(new Agreement(equal, filled), 1);
    }
    var terms = new LinkedHashMap<Agreement, Integer>();
    List<String> options = List.copyOf(anyOf.get());
    for (int mask = 1; mask < 1 << options.size(); mask++) {
      var more = new TreeSet<>(filled);
      for (int i = 0; i < options.size(); i++) {
        if ((mask >> i & 1) == 1) {
          more.add(options.get(i));
        }
      }
      terms.put(new Agreement(equal, more), Integer.bitCount(mask) % 2 == 1 ? 1 : -1);
    }
    return terms;
  }

  private static double sum(Map<Agreement, Integer> terms, ToDoubleFunction<Agreement> pairs) {
    double sum = 0;
    for (var term : terms.entrySet()) {
      sum += term.getValue() * pairs.applyAsDouble(term.getKey());
    }
    return sum;
  }
}
