package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.standardise.Standardisation;

/** What every template shares: the settings of any comparison, and its levels as they gather. */
final class LevelBuilder {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern TEXT = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"[^\"]*\"");
  private static final Pattern SIDE = Pattern.compile("\\b([A-Za-z_][A-Za-z0-9_]*)_[lr]\\b");

  private final ConfigReader in;
  private final List<ComparisonLevel> levels = new ArrayList<>();
  private final Map<String, String> derived = new LinkedHashMap<>();
  private final Map<String, Standardisation> standardise = new LinkedHashMap<>();

  LevelBuilder(ConfigReader in) {
    this.in = in;
  }

  /** The setting that names a column; a problem is noted where it cannot be one. */
  static String column(ConfigReader in, String key) {
    String column = in.text(key);
    if (!column.isEmpty() && !isColumn(column)) {
      in.problem(
          key,
          "must be a column's name of letters, digits and underscores that does not end in _l or"
              + " _r, was \""
              + column
              + "\"; give the column such a name under columns of the input, or under derive");
    }
    return column;
  }

  static boolean isColumn(String name) {
    return NAME.matcher(name).matches() && !name.endsWith("_l") && !name.endsWith("_r");
  }

  /** Cleans the column as the template's defaults say, unless the user says otherwise. */
  void standardise(String column) {
    in.value("standardise")
        .ifPresent(steps -> standardise.put(column, StandardisationReader.read(steps)));
  }

  /** A column that is made of others once they are standardised. */
  void derive(String column, String expression) {
    derived.put(column, expression);
  }

  /** The missing-value level of one column. */
  void missing(String column) {
    missing(column, column + "_l is null or " + column + "_r is null");
  }

  void missing(String of, String condition) {
    levels.add(ComparisonLevel.missing(of + " is missing", condition));
  }

  void level(String label, String condition) {
    levels.add(ComparisonLevel.when(label, condition));
  }

  /** A level with a term-frequency adjustment, if the settings ask for them. */
  void exactLevel(String label, String condition, String frequencyColumn) {
    ComparisonLevel level = ComparisonLevel.when(label, condition);
    boolean adjusted = in.flag("term-frequency");
    double weight = in.number("term-frequency-weight", ConfigReader.Range.SHARE);
    double minimumU =
        in.number("term-frequency-minimum-u", new ConfigReader.Range(0, true, 1, false));
    boolean readable = !Double.isNaN(weight) && !Double.isNaN(minimumU);
    levels.add(
        adjusted && readable && isColumn(frequencyColumn)
            ? level.with(new TermFrequencyAdjustment(frequencyColumn, weight, minimumU))
            : level);
  }

  void add(ComparisonLevel level) {
    levels.add(level);
  }

  /** The comparison, once every level is there but the else level. */
  Optional<ComparisonSettings> build(String defaultName, String description) {
    Optional<String> given = in.optionalText("name");
    String name = given.orElse(defaultName);
    if (given.isPresent() && !NAME.matcher(name).matches()) {
      in.problem("name", "must be letters, digits and underscores, was \"" + name + "\"");
    }
    if (levels.isEmpty() || levels.get(levels.size() - 1).kind() != ComparisonLevel.Kind.ELSE) {
      levels.add(ComparisonLevel.otherwise());
    }
    List<ComparisonLevel> all = withGivenParameters();
    String about = in.optionalText("description").orElse(description);
    return in.build(
        () ->
            new ComparisonSettings(
                new Comparison(name, about, all), columns(all), derived, standardise, in.key()));
  }

  /** Applies {@code m}, {@code u}, {@code fix-m} and {@code fix-u}: a value for each level. */
  private List<ComparisonLevel> withGivenParameters() {
    int missing =
        (int) levels.stream().filter(l -> l.kind() == ComparisonLevel.Kind.MISSING).count();
    List<Double> m = parameters("m", levels.size() - missing);
    List<Double> u = parameters("u", levels.size() - missing);
    boolean fixM = in.has("fix-m") && in.flag("fix-m");
    boolean fixU = in.has("fix-u") && in.flag("fix-u");
    if (fixM && m.isEmpty()) {
      in.problem("fix-m", "needs m: the values to keep, one for each level");
    }
    if (fixU && u.isEmpty()) {
      in.problem("fix-u", "needs u: the values to keep, one for each level");
    }
    var all = new ArrayList<ComparisonLevel>();
    int next = 0;
    for (ComparisonLevel level : levels) {
      if (level.kind() == ComparisonLevel.Kind.MISSING || (m.isEmpty() && u.isEmpty())) {
        all.add(level);
      } else {
        all.add(
            new ComparisonLevel(
                level.label(),
                level.kind(),
                level.condition(),
                m.isEmpty() ? level.m() : OptionalDouble.of(m.get(next)),
                u.isEmpty() ? level.u() : OptionalDouble.of(u.get(next)),
                fixM || level.fixedM(),
                fixU || level.fixedU(),
                level.termFrequency()));
        next++;
      }
    }
    return all;
  }

  private List<Double> parameters(String key, int wanted) {
    List<Double> values = in.numbers(key, ConfigReader.Range.POSITIVE_SHARE);
    int given = in.values(key).size();
    if (given != 0 && given != wanted) {
      in.problem(
          key,
          "needs "
              + wanted
              + " values, one for each level from the most alike to all other, had "
              + given);
    }
    return values.size() == wanted ? values : List.of();
  }

  private static Set<String> columns(List<ComparisonLevel> levels) {
    var columns = new LinkedHashSet<String>();
    for (ComparisonLevel level : levels) {
      Matcher side = SIDE.matcher(TEXT.matcher(level.condition()).replaceAll("''"));
      while (side.find()) {
        columns.add(side.group(1));
      }
      level.termFrequency().ifPresent(adjustment -> columns.add(adjustment.column()));
    }
    return columns;
  }
}
