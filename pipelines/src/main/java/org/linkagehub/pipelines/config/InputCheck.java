package org.linkagehub.pipelines.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.core.standardise.Sql;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.core.standardise.Standardisation.SourceType;

/** Whether one input has the columns that a configuration takes of it. */
final class InputCheck {
  private static final String ANY_COLUMN = "any_column";

  private final SparkSession spark;
  private final LinkageConfig config;
  private final InputSettings input;
  private final String key;
  private final BiConsumer<String, String> problems;
  private boolean sound = true;

  /**
   * What becomes of a column: a table may have thousands that are of one type and cleaned alike.
   */
  private final Map<Cleaned, Optional<DataType>> cleanedTypes = new HashMap<>();

  /**
   * A check of one input.
   *
   * @param key where the input stands, for example {@code linkage.inputs[0]}
   * @param problems takes the key and the message of each problem
   */
  InputCheck(
      SparkSession spark,
      LinkageConfig config,
      InputSettings input,
      String key,
      BiConsumer<String, String> problems) {
    this.spark = spark;
    this.config = config;
    this.input = input;
    this.key = key;
    this.problems = problems;
  }

  /** The types of its columns, once cleaned, under our names; empty if there is a problem. */
  Optional<Map<String, DataType>> run() {
    StructType raw;
    try {
      raw = InputTables.open(spark, input).schema();
    } catch (InputException e) {
      problem(key + "." + e.key(), e.getMessage());
      return Optional.empty();
    }
    if (hasNoHeader(raw) || namesAColumnTwice(raw)) {
      return Optional.empty();
    }
    find(raw, input.id(), key + ".id", "");
    config
        .evaluation()
        .truePerson()
        .ifPresent(
            column ->
                find(raw, column, "linkage.evaluation.true-person", " of input " + input.name()));
    var sql = new SqlCheck(spark, raw, Map.of());
    input
        .where()
        .map(sql::condition)
        .filter(SqlCheck.Outcome::failed)
        .ifPresent(outcome -> problem(key + ".where", outcome.problem()));
    for (ExclusionSettings exclusion : config.exclusions()) {
      if (exclusion.inputs().contains(input.name())) {
        check(exclusion, raw, sql);
      }
    }
    Map<String, DataType> types = columnTypes(raw, sql);
    return sound ? Optional.of(types) : Optional.empty();
  }

  private void check(ExclusionSettings exclusion, StructType raw, SqlCheck sql) {
    String of = " of input " + input.name();
    switch (exclusion.how()) {
      case FLAG -> find(raw, exclusion.test(), exclusion.key() + ".flag", of);
      case WHERE -> {
        SqlCheck.Outcome outcome = sql.condition(exclusion.test());
        if (outcome.failed()) {
          problem(exclusion.key() + ".where", outcome.problem());
        }
      }
      case IDS, ALL_BUT ->
          exclusion
              .column()
              .ifPresent(column -> find(raw, column, exclusion.key() + ".column", of));
    }
  }

  /** Whether a table of ids can be read and has its column. */
  static void check(
      SparkSession spark, ExclusionSettings exclusion, BiConsumer<String, String> problems) {
    String key = exclusion.key() + "." + exclusion.how().configName();
    InputSettings ids = exclusion.ids().orElseThrow();
    try {
      StructType schema = InputTables.open(spark, ids).schema();
      if (!hasColumn(schema, ids.id())) {
        // Of a file without a header the names of columns are somebody's record.
        problems.accept(
            key + ".id",
            ids.format() == InputSettings.Format.CSV
                ? "is not a column of the file, was "
                    + ids.id()
                    + "; if the file has no header, say options { header = false } and id = _c0"
                : "is not a column, was " + ids.id() + nearest(ids.id(), schema));
      }
      ids.where()
          .map(new SqlCheck(spark, schema, Map.of())::condition)
          .filter(SqlCheck.Outcome::failed)
          .ifPresent(outcome -> problems.accept(key + ".where", outcome.problem()));
    } catch (InputException e) {
      problems.accept(key + "." + e.key(), e.getMessage());
    }
  }

  private Map<String, DataType> columnTypes(StructType raw, SqlCheck sql) {
    var types = new LinkedHashMap<String, DataType>();
    InputTables.columns(config, input, raw)
        .forEach(
            (ours, theirs) -> {
              Optional<String> unfit = unfit(ours, theirs);
              if (unfit.isPresent()) {
                problem(key + ".columns." + ours, unfit.get());
                return;
              }
              find(raw, theirs, key + ".columns." + ours, "")
                  .flatMap(field -> cleanedType(ours, field, sql))
                  .ifPresent(type -> types.put(ours, type));
            });
    return types;
  }

  private Optional<String> unfit(String ours, String theirs) {
    if (!InputTables.isName(ours)) {
      return Optional.of(
          "must be a name of letters, digits and underscores that does not end in _l or _r");
    }
    if (InputTables.isReserved(ours)) {
      return Optional.of("is a name that the tables of a run use themselves; choose another");
    }
    return config.evaluation().truePerson().filter(theirs::equalsIgnoreCase).isPresent()
        ? Optional.of("is the true person, which must never be an input of the linkage")
        : Optional.empty();
  }

  private Optional<DataType> cleanedType(String ours, StructField field, SqlCheck sql) {
    Standardisation cleaning = config.standardisation(ours);
    SourceType type = InputTables.sourceType(field.dataType());
    Optional<DataType> cleaned =
        cleanedTypes.computeIfAbsent(
            new Cleaned(cleaning.sql(ANY_COLUMN, type), field.dataType()),
            any ->
                new SqlCheck(spark, new StructType().add(ANY_COLUMN, any.of()), Map.of())
                    .expression(any.sql())
                    .type());
    if (cleaned.isPresent()) {
      return cleaned;
    }
    SqlCheck.Outcome outcome = sql.expression(cleaning.sql(Sql.column(field.name()), type));
    if (outcome.failed()) {
      problem("linkage.standardise." + ours, outcome.problem());
    }
    return outcome.type();
  }

  /** How a column is cleaned, whatever its name. */
  private record Cleaned(String sql, DataType of) {}

  /**
   * The first line of a CSV file without a header is a person's record: its values must not be
   * taken for names of columns and told in a message.
   */
  private boolean hasNoHeader(StructType raw) {
    Set<String> wanted = wantedColumns();
    if (input.format() != InputSettings.Format.CSV
        || wanted.stream()
            .anyMatch(column -> hasColumn(raw, column) || !places(raw, column).isEmpty())) {
      return false;
    }
    problem(
        key + ".path",
        "has none of the wanted columns ("
            + String.join(", ", wanted)
            + ") in its first line, of "
            + raw.length()
            + " fields; if the file has no header, say options { header = false } and name its"
            + " columns: columns { "
            + wanted.iterator().next()
            + " = _c0, … }; if fields are not separated by commas, say options { sep = \";\" }");
    return true;
  }

  /** Spark adds its place to each column of a CSV file whose name another one has too. */
  private boolean namesAColumnTwice(StructType raw) {
    if (input.format() != InputSettings.Format.CSV) {
      return false;
    }
    boolean twice = false;
    for (String column : wantedColumns()) {
      List<String> places = places(raw, column);
      if (!hasColumn(raw, column) && places.size() > 1) {
        problem(
            key + ".path",
            "has the column %s %d times in its first line (fields %s): give each a name of its own"
                .formatted(column, places.size(), String.join(", ", places)));
        twice = true;
      }
    }
    return twice;
  }

  /** Where, from 1, there are columns of that name and their place. */
  private static List<String> places(StructType raw, String column) {
    return IntStream.range(0, raw.length())
        .filter(i -> raw.fieldNames()[i].equalsIgnoreCase(column + i))
        .mapToObj(i -> Integer.toString(i + 1))
        .toList();
  }

  private Set<String> wantedColumns() {
    var wanted = new TreeSet<String>();
    wanted.add(input.id());
    config.evaluation().truePerson().ifPresent(wanted::add);
    wanted.addAll(input.columns().values());
    if (input.columns().isEmpty()) {
      wanted.addAll(InputTables.namedColumns(config));
    }
    return wanted;
  }

  private Optional<StructField> find(StructType schema, String column, String at, String where) {
    for (StructField field : schema.fields()) {
      if (field.name().equalsIgnoreCase(column)) {
        return Optional.of(field);
      }
    }
    problem(at, "is not a column" + where + ", was " + column + nearest(column, schema));
    return Optional.empty();
  }

  static boolean hasColumn(StructType schema, String column) {
    for (String name : schema.fieldNames()) {
      if (name.equalsIgnoreCase(column)) {
        return true;
      }
    }
    return false;
  }

  static String nearest(String column, StructType schema) {
    List<String> known = new ArrayList<>(List.of(schema.fieldNames()));
    known.sort(null);
    return Nearest.suggestion(column, known) + " (there are: " + String.join(", ", known) + ")";
  }

  private void problem(String at, String message) {
    sound = false;
    problems.accept(at, message);
  }
}
