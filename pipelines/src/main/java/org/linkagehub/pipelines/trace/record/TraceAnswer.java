package org.linkagehub.pipelines.trace.record;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What the trace answers to one request: what the response tells, and what diagnostics need
 * besides. It does not depend on the references that a request bears, so that identical
 * demographics have one answer.
 *
 * @param code of the row
 * @param lastStep the last step that was run, which need not have found anybody
 * @param matchStep the step that found the person; NONE where nobody was found
 * @param matchedNumber MATCHED_NHS_NO: the number of the person found, or what stands for none;
 *     null where no trace was made
 * @param confidence from 0 to 100
 * @param scores the five of the response
 * @param person what the index says of the person found; empty where nobody was found
 * @param superseded whether the number sent was superseded by that of the person found
 * @param formerNumbers the numbers that the person's number had taken the place of on the day asked
 *     for, oldest first
 * @param asAt the day asked for, or the day of the run
 * @param candidates of the algorithmic trace, best first, as many as are to be kept
 * @param candidateCount of the algorithmic trace, all
 * @param gap how far the best one is above the runner-up, in points; null without a runner-up
 * @param steps every step that was tried or passed over, in order
 */
public record TraceAnswer(
    ResponseCode code,
    MatchStep lastStep,
    MatchStep matchStep,
    String matchedNumber,
    double confidence,
    MatchScores scores,
    Optional<TracedPerson> person,
    boolean superseded,
    List<FormerNumber> formerNumbers,
    LocalDate asAt,
    List<Candidate> candidates,
    int candidateCount,
    Double gap,
    List<StepResult> steps) {
  public TraceAnswer {
    formerNumbers = List.copyOf(formerNumbers);
    candidates = List.copyOf(candidates);
    steps = List.copyOf(steps);
  }

  /**
   * A number whose place another took.
   *
   * @param replacedFrom the first day of that; null: since ever
   */
  public record FormerNumber(String nhsNumber, LocalDate replacedFrom) {}

  /** MATCHED_ALGORITHM_INDICATOR. */
  public int indicator() {
    return lastStep.indicator();
  }

  /** The candidate next to the best one, if it is among those that are kept. */
  public Optional<Candidate> runnerUp() {
    return candidates.size() < 2 ? Optional.empty() : Optional.of(candidates.get(1));
  }

  /** Tells nothing of the person: it may come into a log. */
  @Override
  public String toString() {
    return "TraceAnswer[%s, %s]".formatted(code, steps);
  }
}
