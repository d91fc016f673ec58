package org.linkagehub.core.model;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.Expression.Operator;
import org.linkagehub.core.expression.ExpressionParser;

/**
 * One grade of agreement of a {@link Comparison}.
 *
 * @param label what charts and explanations call it
 * @param kind whether the level stands for a missing value, for agreement, or for everything else
 * @param condition the SQL condition on the pair, with columns as {@code surname_l} and {@code
 *     surname_r}; empty for the else level
 * @param m P(level given match), absent where it is not known yet
 * @param u P(level given non-match), absent where it is not known yet
 * @param fixedM whether training leaves {@code m} as it is
 * @param fixedU whether training leaves {@code u} as it is
 * @param termFrequency the term-frequency adjustment, if the level has one
 */
public record ComparisonLevel(
    String label,
    Kind kind,
    String condition,
    OptionalDouble m,
    OptionalDouble u,
    boolean fixedM,
    boolean fixedU,
    Optional<TermFrequencyAdjustment> termFrequency) {

  /** What a level stands for. */
  public enum Kind {
    /** A value is missing: the level says nothing, its weight is 0. */
    MISSING,
    /** The condition holds. */
    CONDITION,
    /** No other level holds. */
    ELSE
  }

  public ComparisonLevel {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(termFrequency, "termFrequency");
    if ((kind == Kind.ELSE) != condition.isEmpty()) {
      throw new IllegalArgumentException(
          "level " + label + ": every level but the else level needs a condition");
    }
    requireProbability(label, "m", m);
    requireProbability(label, "u", u);
  }

  /** A level for a missing value. */
  public static ComparisonLevel missing(String label, String condition) {
    return untrained(label, Kind.MISSING, condition);
  }

  /** A level that holds where the condition is true. */
  public static ComparisonLevel when(String label, String condition) {
    return untrained(label, Kind.CONDITION, condition);
  }

  /** The level for whatever no other level holds of. */
  public static ComparisonLevel otherwise() {
    return untrained("all other", Kind.ELSE, "");
  }

  /** The same level with other parameters. */
  public ComparisonLevel with(OptionalDouble newM, OptionalDouble newU) {
    return new ComparisonLevel(label, kind, condition, newM, newU, fixedM, fixedU, termFrequency);
  }

  /** The same level, its parameters fixed in training or not. */
  public ComparisonLevel withFixed(boolean newFixedM, boolean newFixedU) {
    return new ComparisonLevel(label, kind, condition, m, u, newFixedM, newFixedU, termFrequency);
  }

  /** The same level with a term-frequency adjustment. */
  public ComparisonLevel with(TermFrequencyAdjustment adjustment) {
    return new ComparisonLevel(
        label, kind, condition, m, u, fixedM, fixedU, Optional.of(adjustment));
  }

  /**
   * Whether the condition is that both records have the same value of {@code column}, and no more.
   */
  public boolean isEqualityOf(String column) {
    return kind == Kind.CONDITION
        && ExpressionParser.tryParse(condition).orElse(null) instanceof Binary binary
        && binary.operator() == Operator.EQUAL
        && binary.left() instanceof Column left
        && binary.right() instanceof Column right
        && ((left.name().equals(column + "_l") && right.name().equals(column + "_r"))
            || (left.name().equals(column + "_r") && right.name().equals(column + "_l")));
  }

  private static ComparisonLevel untrained(String label, Kind kind, String condition) {
    return new ComparisonLevel(
        label,
        kind,
        condition,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        false,
        false,
        Optional.empty());
  }

  private static void requireProbability(String label, String name, OptionalDouble value) {
    if (value.isPresent() && !(value.getAsDouble() > 0 && value.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "level "
              + label
              + ": "
              + name
              + " must be above 0 and at most 1, was "
              + value.getAsDouble());
    }
  }
}
