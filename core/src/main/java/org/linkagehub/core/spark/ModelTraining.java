package org.linkagehub.core.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    var equalities = new LinkedHashMap<Comparison, String>();
    for (Comparison comparison : comparisons) {
      equalityColumn(comparison).ifPresent(column -> equalities.put(comparison, column));
    }
    EqualPairs equalPairs =
        EqualPairs.of(records, linkType, equalities.values().stream().distinct().toList());
    double total = linkType.totalPairs(equalPairs.recordsBySource());
    if (total < 1) {
      throw new TrainingException(
          "there is no pair of records to compare: link type %s needs %s"
              .formatted(
                  linkType.configName(),
                  linkType.pairsWithinASource()
                      ? "at least two records"
                      : "records of at least two sources"));
    }
    var lots = new ArrayList<CountedPairs>();
    lots.add(
        new CountedPairs(
            Pairs.Random.about((double) settings.u().maxPairs(), total, seed), comparisons));
    for (BlockingRule rule : emRules) {
      lots.add(new CountedPairs(new Pairs.Blocked(List.of(rule)), active(rule, comparisons)));
    }
    boolean priorIsFixed = settings.prior().fixed().isPresent();
    if (!priorIsFixed) {
      lots.add(
          new CountedPairs(new Pairs.Blocked(settings.prior().deterministicRules()), List.of()));
    }
    List<PatternCounts> counts = engine.countLots(records, linkType, lots);
    long priorPairs = priorIsFixed ? -1 : counts.get(counts.size() - 1).totalPairs();
    double prior =
        priorIsFixed
            ? settings.prior().fixed().getAsDouble()
            : priorPairs / settings.prior().recall() / total;
    if (!priorIsFixed) {
      checkPrior(settings.prior(), priorPairs, prior, total);
    }
    PatternCounts randomCounts = counts.get(0);
    var shares = new ArrayList<LevelShares>();
    for (Comparison comparison : comparisons) {
      shares.add(
          shares(
              comparison,
              randomCounts,
              Optional.ofNullable(equalities.get(comparison)),
              equalPairs));
    }
    var sessions = new ArrayList<Training.Session>();
    for (int i = 0; i < emRules.size(); i++) {
      sessions.add(session(emRules.get(i), counts.get(1 + i)));
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

  /** The comparisons that a session trains: those that use no column of its rule. */
  private static List<Comparison> active(BlockingRule rule, List<Comparison> comparisons) {
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
    return active;
  }

  private static Training.Session session(BlockingRule rule, PatternCounts counts) {
    if (counts.totalPairs() == 0) {
      throw new TrainingException(
          "training rule %s makes no pair; choose columns on which some records agree"
              .formatted(rule.name()));
    }
    return new Training.Session(rule.name(), columns(rule), counts);
  }

  /**
   * The shares of random pairs at each level; exactly, where the top level is plain equality of a
   * column.
   */
  private static LevelShares shares(
      Comparison comparison,
      PatternCounts randomCounts,
      Optional<String> equalityColumn,
      EqualPairs equalPairs) {
    LevelShares sampled =
        LevelShares.of(
            comparison.name(), randomCounts.marginal(comparison.name(), comparison.grades()));
    if (equalityColumn.isEmpty()) {
      return sampled;
    }
    double all = equalPairs.all(equalityColumn.get());
    return all > 0
        ? sampled.withExactTop(equalPairs.equal(equalityColumn.get()) / all, all)
        : sampled;
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
