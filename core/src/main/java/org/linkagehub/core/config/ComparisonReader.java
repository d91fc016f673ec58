package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.linkagehub.core.expression.SqlColumns;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.standardise.Standardisation;

/**
 * Reads one comparison: its template says which columns it has, how they are cleaned and which
 * levels there are, and the comparison's own block may say otherwise.
 */
final class ComparisonReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final ConfigReader.Range FLOOR = new ConfigReader.Range(0, true, 1, false);
  private static final String ELSE = "else";
  private static final List<String> TERM_FREQUENCY =
      List.of("term-frequency", "term-frequency-weight", "term-frequency-minimum-u");
  private static final Set<String> MISSING = Set.of("any", "all");

  private final ConfigReader in;
  private final Map<String, String> derived = new LinkedHashMap<>();

  private ComparisonReader(ConfigReader in) {
    this.in = in;
  }

  /**
   * Reads an element of {@code comparisons}.
   *
   * @param block the element
   * @param templates the block {@code templates}
   * @param defaults the block {@code comparison-defaults}
   */
  static Optional<ComparisonSettings> read(
      ConfigReader block, ConfigReader templates, ConfigReader defaults) {
    Set<String> known = templates.valuesByName().keySet();
    Optional<String> name = block.optionalText("template");
    if (name.isEmpty()) {
      block.problem(
          "template",
          "is missing: it must be one of " + String.join(", ", known.stream().sorted().toList()));
      return Optional.empty();
    }
    if (!known.contains(name.get())) {
      block.problem(
          "template",
          "is not a known template, was \""
              + name.get()
              + "\"; did you mean "
              + Nearest.of(name.get(), known).orElse("custom")
              + "? (known: "
              + String.join(", ", known.stream().sorted().toList())
              + ")");
      return Optional.empty();
    }
    ConfigReader in = block.withDefaults(templates.block(name.get()).withDefaults(defaults));
    in.has("template");
    return new ComparisonReader(in).read();
  }

  private Optional<ComparisonSettings> read() {
    Map<String, String> columns = columns();
    Map<String, Standardisation> standardise = standardise(columns);
    int minimumLength = (int) in.whole("minimum-length", 0, 1000);
    var context = new LevelContext(columns, minimumLength, derived);
    var levels = new ArrayList<ComparisonLevel>();
    missing(columns).ifPresent(levels::add);
    levels.addAll(levels(context));
    if (levels.isEmpty() || levels.get(levels.size() - 1).kind() != ComparisonLevel.Kind.ELSE) {
      levels.add(ComparisonLevel.otherwise());
    }
    // Of no effect where no level is the equality of a column, but known.
    TERM_FREQUENCY.forEach(in::has);
    String name = name(columns);
    List<ComparisonLevel> all = withGivenParameters(levels);
    String description =
        in.optionalText("description").orElse(String.join(" with ", columns.values()));
    return in.build(
        () ->
            new ComparisonSettings(
                new Comparison(name, description.isEmpty() ? name : description, all),
                columnsUsed(all),
                derived,
                standardise,
                in.key()));
  }

  /** A column may be named so: in SQL without quotes, and with {@code _l} and {@code _r} added. */
  static boolean isColumn(String name) {
    return NAME.matcher(name).matches() && !name.endsWith("_l") && !name.endsWith("_r");
  }

  private Map<String, String> columns() {
    var columns = new LinkedHashMap<String, String>();
    for (String role : in.texts("columns")) {
      String column = in.text(role);
      if (!column.isEmpty() && !isColumn(column)) {
        in.problem(
            role,
            "must be a column's name of letters, digits and underscores that does not end in _l or"
                + " _r, was \""
                + column
                + "\"; give the column such a name under columns of the input, or under derive");
      }
      columns.put(role, column);
    }
    return columns;
  }

  /** The steps of all columns, or a block that has them by the names of the columns' settings. */
  private Map<String, Standardisation> standardise(Map<String, String> columns) {
    var standardise = new LinkedHashMap<String, Standardisation>();
    Optional<ConfigReader.Value> value = in.value("standardise");
    Optional<ConfigReader> byRole = value.flatMap(ConfigReader.Value::block);
    if (byRole.isEmpty()) {
      value
          .map(StandardisationReader::read)
          .ifPresent(steps -> columns.values().forEach(column -> standardise.put(column, steps)));
      return standardise;
    }
    for (Map.Entry<String, ConfigReader.Value> role : byRole.get().valuesByName().entrySet()) {
      String column = columns.get(role.getKey());
      if (column == null) {
        role.getValue()
            .problem(
                "is about no column of the template"
                    + Nearest.suggestion(role.getKey(), columns.keySet())
                    + " (known: "
                    + String.join(", ", columns.keySet())
                    + ")");
      } else {
        standardise.put(column, StandardisationReader.read(role.getValue()));
      }
    }
    return standardise;
  }

  private String name(Map<String, String> columns) {
    Optional<String> given = in.optionalText("name");
    if (given.isPresent() && !NAME.matcher(given.get()).matches()) {
      in.problem("name", "must be letters, digits and underscores, was \"" + given.get() + "\"");
    } else if (given.isEmpty() && columns.isEmpty()) {
      in.problem("name", "is missing: it must be a text");
    }
    return given.orElse(String.join("_", columns.values()));
  }

  /**
   * The missing-value level of the comparison's columns, if it has any: where any of them, all, or
   * a certain one is missing.
   */
  private Optional<ComparisonLevel> missing(Map<String, String> columns) {
    String which = in.text("missing");
    if (!MISSING.contains(which) && !columns.containsKey(which) && !which.isEmpty()) {
      in.problem(
          "missing",
          "must be any"
              + (columns.size() > 1
                  ? ", all or one of " + String.join(", ", columns.keySet())
                  : " or all")
              + ", was \""
              + which
              + "\"");
    }
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    List<String> decisive =
        columns.containsKey(which) ? List.of(columns.get(which)) : List.copyOf(columns.values());
    boolean all = which.equals("all") && decisive.size() > 1;
    List<String> conditions =
        decisive.stream()
            .map(column -> column + "_l is null or " + column + "_r is null")
            .map(condition -> all ? "(" + condition + ")" : condition)
            .toList();
    return Optional.of(
        ComparisonLevel.missing(
            String.join(all ? " and " : " or ", decisive) + (all ? " are missing" : " is missing"),
            String.join(all ? " and " : " or ", conditions)));
  }

  private List<ComparisonLevel> levels(LevelContext context) {
    var levels = new ArrayList<ComparisonLevel>();
    var bounds = new ArrayList<LevelWords.Bound>();
    List<ConfigReader.Value> values = in.values("levels");
    if (values.isEmpty()) {
      in.problem("levels", "needs at least one level, for example exact");
    }
    for (ConfigReader.Value value : values) {
      if (value.isBlock()) {
        value.block().flatMap(block -> block(block, context, bounds)).ifPresent(levels::add);
      } else {
        value
            .asText()
            .flatMap(text -> words(text, context, bounds, value::problem))
            .map(words -> adjusted(words, words.label()))
            .ifPresent(levels::add);
      }
    }
    return levels;
  }

  /** Where a problem with a level is noted. */
  private interface Complaint {
    void accept(String message);
  }

  private static Optional<LevelWords> words(
      String text, LevelContext context, List<LevelWords.Bound> bounds, Complaint complaint) {
    try {
      LevelWords words = LevelLanguage.parse(text, context);
      if (words.bound().isPresent()) {
        LevelWords.Bound bound = words.bound().get();
        if (bounds.stream().anyMatch(earlier -> earlier.holdsWherever(bound))) {
          complaint.accept(
              "can never hold: an earlier level is as wide; put the closest agreement first, was \""
                  + text
                  + "\"");
        }
        bounds.add(bound);
      }
      return Optional.of(words);
    } catch (IllegalArgumentException e) {
      complaint.accept(e.getMessage());
      return Optional.empty();
    }
  }

  /** A level of words, with the adjustment that the comparison has for levels of equality. */
  private ComparisonLevel adjusted(LevelWords words, String label) {
    ComparisonLevel level = ComparisonLevel.when(label, words.condition());
    boolean exact = words.label().startsWith("exact match");
    return exact && words.equalColumn().isPresent()
        ? termFrequency(words.equalColumn().get()).map(level::with).orElse(level)
        : level;
  }

  private Optional<TermFrequencyAdjustment> termFrequency(String column) {
    boolean adjusted = in.flag("term-frequency");
    double weight = in.number("term-frequency-weight", ConfigReader.Range.SHARE);
    double minimumU = in.number("term-frequency-minimum-u", FLOOR);
    boolean readable = !Double.isNaN(weight) && !Double.isNaN(minimumU);
    return adjusted && readable
        ? Optional.of(new TermFrequencyAdjustment(column, weight, minimumU))
        : Optional.empty();
  }

  private Optional<ComparisonLevel> block(
      ConfigReader level, LevelContext context, List<LevelWords.Bound> bounds) {
    boolean isSql = level.has("sql");
    boolean isWords = level.has("is");
    if (isSql == isWords) {
      level.problem(
          "must have either sql, a condition such as \"city_l = city_r\", or is, words such as"
              + " \"jaro_winkler >= 0.9\"");
    }
    String sql = isSql ? level.text("sql").strip() : "";
    Optional<LevelWords> words =
        isWords
            ? words(level.text("is"), context, bounds, what -> level.problem("is", what))
            : Optional.empty();
    boolean otherwise = sql.equalsIgnoreCase(ELSE);
    boolean missing = level.has("missing") && level.flag("missing");
    String condition = words.map(LevelWords::condition).orElse(otherwise ? "" : sql);
    String label =
        level
            .optionalText("label")
            .orElse(words.map(LevelWords::label).orElse(otherwise ? "all other" : sql));
    OptionalDouble m = level.optionalNumber("m", ConfigReader.Range.POSITIVE_SHARE);
    OptionalDouble u = level.optionalNumber("u", ConfigReader.Range.POSITIVE_SHARE);
    boolean fixM = fixed(level, "fix-m", m.isPresent(), "the value to keep");
    boolean fixU = fixed(level, "fix-u", u.isPresent(), "the value to keep");
    Optional<TermFrequencyAdjustment> frequency =
        level.has("term-frequency")
            ? levelTermFrequency(level, words)
            : words.flatMap(w -> adjusted(w, w.label()).termFrequency());
    ComparisonLevel.Kind kind = kind(otherwise, missing);
    return level.build(
        () -> new ComparisonLevel(label, kind, condition, m, u, fixM, fixU, frequency));
  }

  private static ComparisonLevel.Kind kind(boolean otherwise, boolean missing) {
    if (otherwise) {
      return ComparisonLevel.Kind.ELSE;
    }
    return missing ? ComparisonLevel.Kind.MISSING : ComparisonLevel.Kind.CONDITION;
  }

  private static boolean fixed(ConfigReader in, String key, boolean given, String what) {
    boolean fixed = in.has(key) && in.flag(key);
    if (fixed && !given) {
      in.problem(key, "needs " + key.substring("fix-".length()) + ": " + what);
    }
    return fixed;
  }

  /** A column's name, true or false, or a block of column, weight and minimum-u. */
  private static Optional<TermFrequencyAdjustment> levelTermFrequency(
      ConfigReader level, Optional<LevelWords> words) {
    ConfigReader.Value value = level.value("term-frequency").orElseThrow();
    Optional<String> equal = words.flatMap(LevelWords::equalColumn);
    Optional<ConfigReader> block = value.block();
    if (block.isEmpty()) {
      String text = value.asText().orElse("");
      if (text.equals("false") || text.isEmpty()) {
        return Optional.empty();
      }
      if (!text.equals("true")) {
        return Optional.of(TermFrequencyAdjustment.of(text));
      }
      if (equal.isEmpty()) {
        value.problem("must name a column, for the level is not the equality of one");
      }
      return equal.map(TermFrequencyAdjustment::of);
    }
    ConfigReader in = block.get();
    Optional<String> column = in.optionalText("column").or(() -> equal);
    if (column.isEmpty()) {
      in.problem("column", "is missing: it must be a column's name");
    }
    OptionalDouble weight = in.optionalNumber("weight", ConfigReader.Range.SHARE);
    OptionalDouble minimumU = in.optionalNumber("minimum-u", FLOOR);
    return in.build(
        () ->
            new TermFrequencyAdjustment(
                column.orElseThrow(), weight.orElse(1), minimumU.orElse(0)));
  }

  /** Applies {@code m}, {@code u}, {@code fix-m} and {@code fix-u}: a value for each level. */
  private List<ComparisonLevel> withGivenParameters(List<ComparisonLevel> levels) {
    int graded =
        (int) levels.stream().filter(l -> l.kind() != ComparisonLevel.Kind.MISSING).count();
    List<Double> m = parameters("m", graded);
    List<Double> u = parameters("u", graded);
    String what = "the values to keep, one for each level";
    boolean fixM = fixed(in, "fix-m", in.has("m"), what);
    boolean fixU = fixed(in, "fix-u", in.has("u"), what);
    var all = new ArrayList<ComparisonLevel>();
    int next = 0;
    for (ComparisonLevel level : levels) {
      if (level.kind() == ComparisonLevel.Kind.MISSING) {
        all.add(level);
      } else {
        all.add(
            new ComparisonLevel(
                level.label(),
                level.kind(),
                level.condition(),
                m.isEmpty() ? level.m() : OptionalDouble.of(m.get(next)),
                u.isEmpty() ? level.u() : OptionalDouble.of(u.get(next)),
                (fixM && !m.isEmpty()) || level.fixedM(),
                (fixU && !u.isEmpty()) || level.fixedU(),
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

  /** The columns that conditions and term frequencies name. */
  private static Set<String> columnsUsed(List<ComparisonLevel> levels) {
    var columns = new LinkedHashSet<String>();
    for (ComparisonLevel level : levels) {
      columns.addAll(SqlColumns.ofPair(level.condition()));
      level.termFrequency().ifPresent(adjustment -> columns.add(adjustment.column()));
    }
    return columns;
  }
}
