package org.linkagehub.core.score;

import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.Expression.Operator;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;

/** The u that a term-frequency adjustment replaces. */
public final class TermFrequencyBase {
  private TermFrequencyBase() {}

  /**
   * u of the comparison's level that is plain equality of the adjusted column, or the level's own u
   * where there is none.
   *
   * @throws IllegalArgumentException if that level has no u, or if {@code level} has no adjustment
   */
  public static double uExact(Comparison comparison, ComparisonLevel level) {
    String column =
        level
            .termFrequency()
            .orElseThrow(() -> new IllegalArgumentException("no term-frequency adjustment"))
            .column();
    ComparisonLevel base =
        comparison.levels().stream()
            .filter(candidate -> isEquality(candidate, column))
            .findFirst()
            .orElse(level);
    return base.u()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "comparison %s, level '%s' has no u: train the model or give one"
                        .formatted(comparison.name(), base.label())));
  }

  /**
   * Whether a level's condition is that both records have the same value of {@code column}, and no
   * more.
   */
  public static boolean isEquality(ComparisonLevel level, String column) {
    if (level.kind() != ComparisonLevel.Kind.CONDITION) {
      return false;
    }
    Expression condition = ExpressionParser.tryParse(level.condition()).orElse(null);
    return condition instanceof Binary binary
        && binary.operator() == Operator.EQUAL
        && binary.left() instanceof Column left
        && binary.right() instanceof Column right
        && ((left.name().equals(column + "_l") && right.name().equals(column + "_r"))
            || (left.name().equals(column + "_r") && right.name().equals(column + "_l")));
  }
}
