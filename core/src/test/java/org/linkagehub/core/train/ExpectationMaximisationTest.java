package org.linkagehub.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.train.PatternCounts.Pattern;

class ExpectationMaximisationTest {
  private static final double[] M = {.7, .9, .95};
  private static final double[] U = {.1, .025, .2};

  /**
   * The exact expansion of 4,000 pairs with lambda .5 and these m and u, as in Splink's public test
   * of convergence: the share of each pattern among matches and non-matches is exactly the product
   * of its levels'.
   */
  private static PatternCounts exactExpansion() {
    var patterns = new ArrayList<Pattern>();
    for (int code = 0; code < 8; code++) {
      var gammas = List.of(code & 1, code >> 1 & 1, code >> 2);
      double matches = 2000;
      double nonMatches = 2000;
      for (int c = 0; c < 3; c++) {
        matches *= gammas.get(c) == 1 ? M[c] : 1 - M[c];
        nonMatches *= gammas.get(c) == 1 ? U[c] : 1 - U[c];
      }
      patterns.add(new Pattern(gammas, Math.round(matches + nonMatches)));
    }
    return new PatternCounts(List.of("col_1", "col_2", "col_3"), patterns);
  }

  private static Comparison binary(String name, double m, double u, boolean fixedM) {
    var agree =
        new ComparisonLevel(
            "agree",
            ComparisonLevel.Kind.CONDITION,
            name + "_l = " + name + "_r",
            OptionalDouble.of(m),
            OptionalDouble.of(u),
            fixedM,
            false,
            java.util.Optional.empty());
    return new Comparison(
        name,
        name,
        List.of(
            ComparisonLevel.missing("missing", name + "_l IS NULL OR " + name + "_r IS NULL"),
            agree,
            ComparisonLevel.otherwise().with(OptionalDouble.of(1 - m), OptionalDouble.of(1 - u))));
  }

  private static List<Comparison> start() {
    return List.of(
        binary("col_1", .8, .3, false),
        binary("col_2", .8, .3, false),
        binary("col_3", .8, .3, false));
  }

  @Test
  void recoversTheParametersThatTheCountsWereMadeWith() {
    var result =
        ExpectationMaximisation.fit(
            exactExpansion(),
            .3,
            start(),
            new ExpectationMaximisation.Settings(5000, 1e-12, false, false, false));
    assertTrue(result.converged());
    assertEquals(.5, result.lambda(), 1e-6);
    for (int c = 0; c < 3; c++) {
      ComparisonLevel agree = result.comparisons().get(c).byGamma().get(1);
      assertEquals(M[c], agree.m().orElseThrow(), 1e-6, "m of col_" + (c + 1));
      assertEquals(U[c], agree.u().orElseThrow(), 1e-6, "u of col_" + (c + 1));
    }
  }

  /**
   * What it takes a pair for is what scoring gives it: where it stands still, lambda is the mean of
   * the match probabilities, and m of a level the share of them that its pairs have.
   */
  @Test
  void standsStillWhereScoringAgrees() {
    PatternCounts counts = exactExpansion();
    var result =
        ExpectationMaximisation.fit(
            counts,
            .3,
            start(),
            new ExpectationMaximisation.Settings(5000, 1e-13, false, false, false));
    double pairs = 0;
    double matches = 0;
    double agreeing = 0;
    for (Pattern pattern : counts.patterns()) {
      double bits = MatchWeights.ofProbability(result.lambda());
      for (int c = 0; c < 3; c++) {
        ComparisonLevel level = result.comparisons().get(c).byGamma().get(pattern.gammas().get(c));
        bits += MatchWeights.ofLevel(level.m().orElseThrow(), level.u().orElseThrow());
      }
      double expected = pattern.pairs() * MatchWeights.toProbability(bits);
      pairs += pattern.pairs();
      matches += expected;
      agreeing += pattern.gammas().get(0) == 1 ? expected : 0;
    }
    assertEquals(result.lambda(), matches / pairs, 1e-9);
    assertEquals(
        result.comparisons().get(0).byGamma().get(1).m().orElseThrow(), agreeing / matches, 1e-9);
  }

  @Test
  void neverLowersTheLikelihood() {
    var result =
        ExpectationMaximisation.fit(
            exactExpansion(),
            .01,
            start(),
            new ExpectationMaximisation.Settings(50, 1e-12, false, false, false));
    for (int i = 1; i < result.logLikelihood().size(); i++) {
      assertTrue(
          result.logLikelihood().get(i) >= result.logLikelihood().get(i - 1) - 1e-9,
          "iteration " + i);
    }
  }

  @Test
  void leavesWhatIsFixed() {
    var comparisons = List.of(binary("col_1", .6, .3, true), start().get(1), start().get(2));
    var result =
        ExpectationMaximisation.fit(
            exactExpansion(),
            .3,
            comparisons,
            new ExpectationMaximisation.Settings(50, 1e-9, true, false, true));
    assertEquals(.3, result.lambda());
    assertEquals(.6, result.comparisons().get(0).byGamma().get(1).m().orElseThrow());
    assertEquals(.3, result.comparisons().get(2).byGamma().get(1).u().orElseThrow());
    assertTrue(result.comparisons().get(2).byGamma().get(1).m().orElseThrow() != .8);
  }

  @Test
  void saysWhenTheIterationsRanOut() {
    var result =
        ExpectationMaximisation.fit(
            exactExpansion(),
            .3,
            start(),
            new ExpectationMaximisation.Settings(3, 1e-9, false, false, false));
    assertFalse(result.converged());
    assertEquals(3, result.iterations());
    assertTrue(result.largestChange() >= 1e-9);
  }

  @Test
  void givesTheSameWhateverTheOrderOfThePatterns() {
    List<Pattern> shuffled = new ArrayList<>(exactExpansion().patterns());
    Collections.shuffle(shuffled, new Random(7));
    var settings = new ExpectationMaximisation.Settings(20, 1e-9, false, false, false);
    var ordered = ExpectationMaximisation.fit(exactExpansion(), .3, start(), settings);
    var other =
        ExpectationMaximisation.fit(
            new PatternCounts(List.of("col_1", "col_2", "col_3"), shuffled), .3, start(), settings);
    assertEquals(ordered, other);
  }

  @Test
  void takesMissingValuesForNoEvidence() {
    var patterns = new ArrayList<>(exactExpansion().patterns());
    // As many pairs again, of the same kinds, but without the first column.
    for (Pattern pattern : exactExpansion().patterns()) {
      patterns.add(
          new Pattern(
              List.of(-1, pattern.gammas().get(1), pattern.gammas().get(2)), pattern.pairs()));
    }
    var counts = new PatternCounts(List.of("col_1", "col_2", "col_3"), merged(patterns));
    var result =
        ExpectationMaximisation.fit(
            counts,
            .3,
            start(),
            new ExpectationMaximisation.Settings(20000, 1e-13, false, false, false));
    assertEquals(.5, result.lambda(), 1e-6);
    assertEquals(.7, result.comparisons().get(0).byGamma().get(1).m().orElseThrow(), 1e-6);
  }

  @Test
  void refusesNoPairs() {
    var none = new PatternCounts(List.of("col_1"), List.of());
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ExpectationMaximisation.fit(
                    none,
                    .3,
                    start().subList(0, 1),
                    new ExpectationMaximisation.Settings(3, 1e-9, false, false, false)));
    assertEquals("no pairs to train on", refused.getMessage());
  }

  private static List<Pattern> merged(List<Pattern> patterns) {
    var sums = new java.util.TreeMap<String, Pattern>();
    for (Pattern pattern : patterns) {
      sums.merge(
          pattern.gammas().toString(),
          pattern,
          (a, b) -> new Pattern(a.gammas(), a.pairs() + b.pairs()));
    }
    return List.copyOf(sums.values());
  }
}
