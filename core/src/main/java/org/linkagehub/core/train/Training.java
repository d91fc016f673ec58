package org.linkagehub.core.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TrainingReport;

/**
 * Puts a model together from counts: u from random pairs, m from labelled pairs or from sessions of
 * expectation maximisation, lambda as it is given or from the same sessions.
 *
 * <p>Random pairs hold a share lambda of matches, which matters in small or much duplicated files.
 * What they show at a level is lambda m + (1 - lambda) u, so u is what remains when the matches are
 * taken out; m and u are estimated in turn until both stand still. Each session starts from the
 * same values and the sessions are pooled by the matches that each expects, so their order does not
 * matter.
 *
 * <p>Lambda from the sessions: a session expects so many matches among the pairs of its rule. These
 * are the share of all matches that the rule makes, which is the share of pairs with a value in all
 * of its columns times the m of agreement on them, which other sessions tell. The sessions are
 * pooled: matches of all over shares of all.
 *
 * <p>Nothing that is given is changed: where training fails, it leaves nothing behind.
 */
public final class Training {
  /**
   * The least part of a level's share among random pairs that is put down to non-matches. Lambda
   * and m are not known better than to about a tenth, so neither is what remains when matches are
   * taken out.
   */
  private static final double LEAST_NON_MATCH_PART = 0.1;

  private static final int MOST_ROUNDS = 100;
  private static final double START_TOP_M = 0.95;

  /** Sessions that put lambda so many times apart are worth a look. */
  private static final double DISAGREEMENT = 3;

  private final LinkType linkType;
  private final Prior prior;
  private final double totalPairs;
  private final List<Comparison> comparisons;
  private final Map<String, LevelShares> randomShares;
  private final ExpectationMaximisation.Settings em;

  /**
   * What is known before the sessions.
   *
   * @param totalPairs the number of pairs that lambda is a share of
   * @param comparisons whose levels may have m or u already; those fixed stay so, and the others
   *     share what they leave
   * @param randomShares for each comparison, what random pairs show
   * @throws IllegalArgumentException naming the comparison, if the fixed values of one leave
   *     nothing for its other levels
   */
  public Training(
      LinkType linkType,
      Prior prior,
      double totalPairs,
      List<Comparison> comparisons,
      List<LevelShares> randomShares,
      ExpectationMaximisation.Settings em) {
    this.linkType = linkType;
    this.prior = prior;
    this.totalPairs = totalPairs;
    this.comparisons = List.copyOf(comparisons);
    this.comparisons.forEach(Training::requireRoom);
    this.randomShares = new HashMap<>();
    randomShares.forEach(shares -> this.randomShares.put(shares.comparison(), shares));
    this.em = em;
  }

  private static void requireRoom(Comparison comparison) {
    for (boolean m : new boolean[] {true, false}) {
      double fixed = 0;
      boolean free = false;
      for (ComparisonLevel level : comparison.byGamma()) {
        boolean isFixed = m ? level.fixedM() : level.fixedU();
        free |= !isFixed;
        fixed += isFixed ? (m ? level.m() : level.u()).orElseThrow() : 0;
      }
      if (free && !(fixed < 1)) {
        throw new IllegalArgumentException(
            "comparison %s: the fixed %s sum to %.6g, which leaves nothing for its other levels"
                .formatted(comparison.name(), m ? "m" : "u", fixed));
      }
    }
  }

  /** Where lambda comes from. */
  public sealed interface Prior {
    /** It is known, strictly between 0 and 1. */
    record Known(double lambda) implements Prior {}

    /** From the sessions, which start from a value strictly between 0 and 1. */
    record OfSessions(double start) implements Prior {}
  }

  /**
   * The pairs of one session.
   *
   * @param rule what reports call it
   * @param cover what the model says of the columns on which its pairs agree: sets where lambda
   *     starts
   * @param onlyEqual whether the rule asks for nothing else, so that the session can tell lambda
   * @param filledShare the share of all pairs with a value in each of these columns on both sides
   * @param share of the rule's pairs that are counted, where these are a sample; 1 for all
   * @param counts with the comparisons that the session trains
   */
  public record Session(
      String rule,
      RuleCover cover,
      boolean onlyEqual,
      double filledShare,
      double share,
      PatternCounts counts) {

    /** Whether it can tell lambda. */
    boolean tellsPrior() {
      return onlyEqual && cover.complete();
    }
  }

  /**
   * What training came to.
   *
   * @param rounds how often m, u and lambda were estimated in turn
   * @param converged whether they then stood still
   */
  public record Trained(
      Model model,
      List<TrainingReport.Session> sessions,
      int rounds,
      boolean converged,
      List<TrainingReport.Unobserved> unobserved,
      List<String> warnings) {}

  /** Parameters as they are at one point. */
  private record State(double lambda, List<Comparison> comparisons) {}

  /**
   * Estimates all parameters.
   *
   * @param labelled counts of pairs that are known to match; a comparison that they show a value of
   *     has its m of them, and of no session
   * @throws IllegalArgumentException if lambda is to come from the sessions, and they cannot tell
   */
  public Trained run(List<Session> sessions, List<PatternCounts> labelled) {
    Map<String, double[]> labels = labels(labelled);
    var state = new State(startLambda(), started(labels));
    List<ExpectationMaximisation.Result> results = List.of();
    double change = Double.POSITIVE_INFINITY;
    int round = 0;
    while (round < MOST_ROUNDS && change >= em.tolerance()) {
      round++;
      results = new ArrayList<>();
      for (Session session : sessions) {
        results.add(fit(session, labels, state));
      }
      List<Comparison> withM = withM(sessions, results, labels);
      double lambda = lambda(sessions, results, withM);
      State updated = new State(lambda, withU(lambda, withM));
      change = largestChange(state, updated);
      state = updated;
    }
    boolean converged = change < em.tolerance();
    var seen = new Seen(sessions, labels);
    List<TrainingReport.Unobserved> unobserved = unobserved(seen, state);
    List<TrainingReport.Session> reports = reports(sessions, results, state);
    List<String> warnings = warnings(sessions, results, seen, unobserved, round, converged, change);
    disagreement(reports).ifPresent(warnings::add);
    return new Trained(
        new Model(linkType, state.lambda(), state.comparisons()),
        reports,
        round,
        converged,
        unobserved,
        warnings);
  }

  private double startLambda() {
    return prior instanceof Prior.Known known ? known.lambda() : ((Prior.OfSessions) prior).start();
  }

  /** The labelled matches of each comparison by gamma, where there are any. */
  private Map<String, double[]> labels(List<PatternCounts> labelled) {
    var labels = new HashMap<String, double[]>();
    for (PatternCounts counts : labelled) {
      for (String name : counts.comparisons()) {
        int grades = named(comparisons, name).grades();
        double[] sums = labels.computeIfAbsent(name, n -> new double[grades]);
        long[] seen = counts.marginal(name, grades);
        for (int gamma = 0; gamma < grades; gamma++) {
          sums[gamma] += seen[gamma];
        }
      }
    }
    labels.values().removeIf(sums -> Arrays.stream(sums).sum() == 0);
    return labels;
  }

  /**
   * Every level with a value to start from: what is given or labelled, else u as random pairs show
   * it and m mostly at the top.
   */
  private List<Comparison> started(Map<String, double[]> labels) {
    return withU(
        startLambda(), startM().stream().map(c -> withM(c, labels.get(c.name()))).toList());
  }

  private List<Comparison> startM() {
    return comparisons.stream()
        .map(
            comparison ->
                comparison.mapGraded(
                    (gamma, level) ->
                        level.with(
                            OptionalDouble.of(level.m().orElse(startM(comparison, gamma))),
                            level.u())))
        .toList();
  }

  private static double startM(Comparison comparison, int gamma) {
    int grades = comparison.grades();
    return grades == 1 ? 1 : gamma == grades - 1 ? START_TOP_M : (1 - START_TOP_M) / (grades - 1);
  }

  /** u as what random pairs show, less the matches among them. */
  private List<Comparison> withU(double lambda, List<Comparison> estimated) {
    var result = new ArrayList<Comparison>();
    for (Comparison comparison : estimated) {
      LevelShares random = randomShares.get(comparison.name());
      double[] u = new double[comparison.grades()];
      List<ComparisonLevel> levels = comparison.byGamma();
      for (int gamma = 0; gamma < u.length; gamma++) {
        double seen = random.shares().get(gamma);
        double m = levels.get(gamma).m().orElseThrow();
        u[gamma] =
            seen > 0
                ? Math.max((seen - lambda * m) / (1 - lambda), LEAST_NON_MATCH_PART * seen)
                : halfAPair(random.pairs().get(gamma));
      }
      double[] scaled =
          FixedShares.scaled(
              u, levels.stream().map(l -> l.fixedU() ? l.u() : OptionalDouble.empty()).toList());
      result.add(
          comparison.mapGraded(
              (gamma, level) -> level.with(level.m(), OptionalDouble.of(scaled[gamma]))));
    }
    return result;
  }

  /** What stands for a level that none of some pairs showed. */
  private static double halfAPair(double pairs) {
    return 0.5 / (pairs + 1);
  }

  private ExpectationMaximisation.Result fit(
      Session session, Map<String, double[]> labels, State state) {
    var active = new ArrayList<Comparison>();
    for (String name : session.counts().comparisons()) {
      Comparison comparison = named(state.comparisons(), name);
      active.add(
          labels.containsKey(name)
              ? comparison.mapGraded((gamma, level) -> level.withFixed(true, level.fixedU()))
              : comparison);
    }
    double odds =
        state.lambda() / (1 - state.lambda()) * session.cover().bayesFactor(state.comparisons());
    var settings =
        new ExpectationMaximisation.Settings(
            em.maxIterations(), em.tolerance(), em.fixLambda(), em.fixM(), true);
    return ExpectationMaximisation.fit(session.counts(), odds / (1 + odds), active, settings);
  }

  /** m of the labels; else pooled over the sessions, each level's matches summed. */
  private List<Comparison> withM(
      List<Session> sessions,
      List<ExpectationMaximisation.Result> results,
      Map<String, double[]> labels) {
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
    pooled.putAll(labels);
    return startM().stream().map(c -> withM(c, pooled.get(c.name()))).toList();
  }

  private static Comparison withM(Comparison comparison, double[] sums) {
    if (sums == null) {
      return comparison;
    }
    double matches = Arrays.stream(sums).sum();
    double[] m = new double[sums.length];
    for (int gamma = 0; gamma < m.length; gamma++) {
      m[gamma] = sums[gamma] > 0 ? sums[gamma] / matches : halfAPair(matches);
    }
    double[] scaled =
        FixedShares.scaled(
            m,
            comparison.byGamma().stream()
                .map(l -> l.fixedM() ? l.m() : OptionalDouble.empty())
                .toList());
    return comparison.mapGraded(
        (gamma, level) -> level.with(OptionalDouble.of(scaled[gamma]), level.u()));
  }

  private double lambda(
      List<Session> sessions,
      List<ExpectationMaximisation.Result> results,
      List<Comparison> estimated) {
    if (prior instanceof Prior.Known known) {
      return known.lambda();
    }
    double matches = 0;
    double shares = 0;
    boolean anyOfSeveral = sessions.stream().anyMatch(s -> made(s, estimated) > 0 && several(s));
    for (int s = 0; s < sessions.size(); s++) {
      double made = made(sessions.get(s), estimated);
      if (made > 0 && (several(sessions.get(s)) || !anyOfSeveral)) {
        matches += matches(sessions.get(s), results.get(s));
        shares += made;
      }
    }
    if (!(shares > 0)) {
      throw new IllegalArgumentException(
          "no training rule is equality of columns that the model compares for equality, so none"
              + " tells the prior");
    }
    double lambda = matches / shares / totalPairs;
    return Math.min(Math.max(lambda, Double.MIN_NORMAL), 0.5);
  }

  /** Of one comparison alone, lambda and m cannot both be told. */
  private static boolean several(Session session) {
    return session.counts().comparisons().size() > 1;
  }

  /** The matches among the pairs of the session's rule. */
  private static double matches(Session session, ExpectationMaximisation.Result result) {
    return result.lambda() * session.counts().totalPairs() / session.share();
  }

  /** The share of all matches that the session's rule makes; 0 where it cannot be told. */
  private static double made(Session session, List<Comparison> estimated) {
    return session.tellsPrior() ? session.cover().m(estimated) * session.filledShare() : 0;
  }

  private List<TrainingReport.Session> reports(
      List<Session> sessions, List<ExpectationMaximisation.Result> results, State state) {
    var reports = new ArrayList<TrainingReport.Session>();
    for (int s = 0; s < sessions.size(); s++) {
      Session session = sessions.get(s);
      var result = results.get(s);
      double made = made(session, state.comparisons());
      reports.add(
          new TrainingReport.Session(
              session.rule(),
              session.counts().comparisons(),
              session.counts().totalPairs(),
              session.share(),
              result.lambda(),
              made > 0 ? matches(session, result) / made / totalPairs : 0,
              result.iterations(),
              result.converged(),
              result.largestChange(),
              result.logLikelihood()));
    }
    return reports;
  }

  /** Of sessions that tell different priors, where the prior is theirs. */
  private Optional<String> disagreement(List<TrainingReport.Session> reports) {
    List<TrainingReport.Session> telling =
        reports.stream()
            .filter(report -> report.prior() > 0)
            .sorted(Comparator.comparingDouble(TrainingReport.Session::prior))
            .toList();
    if (prior instanceof Prior.Known || telling.isEmpty()) {
      return Optional.empty();
    }
    TrainingReport.Session least = telling.get(0);
    TrainingReport.Session most = telling.get(telling.size() - 1);
    return most.prior() < DISAGREEMENT * least.prior()
        ? Optional.empty()
        : Optional.of(
            "the sessions put the prior far apart: training on %s tells 1 in %.0f random pairs, on %s 1 in %.0f; look at their m and u, or take the prior from deterministic rules"
                .formatted(least.rule(), 1 / least.prior(), most.rule(), 1 / most.prior()));
  }

  private List<TrainingReport.Unobserved> unobserved(Seen seen, State state) {
    var unobserved = new ArrayList<TrainingReport.Unobserved>();
    for (Comparison comparison : state.comparisons()) {
      LevelShares random = randomShares.get(comparison.name());
      double[] ofM = seen.of(comparison);
      double trainedOn = Arrays.stream(ofM).sum();
      List<ComparisonLevel> levels = comparison.byGamma();
      for (int gamma = levels.size() - 1; gamma >= 0; gamma--) {
        ComparisonLevel level = levels.get(gamma);
        if (!level.fixedM() && ofM[gamma] == 0) {
          unobserved.add(of(comparison, level, "m", level.m(), trainedOn));
        }
        if (!level.fixedU() && random.shares().get(gamma) == 0) {
          unobserved.add(of(comparison, level, "u", level.u(), random.pairs().get(gamma)));
        }
      }
    }
    return unobserved;
  }

  private static TrainingReport.Unobserved of(
      Comparison comparison,
      ComparisonLevel level,
      String parameter,
      OptionalDouble value,
      double pairs) {
    return new TrainingReport.Unobserved(
        comparison.name(), level.label(), parameter, value.orElseThrow(), pairs);
  }

  /** How many pairs of the sessions, or of the labels, show each level. */
  private record Seen(List<Session> sessions, Map<String, double[]> labels) {
    boolean trained(Comparison comparison) {
      return labels.containsKey(comparison.name())
          || sessions.stream().anyMatch(s -> s.counts().comparisons().contains(comparison.name()));
    }

    double[] of(Comparison comparison) {
      if (labels.containsKey(comparison.name())) {
        return labels.get(comparison.name());
      }
      double[] seen = new double[comparison.grades()];
      for (Session session : sessions) {
        if (session.counts().comparisons().contains(comparison.name())) {
          long[] counts = session.counts().marginal(comparison.name(), seen.length);
          for (int gamma = 0; gamma < seen.length; gamma++) {
            seen[gamma] += counts[gamma];
          }
        }
      }
      return seen;
    }
  }

  private List<String> warnings(
      List<Session> sessions,
      List<ExpectationMaximisation.Result> results,
      Seen seen,
      List<TrainingReport.Unobserved> unobserved,
      int rounds,
      boolean converged,
      double change) {
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
      if (!several(sessions.get(s))) {
        warnings.add(
            "training on %s trains the comparison %s alone, of which expectation maximisation cannot tell m from the share of matches; use a rule that leaves several comparisons"
                .formatted(sessions.get(s).rule(), sessions.get(s).counts().comparisons().get(0)));
      }
    }
    if (!converged) {
      warnings.add(
          "m, u and the prior were estimated in turn %d times, and a parameter still moves by %.2g (tolerance %.2g); raise training.em.tolerance"
              .formatted(rounds, change, em.tolerance()));
    }
    for (Comparison comparison : comparisons) {
      boolean fixed = comparison.byGamma().stream().allMatch(ComparisonLevel::fixedM);
      if (!seen.trained(comparison) && !fixed) {
        warnings.add(
            "comparison %s was trained by no rule, its m are the starting values; add a training rule without its columns"
                .formatted(comparison.name()));
      }
    }
    for (TrainingReport.Unobserved level : unobserved) {
      if (level.parameter().equals("u")) {
        warnings.add(
            "comparison %s, level '%s' was seen in no random pair; its u, %.2g, stands for half a pair"
                .formatted(level.comparison(), level.level(), level.value()));
      } else if (seen.trained(named(comparisons, level.comparison()))) {
        warnings.add(
            "comparison %s, level '%s' was seen in no training pair; its m, %.2g, stands for half a pair"
                .formatted(level.comparison(), level.level(), level.value()));
      }
    }
    return warnings;
  }

  private static Comparison named(List<Comparison> comparisons, String name) {
    return comparisons.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /** Of any m or u, and of lambda as a share of itself. */
  private static double largestChange(State before, State after) {
    double largest = Math.abs(after.lambda() - before.lambda()) / before.lambda();
    for (int c = 0; c < before.comparisons().size(); c++) {
      List<ComparisonLevel> a = before.comparisons().get(c).byGamma();
      List<ComparisonLevel> b = after.comparisons().get(c).byGamma();
      for (int gamma = 0; gamma < a.size(); gamma++) {
        largest = Math.max(largest, change(a.get(gamma).m(), b.get(gamma).m()));
        largest = Math.max(largest, change(a.get(gamma).u(), b.get(gamma).u()));
      }
    }
    return largest;
  }

  private static double change(OptionalDouble before, OptionalDouble after) {
    return Math.abs(after.orElseThrow() - before.orElseThrow());
  }
}
