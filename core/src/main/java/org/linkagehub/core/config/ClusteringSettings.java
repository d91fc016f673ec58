package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How links become clusters: connected components, at one or several thresholds.
 *
 * @param thresholds ascending, none twice; at least one
 * @param maxUnionFindEdges up to so many links the components are found in one task's memory (about
 *     60 bytes a record), above it by the distributed algorithm; both give the same clusters
 */
public record ClusteringSettings(List<Threshold> thresholds, long maxUnionFindEdges) {
  public ClusteringSettings {
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

  /** Reads the block {@code clustering}; empty if it has a problem, which the reader notes. */
  public static Optional<ClusteringSettings> read(ConfigReader in) {
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
    return in.build(() -> new ClusteringSettings(thresholds, maxUnionFindEdges));
  }
}
