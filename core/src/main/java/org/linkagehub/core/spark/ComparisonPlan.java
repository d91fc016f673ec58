package org.linkagehub.core.spark;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.Expression.Call;
import org.linkagehub.core.expression.Expression.Cast;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;

/**
 * How the comparison vectors of some comparisons are computed in SQL with no work done twice.
 *
 * <p>What depends on one record alone (a cast, a part of a value) is computed once a record, before
 * the pairs are made; a call that several levels share (a similarity at several thresholds) is
 * computed once a pair. Conditions beyond the grammar of {@link ExpressionParser} are left as they
 * stand.
 */
final class ComparisonPlan {
  private static final String LEFT = "_l";
  private static final String RIGHT = "_r";

  private final Map<Expression, String> perRecord = new LinkedHashMap<>();
  private final Map<Expression, String> perPair = new LinkedHashMap<>();
  private final Map<String, String> gammas = new LinkedHashMap<>();
  private final Set<String> columns = new LinkedHashSet<>();
  private boolean readsUnknownColumns;

  ComparisonPlan(List<Comparison> comparisons) {
    var parsed = new HashMap<ComparisonLevel, Optional<Expression>>();
    var calls = new HashMap<Expression, Integer>();
    for (Comparison comparison : comparisons) {
      for (ComparisonLevel level : comparison.levels()) {
        if (level.kind() == ComparisonLevel.Kind.ELSE) {
          continue;
        }
        Optional<Expression> condition =
            ExpressionParser.tryParse(level.condition()).map(this::hoistToRecord);
        readsUnknownColumns |= condition.isEmpty();
        parsed.put(level, condition);
        condition.ifPresent(
            tree ->
                tree.visit(
                    node -> {
                      if (node instanceof Call) {
                        calls.merge(node, 1, Integer::sum);
                      }
                    }));
      }
    }
    for (Comparison comparison : comparisons) {
      gammas.put(comparison.name(), gammaSql(comparison, parsed, calls));
    }
  }

  /** The columns of a record that the conditions read; nothing where that cannot be told. */
  Optional<Set<String>> columns() {
    return readsUnknownColumns ? Optional.empty() : Optional.of(columns);
  }

  /** Column name and SQL of what is computed once for each record. */
  Map<String, String> perRecord() {
    return named(perRecord);
  }

  /** Column name and SQL of what is computed once for each pair, over the columns of both sides. */
  Map<String, String> perPair() {
    return named(perPair);
  }

  /**
   * The SQL of a comparison's gamma, over the columns of both sides and those of {@link #perPair}.
   */
  String gamma(String comparison) {
    return gammas.get(comparison);
  }

  private static Map<String, String> named(Map<Expression, String> expressions) {
    var byName = new LinkedHashMap<String, String>();
    expressions.forEach((expression, name) -> byName.put(name, expression.toSparkSql()));
    return byName;
  }

  private String gammaSql(
      Comparison comparison,
      Map<ComparisonLevel, Optional<Expression>> parsed,
      Map<Expression, Integer> calls) {
    var sql = new StringBuilder("CASE");
    int gamma = comparison.grades();
    for (ComparisonLevel level : comparison.levels()) {
      if (level.kind() == ComparisonLevel.Kind.ELSE) {
        break;
      }
      int value = level.kind() == ComparisonLevel.Kind.MISSING ? -1 : --gamma;
      String condition =
          parsed
              .get(level)
              .map(tree -> hoistToPair(tree, calls).toSparkSql())
              .orElse("(" + level.condition() + ")");
      sql.append(" WHEN ").append(condition).append(" THEN ").append(value);
    }
    boolean onlyElse = comparison.levels().size() == 1;
    return onlyElse ? "0" : sql.append(" ELSE 0 END").toString();
  }

  /** Replaces what depends on one record alone by a column of that record. */
  private Expression hoistToRecord(Expression expression) {
    if (expression instanceof Call || expression instanceof Cast) {
      Set<String> read = expression.columns();
      for (String side : List.of(LEFT, RIGHT)) {
        if (!read.isEmpty() && read.stream().allMatch(name -> name.endsWith(side))) {
          Expression ofRecord = rewrite(expression, this::withoutSide);
          String name = perRecord.computeIfAbsent(ofRecord, e -> "record_" + perRecord.size());
          return new Column(name + side);
        }
      }
    } else if (expression instanceof Column column) {
      columns.add(withoutSide(column.name()));
    }
    return expression.mapChildren(this::hoistToRecord);
  }

  private Expression withoutSide(Expression expression) {
    if (expression instanceof Column column) {
      columns.add(withoutSide(column.name()));
      return new Column(withoutSide(column.name()));
    }
    return expression;
  }

  private static String withoutSide(String column) {
    return column.endsWith(LEFT) || column.endsWith(RIGHT)
        ? column.substring(0, column.length() - 2)
        : column;
  }

  /** Replaces calls that stand more than once by a column of the pair. */
  private Expression hoistToPair(Expression expression, Map<Expression, Integer> calls) {
    if (expression instanceof Call && calls.getOrDefault(expression, 0) > 1) {
      return new Column(perPair.computeIfAbsent(expression, e -> "pair_" + perPair.size()));
    }
    return expression.mapChildren(child -> hoistToPair(child, calls));
  }

  private static Expression rewrite(Expression expression, UnaryOperator<Expression> leaf) {
    return expression.children().isEmpty()
        ? leaf.apply(expression)
        : expression.mapChildren(child -> rewrite(child, leaf));
  }
}
