package org.linkagehub.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.score.WeightTable;

class ComponentModelTest {
  /**
   * Forename, surname, birth date and address: m, u of random pairs, u of people of one household.
   */
  private static final double[][] SHARES = {
    {0.9, 0.01, 0.03}, {0.95, 0.001, 0.85}, {0.97, 0.0002, 0.02}, {0.8, 0.0004, 0.75}
  };

  private static final ComponentModel.Settings EXACT = new ComponentModel.Settings(0, 5000, 1e-12);

  @Test
  void findsTheUAndTheShareOfMatchesThatTheCountsWereMadeWith() {
    ComponentModel.Fitted fitted = ComponentModel.fit(model(), counts(0.7, 1e9), EXACT);
    assertTrue(fitted.converged());
    assertEquals(0.7, fitted.model().prior(), 1e-6);
    for (int c = 0; c < SHARES.length; c++) {
      ComparisonLevel agree = fitted.model().comparisons().get(c).byGamma().get(1);
      assertEquals(SHARES[c][0], agree.m().orElseThrow(), "m of comparison " + c + " is fixed");
      assertEquals(SHARES[c][2], agree.u().orElseThrow(), 1e-6, "u of comparison " + c);
    }
  }

  @Test
  void aSharedSurnameCountsForLittleHoweverRare() {
    ComponentModel.Fitted fitted = ComponentModel.fit(model(), counts(0.7, 1e9), EXACT);
    TermFrequencyAdjustment surname =
        fitted.model().comparisons().get(1).byGamma().get(1).termFrequency().orElseThrow();
    // h in 0.85 = (1 - h) 0.001 + h
    assertEquals((0.85 - 0.001) / (1 - 0.001), surname.minimumU(), 1e-5);
    assertEquals("surname", surname.column());
    assertEquals(1, surname.weight());
  }

  @Test
  void fewPairsChangeLittle() {
    ComponentModel.Fitted fitted =
        ComponentModel.fit(
            model(), counts(0.7, 20), new ComponentModel.Settings(1000, 5000, 1e-12));
    double surname = fitted.model().comparisons().get(1).byGamma().get(1).u().orElseThrow();
    assertTrue(surname > 0.001 && surname < 0.02, "u of surname was " + surname);
  }

  @Test
  void withoutPairsTheModelIsAsItWas() {
    Model model = model();
    ComponentModel.Fitted fitted =
        ComponentModel.fit(
            model,
            new PatternCounts(
                model.comparisons().stream().map(Comparison::name).toList(), List.of()),
            ComponentModel.Settings.defaults());
    assertSame(model, fitted.model());
    assertEquals(0, fitted.iterations());
  }

  @Test
  void whereAllPairsMatchLambdaStaysAProbability() {
    ComponentModel.Fitted fitted =
        ComponentModel.fit(model(), counts(1, 1e6), ComponentModel.Settings.defaults());
    assertTrue(fitted.model().prior() > 0.99 && fitted.model().prior() < 1);
  }

  @Test
  void recordsThatAgreeMoreOftenThanMSaysAreStillMatches() {
    // With m held at 0.8 and 0.7, non-matches that agree nearly always would explain most pairs.
    double[][] cleaner = new double[SHARES.length][];
    double[][] low = new double[SHARES.length][];
    for (int c = 0; c < SHARES.length; c++) {
      cleaner[c] = new double[] {0.98, SHARES[c][1], SHARES[c][2]};
      low[c] = new double[] {c == 3 ? 0.7 : 0.8, SHARES[c][1], SHARES[c][2]};
    }
    ComponentModel.Fitted fitted =
        ComponentModel.fit(
            model(low), counts(cleaner, 0.9, 1e5), ComponentModel.Settings.defaults());
    WeightTable weights = WeightTable.of(fitted.model());
    double all = weights.priorWeight();
    double forenameDiffers = weights.priorWeight();
    for (int c = 0; c < SHARES.length; c++) {
      all += weights.partialWeight(c, 1);
      forenameDiffers += weights.partialWeight(c, c == 0 || c == 2 ? 0 : 1);
    }
    assertTrue(all > 10, "agreement on everything weighs " + all);
    assertTrue(forenameDiffers < 0, "another forename and birth date weigh " + forenameDiffers);
    assertEquals(0.9, fitted.model().prior(), 0.02);
  }

  /** The exact expansion of the mixture, in whole pairs. */
  private static PatternCounts counts(double lambda, double pairs) {
    return counts(SHARES, lambda, pairs);
  }

  private static PatternCounts counts(double[][] shares, double lambda, double pairs) {
    List<PatternCounts.Pattern> patterns = new ArrayList<>();
    for (int bits = 0; bits < 16; bits++) {
      double match = lambda;
      double other = 1 - lambda;
      List<Integer> gammas = new ArrayList<>();
      for (int c = 0; c < SHARES.length; c++) {
        boolean agree = (bits >> c & 1) == 1;
        gammas.add(agree ? 1 : 0);
        match *= agree ? shares[c][0] : 1 - shares[c][0];
        other *= agree ? shares[c][2] : 1 - shares[c][2];
      }
      patterns.add(new PatternCounts.Pattern(gammas, Math.round(pairs * (match + other))));
    }
    return new PatternCounts(
        model().comparisons().stream().map(Comparison::name).toList(), patterns);
  }

  private static Model model() {
    return model(SHARES);
  }

  private static Model model(double[][] all) {
    List<Comparison> comparisons = new ArrayList<>();
    for (String column : List.of("forename", "surname", "dob", "address")) {
      double[] shares = all[comparisons.size()];
      comparisons.add(
          new Comparison(
              column,
              column,
              List.of(
                  ComparisonLevel.when("equal", column + "_l = " + column + "_r")
                      .with(OptionalDouble.of(shares[0]), OptionalDouble.of(shares[1]))
                      .with(TermFrequencyAdjustment.of(column)),
                  ComparisonLevel.otherwise()
                      .with(OptionalDouble.of(1 - shares[0]), OptionalDouble.of(1 - shares[1])))));
    }
    return new Model(LinkType.DEDUPE_ONLY, 1e-4, comparisons);
  }
}
