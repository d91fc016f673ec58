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

  /** Knows no frequency: nothing is adjusted. */
  static TermFrequencyLookup none() {
    return (column, value) -> OptionalDouble.empty();
  }

  /** Frequencies held in memory, by column and value; other values have none. */
  static TermFrequencyLookup of(Map<String, Map<String, Double>> byColumn) {
    return of(byColumn, Map.of());
  }

  /**
   * Frequencies held in memory.
   *
   * @param byColumn by column and value
   * @param unseen by column, that of the values which are not there; may lack a column
   */
  static TermFrequencyLookup of(
      Map<String, Map<String, Double>> byColumn, Map<String, Double> unseen) {
    return (column, value) -> {
      Double known = byColumn.getOrDefault(column, Map.of()).get(value);
      Double frequency = known == null ? unseen.get(column) : known;
      return frequency == null ? OptionalDouble.empty() : OptionalDouble.of(frequency);
    };
  }
}
