package org.linkagehub.pipelines.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.pipelines.stage.Digest;

/**
 * One table of people to link.
 *
 * @param name what results call the source
 * @param format how it is stored
 * @param location the path, the catalog's table, or for JDBC the table or query
 * @param catalogTable whether the location is a table of the catalog
 * @param options options of Spark's reader, those of JDBC included
 * @param id the column that tells its records apart
 * @param columns the columns to take, ours to theirs; empty: all, under their own names
 * @param where an SQL condition on the source's own columns, if only some records are read
 */
public record InputSettings(
    String name,
    Format format,
    String location,
    boolean catalogTable,
    Map<String, String> options,
    String id,
    Map<String, String> columns,
    Optional<String> where) {

  /** How a table is stored. */
  public enum Format {
    DELTA,
    PARQUET,
    CSV,
    JDBC;

    /** The name in configuration files and of Spark's reader. */
    public String configName() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Format of(String configName) {
      for (Format format : values()) {
        if (format.configName().equals(configName.toLowerCase(Locale.ROOT))) {
          return format;
        }
      }
      throw new IllegalArgumentException(
          "is not a known format, was \""
              + configName
              + "\"; did you mean "
              + Nearest.of(configName, List.of("delta", "parquet", "csv", "jdbc")).orElseThrow()
              + "? (known: delta, parquet, csv, jdbc)");
    }

    /** By the end of a path: CSV, Parquet, else Delta. */
    static Format byPath(String path) {
      String end = path.toLowerCase(Locale.ROOT);
      if (end.endsWith(".csv") || end.endsWith(".csv.gz") || end.endsWith(".tsv")) {
        return CSV;
      }
      return end.endsWith(".parquet") ? PARQUET : DELTA;
    }
  }

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  public InputSettings {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /** The same table, read with one more option. */
  public InputSettings withOption(String option, String value) {
    var more = new LinkedHashMap<>(options);
    more.put(option, value);
    return new InputSettings(name, format, location, catalogTable, more, id, columns, where);
  }

  /**
   * What decides which values are read of the same table, as text: all but where it is and how to
   * log in.
   */
  public String reading() {
    var plain = new TreeMap<>(options);
    plain.keySet().removeAll(List.of("url", "user", "password", "driver"));
    return List.of(name, format, Digest.of(plain.toString()), id, columns, where).toString();
  }

  /** Options may hold a password, so they are left out. */
  @Override
  public String toString() {
    return "InputSettings[" + name + ", " + format.configName() + "]";
  }

  static Optional<InputSettings> read(ConfigReader in) {
    return read(in, name(in, "name"), in.text("id"), in.textsByName("columns"));
  }

  /** A table of nothing but ids, of which no other columns are taken. */
  static Optional<InputSettings> readIds(ConfigReader in, String name) {
    return read(in, name, in.text("id"), Map.of());
  }

  /**
   * Any other table; the block's own settings have been read before.
   *
   * @param id a column that it must have
   */
  public static Optional<InputSettings> readTable(ConfigReader in, String name, String id) {
    return read(in, name, id, Map.of());
  }

  private static Optional<InputSettings> read(
      ConfigReader in, String name, String id, Map<String, String> columns) {
    Map<String, String> options = new LinkedHashMap<>(in.textsByName("options"));
    Optional<String> where = in.optionalText("where");
    Optional<Format> given = in.has("format") ? in.parsed("format", Format::of) : Optional.empty();

    List<String> places = new ArrayList<>();
    for (String key : List.of("path", "table", "jdbc")) {
      if (in.has(key)) {
        places.add(key);
      }
    }
    if (places.size() != 1) {
      in.problem(
          places.isEmpty()
              ? "must say where the table is: path, table or jdbc"
              : "must have only one of path, table and jdbc, had " + String.join(" and ", places));
      return in.build(() -> null);
    }
    return switch (places.get(0)) {
      case "path" -> {
        String path = in.text("path");
        Format format = given.orElse(Format.byPath(path));
        if (format == Format.JDBC) {
          in.problem("format", "must not be jdbc where a path is given; use jdbc { url = … }");
        }
        yield in.build(
            () -> new InputSettings(name, format, path, false, options, id, columns, where));
      }
      case "table" -> {
        String table = in.text("table");
        if (given.isPresent()) {
          in.problem("format", "must not be given with table: the catalog knows it");
        }
        yield in.build(
            () -> new InputSettings(name, Format.DELTA, table, true, options, id, columns, where));
      }
      default -> {
        String location = readJdbc(in.block("jdbc"), options);
        if (given.isPresent() && given.get() != Format.JDBC) {
          in.problem("format", "must be jdbc, or left out, where jdbc is given");
        }
        yield in.build(
            () ->
                new InputSettings(name, Format.JDBC, location, false, options, id, columns, where));
      }
    };
  }

  private static String readJdbc(ConfigReader in, Map<String, String> options) {
    options.put("url", in.text("url"));
    in.optionalText("user").ifPresent(user -> options.put("user", user));
    in.optionalText("password").ifPresent(password -> options.put("password", password));
    in.optionalText("driver").ifPresent(driver -> options.put("driver", driver));
    Optional<String> table = in.optionalText("table");
    Optional<String> query = in.optionalText("query");
    if (table.isPresent() == query.isPresent()) {
      in.problem("must have either table or query");
    }
    table.ifPresent(name -> options.put("dbtable", name));
    query.ifPresent(sql -> options.put("query", sql));
    in.build(() -> options);
    return table.or(() -> query).orElse("");
  }

  /** A name that can stand in a path: letters, digits, - and _. */
  public static String name(ConfigReader in, String key) {
    String name = in.text(key);
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      in.problem(key, "must be letters, digits, - and _, was \"" + name + "\"");
    }
    return name;
  }
}
