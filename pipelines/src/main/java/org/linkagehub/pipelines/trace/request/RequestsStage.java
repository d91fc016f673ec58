package org.linkagehub.pipelines.trace.request;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_union;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.spark.CatalystRows;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.link.Sources;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.SourceTable;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.pipelines.trace.TraceTables;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.ResponseCode;

/**
 * Reads the requests of files and tables and holds them against the rules.
 *
 * <p>In: the inputs. Out: REQUESTS; REQUEST_PROBLEMS, a row for each rule that a row or a file
 * breaks, with file, line, code and field; REQUEST_QUARANTINE, the rows that are not traced;
 * REQUEST_COUNTS, a row an input. A request file is read in one task, row by row.
 */
public final class RequestsStage implements Stage {
  public static final String PROBLEMS = "request_problems";
  public static final String QUARANTINE = "request_quarantine";
  public static final String COUNTS = "request_counts";

  private static final int SHOWN = 20;
  private static final List<RequestField> FIELDS = List.of(RequestField.values());
  private static final String FILE = "file";
  private static final String LINE = "line";
  private static final String VALUES = "values";
  private static final String FOUND = "problems";
  private static final String SET_ASIDE = "set_aside";

  private static final int REFERENCE = FIELDS.indexOf(RequestField.UNIQUE_REFERENCE);
  private static final ArrayData NONE = new GenericArrayData(new Object[0]);

  private static final StructType PROBLEM =
      new StructType()
          .add(TraceTables.CODE, DataTypes.StringType, false)
          .add("field", DataTypes.StringType, false)
          .add("message", DataTypes.StringType, false)
          .add("of_row", DataTypes.BooleanType, false);
  private static final StructType LINES =
      new StructType()
          .add(TraceTables.SOURCE, DataTypes.StringType, false)
          .add(FILE, DataTypes.StringType)
          .add(LINE, DataTypes.LongType)
          .add(VALUES, new ArrayType(DataTypes.StringType, true))
          .add(FOUND, new ArrayType(PROBLEM, false), false);

  private final RequestSettings settings;

  public RequestsStage(RequestSettings settings) {
    this.settings = settings;
  }

  /** The inputs, as tables that a run reads: of request files, their paths. */
  public List<SourceTable> sources(SparkSession spark) {
    return settings.inputs().stream().map(input -> source(spark, input)).toList();
  }

  /**
   * The requests of one input as they were sent, the 23 columns of their fields, unchecked.
   *
   * @throws InputDataException naming the field that cannot be made of the table's columns
   */
  public Dataset<Row> asSent(SparkSession spark, RequestSettings.Input input) {
    Dataset<Row> table = source(spark, input).rows();
    if (!input.files()) {
      return table.select(fields(input, table));
    }
    return ofFiles(input, table)
        .where(col(VALUES).isNotNull())
        .select(
            FIELDS.stream()
                .map(field -> col(VALUES).getItem(place(field)).as(field.column()))
                .toArray(Column[]::new));
  }

  private static SourceTable source(SparkSession spark, RequestSettings.Input input) {
    SourceTable table = new Sources(spark).table(input.tableName(), input.table());
    if (!input.files()) {
      fields(input, table.rows()); // says what is wrong, if something is
      return table;
    }
    Dataset<Row> paths =
        spark.createDataset(List.of(table.rows().inputFiles()), Encoders.STRING()).toDF("path");
    return new SourceTable(table.table(), table.described(), paths, table.again());
  }

  @Override
  public String name() {
    return "requests";
  }

  @Override
  public List<String> inputs() {
    return settings.inputs().stream().map(RequestSettings.Input::tableName).toList();
  }

  @Override
  public List<Output> outputs() {
    return List.of(
        Output.of(TraceTables.REQUESTS),
        Output.of(PROBLEMS),
        Output.of(QUARANTINE),
        Output.small(COUNTS));
  }

  @Override
  public Optional<String> settings() {
    return Optional.of(settings.deciding());
  }

  @Override
  public Map<String, Dataset<Row>> apply(Tables tables) {
    Dataset<Row> lines = null;
    for (RequestSettings.Input input : settings.inputs()) {
      Dataset<Row> table = tables.table(input.tableName());
      Dataset<Row> some = input.files() ? ofFiles(input, table) : ofTable(input, table);
      lines = lines == null ? some : lines.unionByName(some);
    }
    List<Row> sound = soundCounts(lines);
    return sound.isEmpty() ? withProblems(lines) : withoutProblems(lines, sound);
  }

  /**
   * Of each source its rows, in the columns of COUNTS, if none of them and no file breaks a rule;
   * else nothing. Nearly all requests are sound, and to look is one pass in which keys alone are
   * exchanged.
   */
  private static List<Row> soundCounts(Dataset<Row> lines) {
    Column ofFile = col(VALUES).isNull();
    List<Row> counted =
        lines
            .select(
                col(TraceTables.SOURCE),
                key().as(TraceTables.REQUEST_KEY),
                reference().isNotNull().as("named"),
                ofFile.or(size(col(FOUND)).gt(0)).as("broken"))
            .groupBy(TraceTables.SOURCE, TraceTables.REQUEST_KEY)
            .agg(
                count(lit(1)).as("n"),
                count_if(col("named")).as("same"),
                count_if(col("broken")).as("broken"))
            .groupBy(TraceTables.SOURCE)
            .agg(
                sum("n").as("rows"),
                sum("n").as("requests"),
                lit(0L).as("quarantined"),
                lit(0L).as("with_blanked_values"),
                count_if(col("broken").gt(0).or(col("same").gt(1))).as("problems"))
            .collectAsList();
    boolean sound = counted.stream().allMatch(row -> row.<Long>getAs("problems") == 0);
    return sound ? counted : List.of();
  }

  private static Map<String, Dataset<Row>> withoutProblems(Dataset<Row> lines, List<Row> counted) {
    Dataset<Row> none = lines.limit(0);
    Dataset<Row> counts = lines.sparkSession().createDataFrame(counted, counted.get(0).schema());
    return Map.of(
        TraceTables.REQUESTS,
        requests(lines.withColumn(TraceTables.REQUEST_KEY, key()), field -> lit(false)),
        PROBLEMS,
        problems(none),
        QUARANTINE,
        quarantine(none),
        COUNTS,
        counts.drop("problems"));
  }

  private Map<String, Dataset<Row>> withProblems(Dataset<Row> lines) {
    Dataset<Row> rows = withDuplicates(lines.where(col(VALUES).isNotNull()));
    Dataset<Row> ofFiles = lines.where(col(VALUES).isNull());
    List<Row> badFiles = ofFiles.select(TraceTables.SOURCE, FILE).distinct().collectAsList();
    Dataset<Row> problems = problems(ofFiles.unionByName(rows.drop(TraceTables.REQUEST_KEY)));
    if (settings.onProblem() == RequestSettings.OnProblem.REFUSE) {
      refuse(problems);
    }
    Dataset<Row> marked = rows.withColumn(SET_ASIDE, setAside(badFiles));
    Dataset<Row> kept = marked.where(not(col(SET_ASIDE)));
    Dataset<Row> aside = marked.where(col(SET_ASIDE));
    Dataset<Row> counts =
        marked
            .groupBy(TraceTables.SOURCE)
            .agg(
                count(lit(1)).as("rows"),
                count_if(not(col(SET_ASIDE))).as("requests"),
                count_if(col(SET_ASIDE)).as("quarantined"),
                count_if(not(col(SET_ASIDE)).and(size(col(FOUND)).gt(0)))
                    .as("with_blanked_values"));
    List<Row> counted = counts.collectAsList();
    if (counted.stream().mapToLong(row -> row.getLong(2)).sum() == 0) {
      throw new InputDataException(
          "there is no request to trace: "
              + (counted.isEmpty() ? "the inputs are empty" : "all break rules; see " + PROBLEMS)
              + "; with on-problem = refuse the rules are told");
    }
    return Map.of(
        TraceTables.REQUESTS,
        requests(
            kept,
            field ->
                exists(col(FOUND), problem -> problem.getField("field").equalTo(field.name()))),
        PROBLEMS,
        problems,
        QUARANTINE,
        quarantine(aside),
        COUNTS,
        lines.sparkSession().createDataFrame(counted, counts.schema()));
  }

  private static Dataset<Row> quarantine(Dataset<Row> aside) {
    return aside.select(
        col(TraceTables.SOURCE),
        col(FILE),
        col(LINE),
        transform(col(FOUND), problem -> problem.getField(TraceTables.CODE)).as("codes"),
        col(VALUES));
  }

  private Dataset<Row> ofFiles(RequestSettings.Input input, Dataset<Row> paths) {
    String source = input.table().name();
    var required = List.copyOf(settings.required());
    boolean checkNames = settings.checkFileNames();
    int files = Math.max(1, (int) paths.count());
    return lines(
        paths,
        CatalystRows.of(paths.repartition(files))
            .flatMap(
                path ->
                    new FileLines(
                        source,
                        path.getUTF8String(0).toString(),
                        checkNames,
                        new HashSet<>(required))));
  }

  private static Dataset<Row> lines(Dataset<Row> of, JavaRDD<InternalRow> rows) {
    return CatalystRows.toDataset(of.sparkSession(), rows, LINES);
  }

  /** The lines of a file, read as they are asked for; the file is closed at its end. */
  private static final class FileLines implements Iterator<InternalRow> {
    private final UTF8String source;
    private final UTF8String name;
    private final RequestFileParser parser;

    FileLines(String source, String file, boolean checkName, Set<RequestField> required)
        throws IOException {
      this.source = UTF8String.fromString(source);
      var path = new Path(java.net.URI.create(file));
      name = UTF8String.fromString(path.getName());
      FileSystem files = path.getFileSystem(SparkHadoopUtil.get().conf());
      parser =
          new RequestFileParser(
              checkName ? path.getName() : null, files.open(path), new RequestChecks(required));
    }

    @Override
    public boolean hasNext() {
      boolean more = parser.hasNext();
      if (!more) {
        parser.close();
      }
      return more;
    }

    @Override
    public InternalRow next() {
      RequestLine line = parser.next();
      ArrayData values =
          line.isRow()
              ? new GenericArrayData(line.values().stream().map(UTF8String::fromString).toArray())
              : null;
      return line(source, name, line.line(), values, line.problems());
    }
  }

  private static InternalRow line(
      UTF8String source,
      UTF8String file,
      Long number,
      ArrayData values,
      List<RequestProblem> problems) {
    return new GenericInternalRow(
        new Object[] {
          source,
          file,
          number,
          values,
          problems.isEmpty()
              ? NONE
              : new GenericArrayData(problems.stream().map(RequestsStage::asRow).toArray())
        });
  }

  private static InternalRow asRow(RequestProblem problem) {
    return new GenericInternalRow(
        new Object[] {
          UTF8String.fromString(problem.code().code()),
          UTF8String.fromString(problem.field()),
          UTF8String.fromString(problem.message()),
          problem.isOfRow()
        });
  }

  private Dataset<Row> ofTable(RequestSettings.Input input, Dataset<Row> table) {
    var source = UTF8String.fromString(input.table().name());
    var checks = new RequestChecks(settings.required());
    boolean whole = settings.checkTables();
    return lines(
        table,
        CatalystRows.of(table.select(fields(input, table)))
            .map(row -> ofTable(source, row, checks, whole)));
  }

  private static InternalRow ofTable(
      UTF8String source, InternalRow row, RequestChecks checks, boolean whole) {
    var values = new Object[FIELDS.size()];
    var checked = new String[FIELDS.size()];
    for (int i = 0; i < values.length; i++) {
      UTF8String value = row.isNullAt(i) ? null : row.getUTF8String(i);
      if (value != null && !isBlank(value)) {
        values[i] = value;
        checked[i] = whole || checks.isOfReference(FIELDS.get(i)) ? value.toString() : null;
      }
    }
    return line(
        source,
        null,
        null,
        new GenericArrayData(values),
        whole ? checks.check(checked) : checks.checkReference(checked));
  }

  /** As {@link String#isBlank()}; most values need not be made a string to see it. */
  private static boolean isBlank(UTF8String value) {
    return value.numBytes() == 0
        || (Platform.getByte(value.getBaseObject(), value.getBaseOffset()) <= ' '
            && value.toString().isBlank());
  }

  /** The 23 fields of a table, as text. */
  private static Column[] fields(RequestSettings.Input input, Dataset<Row> table) {
    List<String> present =
        Arrays.stream(table.columns())
            .map(name -> name.toLowerCase(java.util.Locale.ROOT))
            .toList();
    return Arrays.stream(RequestField.values())
        .map(
            field -> {
              String sql =
                  input
                      .columns()
                      .getOrDefault(
                          field, present.contains(field.column()) ? field.column() : "null");
              try {
                Column column = expr(sql).cast("string").as(field.column());
                table.select(column);
                return column;
              } catch (Exception e) { // AnalysisException is checked, but not declared
                throw new InputDataException(
                    "linkage.trace.requests.inputs: %s of %s cannot be worked out: %s; its columns are %s"
                        .formatted(
                            field.column(),
                            input.table().name(),
                            sql,
                            List.of(table.drop(InputTables.MALFORMED_LINE).columns())),
                    e);
              }
            })
        .toArray(Column[]::new);
  }

  /** A reference that is there twice is of neither: which answer is whose could not be told. */
  private static Dataset<Row> withDuplicates(Dataset<Row> rows) {
    Column twice =
        array(
            struct(
                lit(ResponseCode.UNIQUE_REFERENCE_ERROR.code()).as(TraceTables.CODE),
                lit(RequestField.UNIQUE_REFERENCE.name()).as("field"),
                lit("is that of several rows").as("message"),
                lit(true).as("of_row")));
    return rows.withColumn(TraceTables.REQUEST_KEY, key())
        .withColumn("same", count(reference()).over(Window.partitionBy(TraceTables.REQUEST_KEY)))
        .withColumn(
            FOUND, when(col("same").gt(1), array_union(col(FOUND), twice)).otherwise(col(FOUND)))
        .drop("same");
  }

  private static Column reference() {
    return col(VALUES).getItem(REFERENCE);
  }

  private static Column key() {
    return xxhash64(col(TraceTables.SOURCE), coalesce(reference(), lit("")));
  }

  private Column setAside(List<Row> badFiles) {
    Column bad = lit(false);
    for (Row file : badFiles) {
      bad =
          bad.or(
              col(TraceTables.SOURCE)
                  .equalTo(file.getString(0))
                  .and(col(FILE).equalTo(file.getString(1))));
    }
    Column broken =
        settings.onProblem() == RequestSettings.OnProblem.BLANK
            ? exists(col(FOUND), problem -> problem.getField("of_row"))
            : size(col(FOUND)).gt(0);
    return coalesce(bad, lit(false)).or(broken);
  }

  private static Dataset<Row> problems(Dataset<Row> lines) {
    return lines
        .select(col(TraceTables.SOURCE), col(FILE), col(LINE), explode(col(FOUND)).as("problem"))
        .select(
            col(TraceTables.SOURCE),
            col(FILE),
            col(LINE),
            col("problem").getField(TraceTables.CODE).as(TraceTables.CODE),
            col("problem").getField("field").as("field"),
            col("problem").getField("message").as("message"));
  }

  private static void refuse(Dataset<Row> problems) {
    List<Row> first =
        problems
            .orderBy(TraceTables.SOURCE, FILE, LINE, TraceTables.CODE, "field")
            .limit(SHOWN + 1)
            .collectAsList();
    if (first.isEmpty()) {
      return;
    }
    String shown =
        first.stream()
            .limit(SHOWN)
            .map(
                row ->
                    "%n  %s%s: code %s: %s%s"
                        .formatted(
                            row.isNullAt(1) ? row.getString(0) : row.getString(1),
                            row.isNullAt(2) ? "" : ":" + row.getLong(2),
                            row.getString(3),
                            row.getString(4).isEmpty() ? "" : row.getString(4) + " ",
                            row.getString(5)))
            .collect(Collectors.joining());
    throw new InputDataException(
        "the requests are refused whole, as MPS does, for they break rules (on-problem = quarantine or blank traces the others):"
            + shown
            + (first.size() > SHOWN ? "%n  and more".formatted() : ""));
  }

  /** A value that breaks a rule is left out; the rows that keep one were set aside otherwise. */
  private static Dataset<Row> requests(Dataset<Row> kept, Function<RequestField, Column> isBroken) {
    var columns = new ArrayList<Column>();
    columns.add(col(TraceTables.REQUEST_KEY));
    columns.add(col(TraceTables.SOURCE));
    for (RequestField field : RequestField.values()) {
      columns.add(
          when(not(isBroken.apply(field)), col(VALUES).getItem(place(field))).as(field.column()));
    }
    return kept.select(columns.toArray(Column[]::new));
  }

  private static int place(RequestField field) {
    return FIELDS.indexOf(field);
  }
}
