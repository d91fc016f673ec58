package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.linkagehub.core.cluster.RefinementSettings;

/**
 * How links become clusters.
 *
 * @param method what the published clusters are
 * @param thresholds of the connected components, ascending, none twice; at least one
 * @param maxUnionFindEdges up to so many links the components are found in one task's memory (about
 *     60 bytes a record), above it by the distributed algorithm; both give the same clusters
 * @param refinement how components are divided into people
 */
public record ClusteringSettings(
    Method method, List<Threshold> thresholds, long maxUnionFindEdges, Refinement refinement) {
  public ClusteringSettings {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(refinement, "refinement");
    thresholds = List.copyOf(thresholds);
    if (thresholds.isEmpty()) {
      throw new IllegalArgumentException("give at least one of thresholds, for example [0.95]");
    }
    for (int i = 1; i < thresholds.size(); i++) {
      if (thresholds.get(i - 1).bits() >= thresholds.get(i).bits()) {
        throw new IllegalArgumentException(
            "thresholds must ascend, but "
                + thresholds.get(i).text()
                + " follows "
                + thresholds.get(i - 1).text());
      }
    }
  }

  /** The same with another method. */
  public ClusteringSettings withMethod(Method other) {
    return new ClusteringSettings(other, thresholds, maxUnionFindEdges, refinement);
  }

  /** What the published clusters are. */
  public enum Method {
    /** Components divided into people. */
    REFINED,
    /** Connected components at the highest threshold. */
    COMPONENTS;

    static Method of(String name) {
      return switch (name) {
        case "refined" -> REFINED;
        case "components" -> COMPONENTS;
        default ->
            throw new IllegalArgumentException(
                "must be refined or components, was \"" + name + "\"");
      };
    }
  }

  /**
   * How components are divided into people.
   *
   * @param candidates links at or above it make the components; empty: all links that were written
   * @param join clusters are joined while the mean weight of the pairs between them reaches it
   * @param maxRecords a larger component has its bar raised
   * @param barStepBits by so many bits at a time
   * @param highestBarBits up to so many bits
   * @param keepBits the bar from which a component that is too large may be kept as one cluster
   * @param keepDensity if at least this share of its pairs are links at the bar
   */
  public record Refinement(
      Optional<Threshold> candidates,
      Threshold join,
      int maxRecords,
      double barStepBits,
      double highestBarBits,
      double keepBits,
      double keepDensity) {

    /**
     * The same as the algorithm takes it.
     *
     * @param scoring the threshold from which links were written
     */
    public RefinementSettings settings(Threshold scoring) {
      RefinementSettings defaults = RefinementSettings.from(candidates.orElse(scoring).bits());
      return new RefinementSettings(
          defaults.candidateWeight(),
          join.bits(),
          maxRecords,
          barStepBits,
          highestBarBits,
          keepBits,
          keepDensity,
          defaults.impossibilities(),
          defaults.twins(),
          defaults.training());
    }

    private static Optional<Refinement> read(ConfigReader in) {
      Optional<Threshold> candidates =
          in.has("candidates") ? in.parsed("candidates", Threshold::parse) : Optional.empty();
      Optional<Threshold> join = in.parsed("join", Threshold::parse);
      int maxRecords = (int) in.whole("max-records", 2, RefinementSettings.MOST_RECORDS);
      double step = in.number("bar-step-bits", ConfigReader.Range.POSITIVE);
      double highest = in.number("highest-bar-bits", ConfigReader.Range.ANY);
      double keep = in.number("keep-bits", ConfigReader.Range.ANY);
      double density = in.number("keep-density", ConfigReader.Range.SHARE);
      return in.build(
          () ->
              new Refinement(
                  candidates, join.orElseThrow(), maxRecords, step, highest, keep, density));
    }
  }

  /** Reads the block {@code clustering}; empty if it has a problem, which the reader notes. */
  public static Optional<ClusteringSettings> read(ConfigReader in) {
    Optional<Method> method = in.parsed("method", Method::of);
    var thresholds = new ArrayList<Threshold>();
    for (ConfigReader.Value value : in.values("thresholds")) {
      value
          .asText()
          .ifPresent(
              text -> {
                try {
                  thresholds.add(Threshold.parse(text));
                } catch (IllegalArgumentException e) {
                  value.problem(e.getMessage());
                }
              });
    }
    long maxUnionFindEdges = in.whole("max-union-find-edges", 0, Long.MAX_VALUE);
    Optional<Refinement> refinement = Refinement.read(in.block("refinement"));
    return in.build(
        () ->
            new ClusteringSettings(
                method.orElseThrow(), thresholds, maxUnionFindEdges, refinement.orElseThrow()));
  }
}
