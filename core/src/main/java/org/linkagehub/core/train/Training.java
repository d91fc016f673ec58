package org.linkagehub.core.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TrainingReport;

/**
 * Puts a model together from counts: lambda from strict rules, u from random pairs, m from sessions
 * of expectation maximisation.
 *
 * <p>Random pairs hold a share lambda of matches, which matters in small or much duplicated files.
 * What they show at a level is lambda m + (1 - lambda) u, so u is what remains when the matches are
 * taken out; m and u are estimated in turn until both stand still. Each session starts from the
 * same values and the sessions are pooled by the matches that each expects, so their order does not
 * matter.
 */
public final class Training {
  /**
   * The least part of a level's share among random pairs that is put down to non-matches. Lambda
   * and m are not known better than to about a tenth, so neither is what remains when matches are
   * taken out.
   */
  private static final double LEAST_NON_MATCH_PART = 0.1;

  private static final int MOST_ROUNDS = 25;
  private static final double START_TOP_M = 0.95;

  private final LinkType linkType;
  private final double prior;
  private final List<Comparison> comparisons;
  private final Map<String, LevelShares> randomShares;
  private final ExpectationMaximisation.Settings em;

  /**
   * What is known before the sessions.
   *
   * @param prior lambda
   * @param comparisons whose levels may have m or u already; those fixed stay so
   * @param randomShares for each comparison, what random pairs show
   */
  public Training(
      LinkType linkType,
      double prior,
      List<Comparison> comparisons,
      List<LevelShares> randomShares,
      ExpectationMaximisation.Settings em) {
    this.linkType = linkType;
    this.prior = prior;
    this.comparisons = List.copyOf(comparisons);
    this.randomShares = new HashMap<>();
    randomShares.forEach(shares -> this.randomShares.put(shares.comparison(), shares));
    this.em = em;
  }

  /**
   * The pairs of one session.
   *
   * @param rule what reports call it
   * @param ruleColumns the columns on which its pairs agree: sets where lambda starts
   * @param counts with the comparisons that the session trains
   */
  public record Session(String rule, Set<String> ruleColumns, PatternCounts counts) {
    public Session {
      ruleColumns = Set.copyOf(ruleColumns);
    }
  }

  /** A trained model and how it came about. */
  public record Trained(Model model, TrainingReport report) {}

  /** Estimates all parameters. */
  public Trained run(List<Session> sessions, long priorPairs, long randomPairs) {
    List<Comparison> current = started();
    List<ExpectationMaximisation.Result> results = List.of();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      results = new ArrayList<>();
      for (Session session : sessions) {
        results.add(fit(session, current));
      }
      List<Comparison> updated = withU(withM(sessions, results));
      double change = largestChange(current, updated);
      current = updated;
      if (change < em.tolerance()) {
        break;
      }
    }
    return new Trained(
        new Model(linkType, prior, current),
        new TrainingReport(
            priorPairs, randomPairs, reports(sessions, results), warnings(sessions, results)));
  }

  /**
   * Every level with a value to start from: what is given, else u as random pairs show it and m
   * mostly at the top.
   */
  private List<Comparison> started() {
    return withU(
        comparisons.stream()
            .map(
                comparison ->
                    comparison.mapGraded(
                        (gamma, level) ->
                            level.with(
                                OptionalDouble.of(level.m().orElse(startM(comparison, gamma))),
                                level.u())))
            .toList());
  }

  private static double startM(Comparison comparison, int gamma) {
    int grades = comparison.grades();
    return grades == 1 ? 1 : gamma == grades - 1 ? START_TOP_M : (1 - START_TOP_M) / (grades - 1);
  }

  /** u as what random pairs show, less the matches among them. */
  private List<Comparison> withU(List<Comparison> estimated) {
    var result = new ArrayList<Comparison>();
    for (Comparison comparison : estimated) {
      LevelShares random = randomShares.get(comparison.name());
      double[] u = new double[comparison.grades()];
      double sum = 0;
      List<ComparisonLevel> levels = comparison.byGamma();
      for (int gamma = 0; gamma < u.length; gamma++) {
        double seen = random.shares().get(gamma);
        double m = levels.get(gamma).m().orElseThrow();
        u[gamma] =
            seen > 0
                ? Math.max((seen - prior * m) / (1 - prior), LEAST_NON_MATCH_PART * seen)
                : halfAPair(random.pairs());
        sum += u[gamma];
      }
      double total = sum;
      result.add(
          comparison.mapGraded(
              (gamma, level) ->
                  level.fixedU() && level.u().isPresent()
                      ? level
                      : level.with(level.m(), OptionalDouble.of(u[gamma] / total))));
    }
    return result;
  }

  /** What stands for a level that none of some pairs showed. */
  private static double halfAPair(double pairs) {
    return 0.5 / (pairs + 1);
  }

  private ExpectationMaximisation.Result fit(Session session, List<Comparison> current) {
    var active = new ArrayList<Comparison>();
    for (String name : session.counts().comparisons()) {
      active.add(named(current, name));
    }
    double odds = prior / (1 - prior) * bayesFactorOfRule(session.ruleColumns(), current);
    var settings =
        new ExpectationMaximisation.Settings(
            em.maxIterations(), em.tolerance(), em.fixLambda(), em.fixM(), true);
    return ExpectationMaximisation.fit(session.counts(), odds / (1 + odds), active, settings);
  }

  /**
   * How much more likely a match is where the records agree on these columns, as far as single
   * columns tell.
   */
  private static double bayesFactorOfRule(Set<String> columns, List<Comparison> current) {
    double factor = 1;
    Set<String> left = new LinkedHashSet<>(columns);
    for (Comparison comparison : current) {
      for (ComparisonLevel level : comparison.byGamma()) {
        var agreed =
            left.stream().sorted().filter(column -> level.isEqualityOf(column)).findFirst();
        if (agreed.isPresent()) {
          left.remove(agreed.get());
          factor *= level.m().orElseThrow() / level.u().orElseThrow();
        }
      }
    }
    return factor;
  }

  /** m pooled over the sessions that trained it, each level's matches summed. */
  private List<Comparison> withM(
      List<Session> sessions, List<ExpectationMaximisation.Result> results) {
    var pooled = new LinkedHashMap<String, double[]>();
    for (int s = 0; s < sessions.size(); s++) {
      double lambda = results.get(s).lambda();
      for (Comparison trained : results.get(s).comparisons()) {
        double[] sums = pooled.computeIfAbsent(trained.name(), n -> new double[trained.grades()]);
        long[] seen = sessions.get(s).counts().marginal(trained.name(), trained.grades());
        double matches = lambda * Arrays.stream(seen).sum();
        List<ComparisonLevel> levels = trained.byGamma();
        for (int gamma = 0; gamma < sums.length; gamma++) {
          sums[gamma] += matches * levels.get(gamma).m().orElse(0);
        }
      }
    }
    return started().stream().map(c -> withM(c, pooled.get(c.name()))).toList();
  }

  private static Comparison withM(Comparison comparison, double[] sums) {
    if (sums == null) {
      return comparison;
    }
    double matches = Arrays.stream(sums).sum();
    double[] m = new double[sums.length];
    double total = 0;
    for (int gamma = 0; gamma < m.length; gamma++) {
      m[gamma] = sums[gamma] > 0 ? sums[gamma] / matches : halfAPair(matches);
      total += m[gamma];
    }
    double all = total;
    return comparison.mapGraded(
        (gamma, level) ->
            level.fixedM() && level.m().isPresent()
                ? level
                : level.with(OptionalDouble.of(m[gamma] / all), level.u()));
  }

  private List<TrainingReport.Session> reports(
      List<Session> sessions, List<ExpectationMaximisation.Result> results) {
    var reports = new ArrayList<TrainingReport.Session>();
    for (int s = 0; s < sessions.size(); s++) {
      var result = results.get(s);
      reports.add(
          new TrainingReport.Session(
              sessions.get(s).rule(),
              sessions.get(s).counts().comparisons(),
              sessions.get(s).counts().totalPairs(),
              result.lambda(),
              result.iterations(),
              result.converged(),
              result.largestChange(),
              result.logLikelihood()));
    }
    return reports;
  }

  private List<String> warnings(
      List<Session> sessions, List<ExpectationMaximisation.Result> results) {
    var warnings = new ArrayList<String>();
    for (int s = 0; s < sessions.size(); s++) {
      var result = results.get(s);
      if (!result.converged()) {
        warnings.add(
            "training on %s stopped at %d iterations, a parameter still moving by %.2g (tolerance %.2g); raise training.em.max-iterations"
                .formatted(
                    sessions.get(s).rule(),
                    result.iterations(),
                    result.largestChange(),
                    em.tolerance()));
      }
    }
    for (Comparison comparison : comparisons) {
      boolean trained =
          sessions.stream().anyMatch(s -> s.counts().comparisons().contains(comparison.name()));
      boolean fixed = comparison.byGamma().stream().allMatch(l -> l.fixedM() && l.m().isPresent());
      if (!trained && !fixed) {
        warnings.add(
            "comparison %s was trained by no rule, its m are the starting values; add a training rule without its columns"
                .formatted(comparison.name()));
      }
      for (ComparisonLevel level : comparison.byGamma()) {
        long seen = 0;
        for (int s = 0; s < sessions.size(); s++) {
          seen += seen(sessions.get(s), comparison, level);
        }
        if (trained && seen == 0 && !level.fixedM()) {
          warnings.add(
              "comparison %s, level '%s' was seen in no training pair; its m stands for half a pair"
                  .formatted(comparison.name(), level.label()));
        }
      }
    }
    return warnings;
  }

  private static long seen(Session session, Comparison comparison, ComparisonLevel level) {
    if (!session.counts().comparisons().contains(comparison.name())) {
      return 0;
    }
    int gamma = comparison.byGamma().indexOf(level);
    return session.counts().marginal(comparison.name(), comparison.grades())[gamma];
  }

  private static Comparison named(List<Comparison> comparisons, String name) {
    return comparisons.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private static double largestChange(List<Comparison> before, List<Comparison> after) {
    double largest = 0;
    for (int c = 0; c < before.size(); c++) {
      List<ComparisonLevel> a = before.get(c).byGamma();
      List<ComparisonLevel> b = after.get(c).byGamma();
      for (int gamma = 0; gamma < a.size(); gamma++) {
        largest = Math.max(largest, change(a.get(gamma).m(), b.get(gamma).m()));
        largest = Math.max(largest, change(a.get(gamma).u(), b.get(gamma).u()));
      }
    }
    return largest;
  }

  private static double change(OptionalDouble before, OptionalDouble after) {
    return before.isPresent() && after.isPresent()
        ? Math.abs(after.getAsDouble() - before.getAsDouble())
        : 1;
  }
}
