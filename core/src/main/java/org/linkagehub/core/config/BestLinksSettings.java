package org.linkagehub.core.config;

import java.util.Objects;
import java.util.Optional;
import org.linkagehub.core.cluster.MutualBestLinks.Ties;

/**
 * How links are chosen where a source has at most one record of a person.
 *
 * @param threshold from which a link may be chosen
 * @param assign whether, between two sources that are both free of duplicates, the best assignment
 *     as a whole is sought, rather than each other's best
 * @param maxAssigned where more records than this compete, each other's best are taken
 * @param ties what happens to equally good candidates
 * @param marginBits by how many bits a choice must be better than the next best
 * @param keepCandidates whether all candidates of every record are written, with their rank
 */
public record BestLinksSettings(
    Threshold threshold,
    boolean assign,
    int maxAssigned,
    Ties ties,
    double marginBits,
    boolean keepCandidates) {
  private static final int MOST_ASSIGNED = 1000;

  public BestLinksSettings {
    Objects.requireNonNull(threshold, "threshold");
    Objects.requireNonNull(ties, "ties");
  }

  static Optional<BestLinksSettings> read(ConfigReader in) {
    Optional<Threshold> threshold = in.parsed("threshold", Threshold::parse);
    Optional<Boolean> assign = in.parsed("choice", BestLinksSettings::assign);
    int maxAssigned = (int) in.whole("max-assigned", 2, MOST_ASSIGNED);
    Optional<Ties> ties = in.parsed("ties", BestLinksSettings::ties);
    double margin = in.number("margin-bits", ConfigReader.Range.NOT_NEGATIVE);
    boolean keep = in.flag("keep-candidates");
    return in.build(
        () ->
            new BestLinksSettings(
                threshold.orElseThrow(),
                assign.orElseThrow(),
                maxAssigned,
                ties.orElseThrow(),
                margin,
                keep));
  }

  private static boolean assign(String name) {
    return switch (name) {
      case "assignment" -> true;
      case "mutual" -> false;
      default ->
          throw new IllegalArgumentException("must be assignment or mutual, was \"" + name + "\"");
    };
  }

  private static Ties ties(String name) {
    return switch (name) {
      case "declare" -> Ties.DECLARE;
      case "drop" -> Ties.DROP;
      case "lowest-key" -> Ties.LOWEST_KEY;
      default ->
          throw new IllegalArgumentException(
              "must be declare, drop or lowest-key, was \"" + name + "\"");
    };
  }
}
