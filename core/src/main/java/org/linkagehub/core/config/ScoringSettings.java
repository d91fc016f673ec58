package org.linkagehub.core.config;

import java.util.Optional;

/**
 * Which scored pairs are written, and with what.
 *
 * @param threshold pairs at or above it are links
 * @param partialWeights whether each comparison's part of the weight is written beside its level
 * @param rejectedSample how many of the pairs below the threshold are written, drawn by a hash
 * @param earlyRejection whether a pair is left as soon as it cannot reach the threshold; pairs are
 *     then not counted by comparison vector
 */
public record ScoringSettings(
    Threshold threshold, boolean partialWeights, int rejectedSample, boolean earlyRejection) {
  private static final int LARGEST_SAMPLE = 1_000_000;

  /** Reads the block {@code scoring}; empty if it has a problem, which the reader notes. */
  public static Optional<ScoringSettings> read(ConfigReader in) {
    Optional<Threshold> threshold = in.parsed("threshold", Threshold::parse);
    boolean partialWeights = in.flag("partial-weights");
    int rejectedSample = (int) in.whole("rejected-sample", 0, LARGEST_SAMPLE);
    boolean earlyRejection = in.flag("early-rejection");
    if (earlyRejection && rejectedSample > 0) {
      in.problem(
          "early-rejection",
          "leaves pairs before all of them is compared, so none below the threshold can be drawn and"
              + " there is no table of patterns: set scoring.rejected-sample = 0 with it, or leave it"
              + " false");
    }
    return in.build(
        () ->
            new ScoringSettings(
                threshold.orElseThrow(), partialWeights, rejectedSample, earlyRejection));
  }
}
