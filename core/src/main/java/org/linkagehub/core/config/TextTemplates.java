package org.linkagehub.core.config;

import java.util.List;
import java.util.Optional;
import org.linkagehub.core.standardise.Sql;

/** Templates of one text column: exact, and one distance or similarity at thresholds. */
final class TextTemplates {
  private TextTemplates() {}

  /** Missing; equal; all other. */
  static Optional<ComparisonSettings> exact(ConfigReader in) {
    String column = LevelBuilder.column(in, "column");
    LevelBuilder levels = exactOf(in, column);
    return levels.build(column, column + ": equal or not");
  }

  /** Missing; equal; a distance of at most each of {@code at-most}; all other. */
  static Optional<ComparisonSettings> distance(ConfigReader in, String function, String title) {
    String column = LevelBuilder.column(in, "column");
    List<Double> bounds = in.numbers("at-most", ConfigReader.Range.NOT_NEGATIVE);
    requireOrder(in, "at-most", bounds, true);
    LevelBuilder levels = exactOf(in, column);
    for (double bound : bounds) {
      levels.level(
          title + " of " + column + " <= " + Sql.number(bound),
          call(function, column) + " <= " + Sql.number(bound));
    }
    return levels.build(column, column + ": equal, or " + title + " distance at thresholds");
  }

  /** Missing; equal; a similarity of at least each of {@code at-least}; all other. */
  static Optional<ComparisonSettings> similarity(ConfigReader in, String function, String title) {
    String column = LevelBuilder.column(in, "column");
    List<Double> bounds = in.numbers("at-least", ConfigReader.Range.POSITIVE_SHARE);
    requireOrder(in, "at-least", bounds, false);
    LevelBuilder levels = exactOf(in, column);
    for (double bound : bounds) {
      levels.level(
          title + " of " + column + " >= " + Sql.number(bound),
          call(function, column) + " >= " + Sql.number(bound));
    }
    return levels.build(column, column + ": equal, or " + title + " similarity at thresholds");
  }

  /** {@code function(column_l, column_r)}. */
  static String call(String function, String column) {
    return function + "(" + column + "_l, " + column + "_r)";
  }

  static String equal(String column) {
    return column + "_l = " + column + "_r";
  }

  /** Levels are tried in order, so each bound must be looser than the one before. */
  static void requireOrder(ConfigReader in, String key, List<Double> bounds, boolean ascending) {
    for (int i = 1; i < bounds.size(); i++) {
      double before = bounds.get(i - 1);
      double bound = bounds.get(i);
      if (ascending ? bound <= before : bound >= before) {
        in.problem(
            key,
            "must "
                + (ascending ? "ascend" : "descend")
                + ", from the most alike to the least, but "
                + Sql.number(bound)
                + " follows "
                + Sql.number(before));
        return;
      }
    }
  }

  private static LevelBuilder exactOf(ConfigReader in, String column) {
    var levels = new LevelBuilder(in);
    levels.standardise(column);
    levels.missing(column);
    levels.exactLevel("exact match on " + column, equal(column), column);
    return levels;
  }
}
