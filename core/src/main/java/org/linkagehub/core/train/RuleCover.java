package org.linkagehub.core.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;

/**
 * What a model says of the pairs that agree on some columns: the levels of its comparisons that
 * hold only where they do.
 *
 * @param parts one for each comparison that speaks of some of the columns
 * @param complete whether every column is spoken of
 */
public record RuleCover(List<Part> parts, boolean complete) {
  public RuleCover {
    parts = List.copyOf(parts);
  }

  /**
   * Levels that all ask for equality of the same columns, or of more.
   *
   * @param comparison its number
   * @param gammas of the levels
   */
  public record Part(int comparison, List<Integer> gammas) {
    public Part {
      gammas = List.copyOf(gammas);
    }

    double m(List<Comparison> comparisons) {
      return gammas.stream().mapToDouble(g -> level(comparisons, g).m().orElseThrow()).sum();
    }

    double u(List<Comparison> comparisons) {
      return gammas.stream().mapToDouble(g -> level(comparisons, g).u().orElseThrow()).sum();
    }

    private ComparisonLevel level(List<Comparison> comparisons, int gamma) {
      return comparisons.get(comparison).byGamma().get(gamma);
    }
  }

  /** Finds them, where no column follows from others. */
  static RuleCover of(Set<String> columns, List<Comparison> comparisons) {
    return of(columns, comparisons, UnaryOperator.identity());
  }

  /**
   * Finds them: of each comparison the most alike level that asks for no other column.
   *
   * <p>Levels of likeness that stand before it are taken not to agree on the columns.
   *
   * @param following adds to some columns those that are made of them alone: equal postcodes are in
   *     one sector
   */
  public static RuleCover of(
      Set<String> columns, List<Comparison> comparisons, UnaryOperator<Set<String>> following) {
    var left = new TreeSet<>(columns);
    var parts = new ArrayList<Part>();
    for (int c = 0; c < comparisons.size(); c++) {
      List<Set<String>> equalities =
          comparisons.get(c).byGamma().stream().map(EqualityLevels::columns).toList();
      for (int gamma = equalities.size() - 1; gamma >= 0; gamma--) {
        Set<String> equal = equalities.get(gamma);
        if (!equal.isEmpty() && left.containsAll(equal)) {
          parts.add(new Part(c, implying(equal, equalities, following)));
          left.removeAll(equal);
          break;
        }
      }
    }
    return new RuleCover(parts, left.isEmpty() && !columns.isEmpty());
  }

  private static List<Integer> implying(
      Set<String> equal, List<Set<String>> equalities, UnaryOperator<Set<String>> following) {
    var gammas = new ArrayList<Integer>();
    for (int gamma = 0; gamma < equalities.size(); gamma++) {
      if (following.apply(equalities.get(gamma)).containsAll(equal)) {
        gammas.add(gamma);
      }
    }
    return gammas;
  }

  /** P(agreement on the columns given match), where nothing is missing. */
  double m(List<Comparison> comparisons) {
    return parts.stream().mapToDouble(part -> part.m(comparisons)).reduce(1, (a, b) -> a * b);
  }

  /** How much more likely agreement on the columns is of a match than of a non-match. */
  double bayesFactor(List<Comparison> comparisons) {
    return parts.stream()
        .mapToDouble(part -> part.m(comparisons) / part.u(comparisons))
        .reduce(1, (a, b) -> a * b);
  }
}
