package org.linkagehub.core.model;

import java.util.List;

/**
 * How a model came to its parameters.
 *
 * @param priorPairs the pairs that the deterministic rules found; -1 for a fixed prior
 * @param randomPairs the random pairs that u was counted on
 * @param sessions one for each training rule, in their order
 * @param warnings plain sentences on what to look at: untrained comparisons, levels never seen,
 *     sessions that did not converge
 */
public record TrainingReport(
    long priorPairs, long randomPairs, List<Session> sessions, List<String> warnings) {
  public TrainingReport {
    sessions = List.copyOf(sessions);
    warnings = List.copyOf(warnings);
  }

  /**
   * One session of expectation maximisation.
   *
   * @param rule that made its pairs
   * @param comparisons that it trained
   * @param pairs how many there were
   * @param lambda the share of them that match
   * @param logLikelihood natural logarithm, at each iteration
   */
  public record Session(
      String rule,
      List<String> comparisons,
      long pairs,
      double lambda,
      int iterations,
      boolean converged,
      double largestChange,
      List<Double> logLikelihood) {}
}
