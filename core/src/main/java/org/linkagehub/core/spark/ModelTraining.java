package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.config.TrainingSettings;
import org.linkagehub.core.config.TrainingSettings.Prior;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.train.ExpectationMaximisation;
import org.linkagehub.core.train.LevelShares;
import org.linkagehub.core.train.PatternCounts;
import org.linkagehub.core.train.Training;

/**
 * Trains a model on records: counts what {@link Training} needs, and brings only those counts to
 * the driver (at most one row for each distinct comparison vector).
 */
public final class ModelTraining {
  private final Engine engine;
  private final LinkType linkType;
  private final TrainingSettings settings;
  private final List<BlockingRule> emRules;
  private final long seed;

  /**
   * Trains with an engine's pairs and vectors.
   *
   * @param emRules the rules that make the pairs on which m is estimated, one session each
   * @param seed of the random pairs
   */
  public ModelTraining(
      Engine engine,
      LinkType linkType,
      TrainingSettings settings,
      List<BlockingRule> emRules,
      long seed) {
    this.engine = engine;
    this.linkType = linkType;
    this.settings = settings;
    this.emRules = List.copyOf(emRules);
    this.seed = seed;
  }

  /**
   * Finds lambda, m and u.
   *
   * @param records RECORDS with the columns of the comparisons and rules; read several times, so
   *     cached or a table
   * @throws TrainingException naming the rule, where a rule makes no pair
   */
  public Training.Trained train(Dataset<Row> records, List<Comparison> comparisons) {
    double total = linkType.totalPairs(recordsBySource(records));
    if (total < 1) {
      throw new TrainingException(
          "there is no pair of records to compare: link type %s needs %s"
              .formatted(
                  linkType.configName(),
                  linkType.pairsWithinASource()
                      ? "at least two records"
                      : "records of at least two sources"));
    }
    long priorPairs = -1;
    double prior;
    if (settings.prior().fixed().isPresent()) {
      prior = settings.prior().fixed().getAsDouble();
    } else {
      priorPairs =
          pairs(engine.countPairs(records, linkType, settings.prior().deterministicRules()));
      prior = priorPairs / settings.prior().recall() / total;
      checkPrior(settings.prior(), priorPairs, prior, total);
    }
    Pairs.Random random = Pairs.Random.about((double) settings.u().maxPairs(), total, seed);
    PatternCounts randomCounts = patterns(records, random, comparisons);
    var shares = new ArrayList<LevelShares>();
    for (Comparison comparison : comparisons) {
      shares.add(shares(records, comparison, randomCounts));
    }
    var sessions = new ArrayList<Training.Session>();
    for (BlockingRule rule : emRules) {
      sessions.add(session(records, rule, comparisons));
    }
    return new Training(linkType, prior, comparisons, shares, emSettings())
        .run(sessions, priorPairs, randomCounts.totalPairs());
  }

  private ExpectationMaximisation.Settings emSettings() {
    return new ExpectationMaximisation.Settings(
        settings.em().maxIterations(), settings.em().tolerance(), false, false, true);
  }

  private static void checkPrior(Prior rules, long priorPairs, double prior, double total) {
    if (priorPairs == 0) {
      throw new TrainingException(
          "the deterministic rules %s find no pair, so the prior cannot be estimated; choose looser rules or set training.prior.fixed"
              .formatted(rules.deterministicRules().stream().map(BlockingRule::name).toList()));
    }
    if (!(prior < 1)) {
      throw new TrainingException(
          "the deterministic rules find %d pairs of %.0f, more than a recall of %s allows; raise training.prior.recall or choose stricter rules"
              .formatted(priorPairs, total, rules.recall()));
    }
  }

  private Training.Session session(
      Dataset<Row> records, BlockingRule rule, List<Comparison> comparisons) {
    Set<String> ruleColumns = columns(rule);
    List<Comparison> active =
        comparisons.stream()
            .filter(c -> columns(c).stream().noneMatch(ruleColumns::contains))
            .toList();
    if (active.isEmpty()) {
      throw new TrainingException(
          "training rule %s shares a column with every comparison, so it can train none"
              .formatted(rule.name()));
    }
    PatternCounts counts = patterns(records, new Pairs.Blocked(List.of(rule)), active);
    if (counts.totalPairs() == 0) {
      throw new TrainingException(
          "training rule %s makes no pair; choose columns on which some records agree"
              .formatted(rule.name()));
    }
    return new Training.Session(rule.name(), ruleColumns, counts);
  }

  /**
   * The shares of random pairs at each level; exactly, where the top level is plain equality of a
   * column.
   */
  private LevelShares shares(
      Dataset<Row> records, Comparison comparison, PatternCounts randomCounts) {
    LevelShares sampled =
        LevelShares.of(
            comparison.name(), randomCounts.marginal(comparison.name(), comparison.grades()));
    Optional<String> column = equalityColumn(comparison);
    if (column.isEmpty()) {
      return sampled;
    }
    Row counted = equalPairs(records, column.get());
    double all = counted.getDouble(1);
    return all > 0 ? sampled.withExactTop(counted.getDouble(0) / all, all) : sampled;
  }

  /**
   * The column of a comparison that is missing where that column is, and whose top level is its
   * equality.
   */
  private static Optional<String> equalityColumn(Comparison comparison) {
    Set<String> columns = columns(comparison);
    List<ComparisonLevel> levels = comparison.byGamma();
    ComparisonLevel top = levels.get(levels.size() - 1);
    return columns.stream()
        .filter(column -> columns.size() == 1 && top.isEqualityOf(column))
        .filter(
            column ->
                comparison.levels().stream()
                    .filter(level -> level.kind() == ComparisonLevel.Kind.MISSING)
                    .allMatch(level -> isNullCheck(level.condition(), column)))
        .findFirst();
  }

  private static boolean isNullCheck(String condition, String column) {
    return ExpressionParser.tryParse(condition)
        .equals(
            ExpressionParser.tryParse(
                "`%s_l` IS NULL OR `%s_r` IS NULL".formatted(column, column)));
  }

  /** The number of pairs that agree on a column, and of pairs with a value of it on both sides. */
  private Row equalPairs(Dataset<Row> records, String column) {
    Column value = col("`" + column + "`");
    Dataset<Row> bySource =
        records
            .where(value.isNotNull())
            .groupBy(value.as(Columns.VALUE), col(Columns.SOURCE_INDEX))
            .agg(count(lit(1)).cast("double").as("n"));
    Dataset<Row> equal = bySource.groupBy(Columns.VALUE).agg(pairsOfCounts().as("pairs"));
    Dataset<Row> all =
        bySource
            .groupBy(Columns.SOURCE_INDEX)
            .agg(sum("n").as("n"))
            .agg(coalesce(pairsOfCounts(), lit(0.0)).as("all_pairs"));
    return equal.agg(coalesce(sum("pairs"), lit(0.0)).as("pairs")).crossJoin(all).head();
  }

  /** The pairs among groups of {@code n} records, one group for each source. */
  private Column pairsOfCounts() {
    Column records = sum("n");
    Column squares = sum(col("n").multiply(col("n")));
    return linkType.pairsWithinASource()
        ? records.multiply(records.minus(1)).divide(2)
        : records.multiply(records).minus(squares).divide(2);
  }

  private PatternCounts patterns(Dataset<Row> records, Pairs pairs, List<Comparison> comparisons) {
    List<Row> rows = engine.countPatterns(records, linkType, pairs, comparisons).collectAsList();
    var patterns = new ArrayList<PatternCounts.Pattern>();
    for (Row row : rows) {
      var gammas = new ArrayList<Integer>();
      for (int c = 0; c < comparisons.size(); c++) {
        gammas.add(row.getInt(c));
      }
      patterns.add(new PatternCounts.Pattern(gammas, row.getLong(comparisons.size())));
    }
    return new PatternCounts(comparisons.stream().map(Comparison::name).toList(), patterns);
  }

  private static long[] recordsBySource(Dataset<Row> records) {
    return records.groupBy(Columns.SOURCE_INDEX).count().collectAsList().stream()
        .mapToLong(row -> row.getLong(1))
        .toArray();
  }

  private static long pairs(Dataset<Row> byRule) {
    return byRule.collectAsList().stream().mapToLong(row -> row.getLong(1)).sum();
  }

  private static Set<String> columns(BlockingRule rule) {
    var columns = new LinkedHashSet<String>();
    for (String expression : rule.expressions()) {
      ExpressionParser.tryParse(expression).ifPresent(e -> columns.addAll(e.columns()));
    }
    return columns;
  }

  private static Set<String> columns(Comparison comparison) {
    return new ComparisonPlan(List.of(comparison)).columns().orElse(Set.of());
  }
}
