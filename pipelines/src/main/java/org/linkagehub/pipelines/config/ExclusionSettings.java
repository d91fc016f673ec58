package org.linkagehub.pipelines.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.core.config.StandardisationReader;
import org.linkagehub.core.standardise.Standardisation;

/**
 * Records that must not be linked, for one reason.
 *
 * @param reason what counts and tables call it
 * @param how the kind of test
 * @param test the flag column, or the SQL condition; empty where a table of ids is asked
 * @param ids the table of ids, if one is asked
 * @param column the source's column that holds such an id; empty for the source's own id
 * @param clean how the ids of both sides are cleaned before they are compared
 * @param inputs the inputs that it is about
 * @param maxShare the largest share of an input's records that may be excluded; above it the run
 *     stops
 * @param key where it stands in the configuration, for example {@code linkage.exclusions[0]}
 */
public record ExclusionSettings(
    String reason,
    How how,
    String test,
    Optional<InputSettings> ids,
    Optional<String> column,
    Standardisation clean,
    List<String> inputs,
    double maxShare,
    String key) {
  private static final double DEFAULT_MAX_SHARE = 0.5;

  /** How a record is found. */
  public enum How {
    /** A column says yes. */
    FLAG("flag"),
    /** A condition holds. */
    WHERE("where"),
    /** Its id is in a table. */
    IDS("ids"),
    /** Its id is not in a table. */
    ALL_BUT("all-but");

    private final String configName;

    How(String configName) {
      this.configName = configName;
    }

    /** The name in configuration files. */
    public String configName() {
      return configName;
    }
  }

  public ExclusionSettings {
    inputs = List.copyOf(inputs);
  }

  /** What decides which records are excluded, as text; the table of ids is told by its state. */
  public String deciding() {
    return List.of(
            reason,
            how,
            test,
            ids.map(InputSettings::reading).orElse(""),
            column.orElse(""),
            clean,
            inputs,
            maxShare)
        .toString();
  }

  static List<ExclusionSettings> readAll(ConfigReader in, List<InputSettings> inputs) {
    List<String> names = inputs.stream().map(InputSettings::name).toList();
    var all = new ArrayList<ExclusionSettings>();
    var reasons = new HashSet<String>();
    List<ConfigReader> blocks = in.blocks("exclusions");
    for (int i = 0; i < blocks.size(); i++) {
      ConfigReader block = blocks.get(i);
      read(block, names, "linkage.exclusions[" + i + "]")
          .ifPresent(
              exclusion -> {
                if (!reasons.add(exclusion.reason())) {
                  block.problem("reason", "must be unique: an earlier exclusion has it too");
                }
                all.add(exclusion);
              });
    }
    return all;
  }

  private static Optional<ExclusionSettings> read(ConfigReader in, List<String> names, String key) {
    String reason = InputSettings.name(in, "reason");
    var given = new ArrayList<How>();
    for (How how : How.values()) {
      if (in.has(how.configName())) {
        given.add(how);
      }
    }
    if (given.size() != 1) {
      in.problem(
          (given.isEmpty() ? "must have" : "must have only")
              + " one of flag, where, ids and all-but");
    }
    How how = given.isEmpty() ? How.FLAG : given.get(0);
    boolean byIds = how == How.IDS || how == How.ALL_BUT;
    String test = byIds || given.isEmpty() ? "" : in.text(how.configName());
    Optional<InputSettings> ids =
        byIds
            ? InputSettings.readIds(in.block(how.configName()), reason)
            : Optional.<InputSettings>empty();
    Optional<String> column = in.optionalText("column");
    Standardisation clean =
        in.value("clean").map(StandardisationReader::read).orElse(Standardisation.DEFAULT);
    if (!byIds) {
      for (String setting : List.of("column", "clean")) {
        if (in.has(setting)) {
          in.problem(setting, "is for ids and all-but only");
        }
      }
    }
    List<String> about = in.texts("inputs");
    for (String name : about) {
      if (!names.contains(name)) {
        in.problem(
            "inputs",
            "names the unknown input "
                + name
                + Nearest.suggestion(name, names)
                + " (there are: "
                + String.join(", ", names)
                + ")");
      }
    }
    double maxShare =
        in.optionalNumber("max-share", ConfigReader.Range.SHARE).orElse(DEFAULT_MAX_SHARE);
    return in.build(
        () ->
            new ExclusionSettings(
                reason,
                how,
                test,
                ids,
                column,
                clean,
                about.isEmpty() ? names : about,
                maxShare,
                key));
  }
}
