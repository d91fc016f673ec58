package org.linkagehub.core.spark;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.spark.internals.SparkInternals;

/**
 * The columns of a record that rules and comparisons read, whatever SQL they are written in:
 * Spark's own parser tells. A derived column counts with what it is made of, so that a rule on
 * {@code year_of_birth} reads {@code dob} too. Names are in lower case, for Spark does not tell
 * cases apart.
 */
final class ColumnsRead {
  private final Map<String, Set<String>> madeOf = new TreeMap<>();

  /**
   * @param derived columns of a record: name to SQL expression
   */
  ColumnsRead(Map<String, String> derived) {
    derived.forEach((name, expression) -> madeOf.put(lower(name), attributes(expression)));
  }

  /** What the keys of a rule, and its condition on the pair, read. */
  Set<String> of(BlockingRule rule) {
    var read = new LinkedHashSet<String>();
    rule.expressions().forEach(expression -> read.addAll(attributes(expression)));
    rule.where().ifPresent(where -> read.addAll(ofPair(where)));
    rule.sorted()
        .ifPresent(order -> order.by().forEach(expression -> read.addAll(attributes(expression))));
    return withWhatTheyAreMadeOf(read);
  }

  /** What the conditions of a comparison's levels read. */
  Set<String> of(Comparison comparison) {
    var read = new LinkedHashSet<String>();
    comparison.levels().stream()
        .filter(level -> !level.condition().isEmpty())
        .forEach(level -> read.addAll(ofPair(level.condition())));
    return withWhatTheyAreMadeOf(read);
  }

  /** Some columns, and the derived ones that are made of them alone. */
  Set<String> following(Set<String> columns) {
    var all = new LinkedHashSet<>(columns);
    columns.forEach(column -> all.add(lower(column)));
    boolean more = !columns.isEmpty();
    while (more) {
      more = false;
      for (var derived : madeOf.entrySet()) {
        boolean alone = !derived.getValue().isEmpty() && all.containsAll(derived.getValue());
        more |= alone && all.add(derived.getKey());
      }
    }
    return all;
  }

  /** {@code surname} of {@code surname_l} and {@code surname_r}. */
  private static Set<String> ofPair(String condition) {
    var columns = new LinkedHashSet<String>();
    for (String attribute : attributes(condition)) {
      boolean sided = attribute.endsWith("_l") || attribute.endsWith("_r");
      columns.add(sided ? attribute.substring(0, attribute.length() - 2) : attribute);
    }
    return columns;
  }

  private Set<String> withWhatTheyAreMadeOf(Set<String> columns) {
    var all = new LinkedHashSet<String>();
    var open = new ArrayDeque<>(columns);
    while (!open.isEmpty()) {
      String column = open.remove();
      if (all.add(column)) {
        open.addAll(madeOf.getOrDefault(column, Set.of()));
      }
    }
    return all;
  }

  private static Set<String> attributes(String sql) {
    var names = new LinkedHashSet<String>();
    var open = new ArrayDeque<>(List.of(new CatalystSqlParser().parseExpression(sql)));
    while (!open.isEmpty()) {
      Expression expression = open.remove();
      if (expression instanceof UnresolvedAttribute attribute) {
        names.add(lower(attribute.nameParts().head())); // what follows a dot is a field of it
      }
      open.addAll(SparkInternals.list(expression.children()));
    }
    return names;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
