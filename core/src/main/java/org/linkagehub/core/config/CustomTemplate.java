package org.linkagehub.core.config;

import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.TermFrequencyAdjustment;

/** Levels written out by the user, each an SQL condition. */
final class CustomTemplate {
  private static final String ELSE = "else";

  private CustomTemplate() {}

  static Optional<ComparisonSettings> read(ConfigReader in) {
    var levels = new LevelBuilder(in);
    String name = in.text("name");
    if (in.values("levels").isEmpty()) {
      in.problem(
          "levels",
          "needs at least one level, for example { label = \"same city\", sql = \"city_l ="
              + " city_r\" }");
    }
    for (ConfigReader level : in.blocks("levels")) {
      level(level).ifPresent(levels::add);
    }
    return levels.build(name, name + ": levels of your own");
  }

  private static Optional<ComparisonLevel> level(ConfigReader in) {
    String sql = in.text("sql").strip();
    boolean otherwise = sql.equalsIgnoreCase(ELSE);
    boolean missing = in.has("missing") && in.flag("missing");
    String label = in.optionalText("label").orElse(otherwise ? "all other" : sql);
    OptionalDouble m = in.optionalNumber("m", ConfigReader.Range.POSITIVE_SHARE);
    OptionalDouble u = in.optionalNumber("u", ConfigReader.Range.POSITIVE_SHARE);
    boolean fixM = in.has("fix-m") && in.flag("fix-m");
    boolean fixU = in.has("fix-u") && in.flag("fix-u");
    if (fixM && m.isEmpty()) {
      in.problem("fix-m", "needs m: the value to keep");
    }
    if (fixU && u.isEmpty()) {
      in.problem("fix-u", "needs u: the value to keep");
    }
    Optional<TermFrequencyAdjustment> frequency =
        in.value("term-frequency").flatMap(CustomTemplate::termFrequency);
    ComparisonLevel.Kind kind =
        otherwise
            ? ComparisonLevel.Kind.ELSE
            : missing ? ComparisonLevel.Kind.MISSING : ComparisonLevel.Kind.CONDITION;
    return in.build(
        () -> new ComparisonLevel(label, kind, otherwise ? "" : sql, m, u, fixM, fixU, frequency));
  }

  /** A column's name alone, or a block of column, weight and minimum-u. */
  private static Optional<TermFrequencyAdjustment> termFrequency(ConfigReader.Value value) {
    Optional<ConfigReader> block = value.block();
    if (block.isEmpty()) {
      return value.asText().map(TermFrequencyAdjustment::of);
    }
    ConfigReader in = block.get();
    String column = LevelBuilder.column(in, "column");
    OptionalDouble weight = in.optionalNumber("weight", ConfigReader.Range.SHARE);
    OptionalDouble minimumU =
        in.optionalNumber("minimum-u", new ConfigReader.Range(0, true, 1, false));
    return in.build(
        () -> new TermFrequencyAdjustment(column, weight.orElse(1), minimumU.orElse(0)));
  }
}
