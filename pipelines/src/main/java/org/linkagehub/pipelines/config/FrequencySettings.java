package org.linkagehub.pipelines.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.linkagehub.core.config.ComparisonSettings;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.core.spark.TermFrequencies;

/**
 * Where the frequencies of the values of a column come from, if not from the records.
 *
 * @param recordColumn the column of the records in which each has the frequency of its own value;
 *     empty where there is a table
 * @param table of values
 * @param value the column of the table that holds the value
 * @param measure the column that holds how common it is
 * @param counts whether that is a count, else it is a share
 * @param unseen the share of a value that the table does not list; without it such a value is not
 *     adjusted
 */
public record FrequencySettings(
    Optional<String> recordColumn,
    Optional<InputSettings> table,
    String value,
    String measure,
    boolean counts,
    OptionalDouble unseen) {

  /** What decides which frequencies there are, as text; the table is told by its state. */
  public String deciding() {
    return List.of(recordColumn, table.map(InputSettings::reading), value, measure, counts, unseen)
        .toString();
  }

  /** What the manifest and reports call it. */
  public String from() {
    return recordColumn
        .map(column -> "column " + column)
        .or(() -> table.map(InputSettings::location))
        .orElseThrow();
  }

  /** By adjusted column, in the order of the file. */
  static Map<String, FrequencySettings> readAll(
      ConfigReader in, List<ComparisonSettings> comparisons) {
    Set<String> adjusted =
        new TreeSet<>(
            TermFrequencies.columns(
                comparisons.stream().map(ComparisonSettings::comparison).toList()));
    var all = new LinkedHashMap<String, FrequencySettings>();
    in.valuesByName("term-frequencies")
        .forEach(
            (column, value) -> {
              if (!adjusted.contains(column)) {
                value.problem(
                    "is for no column by whose frequencies a level is adjusted"
                        + Nearest.suggestion(column, adjusted)
                        + (adjusted.isEmpty()
                            ? " (there is none: say term-frequency = true in a comparison)"
                            : " (there are: " + String.join(", ", adjusted) + ")"));
                return;
              }
              Optional<ConfigReader> block = value.block();
              if (block.isEmpty()) {
                value.problem(
                    "must be a block, for example { path = \"names.csv\", value = name, count ="
                        + " bearers } or { column = "
                        + column
                        + "_tf }, was "
                        + value.shown());
              }
              block.flatMap(b -> read(b, column)).ifPresent(read -> all.put(column, read));
            });
    return all;
  }

  private static Optional<FrequencySettings> read(ConfigReader in, String column) {
    Optional<String> ofRecords = in.optionalText("column");
    if (ofRecords.isPresent()) {
      return in.build(
          () ->
              new FrequencySettings(
                  ofRecords, Optional.empty(), "", "", false, OptionalDouble.empty()));
    }
    String value = in.text("value");
    Optional<String> count = in.optionalText("count");
    Optional<String> share = in.optionalText("share");
    OptionalDouble unseen = in.optionalNumber("unseen", ConfigReader.Range.POSITIVE_SHARE);
    var given = new ArrayList<String>();
    count.ifPresent(given::add);
    share.ifPresent(given::add);
    if (given.size() != 1) {
      in.problem(
          "must have either count, the column of how many have the value, or share, the column of"
              + " what share of all have it (0 to 1)");
    }
    Optional<InputSettings> table =
        InputSettings.readTable(in, "term frequencies of " + column, value);
    return table.isEmpty() || given.size() != 1
        ? Optional.empty()
        : Optional.of(
            new FrequencySettings(
                Optional.empty(), table, value, given.get(0), count.isPresent(), unseen));
  }
}
