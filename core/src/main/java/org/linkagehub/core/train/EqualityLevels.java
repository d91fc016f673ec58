package org.linkagehub.core.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.Expression.And;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.Expression.IsNull;
import org.linkagehub.core.expression.Expression.Operator;
import org.linkagehub.core.expression.Expression.Or;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;

/** What the conditions of levels say of single columns: equal, or missing. */
final class EqualityLevels {
  private static final String LEFT = "_l";
  private static final String RIGHT = "_r";

  private EqualityLevels() {}

  /**
   * The columns on which the level asks for equal values and for nothing else; empty where it asks
   * for anything else.
   */
  static Set<String> columns(ComparisonLevel level) {
    Optional<Expression> condition =
        level.kind() == ComparisonLevel.Kind.CONDITION
            ? ExpressionParser.tryParse(level.condition())
            : Optional.empty();
    var columns = new TreeSet<String>();
    for (Expression term : condition.map(EqualityLevels::conjuncts).orElse(List.of())) {
      Optional<String> column = equal(term);
      if (column.isEmpty()) {
        return Set.of();
      }
      columns.add(column.get());
    }
    return Collections.unmodifiableSet(columns);
  }

  /**
   * When nothing is missing, as clauses that must all hold: each is a set of columns of which at
   * least one has a value on both sides. Empty where a missing-value level asks for anything else.
   */
  static Optional<List<Set<String>>> presence(Comparison comparison) {
    var clauses = new ArrayList<Set<String>>();
    for (ComparisonLevel level : comparison.levels()) {
      if (level.kind() == ComparisonLevel.Kind.MISSING) {
        Optional<List<Set<String>>> ofLevel =
            ExpressionParser.tryParse(level.condition()).flatMap(EqualityLevels::presence);
        if (ofLevel.isEmpty()) {
          return Optional.empty();
        }
        ofLevel.get().stream().filter(clause -> !clauses.contains(clause)).forEach(clauses::add);
      }
    }
    return Optional.of(clauses);
  }

  private static Optional<List<Set<String>>> presence(Expression missing) {
    if (missing instanceof And and) {
      var clause = new TreeSet<String>();
      for (Expression term : and.terms()) {
        Optional<Set<String>> columns = missingOnASide(term);
        if (columns.isEmpty() || columns.get().size() != 1) {
          return Optional.empty();
        }
        clause.addAll(columns.get());
      }
      return Optional.of(List.of(clause));
    }
    return missingOnASide(missing)
        .map(columns -> columns.stream().<Set<String>>map(Set::of).toList());
  }

  /** The columns of which one is missing on a side, where a condition asks for that alone. */
  private static Optional<Set<String>> missingOnASide(Expression condition) {
    var left = new TreeSet<String>();
    var right = new TreeSet<String>();
    for (Expression term : disjuncts(condition)) {
      if (!(term instanceof IsNull isNull && isNull.value() instanceof Column column)) {
        return Optional.empty();
      }
      String name = column.name();
      if (name.endsWith(LEFT)) {
        left.add(withoutSide(name));
      } else if (name.endsWith(RIGHT)) {
        right.add(withoutSide(name));
      }
    }
    return left.equals(right) && !left.isEmpty() ? Optional.of(left) : Optional.empty();
  }

  private static Optional<String> equal(Expression term) {
    if (term instanceof Binary binary
        && binary.operator() == Operator.EQUAL
        && binary.left() instanceof Column left
        && binary.right() instanceof Column right) {
      String a = left.name();
      String b = right.name();
      boolean bothSides =
          (a.endsWith(LEFT) && b.endsWith(RIGHT)) || (a.endsWith(RIGHT) && b.endsWith(LEFT));
      if (bothSides && withoutSide(a).equals(withoutSide(b))) {
        return Optional.of(withoutSide(a));
      }
    }
    return Optional.empty();
  }

  private static List<Expression> conjuncts(Expression condition) {
    return condition instanceof And and
        ? and.terms().stream().flatMap(term -> conjuncts(term).stream()).toList()
        : List.of(condition);
  }

  private static List<Expression> disjuncts(Expression condition) {
    return condition instanceof Or or
        ? or.terms().stream().flatMap(term -> disjuncts(term).stream()).toList()
        : List.of(condition);
  }

  private static String withoutSide(String column) {
    return column.substring(0, column.length() - LEFT.length());
  }
}
