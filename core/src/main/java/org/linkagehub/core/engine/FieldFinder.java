package org.linkagehub.core.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.Expression.And;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.Expression.IsNull;
import org.linkagehub.core.expression.Expression.Literal;
import org.linkagehub.core.expression.Expression.Not;
import org.linkagehub.core.expression.Expression.Operator;
import org.linkagehub.core.expression.Expression.Or;
import org.linkagehub.core.expression.ExpressionParser;

/**
 * Finds what conditions ask of one record alone: these are the fields that are encoded, once a
 * record, so that only what takes both records is left for the pairs.
 */
final class FieldFinder {
  /** What no column of a table is called: the names of fields begin so. */
  private static final String FIELD = "field#";

  private static final String LEFT = "_l";
  private static final String RIGHT = "_r";
  private static final Set<Operator> ARITHMETIC =
      Set.of(Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE);

  private final Map<String, Integer> byExpression = new LinkedHashMap<>();

  /** The expressions of the fields found so far, in the order of their numbers. */
  List<String> expressions() {
    return List.copyOf(byExpression.keySet());
  }

  /** The number of the field that an expression of one record gives. */
  int field(String sql) {
    String key = ExpressionParser.tryParse(sql).map(Expression::toSparkSql).orElse(sql);
    return byExpression.computeIfAbsent(key, e -> byExpression.size());
  }

  /**
   * Replaces what depends on one record by a column that stands for a field. Arithmetic is left in
   * place, its operands replaced: computed for records that no pair asks of, it could overflow.
   */
  Expression withFields(Expression expression) {
    boolean inParts =
        expression instanceof IsNull
            || expression instanceof Not
            || expression instanceof And
            || expression instanceof Or
            || expression instanceof Literal
            || (expression instanceof Binary binary && ARITHMETIC.contains(binary.operator()));
    if (!inParts) {
      for (String side : List.of(LEFT, RIGHT)) {
        Set<String> columns = expression.columns();
        if (!columns.isEmpty() && columns.stream().allMatch(column -> column.endsWith(side))) {
          int field = field(withoutSide(expression).toSparkSql());
          return column(new Side(field, side.equals(LEFT)));
        }
      }
    }
    return expression.mapChildren(this::withFields);
  }

  /** Whether a column was made by {@link #withFields}. */
  static boolean isField(Column column) {
    return column.name().startsWith(FIELD);
  }

  /** The column that stands for a field of one side. */
  static Column column(Side side) {
    return new Column(FIELD + side.field() + (side.isLeft() ? LEFT : RIGHT));
  }

  /** The field that a column made by {@link #withFields} stands for. */
  static Side side(Column column) {
    String name = column.name();
    int end = name.length() - LEFT.length();
    return new Side(Integer.parseInt(name, FIELD.length(), end, 10), name.endsWith(LEFT));
  }

  private static Expression withoutSide(Expression expression) {
    return expression instanceof Column column
        ? new Column(column.name().substring(0, column.name().length() - LEFT.length()))
        : expression.mapChildren(FieldFinder::withoutSide);
  }
}
