package org.linkagehub.core.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.config.TrainingSettings;
import org.linkagehub.core.config.TrainingSettings.Prior;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TrainingReport;
import org.linkagehub.core.model.TrainingReport.PriorFrom;
import org.linkagehub.core.train.Agreement;
import org.linkagehub.core.train.EqualityStrata;
import org.linkagehub.core.train.ExpectationMaximisation;
import org.linkagehub.core.train.LevelShares;
import org.linkagehub.core.train.PatternCounts;
import org.linkagehub.core.train.RandomShares;
import org.linkagehub.core.train.RuleCover;
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
  private final ColumnsRead columns;

  /**
   * Trains with an engine's pairs and vectors.
   *
   * @param emRules the rules that make the pairs on which m is estimated, one session each
   * @param seed of the random pairs
   * @param derived columns of the records that are made of others, name to SQL expression: a
   *     session leaves out the comparisons of what its rule reads, also by way of these
   */
  public ModelTraining(
      Engine engine,
      LinkType linkType,
      TrainingSettings settings,
      List<BlockingRule> emRules,
      long seed,
      Map<String, String> derived) {
    this.engine = engine;
    this.linkType = linkType;
    this.settings = settings;
    this.emRules = List.copyOf(emRules);
    this.seed = seed;
    this.columns = new ColumnsRead(derived);
  }

  /**
   * Finds lambda, m and u.
   *
   * @param records RECORDS with the columns of the comparisons, rules and labels; read several
   *     times, so cached or a table
   * @throws TrainingException saying what to change, where the records cannot train the model
   */
  public Trained train(Dataset<Row> records, List<Comparison> comparisons) {
    return train(records, comparisons, TrainingLabels.NONE);
  }

  /**
   * The same, with m counted on pairs that are known to match; the sessions then train what these
   * do not.
   */
  public Trained train(
      Dataset<Row> records, List<Comparison> comparisons, TrainingLabels trainingLabels) {
    requirePriorCanBeTold(comparisons);
    var strata = new LinkedHashMap<String, EqualityStrata>();
    var asked = new ArrayList<Agreement>();
    for (Comparison comparison : comparisons) {
      Optional<EqualityStrata> of = EqualityStrata.of(comparison);
      of.ifPresent(
          known -> {
            strata.put(comparison.name(), known);
            asked.addAll(known.agreements());
          });
    }
    emRules.forEach(rule -> asked.add(Agreement.filled(equalColumns(rule))));
    AgreementCounts agreements = AgreementCounts.of(records, linkType, asked);
    double total = linkType.totalPairs(agreements.recordsBySource());
    requirePairs(total);

    var randomPairs = Pairs.Random.about((double) settings.u().maxPairs(), total, seed);
    var random = new RandomShares(comparisons, strata);
    var lots = new ArrayList<CountedPairs>();
    random.lots().forEach(compared -> lots.add(new CountedPairs(randomPairs, compared)));
    int firstSession = lots.size();
    var rules = new ArrayList<>(emRules);
    trainingLabels.column().ifPresent(column -> rules.add(BlockingRule.on(column)));
    List<SampledRules.Sampled> sampled =
        SampledRules.of(
            records,
            linkType,
            rules,
            agreements.recordsBySource(),
            (double) settings.em().maxPairs(),
            seed);
    for (int i = 0; i < rules.size(); i++) {
      List<Comparison> compared =
          i < emRules.size()
              ? active(rules.get(i), comparisons)
              : readingNothingOf(rules.get(i), comparisons);
      lots.add(new CountedPairs(new Pairs.Blocked(List.of(sampled.get(i).rule())), compared));
    }
    boolean byRules = settings.prior().method() == PriorFrom.RULES;
    if (byRules) {
      lots.add(
          new CountedPairs(new Pairs.Blocked(settings.prior().deterministicRules()), List.of()));
    }
    List<PatternCounts> counts = engine.countLots(records, linkType, lots);

    long priorPairs = byRules ? counts.get(counts.size() - 1).totalPairs() : -1;
    var sessions = new ArrayList<Training.Session>();
    for (int i = 0; i < emRules.size(); i++) {
      BlockingRule rule = emRules.get(i);
      double filled = agreements.pairs(Agreement.filled(equalColumns(rule))) / total;
      sessions.add(
          session(
              rule,
              cover(rule, comparisons),
              filled,
              sampled.get(i).share(),
              counts.get(firstSession + i)));
    }
    var labelled = new ArrayList<PatternCounts>();
    var labels = new ArrayList<TrainingReport.Labels>();
    if (trainingLabels.column().isPresent()) {
      PatternCounts ofColumn = counts.get(firstSession + emRules.size());
      labelled.add(ofColumn);
      labels.add(requireMatches(trainingLabels.column().get(), ofColumn));
    }
    if (trainingLabels.pairs().isPresent()) {
      LabelledPairs pairs = trainingLabels.pairs().get();
      labels.add(requireMatches(pairs.counted(records, linkType)));
      labelled.add(matches(pairs, records, comparisons));
    }
    List<LevelShares> shares = random.shares(counts.subList(0, firstSession), agreements::pairs);
    Training.Trained trained;
    try {
      trained =
          new Training(
                  linkType,
                  prior(priorPairs, total, agreements.recordsBySource()),
                  total,
                  comparisons,
                  shares,
                  emSettings())
              .run(sessions, labelled);
    } catch (IllegalArgumentException e) {
      throw new TrainingException(e.getMessage(), e);
    }
    var warnings = new ArrayList<>(trained.warnings());
    labels.forEach(of -> warnings.addAll(warnings(of)));
    return new Trained(
        trained.model(),
        new TrainingReport(
            settings.prior().method(),
            priorPairs,
            counts.get(0).totalPairs(),
            random.exactLevels(),
            labels,
            trained.sessions(),
            trained.rounds(),
            trained.converged(),
            trained.unobserved(),
            List.of(),
            warnings));
  }

  /** A trained model and how it came about. */
  public record Trained(Model model, TrainingReport report) {}

  private void requirePriorCanBeTold(List<Comparison> comparisons) {
    boolean told =
        emRules.stream().anyMatch(rule -> onlyEqual(rule) && cover(rule, comparisons).complete());
    if (settings.prior().method() == PriorFrom.EM && !told) {
      throw new TrainingException(
          "no training rule can tell the prior: method = em needs one whose keys are columns, each"
              + " with a level of plain equality in a comparison, which other rules or labels train;"
              + " the rules are %s; add such a rule under training.em.rules, or take the prior from"
                  .formatted(emRules.stream().map(BlockingRule::name).toList())
              + " deterministic-rules");
    }
  }

  private void requirePairs(double total) {
    if (total < 1) {
      throw new TrainingException(
          "there is no pair of records to compare: link type %s needs %s"
              .formatted(
                  linkType.configName(),
                  linkType.pairsWithinASource()
                      ? "at least two records"
                      : "records of at least two sources"));
    }
  }

  private Training.Prior prior(long priorPairs, double total, long[] recordsBySource) {
    TrainingSettings.Prior by = settings.prior();
    return switch (by.method()) {
      case FIXED -> new Training.Prior.Known(by.fixed().orElseThrow());
      case RULES -> {
        double prior = priorPairs / by.recall() / total;
        checkPrior(by, priorPairs, prior, total);
        yield new Training.Prior.Known(prior);
      }
      case EM -> {
        // As if every other record had a match; where the sessions end does not hang on it.
        double records = Arrays.stream(recordsBySource).sum();
        yield new Training.Prior.OfSessions(Math.min(records / 2 / total, 0.5));
      }
    };
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
  private List<Comparison> active(BlockingRule rule, List<Comparison> comparisons) {
    List<Comparison> active = readingNothingOf(rule, comparisons);
    if (active.isEmpty()) {
      throw new TrainingException(
          "training rule %s shares a column with every comparison, so it can train none"
              .formatted(rule.name()));
    }
    return active;
  }

  private List<Comparison> readingNothingOf(BlockingRule rule, List<Comparison> comparisons) {
    Set<String> ruleColumns = columns.of(rule);
    return comparisons.stream()
        .filter(c -> columns.of(c).stream().noneMatch(ruleColumns::contains))
        .toList();
  }

  private RuleCover cover(BlockingRule rule, List<Comparison> comparisons) {
    return RuleCover.of(equalColumns(rule), comparisons, columns::following);
  }

  private static Training.Session session(
      BlockingRule rule, RuleCover cover, double filled, double share, PatternCounts counts) {
    if (counts.totalPairs() == 0) {
      throw new TrainingException(
          "training rule %s makes no pair; choose columns on which some records agree"
              .formatted(rule.name()));
    }
    return new Training.Session(rule.name(), cover, onlyEqual(rule), filled, share, counts);
  }

  private static TrainingReport.Labels requireMatches(String column, PatternCounts counts) {
    if (counts.totalPairs() == 0) {
      throw new TrainingException(
          "no two records have the same value of the label column %s; it must name the person that a record belongs to, where that is known"
              .formatted(column));
    }
    return new TrainingReport.Labels(column, counts.totalPairs(), 0, 0, 0, 0, 0);
  }

  private static TrainingReport.Labels requireMatches(TrainingReport.Labels labels) {
    if (labels.matches() == 0) {
      throw new TrainingException(
          "%s tells of no match of two records that may be compared: %d pairs are no match, of %d the label is not known, of %d an id is not among the records, %d cannot be compared, %d are contradictory"
              .formatted(
                  labels.from(),
                  labels.nonMatches(),
                  labels.notKnown(),
                  labels.unknownIds(),
                  labels.notComparable(),
                  labels.contradictory()));
    }
    return labels;
  }

  private PatternCounts matches(
      LabelledPairs pairs, Dataset<Row> records, List<Comparison> comparisons) {
    var rule = new Pairs.Blocked(List.of(BlockingRule.on(LabelledPairs.PAIR)));
    return engine
        .countLots(
            pairs.recordsOfMatches(records, linkType),
            linkType,
            List.of(new CountedPairs(rule, comparisons)))
        .get(0);
  }

  private static List<String> warnings(TrainingReport.Labels labels) {
    var warnings = new ArrayList<String>();
    if (labels.unknownIds() > 0) {
      warnings.add(
          "of %d labelled pairs of %s an id is not among the records; they were not used"
              .formatted(labels.unknownIds(), labels.from()));
    }
    if (labels.notComparable() > 0) {
      warnings.add(
          "%d labelled pairs of %s are of one record with itself, or of two that the link type does not compare; they were not used"
              .formatted(labels.notComparable(), labels.from()));
    }
    if (labels.contradictory() > 0) {
      warnings.add(
          "%d pairs of %s are labelled as a match and as none; they were not used"
              .formatted(labels.contradictory(), labels.from()));
    }
    return warnings;
  }

  /** The columns that a rule asks to be equal, as they are. */
  private static Set<String> equalColumns(BlockingRule rule) {
    var columns = new TreeSet<String>();
    for (BlockingRule.Key key : rule.keys()) {
      column(key).ifPresent(columns::add);
    }
    return columns;
  }

  private static boolean onlyEqual(BlockingRule rule) {
    return rule.where().isEmpty() && rule.keys().stream().allMatch(key -> column(key).isPresent());
  }

  private static Optional<String> column(BlockingRule.Key key) {
    return key.isSymmetric()
            && !key.isArray()
            && ExpressionParser.tryParse(key.left()).orElse(null)
                instanceof Expression.Column column
        ? Optional.of(column.name())
        : Optional.empty();
  }
}
