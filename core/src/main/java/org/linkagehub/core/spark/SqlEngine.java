package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.train.PatternCounts;

/**
 * The engine in plain Spark SQL: a join for each blocking rule, conditions as SQL expressions. It
 * takes any condition that Spark can evaluate, and is what every faster engine is held against.
 */
public final class SqlEngine implements Engine {
  private static final String GROUP = "pair_group";
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
    return WeightSql.weigh(compared(records, scoring), scoring);
  }

  @Override
  public ScoredPairs scoreAll(Dataset<Row> records, Scoring scoring, int rejectedSample) {
    return new ScoredPairs(
        CatalystRows.toDataset(
            records.sparkSession(),
            CatalystRows.of(WeightSql.scored(compared(records, scoring), scoring))
                .mapPartitions(new CountedScores(scoring, rejectedSample)),
            ScoredPairs.schema(scoring)),
        scoring,
        rejectedSample);
  }

  private static Dataset<Row> compared(Dataset<Row> records, Scoring scoring) {
    List<Comparison> comparisons = scoring.model().comparisons();
    Set<String> frequencies = new TreeSet<>();
    scoring.termFrequencies().byColumn().keySet().forEach(c -> frequencies.add(Columns.tf(c)));
    Dataset<Row> compared =
        compared(
            scoring.termFrequencies().attach(records),
            scoring.model().linkType(),
            new Pairs.Blocked(scoring.rules()),
            new ComparisonPlan(comparisons),
            comparisons,
            frequencies);
    Object[] withheld = scoring.withheld().stream().sorted().toArray();
    return compared.where(not(col(Columns.BLOCKING_RULE).isin(withheld)));
  }

  @Override
  public GroupedRecords group(Dataset<Row> records, Groups groups) {
    return new GroupedRecords() {
      @Override
      public PatternCounts countPatterns(LinkType linkType) {
        return patternsInside(SqlEngine.this, records, linkType, groups);
      }

      @Override
      public Dataset<Row> solve(Model model, GroupSolver solver) {
        return solved(records, groups, model, solver);
      }
    };
  }

  /** Counts the pairs inside groups as those of a blocking rule. */
  static PatternCounts patternsInside(
      Engine engine, Dataset<Row> records, LinkType linkType, Groups groups) {
    var inside = new Pairs.Blocked(List.of(BlockingRule.on(groups.column())));
    return engine
        .countLots(
            records, linkType, List.of(new CountedPairs(inside, groups.model().comparisons())))
        .get(0);
  }

  private static Dataset<Row> solved(
      Dataset<Row> records, Groups groups, Model model, GroupSolver solver) {
    List<Comparison> all = new ArrayList<>(groups.model().comparisons());
    all.addAll(groups.conditions());
    Set<String> kept = new TreeSet<>(Set.of(groups.column()));
    groups.termFrequencies().byColumn().keySet().forEach(c -> kept.add(Columns.tf(c)));
    Dataset<Row> compared =
        compared(
            groups.termFrequencies().attach(records),
            LinkType.LINK_AND_DEDUPE,
            new Pairs.Blocked(List.of(BlockingRule.on(groups.column()))),
            new ComparisonPlan(all),
            all,
            kept);
    var columns = new ArrayList<Column>();
    columns.add(col("`" + groups.column() + "_l`").as(GROUP));
    columns.add(col(Columns.RECORD_KEY + "_l"));
    columns.add(col(Columns.RECORD_KEY + "_r"));
    columns.add(
        groups.given().isPresent()
            ? coalesce(col("given_weight"), col(Columns.MATCH_WEIGHT))
            : col(Columns.MATCH_WEIGHT));
    groups.conditions().forEach(c -> columns.add(col(Columns.gamma(c.name()))));
    Dataset<Row> weighed = WeightSql.weighed(compared, model);
    return groups
        .given()
        .map(given -> withGiven(weighed, given))
        .orElse(weighed)
        .select(columns.toArray(Column[]::new))
        .repartition(col(GROUP))
        .sortWithinPartitions(GROUP)
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) pairs -> new Solved(pairs, solver.worker()),
            Encoders.row(solver.schema()));
  }

  private static Dataset<Row> withGiven(Dataset<Row> weighed, Dataset<Row> given) {
    return weighed.join(
        given.select(
            col(Columns.LEFT_KEY).as("given_left"),
            col(Columns.RIGHT_KEY).as("given_right"),
            col(Columns.MATCH_WEIGHT).as("given_weight")),
        col(Columns.RECORD_KEY + "_l")
            .equalTo(col("given_left"))
            .and(col(Columns.RECORD_KEY + "_r").equalTo(col("given_right"))),
        "left");
  }

  /** Hands the pairs of a partition to a worker, as they come sorted by their group. */
  private static final class Solved implements Iterator<Row> {
    private static final int FIRST_CONDITION = 4;

    private final Iterator<Row> pairs;
    private final GroupSolver.Worker worker;
    private Iterator<Row> solved = List.<Row>of().iterator();
    private Row next;

    Solved(Iterator<Row> pairs, GroupSolver.Worker worker) {
      this.pairs = pairs;
      this.worker = worker;
      this.next = pairs.hasNext() ? pairs.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (!solved.hasNext() && next != null) {
        long group = next.getLong(0);
        int[] gammas = new int[next.length() - FIRST_CONDITION];
        while (next != null && next.getLong(0) == group) {
          for (int c = 0; c < gammas.length; c++) {
            gammas[c] = next.getInt(FIRST_CONDITION + c);
          }
          worker.pair(next.getLong(1), next.getLong(2), next.getDouble(3), gammas);
          next = pairs.hasNext() ? pairs.next() : null;
        }
        solved = worker.end(group).iterator();
      }
      return solved.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return solved.next();
    }
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
