package org.linkagehub.core.score;

import java.util.Map;
import java.util.OptionalDouble;

/** How common a value of a column is. */
@FunctionalInterface
public interface TermFrequencyLookup {
  /**
   * The frequency of a value.
   *
   * @param column an adjusted column of the model
   * @param value as text, as SQL casts it: a date as yyyy-mm-dd; never null
   * @return above 0 to 1; empty where the value has none
   */
  OptionalDouble frequency(String column, String value);

  /** Knows no frequency: nothing is adjusted, but for the floors of the levels. */
  static TermFrequencyLookup none() {
    return (column, value) -> OptionalDouble.empty();
  }

  /** Frequencies held in memory, by column and value. */
  static TermFrequencyLookup of(Map<String, Map<String, Double>> byColumn) {
    return (column, value) -> {
      Double frequency = byColumn.getOrDefault(column, Map.of()).get(value);
      return frequency == null ? OptionalDouble.empty() : OptionalDouble.of(frequency);
    };
  }
}
