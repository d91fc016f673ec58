package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linkagehub.core.standardise.Sql;

/**
 * A date of birth, as a DATE column: its levels are named in {@code levels} and tried in that
 * order. A level may join several with {@code or}.
 *
 * <p>A month is 365.25 / 12 days and a year 365.25 days, as in Splink.
 */
final class DateOfBirthTemplate {
  private static final double DAYS_A_YEAR = 365.25;
  private static final Pattern WITHIN =
      Pattern.compile("within (\\d+(?:\\.\\d+)?) (day|month|year)s?");

  private DateOfBirthTemplate() {}

  static Optional<ComparisonSettings> read(ConfigReader in) {
    String column = LevelBuilder.column(in, "column");
    var levels = new LevelBuilder(in);
    levels.standardise(column);
    levels.missing(column);
    if (in.values("levels").isEmpty()) {
      in.problem("levels", "must name at least one level, for example exact");
    }
    for (ConfigReader.Value value : in.values("levels")) {
      value.asText().ifPresent(level -> add(levels, column, level, value));
    }
    return levels.build(column, column + ": a date, equal or near in several ways");
  }

  private static void add(
      LevelBuilder levels, String column, String level, ConfigReader.Value value) {
    List<String> labels = new ArrayList<>();
    List<String> conditions = new ArrayList<>();
    for (String part : level.strip().split("\\s+or\\s+", -1)) {
      String condition = condition(column, part);
      if (condition.isEmpty()) {
        value.problem(
            "must be exact, one-character, day-month-swapped, two-parts, within N days, months or"
                + " years, or several of these joined by or; was \""
                + level
                + "\"");
        return;
      }
      labels.add(label(part));
      conditions.add(condition);
    }
    String label = String.join(" or ", labels) + " on " + column;
    if (level.equals("exact")) {
      levels.exactLevel(label, conditions.get(0), column);
    } else {
      levels.level(
          label,
          conditions.size() == 1
              ? conditions.get(0)
              : "(" + String.join(") or (", conditions) + ")");
    }
  }

  private static String label(String part) {
    return switch (part) {
      case "exact" -> "exact match";
      case "one-character" -> "one character different";
      case "day-month-swapped" -> "day and month swapped";
      case "two-parts" -> "two of day, month and year equal";
      default -> part;
    };
  }

  private static String condition(String c, String part) {
    String years = "year(" + c + "_l) = year(" + c + "_r)";
    String months = "month(" + c + "_l) = month(" + c + "_r)";
    String days = "day(" + c + "_l) = day(" + c + "_r)";
    Matcher within = WITHIN.matcher(part);
    if (within.matches()) {
      double units = Double.parseDouble(within.group(1));
      double bound =
          switch (within.group(2)) {
            case "day" -> units;
            case "month" -> units * DAYS_A_YEAR / 12;
            default -> units * DAYS_A_YEAR;
          };
      return "abs(datediff(" + c + "_l, " + c + "_r)) <= " + Sql.number(bound);
    }
    return switch (part) {
      case "exact" -> TextTemplates.equal(c);
      case "one-character" ->
          "damerau_levenshtein(cast(" + c + "_l as string), cast(" + c + "_r as string)) <= 1";
      case "day-month-swapped" ->
          years
              + " and month("
              + c
              + "_l) = day("
              + c
              + "_r) and day("
              + c
              + "_l) = month("
              + c
              + "_r)";
      case "two-parts" ->
          "(" + years + " and " + months + ") or (" + years + " and " + days + ") or (" + months
              + " and " + days + ")";
      default -> "";
    };
  }
}
