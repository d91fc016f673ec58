package org.linkagehub.pipelines.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.Expression.Call;
import org.linkagehub.core.expression.Expression.Cast;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.expression.ExpressionSyntaxException;
import org.linkagehub.core.expression.SplinkDialect;
import org.linkagehub.core.expression.SplinkSql;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.ModelFile;

/**
 * The comparing of a linkage as plain SQL of DuckDB: a join of the records with themselves for each
 * blocking rule, pairs of earlier rules left out, a CASE for each comparison, and the pairs of each
 * vector counted.
 *
 * <p>What a key or a condition asks of one record alone is a column of the records, computed once
 * and not for each pair.
 */
final class DuckDbSql {
  /** Functions of ours that are other expressions there, of two values a and b. */
  private static final Map<String, String> FORMULAS =
      Map.ofEntries(
          Map.entry("shorter_length", "least(length(a), length(b))"),
          Map.entry("absolute_difference", "abs(a - b)"),
          Map.entry(
              "date_edit_distance",
              "damerau_levenshtein(strftime(a, '%Y-%m-%d'), strftime(b, '%Y-%m-%d'))"),
          Map.entry(
              "date_day_month_swapped",
              "a <> b and year(a) = year(b) and month(a) = day(b) and day(a) = month(b)"),
          Map.entry(
              "date_parts_agreeing",
              "cast(year(a) = year(b) as int) + cast(month(a) = month(b) as int)"
                  + " + cast(day(a) = day(b) as int)"),
          Map.entry(
              "postcode_one_character_off",
              "damerau_levenshtein(replace(a, ' ', ''), replace(b, ' ', '')) = 1"),
          Map.entry("nhs_number_one_digit_different", "levenshtein(a, b) = 1"),
          Map.entry(
              "nhs_number_two_digits_transposed",
              "damerau_levenshtein(a, b) = 1 and levenshtein(a, b) = 2"),
          Map.entry(
              "initial_agrees",
              "(length(a) = 1 and startswith(b, a)) or (length(b) = 1 and startswith(a, b))"));

  /** Functions of DuckDB that the formulas use and our SQL does not. */
  private static final Set<String> OWN = Set.of("strftime");

  private static final String KEY = "record_key";
  private static final String SOURCE = "source_index";

  private final Map<Expression, String> ofOneRecord = new LinkedHashMap<>();
  private final LinkType linkType;
  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, String> gammas = new LinkedHashMap<>();

  private record Rule(List<String> left, List<String> right, List<String> where) {
    /** Whether a pair agrees on the rule, of the tables l and r. */
    String holds() {
      var terms = new ArrayList<String>();
      for (int k = 0; k < left.size(); k++) {
        terms.add("l.%s = r.%s".formatted(left.get(k), right.get(k)));
      }
      terms.addAll(where);
      return String.join(" AND ", terms);
    }
  }

  /**
   * Writes the SQL of a linkage.
   *
   * @throws IllegalArgumentException naming rule or comparison, if DuckDB lacks a function
   */
  DuckDbSql(ModelFile file) {
    linkType = file.model().linkType();
    for (BlockingRule rule : file.blockingRules()) {
      String what = "blocking rule " + rule.name();
      rules.add(
          new Rule(
              rule.keys().stream().map(key -> column(parse(key.left(), what), what)).toList(),
              rule.keys().stream().map(key -> column(parse(key.right(), what), what)).toList(),
              rule.where().map(where -> condition(where, what)).stream().toList()));
    }
    for (Comparison comparison : file.model().comparisons()) {
      gammas.put(comparison.name(), gamma(comparison));
    }
  }

  /** The names of the comparisons, in order. */
  Set<String> comparisons() {
    return gammas.keySet();
  }

  /**
   * Makes the table of the records.
   *
   * @param files of Parquet, with a pattern
   */
  String records(String files) {
    var columns = new ArrayList<>(List.of(KEY, SOURCE));
    ofOneRecord.forEach(
        (expression, name) -> columns.add(render(expression, "records") + " AS " + name));
    return "CREATE TABLE people AS SELECT %s FROM read_parquet('%s')"
        .formatted(String.join(", ", columns), files.replace("'", "''"));
  }

  /** Makes the table of the vectors and how many pairs have each: gamma_0, gamma_1 …, pairs. */
  String vectors() {
    var parts = new ArrayList<String>();
    String order =
        linkType == LinkType.LINK_ONLY
            ? "l.%1$s < r.%1$s".formatted(SOURCE)
            : "l.%1$s < r.%1$s".formatted(KEY);
    String levels = String.join(", ", gammas.values());
    for (int r = 0; r < rules.size(); r++) {
      String earlier =
          rules.subList(0, r).stream()
              .map(rule -> " AND NOT coalesce(" + rule.holds() + ", false)")
              .collect(Collectors.joining());
      parts.add(
          "SELECT %s FROM people l JOIN people r ON %s WHERE %s%s"
              .formatted(levels, rules.get(r).holds(), order, earlier));
    }
    return "CREATE TABLE vectors AS SELECT *, count(*) AS pairs FROM (%s) GROUP BY ALL"
        .formatted(String.join(" UNION ALL ", parts));
  }

  private String gamma(Comparison comparison) {
    var sql = new StringBuilder("CASE");
    int gamma = comparison.grades();
    for (ComparisonLevel level : comparison.levels()) {
      if (level.kind() != ComparisonLevel.Kind.ELSE) {
        int value = level.kind() == ComparisonLevel.Kind.MISSING ? -1 : --gamma;
        String what = "comparison " + comparison.name() + ", level '" + level.label() + "'";
        sql.append(" WHEN ").append(condition(level.condition(), what));
        sql.append(" THEN ").append(value);
      }
    }
    return sql.append(" ELSE 0 END AS gamma_").append(gammas.size()).toString();
  }

  /** A condition on a pair, of the tables l and r. */
  private String condition(String sql, String what) {
    Expression condition = withFormulas(parse(sql, what));
    return render(onePassOver(condition), what);
  }

  private static Expression parse(String sql, String what) {
    try {
      return ExpressionParser.parse(sql);
    } catch (ExpressionSyntaxException e) {
      throw new IllegalArgumentException(
          "%s cannot be written for DuckDB: %s".formatted(what, e.getMessage()), e);
    }
  }

  private static Expression withFormulas(Expression expression) {
    Expression inner = expression.mapChildren(DuckDbSql::withFormulas);
    String formula = inner instanceof Call call ? FORMULAS.get(call.function()) : null;
    return formula == null
        ? inner
        : withArguments(ExpressionParser.parse(formula), ((Call) inner).arguments());
  }

  private static Expression withArguments(Expression formula, List<Expression> arguments) {
    if (formula instanceof Column column) {
      return arguments.get(column.name().equals("a") ? 0 : 1);
    }
    return formula.mapChildren(child -> withArguments(child, arguments));
  }

  /** The condition over columns of l and r, whatever asks of one record alone being a column. */
  private Expression onePassOver(Expression expression) {
    if (expression instanceof Column column) {
      boolean left = column.name().endsWith("_l");
      return sided(column(withoutSides(column), column.name()), left);
    }
    Set<String> columns = new TreeSet<>(expression.columns());
    boolean computed = expression instanceof Call || expression instanceof Cast;
    if (computed && !columns.isEmpty()) {
      boolean left = columns.stream().allMatch(name -> name.endsWith("_l"));
      boolean right = columns.stream().allMatch(name -> name.endsWith("_r"));
      if (left || right) {
        return sided(column(withoutSides(expression), "a comparison"), left);
      }
    }
    return expression.mapChildren(this::onePassOver);
  }

  private static Expression sided(String column, boolean left) {
    return new Column((left ? "l." : "r.") + column);
  }

  private static Expression withoutSides(Expression expression) {
    return expression instanceof Column column
        ? new Column(column.name().substring(0, column.name().length() - 2))
        : expression.mapChildren(DuckDbSql::withoutSides);
  }

  /** The column of the records' table that holds an expression of one record. */
  private String column(Expression expression, String what) {
    render(expression, what);
    return ofOneRecord.computeIfAbsent(expression, e -> "c" + ofOneRecord.size());
  }

  private static String render(Expression expression, String what) {
    SplinkSql.Written written = SplinkSql.of(expression, SplinkDialect.DUCKDB);
    var unknown = new HashSet<>(written.unknownFunctions());
    unknown.removeAll(OWN);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "%s cannot be compared in DuckDB, which has no %s; leave out --duckdb, or measure a"
                  .formatted(what, String.join(", ", new TreeSet<>(unknown)))
              + " linkage without it");
    }
    // "l.c1" is a column of a table, not a name with a dot in it
    return written.sql().replaceAll("\"([lr])\\.(c\\d+)\"", "$1.$2");
  }
}
