package org.linkagehub.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.TrainingReport;
import org.linkagehub.core.train.PatternCounts.Pattern;

/** Training on counts that are drawn from a known model, its comparisons independent. */
class TrainingTest {
  private static final double TOTAL = 5e11; // of a million records
  private static final double LAMBDA = 2e-6;
  private static final long RANDOM_PAIRS = 30_000_000;
  private static final double MISSING = 0.1;

  /** By comparison, m and u by gamma: all other, near, equal. */
  private static final Map<String, double[][]> TRUTH =
      new TreeMap<>(
          Map.of(
              "first", new double[][] {{.07, .13, .80}, {.985, .01, .005}},
              "last", new double[][] {{.045, .055, .90}, {.9895, .008, .0025}},
              "dob", new double[][] {{.004, .036, .96}, {.97, .02996, .00004}},
              "town", new double[][] {{.25, .15, .60}, {.94, .04, .02}},
              "sex", new double[][] {{.008, .992}, {.5, .5}}));

  private static Comparison comparison(String name) {
    var levels = new ArrayList<ComparisonLevel>();
    levels.add(
        ComparisonLevel.missing("missing", "%1$s_l is null or %1$s_r is null".formatted(name)));
    levels.add(ComparisonLevel.when("equal", "%1$s_l = %1$s_r".formatted(name)));
    if (TRUTH.get(name)[0].length == 3) {
      levels.add(ComparisonLevel.when("near", "levenshtein(%1$s_l, %1$s_r) <= 1".formatted(name)));
    }
    levels.add(ComparisonLevel.otherwise());
    return new Comparison(name, name, levels);
  }

  private static List<Comparison> comparisons() {
    return TRUTH.keySet().stream().map(TrainingTest::comparison).toList();
  }

  /**
   * Counts of pairs by vector: of each vector a Poisson number, whose mean is what the model has.
   *
   * @param compared the comparisons
   * @param matches expected
   * @param nonMatches expected
   */
  private static PatternCounts drawn(
      List<String> compared, double matches, double nonMatches, Random random) {
    var patterns = new ArrayList<Pattern>();
    draw(compared, List.of(), matches, nonMatches, random, patterns);
    return new PatternCounts(compared, patterns);
  }

  private static void draw(
      List<String> compared,
      List<Integer> gammas,
      double matches,
      double nonMatches,
      Random random,
      List<Pattern> into) {
    if (gammas.size() == compared.size()) {
      long pairs = poisson(matches, random) + poisson(nonMatches, random);
      if (pairs > 0) {
        into.add(new Pattern(gammas, pairs));
      }
      return;
    }
    double[][] truth = TRUTH.get(compared.get(gammas.size()));
    for (int gamma = -1; gamma < truth[0].length; gamma++) {
      var next = new ArrayList<>(gammas);
      next.add(gamma);
      double m = gamma < 0 ? MISSING : (1 - MISSING) * truth[0][gamma];
      double u = gamma < 0 ? MISSING : (1 - MISSING) * truth[1][gamma];
      draw(compared, next, matches * m, nonMatches * u, random, into);
    }
  }

  /** By inversion below 30, above it the rounded normal distribution. */
  private static long poisson(double mean, Random random) {
    if (mean > 30) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    long n = 0;
    double left = random.nextDouble();
    double probability = Math.exp(-mean);
    while (left > probability && n < 1000) {
      left -= probability;
      n++;
      probability *= mean / n;
    }
    return n;
  }

  private static RuleCover cover(String... columns) {
    return RuleCover.of(Set.of(columns), comparisons());
  }

  /** The pairs that agree on a column, and what the others of them show. */
  private static Training.Session session(String rule, Random random) {
    List<String> others = TRUTH.keySet().stream().filter(name -> !name.equals(rule)).toList();
    double[][] truth = TRUTH.get(rule);
    int top = truth[0].length - 1;
    double filled = 1 - MISSING;
    return new Training.Session(
        rule,
        cover(rule),
        true,
        filled,
        1,
        drawn(
            others,
            TOTAL * LAMBDA * filled * truth[0][top],
            TOTAL * (1 - LAMBDA) * filled * truth[1][top],
            random));
  }

  /** u of equality is exact, as from the frequencies of values; of the rest from random pairs. */
  private static List<LevelShares> shares(Random random) {
    PatternCounts drawn =
        drawn(
            List.copyOf(TRUTH.keySet()),
            RANDOM_PAIRS * LAMBDA,
            RANDOM_PAIRS * (1 - LAMBDA),
            random);
    var shares = new ArrayList<LevelShares>();
    for (String name : TRUTH.keySet()) {
      double[][] truth = TRUTH.get(name);
      int top = truth[0].length - 1;
      double filled = TOTAL * (1 - MISSING);
      double equal = filled * (LAMBDA * truth[0][top] + (1 - LAMBDA) * truth[1][top]);
      EqualityStrata strata = EqualityStrata.of(comparison(name)).orElseThrow();
      shares.add(strata.shares(a -> a.equal().isEmpty() ? filled : equal, drawn, "not needed"));
    }
    return shares;
  }

  private static final ExpectationMaximisation.Settings EM =
      new ExpectationMaximisation.Settings(500, 1e-7, false, false, true);

  private static Training.Trained trained(
      Training.Prior prior, List<String> rules, List<Comparison> comparisons, long seed) {
    var random = new Random(seed);
    var shares = shares(random);
    return new Training(LinkType.DEDUPE_ONLY, prior, TOTAL, comparisons, shares, EM)
        .run(rules.stream().map(rule -> session(rule, random)).toList(), List.of());
  }

  /** Mean over the seeds of the error's size, as a share of the true value. */
  private static final class MeanErrors {
    private final Map<String, double[]> sums = new TreeMap<>();

    void add(String parameter, double truth, OptionalDouble estimate) {
      double[] sum = sums.computeIfAbsent(parameter, p -> new double[3]);
      sum[0] += Math.abs(estimate.orElseThrow() - truth) / truth;
      sum[1]++;
      sum[2] = truth;
    }

    void assertWithin(double ofLarge, double ofSmall) {
      sums.forEach(
          (parameter, sum) -> {
            double mean = sum[0] / sum[1];
            double bound = sum[2] < .01 ? ofSmall : ofLarge;
            assertTrue(
                mean <= bound,
                "%s, %s: mean error %.4f of it, more than %s"
                    .formatted(parameter, sum[2], mean, bound));
          });
    }
  }

  private static void recovers(boolean priorOfSessions) {
    var errors = new MeanErrors();
    for (long seed = 0; seed < 20; seed++) {
      Training.Trained trained =
          trained(
              priorOfSessions
                  ? new Training.Prior.OfSessions(1e-6)
                  : new Training.Prior.Known(LAMBDA),
              List.of("dob", "first", "last"),
              comparisons(),
              seed);
      assertTrue(trained.converged(), "seed " + seed);
      assertEquals(List.of(), trained.unobserved());
      errors.add("lambda", LAMBDA, OptionalDouble.of(trained.model().prior()));
      for (Comparison comparison : trained.model().comparisons()) {
        double[][] truth = TRUTH.get(comparison.name());
        for (int gamma = 0; gamma < truth[0].length; gamma++) {
          ComparisonLevel level = comparison.byGamma().get(gamma);
          String name = comparison.name() + " " + gamma;
          errors.add("m of " + name, truth[0][gamma], level.m());
          errors.add("u of " + name, truth[1][gamma], level.u());
        }
      }
    }
    // lambda is far below .01, so its bound is that of small values.
    errors.assertWithin(.01, .10);
  }

  @Test
  void recoversTheModelThatTheCountsWereDrawnFrom() {
    recovers(false);
  }

  @Test
  void recoversThePriorFromTheSessionsToo() {
    recovers(true);
  }

  @Test
  void theOrderOfTheSessionsChangesNothing() {
    var random = new Random(5);
    List<LevelShares> shares = shares(random);
    var sessions =
        List.of(session("dob", random), session("first", random), session("last", random));
    var training =
        new Training(
            LinkType.DEDUPE_ONLY,
            new Training.Prior.OfSessions(1e-6),
            TOTAL,
            comparisons(),
            shares,
            EM);
    var one = training.run(sessions, List.of()).model();
    var other =
        training.run(List.of(sessions.get(2), sessions.get(0), sessions.get(1)), List.of()).model();
    assertEquals(one.prior(), other.prior(), 1e-9 * one.prior());
    for (int c = 0; c < one.comparisons().size(); c++) {
      for (int gamma = 0; gamma < one.comparisons().get(c).grades(); gamma++) {
        assertEquals(
            one.comparisons().get(c).byGamma().get(gamma).m().orElseThrow(),
            other.comparisons().get(c).byGamma().get(gamma).m().orElseThrow(),
            1e-9);
      }
    }
  }

  @Test
  void fixedValuesStayAndTheOthersShareWhatTheyLeave() {
    List<Comparison> fixed =
        comparisons().stream()
            .map(
                comparison ->
                    comparison.name().equals("first")
                        ? comparison.mapGraded(
                            (gamma, level) ->
                                gamma == 2
                                    ? level
                                        .with(OptionalDouble.of(.7), OptionalDouble.of(.02))
                                        .withFixed(true, true)
                                    : level)
                        : comparison)
            .toList();
    Training.Trained trained =
        trained(new Training.Prior.Known(LAMBDA), List.of("dob", "last"), fixed, 3);
    Comparison first = named(trained, "first");
    double[][] truth = TRUTH.get("first");
    assertEquals(.7, m(first, 2));
    assertEquals(.02, first.byGamma().get(2).u().orElseThrow());
    assertEquals(.3 * truth[0][1] / (truth[0][0] + truth[0][1]), m(first, 1), .02);
    assertEquals(1, m(first, 0) + m(first, 1) + m(first, 2), 1e-12);
    double u = first.byGamma().get(0).u().orElseThrow() + first.byGamma().get(1).u().orElseThrow();
    assertEquals(.98, u, 1e-12);
  }

  @Test
  void refusesFixedValuesThatLeaveNothing() {
    List<Comparison> full =
        List.of(
            comparison("sex")
                .mapGraded(
                    (gamma, level) ->
                        gamma == 1
                            ? level.with(OptionalDouble.of(1), level.u()).withFixed(true, false)
                            : level));
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new Training(
                    LinkType.DEDUPE_ONLY,
                    new Training.Prior.Known(LAMBDA),
                    TOTAL,
                    full,
                    List.of(),
                    EM));
    assertEquals(
        "comparison sex: the fixed m sum to 1.00000, which leaves nothing for its other levels",
        refused.getMessage());
  }

  @Test
  void takesMOfLabelsAndTrainsTheOthersInSessions() {
    var random = new Random(9);
    List<LevelShares> shares = shares(random);
    // Labels tell nothing of town: it is missing in all of them.
    var labelled =
        new PatternCounts(
            List.of("first", "town"),
            List.of(
                new Pattern(List.of(2, -1), 60),
                new Pattern(List.of(1, -1), 30),
                new Pattern(List.of(0, -1), 10)));
    var training =
        new Training(
            LinkType.DEDUPE_ONLY,
            new Training.Prior.Known(LAMBDA),
            TOTAL,
            comparisons(),
            shares,
            EM);
    Training.Trained trained = training.run(List.of(session("dob", random)), List.of(labelled));
    assertEquals(.6, m(named(trained, "first"), 2), 1e-12);
    assertEquals(.1, m(named(trained, "first"), 0), 1e-12);
    assertEquals(TRUTH.get("town")[0][2], m(named(trained, "town"), 2), .02);
    assertFalse(named(trained, "first").byGamma().get(2).fixedM(), "only the session held it");
  }

  @Test
  void givesWhatNoPairTellsAStatedValue() {
    Comparison sex = comparison("sex");
    var shares = List.of(LevelShares.of("sex", new long[] {99, 0}));
    var labelled = new PatternCounts(List.of("sex"), List.of(new Pattern(List.of(1), 49)));
    Training.Trained trained =
        new Training(
                LinkType.DEDUPE_ONLY, new Training.Prior.Known(1e-6), 1e6, List.of(sex), shares, EM)
            .run(List.of(), List.of(labelled));
    // Half a pair of 49 and of 99, then both levels scaled to 1.
    double m = .01 / 1.01;
    double u = .005 / 1.005;
    assertEquals(m, m(named(trained, "sex"), 0), 1e-12);
    assertEquals(2, trained.unobserved().size());
    TrainingReport.Unobserved ofU = trained.unobserved().get(0);
    assertEquals(
        List.of("sex", "equal", "u"), List.of(ofU.comparison(), ofU.level(), ofU.parameter()));
    assertEquals(99, ofU.pairs());
    assertEquals(u, ofU.value(), 1e-6);
    assertEquals(
        List.of(
            "comparison sex, level 'equal' was seen in no random pair; its u, 0.0050, stands for"
                + " half a pair",
            "comparison sex, level 'all other' was seen in no training pair; its m, 0.0099, stands"
                + " for half a pair"),
        trained.warnings());
  }

  @Test
  void saysWhenTheSessionsPutThePriorFarApart() {
    var random = new Random(4);
    List<LevelShares> shares = shares(random);
    Training.Session dob = session("dob", random);
    // A rule that is said to make a tenth of its pairs.
    var skewed =
        new Training.Session("last", cover("last"), true, .09, 1, session("last", random).counts());
    Training.Trained trained =
        new Training(
                LinkType.DEDUPE_ONLY,
                new Training.Prior.OfSessions(1e-6),
                TOTAL,
                comparisons(),
                shares,
                EM)
            .run(List.of(dob, skewed), List.of());
    String warning = trained.warnings().get(trained.warnings().size() - 1);
    assertTrue(
        warning.matches(
            "the sessions put the prior far apart: training on dob tells 1 in 49.... random pairs,"
                + " on last 1 in 49...; look at their m and u, or take the prior from"
                + " deterministic rules"),
        warning);
  }

  @Test
  void sessionsThatCannotTellThePriorAreRefused() {
    var random = new Random(4);
    List<LevelShares> shares = shares(random);
    Training.Session dob = session("dob", random);
    var more = new Training.Session("dob + x", cover("dob"), false, .9, 1, dob.counts());
    var training =
        new Training(
            LinkType.DEDUPE_ONLY,
            new Training.Prior.OfSessions(1e-6),
            TOTAL,
            comparisons(),
            shares,
            EM);
    var refused =
        assertThrows(IllegalArgumentException.class, () -> training.run(List.of(more), List.of()));
    assertEquals(
        "no training rule is equality of columns that the model compares for equality, so none"
            + " tells the prior",
        refused.getMessage());
    // The failure left nothing behind.
    assertEquals(
        training.run(List.of(dob), List.of()),
        new Training(
                LinkType.DEDUPE_ONLY,
                new Training.Prior.OfSessions(1e-6),
                TOTAL,
                comparisons(),
                shares,
                EM)
            .run(List.of(dob), List.of()));
  }

  @Test
  void saysWhenASessionTrainsOneComparisonAlone() {
    var random = new Random(4);
    List<LevelShares> shares = shares(random);
    PatternCounts alone = drawn(List.of("first"), 1000, 1000, random);
    Training.Trained trained =
        new Training(
                LinkType.DEDUPE_ONLY,
                new Training.Prior.Known(LAMBDA),
                TOTAL,
                comparisons(),
                shares,
                EM)
            .run(
                List.of(
                    session("dob", random),
                    new Training.Session("dob + last", cover("dob", "last"), true, .8, 1, alone)),
                List.of());
    assertTrue(
        trained
            .warnings()
            .contains(
                "training on dob + last trains the comparison first alone, of which expectation"
                    + " maximisation cannot tell m from the share of matches; use a rule that"
                    + " leaves several comparisons"),
        trained.warnings().toString());
  }

  private static Comparison named(Training.Trained trained, String name) {
    return trained.model().comparisons().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static double m(Comparison comparison, int gamma) {
    return comparison.byGamma().get(gamma).m().orElseThrow();
  }

  @Test
  void poissonNumbersHaveTheMeanThatWasAsked() {
    var random = new Random(1);
    for (double mean : new double[] {.01, 2, 25, 400}) {
      double sum = 0;
      for (int i = 0; i < 20_000; i++) {
        sum += poisson(mean, random);
      }
      assertEquals(mean, sum / 20_000, 5 * Math.sqrt(mean / 20_000));
    }
  }
}
