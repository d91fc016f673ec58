package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;

/**
 * The engine in plain Spark SQL: a join for each blocking rule, conditions as SQL expressions. It
 * takes any condition that Spark can evaluate, and is what every faster engine is held against.
 */
public final class SqlEngine implements Engine {
  private static final List<String> IDENTITY =
      List.of(Columns.RECORD_KEY, Columns.SOURCE, Columns.SOURCE_INDEX, Columns.RECORD_ID);

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public Dataset<Row> countPairs(
      Dataset<Row> records, LinkType linkType, List<BlockingRule> rules) {
    Set<String> read = new LinkedHashSet<>(IDENTITY);
    if (rules.stream().anyMatch(rule -> rule.where().isPresent())) {
      read.addAll(Arrays.asList(records.columns()));
    }
    return CandidatePairs.of(records, read, linkType, new Pairs.Blocked(rules))
        .groupBy(Columns.BLOCKING_RULE)
        .agg(count(lit(1)).as(Columns.PAIR_COUNT));
  }

  @Override
  public Dataset<Row> countPatterns(
      Dataset<Row> records, LinkType linkType, Pairs pairs, List<Comparison> comparisons) {
    var plan = new ComparisonPlan(comparisons);
    Column[] gammas =
        comparisons.stream().map(c -> col(Columns.gamma(c.name()))).toArray(Column[]::new);
    return compared(records, linkType, pairs, plan, comparisons, Set.of())
        .groupBy(gammas)
        .agg(count(lit(1)).as(Columns.PAIR_COUNT));
  }

  @Override
  public Dataset<Row> score(Dataset<Row> records, Scoring scoring) {
    List<Comparison> comparisons = scoring.model().comparisons();
    var plan = new ComparisonPlan(comparisons);
    Set<String> frequencies = new TreeSet<>();
    scoring.termFrequencies().byColumn().keySet().forEach(c -> frequencies.add(Columns.tf(c)));
    Dataset<Row> compared =
        compared(
            scoring.termFrequencies().attach(records),
            scoring.model().linkType(),
            new Pairs.Blocked(scoring.rules()),
            plan,
            comparisons,
            frequencies);
    return WeightSql.weigh(compared, scoring);
  }

  /**
   * The pairs with both sides' identity, the rule, every gamma and, suffixed by side, the kept
   * columns.
   */
  private static Dataset<Row> compared(
      Dataset<Row> records,
      LinkType linkType,
      Pairs pairs,
      ComparisonPlan plan,
      List<Comparison> comparisons,
      Set<String> kept) {
    Dataset<Row> prepared = records;
    Set<String> read = new LinkedHashSet<>(IDENTITY);
    read.addAll(plan.columns().orElseGet(() -> Set.of(records.columns())));
    for (var derived : plan.perRecord().entrySet()) {
      prepared = prepared.withColumn(derived.getKey(), expr(derived.getValue()));
      read.add(derived.getKey());
    }
    if (pairs instanceof Pairs.Blocked blocked
        && blocked.rules().stream().anyMatch(rule -> rule.where().isPresent())) {
      read.addAll(Arrays.asList(records.columns()));
    }
    read.addAll(kept);
    Dataset<Row> candidates = CandidatePairs.of(prepared, read, linkType, pairs);
    var columns = new ArrayList<Column>();
    for (String column : candidates.columns()) {
      columns.add(col(column));
    }
    plan.perPair().forEach((name, sql) -> columns.add(expr(sql).as(name)));
    Dataset<Row> similar = candidates.select(columns.toArray(Column[]::new));

    var result = new ArrayList<Column>();
    if (pairs instanceof Pairs.Blocked) {
      result.add(col(Columns.BLOCKING_RULE));
    }
    for (String side : List.of("_l", "_r")) {
      IDENTITY.forEach(column -> result.add(col(column + side)));
      kept.forEach(column -> result.add(col(column + side)));
    }
    for (Comparison comparison : comparisons) {
      result.add(expr(plan.gamma(comparison.name())).as(Columns.gamma(comparison.name())));
    }
    return similar.select(result.toArray(Column[]::new));
  }
}
