package org.linkagehub.pipelines.config;

import java.util.List;
import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.model.LinkType;

/**
 * A table of pairs of records that somebody linked, judged or rejected.
 *
 * @param pairs where it is, and which records a row is about
 * @param weight the column of the match weight in bits
 * @param probability the column of the match probability
 * @param samplingWeight the column of how many pairs a row stands for
 * @param inclusion the column of the chance that a pair had to be in the table
 */
public record PairTable(
    LabelSettings.Pairs pairs,
    Optional<String> weight,
    Optional<String> probability,
    Optional<String> samplingWeight,
    Optional<String> inclusion) {
  private static final String INCLUSION = "inclusion-probability";

  /** What decides which rows there are, as text; the table is told by its state. */
  public String deciding() {
    return List.of(pairs.deciding(), weight, probability, samplingWeight, inclusion).toString();
  }

  /** Reads a table of links; empty if there is none. */
  static Optional<PairTable> links(
      ConfigReader in, String key, List<InputSettings> inputs, Optional<LinkType> linkType) {
    return read(in, key, List.of("weight", "probability"), inputs, linkType);
  }

  /** Reads a sample of the pairs that are no links; empty if there is none. */
  static Optional<PairTable> rejected(
      ConfigReader in, String key, List<InputSettings> inputs, Optional<LinkType> linkType) {
    return read(in, key, List.of("weight", "probability", INCLUSION), inputs, linkType);
  }

  /** Reads a table of judged pairs; empty if there is none. */
  static Optional<PairTable> judged(
      ConfigReader in, String key, List<InputSettings> inputs, Optional<LinkType> linkType) {
    return read(in, key, List.of("match", "sampling-weight"), inputs, linkType);
  }

  private static Optional<PairTable> read(
      ConfigReader in,
      String key,
      List<String> more,
      List<InputSettings> inputs,
      Optional<LinkType> linkType) {
    if (!in.has(key)) {
      return Optional.empty();
    }
    ConfigReader block = in.block(key);
    Optional<String> weight = optional(block, more, "weight");
    Optional<String> probability = optional(block, more, "probability");
    Optional<String> sampling = optional(block, more, "sampling-weight");
    Optional<String> inclusion = optional(block, more, INCLUSION);
    if (weight.isPresent() && probability.isPresent()) {
      block.problem("probability", "must not be given with weight: one follows from the other");
    }
    if (more.contains(INCLUSION) && inclusion.isEmpty()) {
      block.problem("must have " + INCLUSION + ", the column of the chance that a pair was drawn");
    }
    if (more.contains(INCLUSION) && weight.isEmpty() && probability.isEmpty()) {
      block.problem("must have weight or probability");
    }
    return LabelSettings.readPairs(block, key, more.contains("match"), inputs, linkType)
        .map(pairs -> new PairTable(pairs, weight, probability, sampling, inclusion));
  }

  private static Optional<String> optional(ConfigReader in, List<String> known, String key) {
    return known.contains(key) ? in.optionalText(key) : Optional.empty();
  }
}
