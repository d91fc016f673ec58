package org.linkagehub.pipelines.config;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.standardise.Standardisation.SourceType;

/** Opens the inputs as lazy tables; of files, no more is read than their schema needs. */
public final class InputTables {
  /** Columns of the records' table that no column of an input may be called. */
  static final Set<String> RESERVED =
      Set.of(
          Columns.RECORD_KEY,
          Columns.SOURCE,
          Columns.SOURCE_INDEX,
          Columns.RECORD_ID,
          Columns.TRUE_PERSON);

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private InputTables() {}

  /**
   * The raw table of an input, all its columns as they are, without {@code where} applied.
   *
   * @throws InputException saying what is wrong with the input and what to do
   */
  public static Dataset<Row> open(SparkSession spark, InputSettings input) {
    if (!input.catalogTable() && input.format() != InputSettings.Format.JDBC) {
      requireFile(spark, input);
    }
    try {
      DataFrameReader reader = spark.read().options(defaults(input)).options(input.options());
      if (input.catalogTable()) {
        return reader.table(input.location());
      }
      return input.format() == InputSettings.Format.JDBC
          ? reader.format("jdbc").load()
          : reader.format(input.format().configName()).load(input.location());
    } catch (Exception e) { // checked AnalysisException is thrown undeclared by Scala code
      throw unreadable(input, e);
    }
  }

  /**
   * The columns that are taken of an input, ours to theirs: those that {@code columns} names, or
   * else all whose names can be used, but never the truth.
   */
  public static Map<String, String> columns(
      InputSettings input, StructType schema, EvaluationSettings evaluation) {
    if (!input.columns().isEmpty()) {
      return input.columns();
    }
    var columns = new LinkedHashMap<String, String>();
    for (String name : schema.fieldNames()) {
      boolean truth = evaluation.truePerson().filter(name::equalsIgnoreCase).isPresent();
      boolean reserved = RESERVED.contains(name.toLowerCase(Locale.ROOT));
      if (!truth && !reserved && isName(name)) {
        columns.put(name, name);
      }
    }
    return columns;
  }

  /** Whether a column of the records may be called so. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.endsWith("_l") && !name.endsWith("_r");
  }

  /** What cleaning needs to know of a column's type. */
  public static SourceType sourceType(DataType type) {
    if (type instanceof StringType) {
      return SourceType.TEXT;
    }
    return type instanceof DateType
            || type instanceof TimestampType
            || type instanceof TimestampNTZType
        ? SourceType.DATE
        : SourceType.OTHER;
  }

  private static Map<String, String> defaults(InputSettings input) {
    if (input.format() != InputSettings.Format.CSV) {
      return Map.of();
    }
    boolean tabs = input.location().toLowerCase(Locale.ROOT).endsWith(".tsv");
    return Map.of(
        "header", "true",
        "encoding", "UTF-8",
        "escape", "\"", // a quote within quotes is doubled (RFC 4180), not escaped by a backslash
        "sep", tabs ? "\t" : ",");
  }

  private static void requireFile(SparkSession spark, InputSettings input) {
    var path = new Path(input.location());
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      FileStatus[] found = files.globStatus(path);
      if (found == null || found.length == 0) {
        throw new InputException(
            "path",
            "there is no file or folder "
                + input.location()
                + (path.isAbsolute() || path.toUri().getScheme() != null
                    ? ""
                    : "; a relative path starts at the folder of the command, "
                        + System.getProperty("user.dir")));
      }
    } catch (IOException e) {
      throw new InputException(
          "path", "the path " + input.location() + " cannot be looked at: " + firstLine(e), e);
    }
  }

  private static InputException unreadable(InputSettings input, Exception cause) {
    String advice =
        switch (input.format()) {
          case DELTA ->
              input.catalogTable()
                  ? "the table cannot be opened"
                  : "the folder is no Delta table; if it is of another format, say so: format ="
                      + " parquet or csv";
          case PARQUET -> "the file is not readable as Parquet";
          case CSV -> "the file is not readable as CSV";
          case JDBC -> "the database cannot be read";
        };
    String key =
        input.catalogTable()
            ? "table"
            : input.format() == InputSettings.Format.JDBC ? "jdbc" : "path";
    return new InputException(
        key,
        advice + ": " + input.location() + " (" + withoutSecrets(input, firstLine(cause)) + ")",
        cause);
  }

  /** A database's message may repeat what it was given to log in with. */
  private static String withoutSecrets(InputSettings input, String message) {
    String clean = message;
    for (String option : List.of("password", "url")) {
      String secret = input.options().get(option);
      if (secret != null && !secret.isEmpty()) {
        clean = clean.replace(secret, "***");
      }
    }
    return clean;
  }

  /** The first line of the deepest cause: what a reader needs, without a stack or a plan. */
  private static String firstLine(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && !(cause instanceof AnalysisException)) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.lines().findFirst().orElse(cause.toString()).strip();
  }
}
