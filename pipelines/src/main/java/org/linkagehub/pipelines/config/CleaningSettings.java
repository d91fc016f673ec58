package org.linkagehub.pipelines.config;

import java.util.List;
import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;

/**
 * What is kept and counted of the cleaning of values.
 *
 * @param keepRaw whether values stay beside the cleaned ones, in columns {@code raw_…}
 * @param groups columns of the records by whose values the cleaning is counted, besides all
 * @param knownPlaceholders the column of the records that tells which of their columns stand for
 *     "not known"; empty where only the rules can tell
 */
public record CleaningSettings(
    boolean keepRaw, List<String> groups, Optional<String> knownPlaceholders) {
  public CleaningSettings {
    groups = List.copyOf(groups);
  }

  /** The column of the records with the values of a column as they came. */
  public static String raw(String column) {
    return "raw_" + column;
  }

  static Optional<CleaningSettings> read(ConfigReader in) {
    boolean keepRaw = in.flag("keep-raw");
    List<String> groups = in.texts("groups");
    if (!keepRaw && !groups.isEmpty()) {
      in.problem("groups", "cannot be counted with keep-raw = false, for nothing is left to count");
    }
    Optional<String> knownPlaceholders = in.optionalText("known-placeholders");
    if (!keepRaw && knownPlaceholders.isPresent()) {
      in.problem(
          "known-placeholders",
          "cannot be counted with keep-raw = false, for nothing is left to count");
    }
    return in.build(() -> new CleaningSettings(keepRaw, groups, knownPlaceholders));
  }
}
