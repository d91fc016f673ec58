package org.linkagehub.pipelines.trace.request;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.trace.record.RequestField;

/**
 * Where requests come from, and what is done with those that break a rule.
 *
 * @param inputs at least one
 * @param onProblem what is done
 * @param required fields that must have a value, beside the unique reference
 * @param checkFileNames whether the name of a request file must be its reference
 * @param checkTables whether the values of tables, too, are held against the rules of the fields of
 *     a request file; otherwise they are taken as they are, for the trace cleans them, and only the
 *     unique reference is looked at
 */
public record RequestSettings(
    List<Input> inputs,
    OnProblem onProblem,
    Set<RequestField> required,
    boolean checkFileNames,
    boolean checkTables) {
  public RequestSettings {
    inputs = List.copyOf(inputs);
    required = java.util.Collections.unmodifiableSet(copy(required));
    long names = inputs.stream().map(input -> input.table().name()).distinct().count();
    if (names < inputs.size()) {
      throw new IllegalArgumentException("inputs must have different names");
    }
  }

  /** What is done with requests that break a rule. */
  public enum OnProblem {
    /** Nothing is traced. */
    REFUSE,
    /** They are set aside; the others are traced. */
    QUARANTINE,
    /** The value is left out and the request traced; a row that is none is set aside. */
    BLANK;

    static OnProblem of(String name) {
      for (OnProblem each : values()) {
        if (each.name().equalsIgnoreCase(name)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "must be refuse, quarantine or blank, was \"%s\"".formatted(name));
    }
  }

  /**
   * A source of requests.
   *
   * @param table where it is
   * @param files whether these are request files; else it is a table
   * @param columns of a table: the SQL that a field is made of; a field that is not named is taken
   *     of the column of its name, if there is one
   */
  public record Input(InputSettings table, boolean files, Map<RequestField, String> columns) {
    public Input {
      var copy = new EnumMap<RequestField, String>(RequestField.class);
      copy.putAll(columns);
      columns = java.util.Collections.unmodifiableMap(copy);
    }

    /** The name of the table in the run. */
    public String tableName() {
      return "request_input_" + table.name().replace('-', '_');
    }
  }

  /** Reads the block {@code requests}; empty if it has a problem, which the reader notes. */
  public static Optional<RequestSettings> read(ConfigReader in) {
    var inputs = new ArrayList<Input>();
    List<ConfigReader> blocks = in.blocks("inputs");
    for (ConfigReader block : blocks) {
      readInput(block).ifPresent(inputs::add);
    }
    if (blocks.isEmpty()) {
      in.problem("inputs", "must name at least one file or table of requests");
    }
    Optional<OnProblem> onProblem = in.parsed("on-problem", OnProblem::of);
    Set<RequestField> required = EnumSet.noneOf(RequestField.class);
    for (String name : in.texts("required")) {
      RequestField.ofColumn(name)
          .ifPresentOrElse(required::add, () -> in.problem("required", unknownField(name)));
    }
    boolean checkFileNames = in.flag("check-file-names");
    boolean checkTables = in.flag("check-tables");
    return in.build(
        () ->
            new RequestSettings(
                inputs, onProblem.orElseThrow(), required, checkFileNames, checkTables));
  }

  private static Optional<Input> readInput(ConfigReader in) {
    String name = InputSettings.name(in, "name");
    boolean files = in.has("files") && in.flag("files");
    Map<RequestField, String> columns = new EnumMap<>(RequestField.class);
    in.textsByName("columns")
        .forEach(
            (field, sql) ->
                RequestField.ofColumn(field)
                    .ifPresentOrElse(
                        known -> columns.put(known, sql),
                        () -> in.problem("columns", unknownField(field))));
    if (files && !columns.isEmpty()) {
      in.problem("columns", "must not be given with files: a request file has its own order");
    }
    return InputSettings.readTable(in, name, "unique_reference")
        .map(table -> new Input(table, files, columns));
  }

  private static String unknownField(String name) {
    List<String> known =
        EnumSet.allOf(RequestField.class).stream().map(RequestField::column).toList();
    return "is no field of a request, was %s%s"
        .formatted(
            name,
            Nearest.of(name.toLowerCase(Locale.ROOT), known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse(""));
  }

  private static Set<RequestField> copy(Set<RequestField> fields) {
    return fields.isEmpty() ? EnumSet.noneOf(RequestField.class) : EnumSet.copyOf(fields);
  }

  /** What decides which requests come of the same inputs, as text; where they are does not. */
  public String deciding() {
    return List.of(
            inputs.stream()
                .map(input -> List.of(input.table().reading(), input.files(), input.columns()))
                .toList(),
            onProblem,
            required,
            checkFileNames,
            checkTables)
        .toString();
  }
}
