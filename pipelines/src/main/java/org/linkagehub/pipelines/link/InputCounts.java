package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.RecordKeys;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.InputDataException;

/**
 * How many records the inputs have, how many cannot be used and why, and which columns are empty.
 */
final class InputCounts {
  static final String READ = "records read";
  static final String MEASURE = "measure";
  static final String COLUMN = "column";
  static final String RECORDS = "records";
  static final String NOT_A_DATE = "value that is no date";
  static final String DATE_OF = "date read as ";
  static final String UNDECODED = "value with unreadable characters";
  static final String EXCLUDED = "excluded: ";
  static final String NOT_LOOKED_UP = "no value for exclusion ";

  /** Nearly always tell of every column that it is not empty, which spares cleaning all records. */
  private static final int FIRST_RECORDS = 1000;

  private static final StructType SCHEMA =
      new StructType()
          .add(Columns.SOURCE, DataTypes.StringType, false)
          .add(MEASURE, DataTypes.StringType, false)
          .add(COLUMN, DataTypes.StringType, true)
          .add(RECORDS, DataTypes.LongType, false);

  private final LinkageConfig config;

  /** By source, then by measure (and, for measures of a column, by column). */
  private final Map<String, Map<String, Map<String, Long>>> bySource;

  /** The compared columns without any value. */
  private final List<String> empty;

  private InputCounts(
      LinkageConfig config,
      Map<String, Map<String, Map<String, Long>>> bySource,
      List<String> empty) {
    this.config = config;
    this.bySource = bySource;
    this.empty = empty;
  }

  /**
   * Counts, in passes that read ids and compared columns and clean none but dates.
   *
   * @param all the cleaned records of all inputs, the bad ones too, with the reason
   * @param flags what was noticed of them
   * @param excluded what was left out before, by source
   */
  static InputCounts of(
      LinkageConfig config,
      Dataset<Row> all,
      RecordFlags flags,
      Map<String, Exclusions.Outcome> excluded) {
    var measures = new ArrayList<Column>();
    var names = new ArrayList<List<String>>();
    for (String reason : flags.reasons(all)) {
      names.add(List.of(reason, ""));
      measures.add(count_if(col(RecordsStage.REASON).equalTo(reason)));
    }
    flags
        .dateFormat()
        .forEach(
            (column, number) -> {
              names.add(List.of(NOT_A_DATE, column));
              measures.add(count_if(col(number).equalTo(Standardisation.NO_DATE)));
              List<String> formats = config.standardisation(column).dateFormats();
              for (int i = 0; i < formats.size(); i++) {
                names.add(List.of(DATE_OF + formats.get(i), column));
                measures.add(count_if(col(number).equalTo(i)));
              }
            });
    flags
        .undecoded()
        .forEach(
            (column, flag) -> {
              names.add(List.of(UNDECODED, column));
              measures.add(count_if(coalesce(col(flag), lit(false))));
            });
    var bySource = new TreeMap<String, Map<String, Map<String, Long>>>();
    for (InputSettings input : config.inputs()) {
      bySource.put(input.name(), new TreeMap<>());
    }
    excluded.forEach(
        (source, outcome) -> {
          put(bySource, source, READ, "", outcome.read());
          outcome
              .byReason()
              .forEach((reason, n) -> put(bySource, source, EXCLUDED + reason, "", n));
          outcome
              .unknown()
              .forEach((reason, n) -> put(bySource, source, NOT_LOOKED_UP + reason, "", n));
        });
    List<Row> rows =
        all.groupBy(Columns.SOURCE)
            .agg(count(lit(1)), measures.toArray(Column[]::new))
            .collectAsList();
    for (Row row : rows) {
      if (!excluded.containsKey(row.getString(0))) {
        put(bySource, row.getString(0), READ, "", row.getLong(1));
      }
      for (int i = 0; i < names.size(); i++) {
        put(
            bySource,
            row.getString(0),
            names.get(i).get(0),
            names.get(i).get(1),
            row.getLong(i + 2));
      }
    }
    if (RecordKeys.areRepeated(all.where(col(Columns.RECORD_ID).isNotNull()))) {
      for (Row row : repeated(all)) {
        put(bySource, row.getString(0), RecordsStage.DUPLICATE_ID, "", row.getLong(1));
      }
    }
    List<String> compared = List.copyOf(RecordFlags.compared(config, all));
    return new InputCounts(config, bySource, empty(all, empty(all.limit(FIRST_RECORDS), compared)));
  }

  /** Of each source how many records, good in themselves, have the id of another. */
  private static List<Row> repeated(Dataset<Row> all) {
    return all.where(col(RecordsStage.REASON).isNull())
        .groupBy(Columns.SOURCE, Columns.RECORD_KEY)
        .agg(count(lit(1)).as("times"))
        .where(col("times").gt(1))
        .groupBy(Columns.SOURCE)
        .agg(sum("times"))
        .collectAsList();
  }

  /** Which of the columns have no value in any of the records. */
  private static List<String> empty(Dataset<Row> records, List<String> columns) {
    if (columns.isEmpty()) {
      return columns;
    }
    Column[] filled = columns.stream().map(c -> count(col(c))).toArray(Column[]::new);
    Row values = records.agg(count(lit(1)), filled).first();
    return IntStream.range(0, columns.size())
        .filter(i -> values.getLong(i + 1) == 0)
        .mapToObj(columns::get)
        .toList();
  }

  private static void put(
      Map<String, Map<String, Map<String, Long>>> bySource,
      String source,
      String measure,
      String column,
      long records) {
    bySource.get(source).computeIfAbsent(measure, m -> new TreeMap<>()).put(column, records);
  }

  /** The records whose id another record of their source has too. */
  long duplicateIds() {
    return bySource.keySet().stream()
        .mapToLong(s -> counted(s, RecordsStage.DUPLICATE_ID, ""))
        .sum();
  }

  /** The records that are set aside for what they hold themselves. */
  long badRecords() {
    return bySource.values().stream()
        .flatMap(measures -> measures.entrySet().stream())
        .filter(measure -> isQuarantine(measure.getKey()))
        .filter(measure -> !measure.getKey().equals(RecordsStage.DUPLICATE_ID))
        .flatMap(measure -> measure.getValue().values().stream())
        .mapToLong(records -> records)
        .sum();
  }

  private long counted(String source, String measure, String column) {
    return bySource.get(source).getOrDefault(measure, Map.of()).getOrDefault(column, 0L);
  }

  /**
   * Passes inputs that can be linked.
   *
   * @throws InputDataException if an input is empty, has too many bad records, or a compared column
   *     is empty everywhere
   */
  void requireLinkable() {
    for (InputSettings input : config.inputs()) {
      requireLinkable(input);
    }
    if (!empty.isEmpty()) {
      throw new InputDataException(emptiness(empty.get(0)));
    }
  }

  private void requireLinkable(InputSettings input) {
    String source = input.name();
    long read = counted(source, READ, "");
    if (read == 0) {
      throw new InputDataException(
          "input %s has no records%s"
              .formatted(source, input.where().isPresent() ? " that its where keeps" : ""));
    }
    long excluded =
        bySource.get(source).entrySet().stream()
            .filter(measure -> measure.getKey().startsWith(EXCLUDED))
            .mapToLong(measure -> measure.getValue().get(""))
            .sum();
    if (excluded == read) {
      throw new InputDataException(
          "all %d records of input %s are excluded".formatted(read, source));
    }
    long left = read - excluded;
    long aside = 0;
    for (String measure : bySource.get(source).keySet()) {
      if (isQuarantine(measure)) {
        long bad = counted(source, measure, "");
        aside += bad;
        if (bad > config.quarantine().maxShare() * left) {
          throw new InputDataException(tooMany(input, measure, bad, left));
        }
      }
    }
    if (config.quarantine().maxRecords().isPresent()
        && aside > config.quarantine().maxRecords().getAsLong()) {
      throw new InputDataException(
          "%d of the %d records of input %s cannot be linked, more than the %d that linkage.quarantine.max-records allows"
              .formatted(aside, left, source, config.quarantine().maxRecords().getAsLong()));
    }
    for (String column : bySource.get(source).getOrDefault(UNDECODED, Map.of()).keySet()) {
      long undecoded = counted(source, UNDECODED, column);
      if (undecoded > config.quarantine().maxShare() * left) {
        throw new InputDataException(
            "%d of the %d records of input %s have characters in column %s that cannot be read by the file's encoding, %s; name the right one: options { encoding = \"ISO-8859-1\" }"
                .formatted(
                    undecoded,
                    left,
                    source,
                    column,
                    input.options().getOrDefault("encoding", "UTF-8")));
      }
    }
  }

  private String tooMany(InputSettings input, String reason, long bad, long read) {
    String what;
    String advice;
    if (reason.equals(RecordFlags.NO_ID)) {
      what = "have no id (column " + input.id() + ")";
      advice = "name the column that tells records apart as the input's id, or mend the table";
    } else if (reason.equals(RecordsStage.DUPLICATE_ID)) {
      what = "share their id with another record (column " + input.id() + ")";
      advice = "name the column that tells records apart as the input's id, or mend the table";
    } else if (reason.equals(RecordFlags.MALFORMED)) {
      what = "have more or fewer fields than the file has columns, or values of another type";
      advice =
          "see whether the separator and the quotes are as the input's options say, and whether"
              + " text with line breaks needs options { multiLine = true }";
    } else if (reason.startsWith(RecordFlags.NO_VALID)) {
      what = "have " + reason + ", which linkage.quarantine.mandatory asks for";
      advice = "mend the table, or ask for less";
    } else {
      what =
          "have a text of more than %d characters in %s"
              .formatted(
                  config.quarantine().maxLength(), reason.substring(RecordFlags.TOO_LONG.length()));
      advice = "name the right column, or raise linkage.quarantine.max-length";
    }
    return "%d of the %d records of input %s %s, more than the share of %s that linkage.quarantine.max-share allows; %s"
        .formatted(bad, read, input.name(), what, config.quarantine().maxShare(), advice);
  }

  /** Whether a measure counts records that are set aside, excluded ones too. */
  static boolean isSetAside(String measure) {
    return isQuarantine(measure) || measure.startsWith(EXCLUDED);
  }

  private static boolean isQuarantine(String measure) {
    return measure.equals(RecordFlags.NO_ID)
        || measure.equals(RecordsStage.DUPLICATE_ID)
        || measure.equals(RecordFlags.MALFORMED)
        || measure.startsWith(RecordFlags.NO_VALID)
        || measure.startsWith(RecordFlags.TOO_LONG);
  }

  private String emptiness(String column) {
    long unparsed = bySource.keySet().stream().mapToLong(s -> counted(s, NOT_A_DATE, column)).sum();
    return unparsed > 0
        ? "none of the %d values of column %s is a date of the formats it is read by; give theirs: linkage.standardise.%s = [trim, { date = [\"dd/MM/yyyy\"] }]"
            .formatted(unparsed, column, column)
        : "column %s is compared, but has no value in any record; leave out its comparison, or name the right column under the input's columns"
            .formatted(column);
  }

  /**
   * The counts as a table: source, measure, column (null for measures of whole records), records.
   */
  Dataset<Row> table(SparkSession spark) {
    var rows = new ArrayList<Row>();
    bySource.forEach(
        (source, measures) ->
            measures.forEach(
                (measure, byColumn) ->
                    byColumn.forEach(
                        (column, records) ->
                            rows.add(
                                RowFactory.create(
                                    source, measure, column.isEmpty() ? null : column, records)))));
    return spark.createDataFrame(rows, SCHEMA);
  }
}
