package org.linkagehub.core.expression;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
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
import org.linkagehub.core.expression.Expression.Operator;
import org.linkagehub.core.expression.Expression.Or;

/**
 * Writes conditions for Splink, in the dialect of DuckDB or of Spark: {@link SplinkDialect} back.
 */
public final class SplinkSql {
  private static final Map<String, String> IN_DUCKDB =
      Map.of(
          "rlike", "regexp_matches",
          "size", "len",
          "array_cosine_similarity", "list_cosine_similarity",
          "array_intersect", "list_intersect",
          "arrays_overlap", "list_has_any",
          "array_contains", "list_contains",
          "startswith", "starts_with",
          "endswith", "ends_with");

  private static final Map<String, String> IN_SPARK =
      Map.of("jaro_winkler_similarity", "jaro_winkler", "jaro_similarity", "jaro_sim");

  private static final Map<String, String> DUCKDB_TYPES =
      Map.of("string", "varchar", "int", "integer");

  /** What both know by the same name. */
  private static final Set<String> KNOWN =
      Set.of(
          "jaro_winkler_similarity",
          "jaro_similarity",
          "damerau_levenshtein",
          "levenshtein",
          "jaccard",
          "lower",
          "upper",
          "trim",
          "ltrim",
          "rtrim",
          "length",
          "substr",
          "substring",
          "left",
          "right",
          "concat",
          "concat_ws",
          "replace",
          "reverse",
          "contains",
          "like",
          "abs",
          "greatest",
          "least",
          "round",
          "floor",
          "ceil",
          "sqrt",
          "ln",
          "log2",
          "log10",
          "pow",
          "sin",
          "cos",
          "acos",
          "asin",
          "radians",
          "sign",
          "coalesce",
          "nullif",
          "ifnull",
          "if",
          "year",
          "month",
          "day",
          "regexp_extract",
          "regexp_replace",
          "translate",
          "instr");

  private final SplinkDialect dialect;
  private final Set<String> unknown = new TreeSet<>();

  private SplinkSql(SplinkDialect dialect) {
    this.dialect = dialect;
  }

  /**
   * A condition for Splink.
   *
   * @param sql what to give it
   * @param unknownFunctions those in it that Splink's engine does not have; empty where it is
   *     complete
   */
  public record Written(String sql, Set<String> unknownFunctions) {}

  /** A condition in Spark's SQL as Splink has it. */
  public static Written of(String condition, SplinkDialect dialect) {
    return ExpressionParser.tryParse(condition)
        .map(expression -> of(expression, dialect))
        .orElseGet(() -> new Written(condition, Set.of()));
  }

  /** An expression as Splink has it. */
  public static Written of(Expression expression, SplinkDialect dialect) {
    var writer = new SplinkSql(dialect);
    String sql = writer.render(expression);
    return new Written(sql, Set.copyOf(writer.unknown));
  }

  private String render(Expression expression) {
    if (expression instanceof Column column) {
      return quoted(column.name());
    } else if (expression instanceof Literal literal) {
      return literal(literal.value());
    } else if (expression instanceof Call call) {
      return call(call);
    } else if (expression instanceof Cast cast) {
      return cast(cast);
    } else if (expression instanceof Binary binary) {
      return seconds(binary)
          .orElseGet(
              () ->
                  "(%s %s %s)"
                      .formatted(
                          render(binary.left()),
                          binary.operator() == Operator.NULL_SAFE_EQUAL
                              ? "IS NOT DISTINCT FROM"
                              : binary.operator().symbol(),
                          render(binary.right())));
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

  private boolean isDuckDb() {
    return dialect == SplinkDialect.DUCKDB;
  }

  private String quoted(String name) {
    return isDuckDb() ? "\"" + name.replace("\"", "\"\"") + "\"" : SparkSql.quoted(name);
  }

  private String literal(Object value) {
    if (value == null) {
      return "NULL";
    } else if (value instanceof String text) {
      return isDuckDb() ? "'" + text.replace("'", "''") + "'" : SparkSql.render(new Literal(text));
    }
    return value instanceof Boolean flag
        ? flag.toString().toUpperCase(Locale.ROOT)
        : value.toString();
  }

  private String cast(Cast cast) {
    if (cast.type().equals("date")
        && cast.value() instanceof Call parsed
        && parsed.function().equals("try_to_timestamp")
        && parsed.arguments().size() == 2) {
      return timeOf(parsed, "to_date(");
    }
    String type = isDuckDb() ? DUCKDB_TYPES.getOrDefault(cast.type(), cast.type()) : cast.type();
    return (cast.orNull() ? "try_cast(" : "cast(") + render(cast.value()) + " as " + type + ")";
  }

  /** A text as a time, by its pattern. */
  private String timeOf(Call parsed, String inSpark) {
    Optional<String> pattern =
        parsed.arguments().get(1) instanceof Literal format
                && format.value() instanceof String text
                && isDuckDb()
            ? SplinkDialect.strptime(text)
            : Optional.empty();
    return pattern.isPresent()
        ? "try_strptime(%s, %s)"
            .formatted(render(parsed.arguments().get(0)), literal(pattern.get()))
        : (isDuckDb() ? "try_strptime(" : inSpark) + joined(parsed.arguments(), ", ") + ")";
  }

  /** Seconds since 1970 of a date. */
  private Optional<String> seconds(Binary binary) {
    return binary.operator() == Operator.MULTIPLY
            && binary.right().equals(new Literal(86_400L))
            && binary.left() instanceof Cast cast
            && cast.value() instanceof Call days
            && days.function().equals("unix_date")
        ? Optional.of(
            (isDuckDb() ? "epoch(" : "unix_timestamp(") + joined(days.arguments(), ", ") + ")")
        : Optional.empty();
  }

  private String call(Call call) {
    List<Expression> arguments = call.arguments();
    UnaryOperator<String> array = function -> (isDuckDb() ? "list_" : "array_") + function;
    String transform = isDuckDb() ? "list_transform" : "transform";
    switch (call.function()) {
      case "like" -> {
        return "(" + render(arguments.get(0)) + " LIKE " + render(arguments.get(1)) + ")";
      }
      case "try_to_timestamp" -> {
        return arguments.size() == 2
            ? timeOf(call, "to_timestamp(")
            : "try_cast(" + render(arguments.get(0)) + " as timestamp)";
      }
      case "unix_seconds" -> {
        Expression time = arguments.get(0);
        boolean cast = time instanceof Cast outer && outer.type().equals("timestamp");
        return (isDuckDb() ? "epoch(" : "unix_timestamp(")
            + render(cast ? ((Cast) time).value() : time)
            + ")";
      }
      case "date_difference_days" -> {
        return isDuckDb()
            ? "abs(date_diff('day', " + joined(arguments, ", ") + "))"
            : "abs(datediff(" + joined(arguments, ", ") + "))";
      }
      case "array_intersection_size" -> {
        return (isDuckDb() ? "len(" : "size(")
            + array.apply("intersect(")
            + joined(arguments, ", ")
            + "))";
      }
      case "distance_km" -> {
        return render(
            SplinkDialect.distanceFormula(
                arguments.get(0), arguments.get(2), arguments.get(1), arguments.get(3)));
      }
      case "array_best_similarity", "array_least_distance" -> {
        String best = call.function().equals("array_best_similarity") ? "max" : "min";
        String function = name(((Literal) arguments.get(2)).value().toString());
        int first = isDuckDb() ? 1 : 0;
        return array.apply(best)
            + "(%1$s(flatten(%1$s(%2$s, x -> %1$s(%3$s, y -> %4$s))), pair -> %5$s(pair[%6$d], pair[%7$d])))"
                .formatted(
                    transform,
                    render(arguments.get(0)),
                    render(arguments.get(1)),
                    isDuckDb() ? "[x, y]" : "array(x, y)",
                    function,
                    first,
                    first + 1);
      }
      default -> {
        return name(call.function()) + "(" + joined(arguments, ", ") + ")";
      }
    }
  }

  private String name(String function) {
    Map<String, String> names = isDuckDb() ? IN_DUCKDB : IN_SPARK;
    boolean ofSpark = !isDuckDb() && IN_DUCKDB.containsKey(function);
    if (!KNOWN.contains(function) && !names.containsKey(function) && !ofSpark) {
      unknown.add(function);
    }
    return names.getOrDefault(function, function);
  }

  private String joined(List<Expression> expressions, String separator) {
    return expressions.stream().map(this::render).collect(Collectors.joining(separator));
  }
}
