package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.standardise.Standardisation;

/**
 * A comparison, and what it needs of the records.
 *
 * @param comparison its levels, as SQL conditions on {@code _l} and {@code _r} columns
 * @param columns the columns of the records that its conditions use, in their order
 * @param derived columns, made after standardisation, that it needs beside the user's: name to SQL
 *     expression of one record
 * @param standardise how its columns are cleaned where the user says nothing: column to steps
 * @param key where it stands in the configuration, for example {@code linkage.comparisons[0]}
 */
public record ComparisonSettings(
    Comparison comparison,
    Set<String> columns,
    Map<String, String> derived,
    Map<String, Standardisation> standardise,
    String key) {
  public ComparisonSettings {
    // In their order, which stages depend on: that of Set.copyOf is another one in each process.
    columns = Collections.unmodifiableSet(new LinkedHashSet<>(columns));
    derived = Collections.unmodifiableMap(new LinkedHashMap<>(derived));
    standardise = Collections.unmodifiableMap(new LinkedHashMap<>(standardise));
  }

  /** Leaves the list and the templates unread, for comparisons that come from elsewhere. */
  public static void leaveOut(ConfigReader in) {
    in.has("comparisons");
    in.has("templates");
    in.has("comparison-defaults");
  }

  /**
   * Reads the list {@code comparisons}, with the templates' defaults from {@code templates}.
   *
   * @param in the {@code linkage} block
   */
  public static List<ComparisonSettings> readAll(ConfigReader in) {
    ConfigReader templates = in.block("templates");
    ConfigReader defaults = in.block("comparison-defaults");
    var names = new HashSet<String>();
    var all = new ArrayList<ComparisonSettings>();
    for (ConfigReader block : in.blocks("comparisons")) {
      Optional<ComparisonSettings> read = ComparisonReader.read(block, templates, defaults);
      if (read.isPresent() && !names.add(read.get().comparison().name())) {
        block.problem(
            "name",
            "must be unique: an earlier comparison is called "
                + read.get().comparison().name()
                + " too; give this one another name");
      }
      read.ifPresent(all::add);
    }
    if (in.values("comparisons").isEmpty()) {
      in.problem(
          "comparisons",
          "needs at least one comparison, for example { template = name, column = surname }");
    }
    return all;
  }
}
