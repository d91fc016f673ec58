package org.linkagehub.core.config;

import java.util.Optional;
import org.linkagehub.core.standardise.Sql;

/**
 * A postcode of the United Kingdom, standardised without a space: its levels are named in {@code
 * levels}. Sector (SW1A1), district (SW1A) and area (SW) are derived once for each record; a text
 * that is no whole postcode has none and can only agree as a whole.
 */
final class PostcodeTemplate {
  private static final String WHOLE = "^(([A-Z]{1,2})[0-9][A-Z0-9]?)([0-9])[A-Z]{2}$";

  /** The shortest whole postcode without its space, as in M11AA. */
  private static final int SHORTEST = 5;

  private PostcodeTemplate() {}

  static Optional<ComparisonSettings> read(ConfigReader in) {
    String column = LevelBuilder.column(in, "column");
    var levels = new LevelBuilder(in);
    levels.standardise(column);
    levels.missing(column);
    if (in.values("levels").isEmpty()) {
      in.problem("levels", "must name at least one level, for example full");
    }
    for (ConfigReader.Value value : in.values("levels")) {
      value.asText().ifPresent(level -> add(levels, column, level, value));
    }
    return levels.build(column, column + ": whole, one character, sector, district, area");
  }

  private static void add(
      LevelBuilder levels, String column, String level, ConfigReader.Value value) {
    switch (level) {
      case "full" ->
          levels.exactLevel("exact match on " + column, TextTemplates.equal(column), column);
      case "one-character" ->
          levels.level(
              "one character different on " + column,
              "length("
                  + column
                  + "_l) >= "
                  + SHORTEST
                  + " and length("
                  + column
                  + "_r) >= "
                  + SHORTEST
                  + " and "
                  + TextTemplates.call("damerau_levenshtein", column)
                  + " <= 1");
      case "sector" ->
          part(levels, column, level, "concat(" + group(column, 1) + ", " + group(column, 3) + ")");
      case "district" -> part(levels, column, level, group(column, 1));
      case "area" -> part(levels, column, level, group(column, 2));
      default ->
          value.problem(
              "must be full, one-character, sector, district or area, was \"" + level + "\"");
    }
  }

  private static void part(LevelBuilder levels, String column, String part, String expression) {
    String derived = column + "_" + part;
    levels.derive(derived, "nullif(" + expression + ", '')");
    levels.level("same " + part + " of " + column, TextTemplates.equal(derived));
  }

  private static String group(String column, int group) {
    return "regexp_extract(" + column + ", " + Sql.literal(WHOLE) + ", " + group + ")";
  }
}
