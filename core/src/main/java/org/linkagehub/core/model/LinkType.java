package org.linkagehub.core.model;

import java.util.Arrays;
import java.util.Locale;

/** Which pairs of records may be the same person. */
public enum LinkType {
  /** Any two records, whatever their source. */
  DEDUPE_ONLY,
  /** Two records of different sources. */
  LINK_ONLY,
  /** Any two records, within a source and between sources. */
  LINK_AND_DEDUPE;

  /** The name in configuration files and model files, for example {@code link_only}. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The link type that a configuration or model file names.
   *
   * @throws IllegalArgumentException naming the valid values, if there is no such link type
   */
  public static LinkType of(String configName) {
    return Arrays.stream(values())
        .filter(type -> type.configName().equals(configName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "link type must be dedupe_only, link_only or link_and_dedupe, was "
                        + configName));
  }

  /** Whether two records of one source may form a pair. */
  public boolean pairsWithinASource() {
    return this != LINK_ONLY;
  }

  /**
   * The number of pairs of records that may be compared.
   *
   * @param recordsBySource the number of records of each source
   */
  public double totalPairs(long... recordsBySource) {
    double records = 0;
    double withinSources = 0;
    for (long n : recordsBySource) {
      records += n;
      withinSources += n * (n - 1.0) / 2;
    }
    double all = records * (records - 1) / 2;
    return this == LINK_ONLY ? all - withinSources : all;
  }
}
