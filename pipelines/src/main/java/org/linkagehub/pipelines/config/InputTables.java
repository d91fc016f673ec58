package org.linkagehub.pipelines.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataInputStream;
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
import org.linkagehub.core.config.ComparisonSettings;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.standardise.Standardisation.SourceType;
import org.linkagehub.pipelines.stage.FailureText;

/** Opens the inputs as lazy tables; of files, no more is read than their schema needs. */
public final class InputTables {
  /** Of a file of lines: the line itself, where it does not have the fields that it should. */
  public static final String MALFORMED_LINE = "linkage_malformed_line";

  /** Columns of the records' table that no column of an input may be called. */
  private static final Set<String> RESERVED =
      Set.of(
          InputTables.MALFORMED_LINE,
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
   * The raw table of an input as a run reads it: of CSV with one more column, {@value
   * #MALFORMED_LINE}.
   *
   * @throws InputException as {@link #open} does
   */
  public static Dataset<Row> openToRead(SparkSession spark, InputSettings input) {
    Dataset<Row> table = open(spark, input);
    Set<String> stated = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    stated.addAll(input.options().keySet());
    if (input.format() != InputSettings.Format.CSV || stated.contains("mode")) {
      return table;
    }
    return spark
        .read()
        .options(defaults(input))
        .option("enforceSchema", "false") // each file's header is held against the first one's
        .options(input.options())
        .option("columnNameOfCorruptRecord", MALFORMED_LINE)
        .schema(table.schema().add(MALFORMED_LINE, "string"))
        .format("csv")
        .load(input.location());
  }

  /**
   * The columns that are taken of an input, ours to theirs: those that {@code columns} names, or
   * else all whose names can be used, but never the truth.
   *
   * <p>Letter case makes no difference in SQL, and databases differ in it: a column that the
   * configuration names is called as it is spelt there, any other in lower case. Theirs are spelt
   * as the table spells them, whatever the configuration says; a name that the table lacks stays as
   * it is.
   */
  public static Map<String, String> columns(
      LinkageConfig config, InputSettings input, StructType schema) {
    if (!input.columns().isEmpty()) {
      Map<String, String> inTable = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      List.of(schema.fieldNames()).forEach(name -> inTable.put(name, name));
      var given = new LinkedHashMap<String, String>();
      input
          .columns()
          .forEach((ours, theirs) -> given.put(ours, inTable.getOrDefault(theirs, theirs)));
      return given;
    }
    Map<String, String> spelling = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    namedColumns(config).forEach(name -> spelling.put(name, name));
    var columns = new LinkedHashMap<String, String>();
    for (String theirs : schema.fieldNames()) {
      String ours = spelling.getOrDefault(theirs, theirs.toLowerCase(Locale.ROOT));
      boolean truth = config.evaluation().truePerson().filter(theirs::equalsIgnoreCase).isPresent();
      if (!truth && !isReserved(ours) && !config.isRaw(ours) && isName(ours)) {
        columns.putIfAbsent(ours, theirs);
      }
    }
    return columns;
  }

  /** The columns of inputs that the configuration names, apart from those within SQL. */
  static Set<String> namedColumns(LinkageConfig config) {
    var names = new TreeSet<>(config.standardise().keySet());
    for (ComparisonSettings comparison : config.comparisons()) {
      names.addAll(comparison.columns());
    }
    config.labels().column().ifPresent(names::add);
    config.termFrequencies().values().forEach(of -> of.recordColumn().ifPresent(names::add));
    names.removeAll(config.derived().keySet());
    return names;
  }

  /** Whether the tables of a run use the name themselves. */
  static boolean isReserved(String name) {
    return RESERVED.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether a column of an input cannot be one of the records under that name. */
  public static boolean isOurs(String name) {
    return isReserved(name) || !isName(name);
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

  /** That there is something, and of the format it is said to have. */
  private static void requireFile(SparkSession spark, InputSettings input) {
    var path = new Path(input.location());
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      FileStatus[] found = files.globStatus(path);
      if (found == null || found.length == 0) {
        throw new InputException(
            "path",
            "leads to no file or folder: "
                + input.location()
                + (path.isAbsolute() || path.toUri().getScheme() != null
                    ? ""
                    : "; a relative path starts at the folder of the command, "
                        + System.getProperty("user.dir")));
      }
      requireFormat(files, found[0], input);
    } catch (IOException e) {
      throw new InputException(
          "path", "cannot be looked at: " + input.location() + " (" + firstLine(e) + ")", e);
    }
  }

  private static void requireFormat(FileSystem files, FileStatus found, InputSettings input)
      throws IOException {
    boolean delta = found.isDirectory() && files.exists(new Path(found.getPath(), "_delta_log"));
    if (input.format() == InputSettings.Format.DELTA) {
      if (!delta) {
        throw new InputException(
            "path",
            "is no Delta table, for it has no folder _delta_log: "
                + input.location()
                + "; if it is of another format, say so: format = parquet or csv");
      }
      return;
    }
    if (delta) {
      throw new InputException(
          "path", "is a Delta table: " + input.location() + "; say format = delta");
    }
    Optional<Path> first = firstFile(files, found);
    if (first.isEmpty()) {
      throw new InputException("path", "leads to an empty folder: " + input.location());
    }
    boolean parquet = isParquet(files, first.get());
    if (parquet != (input.format() == InputSettings.Format.PARQUET)) {
      throw new InputException(
          "path",
          parquet
              ? "is Parquet: " + input.location() + "; say format = parquet"
              : "is no Parquet: " + input.location() + "; if it is CSV, say format = csv");
    }
  }

  /** The file itself, or the first of a folder that Spark would read. */
  private static Optional<Path> firstFile(FileSystem files, FileStatus status) throws IOException {
    if (!status.isDirectory()) {
      return Optional.of(status.getPath());
    }
    FileStatus[] children =
        files.listStatus(
            status.getPath(),
            child -> !child.getName().startsWith("_") && !child.getName().startsWith("."));
    for (FileStatus child : children) {
      Optional<Path> first = firstFile(files, child);
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }

  /** Every Parquet file starts with the letters PAR1, or PARE where its footer is encrypted. */
  private static boolean isParquet(FileSystem files, Path file) throws IOException {
    var start = new byte[4];
    try (FSDataInputStream stream = files.open(file)) {
      if (stream.read(0, start, 0, start.length) < start.length) {
        return false;
      }
    }
    String letters = new String(start, StandardCharsets.US_ASCII);
    return letters.equals("PAR1") || letters.equals("PARE");
  }

  private static InputException unreadable(InputSettings input, Exception cause) {
    String advice =
        switch (input.format()) {
          case DELTA -> input.catalogTable() ? "cannot be opened" : "is not readable as Delta";
          case PARQUET -> "is not readable as Parquet";
          case CSV -> "is not readable as CSV";
          case JDBC ->
              "cannot be read, which needs a driver on the class path (--jars driver.jar) and a"
                  + " reachable address";
        };
    String key =
        input.catalogTable()
            ? "table"
            : input.format() == InputSettings.Format.JDBC ? "jdbc" : "path";
    return new InputException(
        key,
        advice
            + ": "
            + input.location()
            + " ("
            + withoutSecrets(input, FailureText.known(cause).orElseGet(() -> firstLine(cause)))
            + ")",
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
