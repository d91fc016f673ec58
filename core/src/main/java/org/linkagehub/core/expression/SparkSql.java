package org.linkagehub.core.expression;

import java.util.List;
import java.util.stream.Collectors;
import org.linkagehub.core.expression.Expression.And;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Call;
import org.linkagehub.core.expression.Expression.Case;
import org.linkagehub.core.expression.Expression.Cast;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.Expression.In;
import org.linkagehub.core.expression.Expression.IsNull;
import org.linkagehub.core.expression.Expression.Literal;
import org.linkagehub.core.expression.Expression.Not;
import org.linkagehub.core.expression.Expression.Or;

/**
 * Writes an expression in Spark's SQL, every operation in brackets so that no precedence is left to
 * chance.
 */
final class SparkSql {
  private SparkSql() {}

  static String render(Expression expression) {
    if (expression instanceof Column column) {
      return quoted(column.name());
    } else if (expression instanceof Literal literal) {
      return literal(literal.value());
    } else if (expression instanceof Call call) {
      return call.function() + "(" + joined(call.arguments(), ", ") + ")";
    } else if (expression instanceof Cast cast) {
      return (cast.orNull() ? "try_cast(" : "cast(")
          + render(cast.value())
          + " as "
          + cast.type()
          + ")";
    } else if (expression instanceof Binary binary) {
      return "("
          + render(binary.left())
          + " "
          + binary.operator().symbol()
          + " "
          + render(binary.right())
          + ")";
    } else if (expression instanceof And and) {
      return "(" + joined(and.terms(), " AND ") + ")";
    } else if (expression instanceof Or or) {
      return "(" + joined(or.terms(), " OR ") + ")";
    } else if (expression instanceof Not not) {
      return "(NOT " + render(not.term()) + ")";
    } else if (expression instanceof IsNull isNull) {
      return "(" + render(isNull.value()) + " IS NULL)";
    } else if (expression instanceof In in) {
      return "(" + render(in.value()) + " IN (" + joined(in.options(), ", ") + "))";
    } else if (expression instanceof Case choice) {
      var sql = new StringBuilder("CASE");
      for (int i = 0; i < choice.conditions().size(); i++) {
        sql.append(" WHEN ").append(render(choice.conditions().get(i)));
        sql.append(" THEN ").append(render(choice.values().get(i)));
      }
      return sql.append(" ELSE ").append(render(choice.otherwise())).append(" END").toString();
    }
    throw new IllegalStateException("no SQL for " + expression.getClass().getSimpleName());
  }

  static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  private static String literal(Object value) {
    if (value == null) {
      return "NULL";
    } else if (value instanceof String text) {
      return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    } else if (value instanceof Double number) {
      return number + "D";
    }
    return value.toString();
  }

  private static String joined(List<Expression> expressions, String separator) {
    return expressions.stream().map(SparkSql::render).collect(Collectors.joining(separator));
  }
}
