package org.linkagehub.core.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.score.TermFrequencyBase;

/**
 * The model for two records of one component: m as it is, u and lambda as they are among the pairs
 * inside components.
 *
 * <p>u says how often two records of different people agree, and for people drawn at random that is
 * rarely. Two people who were drawn into one component are not random: they are relatives, twins,
 * neighbours or namesakes, who share a surname, an address or a birth date as a matter of course.
 * Their agreement on such a column says next to nothing, their disagreement on a forename or a
 * birth date says much. How often they agree is estimated by expectation maximisation on all pairs
 * inside components, those that no blocking rule made too, with m held fixed.
 *
 * <p>Where m fits the matches badly, as when records agree more often than m says, the non-matches,
 * who are free, may take the place of the matches. It shows: two records that agree on everything
 * then weigh against a match. So m is estimated too in that case; and if that does not help, the
 * model stays as it is.
 *
 * <p>Source of the idea: Winkler (1993), "Improved Decision Rules in the Fellegi-Sunter Model of
 * Record Linkage", who gives non-matches of one household a class of their own; here a component
 * takes the place of the household.
 */
public final class ComponentModel {
  private ComponentModel() {}

  /**
   * How it is estimated.
   *
   * @param furtherPairs so many matches and so many non-matches of the model's own m and u are
   *     mixed in, so that few components change it little; at least 0
   * @param maxIterations at least 1
   * @param tolerance the largest change of any parameter at which it has converged
   */
  public record Settings(double furtherPairs, int maxIterations, double tolerance) {
    /** 100 further pairs, at most 200 iterations, tolerance 0.00001. */
    public static Settings defaults() {
      return new Settings(100, 200, 1e-5);
    }
  }

  /**
   * What came of it.
   *
   * @param model to score the pairs inside components with; its prior is the share of matches there
   * @param pairs inside components
   * @param iterations that were made, 0 where there are no pairs and the model is as it was
   * @param converged whether the iterations ended by the tolerance; false where the model stays as
   *     it is
   */
  public record Fitted(Model model, long pairs, int iterations, boolean converged) {}

  /**
   * Estimates the model.
   *
   * <p>A term-frequency adjustment keeps its effect down to the share in which close non-matches
   * agree whatever the value: h in u' = (1 - h) u + h. A surname shared with the family next door
   * is no proof, however rare it is.
   *
   * @param model with m and u for every level that has a weight
   * @param counts of the comparison vectors of the pairs inside components, in the order of the
   *     model's comparisons
   */
  public static Fitted fit(Model model, PatternCounts counts, Settings settings) {
    if (counts.totalPairs() == 0) {
      return new Fitted(model, 0, 0, true);
    }
    var em =
        new ExpectationMaximisation.Settings(
            settings.maxIterations(), settings.tolerance(), false, true, false);
    var belief = new ExpectationMaximisation.Belief(model.comparisons(), settings.furtherPairs());
    ExpectationMaximisation.Result result = best(counts, model.comparisons(), em, belief);
    if (fullAgreement(result) < 0) {
      var freeM =
          new ExpectationMaximisation.Settings(
              settings.maxIterations(), settings.tolerance(), false, false, false);
      result = best(counts, model.comparisons(), freeM, belief);
      if (fullAgreement(result) < 0) {
        return new Fitted(model, counts.totalPairs(), result.iterations(), false);
      }
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (int c = 0; c < model.comparisons().size(); c++) {
      comparisons.add(adjusted(model.comparisons().get(c), result.comparisons().get(c)));
    }
    Model fitted = model.withComparisons(comparisons).withPrior(insideRange(result.lambda()));
    return new Fitted(fitted, counts.totalPairs(), result.iterations(), result.converged());
  }

  /**
   * The better of two ends to which expectation maximisation comes, by the likelihood: from u as it
   * is, and from u halfway to m. Where every component is a household, u of random pairs makes
   * everybody in it a match, and no non-match is left to learn from; from halfway, agreement that
   * tells nobody apart counts for little from the start.
   */
  private static ExpectationMaximisation.Result best(
      PatternCounts counts,
      List<Comparison> comparisons,
      ExpectationMaximisation.Settings em,
      ExpectationMaximisation.Belief belief) {
    // u of random pairs may have been fixed; u inside components is another.
    List<Comparison> free =
        comparisons.stream()
            .map(
                c ->
                    c.mapGraded(
                        (gamma, level) -> level.withFixed(em.fixM() && level.fixedM(), false)))
            .toList();
    List<Comparison> halfway =
        free.stream()
            .map(
                c ->
                    c.mapGraded(
                        (gamma, level) -> level.with(level.m(), mean(level.m(), level.u()))))
            .toList();
    var fromModel = ExpectationMaximisation.fit(counts, 0.5, free, em, belief);
    var fromHalfway = ExpectationMaximisation.fit(counts, 0.5, halfway, em, belief);
    return logLikelihood(fromHalfway) > logLikelihood(fromModel) ? fromHalfway : fromModel;
  }

  /** The weight, in bits, of a pair that agrees as closely as there are levels for. */
  private static double fullAgreement(ExpectationMaximisation.Result result) {
    double lambda = insideRange(result.lambda());
    double bits = log2(lambda / (1 - lambda));
    for (Comparison comparison : result.comparisons()) {
      List<ComparisonLevel> levels = comparison.byGamma();
      ComparisonLevel closest = levels.get(levels.size() - 1);
      if (closest.m().isPresent() && closest.u().isPresent()) {
        bits += log2(closest.m().getAsDouble() / closest.u().getAsDouble());
      }
    }
    return bits;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  private static double logLikelihood(ExpectationMaximisation.Result result) {
    return result.logLikelihood().get(result.logLikelihood().size() - 1);
  }

  private static OptionalDouble mean(OptionalDouble m, OptionalDouble u) {
    return OptionalDouble.of((m.orElseThrow() + u.orElseThrow()) / 2);
  }

  /** Where all pairs match, or none, lambda runs into the end of its range. */
  private static double insideRange(double lambda) {
    return Math.min(Math.max(lambda, 1e-6), 1 - 1e-6);
  }

  /** The fitted comparison, its term-frequency adjustments bounded. */
  private static Comparison adjusted(Comparison before, Comparison fitted) {
    List<ComparisonLevel> levelsBefore = before.byGamma();
    Comparison complete =
        fitted.mapGraded(
            (gamma, level) ->
                level.u().isPresent() ? level : level.with(level.m(), levelsBefore.get(gamma).u()));
    return complete.mapGraded(
        (gamma, level) ->
            level.termFrequency().isEmpty()
                ? level
                : level.with(
                    bounded(
                        level.termFrequency().get(),
                        levelsBefore.get(gamma).u(),
                        level.u(),
                        TermFrequencyBase.uExact(complete, level))));
  }

  private static TermFrequencyAdjustment bounded(
      TermFrequencyAdjustment adjustment,
      OptionalDouble uBefore,
      OptionalDouble uAfter,
      double uExact) {
    double before = uBefore.orElseThrow();
    double after = uAfter.orElseThrow();
    if (after <= before || before >= 1) {
      return adjustment;
    }
    double shared = (after - before) / (1 - before);
    // The level's own u stands for uExact in the adjustment: at the floor the level counts as h.
    double floor = Math.min(shared * uExact / after, Math.nextDown(1.0));
    return adjustment.withMinimumU(Math.max(adjustment.minimumU(), floor));
  }
}
