package org.linkagehub.core.expression;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Call;
import org.linkagehub.core.expression.Expression.Cast;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.Expression.Literal;
import org.linkagehub.core.expression.Expression.Operator;

/**
 * The SQL of Splink's settings, as it is written for DuckDB and for Spark, read into the functions
 * that are used here.
 */
public enum SplinkDialect {
  DUCKDB,
  SPARK;

  private static final long SECONDS_OF_A_DAY = 86_400;
  private static final double EARTH_RADIUS_KM = 6371;

  private static final Map<String, String> SAME_UNDER_ANOTHER_NAME =
      Map.ofEntries(
          Map.entry("jaro_winkler", "jaro_winkler_similarity"),
          Map.entry("jaro_sim", "jaro_similarity"),
          Map.entry("damerau_levenshtein_distance", "damerau_levenshtein"),
          Map.entry("editdist3", "levenshtein"),
          Map.entry("list_cosine_similarity", "array_cosine_similarity"),
          Map.entry("list_intersect", "array_intersect"),
          Map.entry("list_has_any", "arrays_overlap"),
          Map.entry("array_has_any", "arrays_overlap"),
          Map.entry("list_contains", "array_contains"),
          Map.entry("array_length", "size"),
          Map.entry("cardinality", "size"),
          Map.entry("array_size", "size"),
          Map.entry("regexp_matches", "rlike"),
          Map.entry("starts_with", "startswith"),
          Map.entry("ends_with", "endswith"),
          Map.entry("strlen", "length"));

  private static final Map<String, String> TYPES =
      Map.of(
          "varchar", "string", "text", "string", "integer", "int", "long", "bigint", "real",
          "float");

  private static final Map<String, String> DATE_PARTS =
      Map.of(
          "Y", "yyyy", "m", "MM", "d", "dd", "y", "yy", "H", "HH", "M", "mm", "S", "ss", "b", "MMM",
          "B", "MMMM");

  /** The best pair of elements of two arrays, in the one form in which Splink writes it. */
  private static final Pattern BEST_PAIR =
      Pattern.compile(
          "(?:list|array)_(max|min)\\s*\\(\\s*(?:list_)?transform\\s*\\(\\s*flatten\\s*\\(\\s*(?:list_)?transform\\s*\\("
              + "\\s*(\\S+?)\\s*,\\s*x\\s*->\\s*(?:list_)?transform\\s*\\(\\s*(\\S+?)\\s*,\\s*y\\s*->\\s*"
              + "(?:\\[\\s*x\\s*,\\s*y\\s*\\]|array\\s*\\(\\s*x\\s*,\\s*y\\s*\\))\\s*\\)\\s*\\)\\s*\\)\\s*,\\s*"
              + "pair\\s*->\\s*(\\w+)\\s*\\(\\s*pair\\s*\\[\\s*\\d\\s*\\]\\s*,\\s*pair\\s*\\[\\s*\\d\\s*\\]\\s*\\)"
              + "\\s*\\)\\s*\\)",
          Pattern.CASE_INSENSITIVE);

  /**
   * The dialect that settings name; DuckDB where they name none.
   *
   * @throws IllegalArgumentException if it is neither of the two
   */
  public static SplinkDialect of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "duckdb", "" -> DUCKDB;
      case "spark" -> SPARK;
      default ->
          throw new IllegalArgumentException(
              "the SQL dialect must be duckdb or spark, was " + name);
    };
  }

  /**
   * The expression that a condition of Splink means.
   *
   * @throws ExpressionSyntaxException if it is outside the grammar of {@link ExpressionParser}
   */
  public Expression parse(String sql) {
    String known = withBestPairs(sql);
    return translate(
        this == SPARK ? ExpressionParser.parse(known) : ExpressionParser.parseStandardSql(known));
  }

  /** The condition in Spark's SQL; as it stands where it is outside the grammar. */
  public String toSparkSql(String sql) {
    try {
      return parse(sql).toSparkSql();
    } catch (ExpressionSyntaxException leftToSpark) {
      return sql;
    }
  }

  private static String withBestPairs(String sql) {
    return BEST_PAIR
        .matcher(sql)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "%s(%s, %s, '%s')"
                        .formatted(
                            found.group(1).equalsIgnoreCase("max")
                                ? "array_best_similarity"
                                : "array_least_distance",
                            found.group(2),
                            found.group(3),
                            SAME_UNDER_ANOTHER_NAME.getOrDefault(
                                found.group(4).toLowerCase(Locale.ROOT),
                                found.group(4).toLowerCase(Locale.ROOT)))));
  }

  private Expression translate(Expression expression) {
    Expression inner = expression.mapChildren(this::translate);
    if (inner instanceof Call call) {
      return translate(call);
    } else if (inner instanceof Cast cast) {
      String type = TYPES.getOrDefault(cast.type(), cast.type());
      Cast translated = new Cast(cast.value(), type, cast.orNull());
      return distanceKm(translated).orElse(translated);
    }
    return inner;
  }

  private Expression translate(Call call) {
    List<Expression> arguments = call.arguments();
    switch (call.function()) {
      case "try_strptime", "strptime" -> {
        return pattern(call).map(p -> timeOf(arguments.get(0), javaPattern(p))).orElse(call);
      }
      case "to_date", "to_timestamp" -> {
        // Splink's Spark of its time gave null for what is no date; Spark 4 gives an error.
        Optional<String> pattern = this == SPARK ? pattern(call) : Optional.empty();
        boolean date = call.function().equals("to_date");
        return pattern
            .map(p -> date ? dateOf(arguments.get(0), p) : timestampOf(arguments.get(0), p))
            .orElse(call);
      }
      case "epoch", "unix_timestamp" -> {
        return arguments.size() == 1 ? secondsOf(arguments.get(0)) : call;
      }
      case "abs" -> {
        return daysBetween(arguments).orElse(call);
      }
      case "regexp_extract" -> {
        return arguments.size() == 2
            ? new Call(
                "regexp_extract", List.of(arguments.get(0), arguments.get(1), new Literal(0L)))
            : call;
      }
      case "len" -> {
        return sizeOf(call);
      }
      default -> {
        String name = SAME_UNDER_ANOTHER_NAME.getOrDefault(call.function(), call.function());
        return sizeOf(new Call(name, arguments));
      }
    }
  }

  /** The second argument of a call of two, where it is a text. */
  private static Optional<String> pattern(Call call) {
    return call.arguments().size() == 2
            && call.arguments().get(1) instanceof Literal format
            && format.value() instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }

  /** A date, or a point in time where the pattern has a time of day. */
  private static Expression timeOf(Expression text, String pattern) {
    boolean timeOfDay = pattern.chars().anyMatch(c -> "HhKkmsS".indexOf(c) >= 0);
    return timeOfDay ? timestampOf(text, pattern) : dateOf(text, pattern);
  }

  private static Expression dateOf(Expression text, String pattern) {
    return new Cast(timestampOf(text, pattern), "date", false);
  }

  private static Expression timestampOf(Expression text, String pattern) {
    return new Call("try_to_timestamp", List.of(text, new Literal(pattern)));
  }

  /**
   * Seconds since 1970; of a date in 64 bits, for in 32 those before 1902 or after 2038 overflow.
   */
  private static Expression secondsOf(Expression time) {
    if (time instanceof Cast cast && cast.type().equals("date")) {
      Call days = new Call("unix_date", List.of(time));
      return new Binary(
          Operator.MULTIPLY, new Cast(days, "bigint", false), new Literal(SECONDS_OF_A_DAY));
    }
    boolean isTimestamp = time instanceof Call call && call.function().equals("try_to_timestamp");
    return new Call(
        "unix_seconds", List.of(isTimestamp ? time : new Cast(time, "timestamp", false)));
  }

  /** {@code abs(date_diff('day', a, b))}, and Spark's {@code abs(datediff(a, b))}. */
  private static Optional<Expression> daysBetween(List<Expression> arguments) {
    if (arguments.size() != 1
        || !(arguments.get(0) instanceof Call difference)
        || !List.of("date_diff", "datediff").contains(difference.function())) {
      return Optional.empty();
    }
    List<Expression> dates = difference.arguments();
    if (dates.size() == 3 && dates.get(0).equals(new Literal("day"))) {
      dates = dates.subList(1, 3);
    }
    return dates.size() == 2
        ? Optional.of(new Call("date_difference_days", dates))
        : Optional.empty();
  }

  /** The size of an intersection is a function of its own here. */
  private static Expression sizeOf(Call call) {
    if (!List.of("size", "len", "length").contains(call.function())
        || call.arguments().size() != 1
        || !(call.arguments().get(0) instanceof Call inner)) {
      return call;
    }
    return inner.function().equals("array_intersect")
        ? new Call("array_intersection_size", inner.arguments())
        : call;
  }

  /** Splink's formula of the distance of two places, if the expression is that. */
  private static Optional<Expression> distanceKm(Cast cast) {
    List<String> columns = List.copyOf(cast.columns());
    if (columns.size() != 4 || !cast.type().equals("float")) {
      return Optional.empty();
    }
    List<Expression> places =
        columns.stream().<Expression>map(Column::new).toList(); // lat, lat, long, long
    Expression formula =
        distanceFormula(places.get(0), places.get(1), places.get(3), places.get(2));
    return formula.equals(cast)
        ? Optional.of(
            new Call(
                "distance_km", List.of(places.get(0), places.get(3), places.get(1), places.get(2))))
        : Optional.empty();
  }

  /** The spherical law of cosines in the words of Splink. */
  static Expression distanceFormula(
      Expression leftLatitude,
      Expression rightLatitude,
      Expression leftLongitude,
      Expression rightLongitude) {
    String cosine =
        "sin(radians(%1$s)) * sin(radians(%2$s)) + cos(radians(%1$s)) * cos(radians(%2$s)) * cos(radians(%4$s - %3$s))"
            .formatted(
                leftLatitude.toSparkSql(),
                rightLatitude.toSparkSql(),
                leftLongitude.toSparkSql(),
                rightLongitude.toSparkSql());
    return ExpressionParser.parse(
        "cast(acos(case when (%1$s) > 1 then 1 when (%1$s) < -1 then -1 else (%1$s) end) * %2$s as float)"
            .formatted(cosine, (long) EARTH_RADIUS_KM));
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

  /** The other way: {@code yyyy-MM-dd} as {@code %Y-%m-%d}; empty where a part has no such. */
  static Optional<String> strptime(String javaPattern) {
    var strptime = new StringBuilder();
    for (int i = 0; i < javaPattern.length(); ) {
      char c = javaPattern.charAt(i);
      if (c == '\'' && i + 2 < javaPattern.length() && javaPattern.charAt(i + 2) == '\'') {
        strptime.append(javaPattern.charAt(i + 1));
        i += 3;
      } else if (!Character.isLetter(c)) {
        strptime.append(c);
        i++;
      } else {
        int end = i;
        while (end < javaPattern.length() && javaPattern.charAt(end) == c) {
          end++;
        }
        String letters = javaPattern.substring(i, end);
        Optional<String> part =
            DATE_PARTS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(letters))
                .map(Map.Entry::getKey)
                .findFirst();
        if (part.isEmpty()) {
          return Optional.empty();
        }
        strptime.append('%').append(part.get());
        i = end;
      }
    }
    return Optional.of(strptime.toString());
  }
}
