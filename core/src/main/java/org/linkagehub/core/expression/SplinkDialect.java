package org.linkagehub.core.expression;

import java.util.List;
import java.util.Map;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Call;
import org.linkagehub.core.expression.Expression.Cast;
import org.linkagehub.core.expression.Expression.Literal;
import org.linkagehub.core.expression.Expression.Operator;

/**
 * The SQL of Splink's settings, as it is written for DuckDB and for Spark, in the functions that
 * are used here.
 */
public final class SplinkDialect {
  private static final long SECONDS_OF_A_DAY = 86_400;

  private static final Map<String, String> SAME_UNDER_ANOTHER_NAME =
      Map.of(
          "jaro_winkler", "jaro_winkler_similarity",
          "jaro_sim", "jaro_similarity",
          "damerau_levenshtein_distance", "damerau_levenshtein");

  private static final Map<String, String> DATE_PARTS =
      Map.of(
          "Y", "yyyy", "m", "MM", "d", "dd", "y", "yy", "H", "HH", "M", "mm", "S", "ss", "b", "MMM",
          "B", "MMMM");

  private SplinkDialect() {}

  /**
   * The expression that a condition of Splink means.
   *
   * @throws ExpressionSyntaxException if it is outside the grammar of {@link ExpressionParser}
   */
  public static Expression parse(String sql) {
    return translate(ExpressionParser.parseStandardSql(sql));
  }

  /** The condition in Spark's SQL; as it stands where it is outside the grammar. */
  public static String toSparkSql(String sql) {
    try {
      return parse(sql).toSparkSql();
    } catch (ExpressionSyntaxException leftToSpark) {
      return sql;
    }
  }

  private static Expression translate(Expression expression) {
    Expression inner = expression.mapChildren(SplinkDialect::translate);
    return inner instanceof Call call ? translate(call) : inner;
  }

  private static Expression translate(Call call) {
    List<Expression> arguments = call.arguments();
    return switch (call.function()) {
      case "try_strptime", "strptime" ->
          arguments.get(1) instanceof Literal format && format.value() instanceof String pattern
              ? new Cast(
                  new Call(
                      "try_to_timestamp",
                      List.of(arguments.get(0), new Literal(javaPattern(pattern)))),
                  "date",
                  false)
              : call;
      case "epoch" ->
          new Binary(
              Operator.MULTIPLY, new Call("unix_date", arguments), new Literal(SECONDS_OF_A_DAY));
      case "regexp_extract" ->
          arguments.size() == 2
              ? new Call(
                  "regexp_extract", List.of(arguments.get(0), arguments.get(1), new Literal(0L)))
              : call;
      default -> {
        String name = SAME_UNDER_ANOTHER_NAME.getOrDefault(call.function(), call.function());
        yield new Call(name, arguments);
      }
    };
  }

  /**
   * A pattern of strptime, for example {@code %Y-%m-%d}, as one of java.time: {@code yyyy-MM-dd}.
   */
  private static String javaPattern(String strptime) {
    var pattern = new StringBuilder();
    boolean part = false;
    for (int i = 0; i < strptime.length(); i++) {
      char c = strptime.charAt(i);
      if (part) {
        String known = DATE_PARTS.get(String.valueOf(c));
        if (known == null) {
          throw new ExpressionSyntaxException(strptime, 0, "date part %" + c + " is not known");
        }
        pattern.append(known);
        part = false;
      } else if (c == '%') {
        part = true;
      } else {
        pattern.append(Character.isLetter(c) ? "'" + c + "'" : String.valueOf(c));
      }
    }
    return pattern.toString();
  }
}
