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
 * @param constraints what keeps records apart
 * @param refinement how components are divided into people
 * @param bestLinks how links are chosen where a source has at most one record of a person
 * @param metrics whether the shape of the clusters is measured
 */
public record ClusteringSettings(
    Method method,
    List<Threshold> thresholds,
    long maxUnionFindEdges,
    ConstraintSettings constraints,
    Refinement refinement,
    BestLinksSettings bestLinks,
    boolean metrics) {
  public ClusteringSettings {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(constraints, "constraints");
    Objects.requireNonNull(refinement, "refinement");
    Objects.requireNonNull(bestLinks, "bestLinks");
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
    return new ClusteringSettings(
        other, thresholds, maxUnionFindEdges, constraints, refinement, bestLinks, metrics);
  }

  /**
   * The refinement as the algorithm takes it.
   *
   * @param scoring the threshold from which links were written
   */
  public RefinementSettings refinement(Threshold scoring) {
    return refinement.settings(scoring, constraints);
  }

  /** The threshold of the published clusters where they are connected components. */
  public Threshold highestThreshold() {
    return thresholds.get(thresholds.size() - 1);
  }

  /** What the published clusters are. */
  public enum Method {
    /** Components divided into people. */
    REFINED,
    /** The best links, where a source has at most one record of a person. */
    BEST_LINKS,
    /** Connected components at the highest threshold. */
    COMPONENTS;

    /** Its name in a configuration. */
    public String configName() {
      return switch (this) {
        case REFINED -> "refined";
        case BEST_LINKS -> "best-links";
        case COMPONENTS -> "components";
      };
    }

    static Method of(String name) {
      return switch (name) {
        case "refined" -> REFINED;
        case "best-links" -> BEST_LINKS;
        case "components" -> COMPONENTS;
        default ->
            throw new IllegalArgumentException(
                "must be refined, best-links or components, was \"" + name + "\"");
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

    private RefinementSettings settings(Threshold scoring, ConstraintSettings constraints) {
      RefinementSettings defaults = RefinementSettings.from(candidates.orElse(scoring).bits());
      return new RefinementSettings(
          defaults.candidateWeight(),
          join.bits(),
          maxRecords,
          barStepBits,
          highestBarBits,
          keepBits,
          keepDensity,
          constraints.impossibilities(),
          constraints.doubtfulTwins(),
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
    Optional<ConstraintSettings> constraints = ConstraintSettings.read(in.block("constraints"));
    Optional<Refinement> refinement = Refinement.read(in.block("refinement"));
    Optional<BestLinksSettings> bestLinks = BestLinksSettings.read(in.block("best-links"));
    boolean metrics = in.flag("metrics");
    if (method.isPresent() && constraints.isPresent()) {
      requireKept(in, method.get(), constraints.get());
    }
    return in.build(
        () ->
            new ClusteringSettings(
                method.orElseThrow(),
                thresholds,
                maxUnionFindEdges,
                constraints.orElseThrow(),
                refinement.orElseThrow(),
                bestLinks.orElseThrow(),
                metrics));
  }

  /** Nothing may be declared that the method would not keep. */
  private static void requireKept(ConfigReader in, Method method, ConstraintSettings constraints) {
    if (method == Method.COMPONENTS && !constraints.isEmpty()) {
      in.problem(
          "constraints",
          "are not kept by method = components, which takes links as they are; use method ="
              + " refined, or declare none");
    }
    if (method == Method.BEST_LINKS && constraints.beyondSources()) {
      in.problem(
          "constraints",
          "other than duplicate-free are kept by method = refined alone; leave them out for method"
              + " = best-links");
    }
    if (method == Method.BEST_LINKS && constraints.duplicateFree().isEmpty()) {
      in.problem(
          "method",
          "best-links needs clustering.constraints.duplicate-free: the sources that have at most"
              + " one record of a person; without one there is nothing to choose, and refined or"
              + " components serve");
    }
  }
}
