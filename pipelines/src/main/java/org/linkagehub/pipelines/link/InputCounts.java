package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.config.ComparisonSettings;
import org.linkagehub.core.spark.Columns;
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
  private static final String WITH_VALUE = "value";

  private static final StructType SCHEMA =
      new StructType()
          .add(Columns.SOURCE, DataTypes.StringType, false)
          .add(MEASURE, DataTypes.StringType, false)
          .add(COLUMN, DataTypes.StringType, true)
          .add(RECORDS, DataTypes.LongType, false);

  private final LinkageConfig config;

  /** By source, then by measure (and, for measures of a column, by column). */
  private final Map<String, Map<String, Map<String, Long>>> bySource;

  private InputCounts(LinkageConfig config, Map<String, Map<String, Map<String, Long>>> bySource) {
    this.config = config;
    this.bySource = bySource;
  }

  /**
   * Counts, in two passes that read ids and compared columns.
   *
   * @param all the cleaned records of all inputs, those without an id too
   * @param unparsed for each column read as a date, the flag column that says whether a value is no
   *     date
   */
  static InputCounts of(LinkageConfig config, Dataset<Row> all, Map<String, String> unparsed) {
    var measures = new ArrayList<Column>();
    measures.add(count_if(col(Columns.RECORD_ID).isNull()).as("m0"));
    var names = new ArrayList<List<String>>(List.of(List.of(RecordsStage.NO_ID, "")));
    for (String column : comparedColumns(config, all)) {
      names.add(List.of(WITH_VALUE, column));
      measures.add(count(col(column)).as("m" + measures.size()));
    }
    unparsed.forEach(
        (column, flag) -> {
          names.add(List.of(NOT_A_DATE, column));
          measures.add(count_if(coalesce(col(flag), lit(false))).as("m" + measures.size()));
        });
    var bySource = new TreeMap<String, Map<String, Map<String, Long>>>();
    for (InputSettings input : config.inputs()) {
      bySource.put(input.name(), new TreeMap<>());
    }
    List<Row> rows =
        all.groupBy(Columns.SOURCE)
            .agg(count(lit(1)).as("read"), measures.toArray(Column[]::new))
            .collectAsList();
    for (Row row : rows) {
      put(bySource, row.getString(0), READ, "", row.getLong(1));
      for (int i = 0; i < names.size(); i++) {
        put(
            bySource,
            row.getString(0),
            names.get(i).get(0),
            names.get(i).get(1),
            row.getLong(i + 2));
      }
    }
    List<Row> repeated =
        all.where(col(Columns.RECORD_ID).isNotNull())
            .groupBy(Columns.SOURCE, Columns.RECORD_KEY)
            .agg(count(lit(1)).as("times"))
            .where(col("times").gt(1))
            .groupBy(Columns.SOURCE)
            .agg(sum("times"))
            .collectAsList();
    for (Row row : repeated) {
      put(bySource, row.getString(0), RecordsStage.DUPLICATE_ID, "", row.getLong(1));
    }
    return new InputCounts(config, bySource);
  }

  private static void put(
      Map<String, Map<String, Map<String, Long>>> bySource,
      String source,
      String measure,
      String column,
      long records) {
    bySource.get(source).computeIfAbsent(measure, m -> new TreeMap<>()).put(column, records);
  }

  private static Set<String> comparedColumns(LinkageConfig config, Dataset<Row> all) {
    Set<String> compared = new LinkedHashSet<>();
    for (ComparisonSettings comparison : config.comparisons()) {
      compared.addAll(comparison.columns());
    }
    compared.retainAll(List.of(all.columns()));
    return compared;
  }

  /** The records whose id another record of their source has too. */
  long duplicateIds() {
    return bySource.keySet().stream()
        .mapToLong(s -> counted(s, RecordsStage.DUPLICATE_ID, ""))
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
      long read = counted(input.name(), READ, "");
      if (read == 0) {
        throw new InputDataException(
            "input %s has no records%s"
                .formatted(input.name(), input.where().isPresent() ? " that its where keeps" : ""));
      }
      requireIds(input, read, counted(input.name(), RecordsStage.NO_ID, ""), "have no id");
      requireIds(
          input,
          read,
          counted(input.name(), RecordsStage.DUPLICATE_ID, ""),
          "share their id with another record");
    }
    for (String column : columnsOf(WITH_VALUE)) {
      if (bySource.keySet().stream().allMatch(s -> counted(s, WITH_VALUE, column) == 0)) {
        throw new InputDataException(empty(column));
      }
    }
  }

  private void requireIds(InputSettings input, long read, long bad, String what) {
    if (bad > config.quarantine().maxShare() * read) {
      throw new InputDataException(
          "%d of the %d records of input %s %s (column %s), more than the share of %s that linkage.quarantine.max-share allows; name the column that tells records apart as the input's id, or mend the table"
              .formatted(
                  bad, read, input.name(), what, input.id(), config.quarantine().maxShare()));
    }
  }

  private String empty(String column) {
    long unparsed = bySource.keySet().stream().mapToLong(s -> counted(s, NOT_A_DATE, column)).sum();
    return unparsed > 0
        ? "none of the %d values of column %s is a date of the formats it is read by; give theirs: linkage.standardise.%s = [trim, { date = [\"dd/MM/yyyy\"] }]"
            .formatted(unparsed, column, column)
        : "column %s is compared, but has no value in any record; leave out its comparison, or name the right column under the input's columns"
            .formatted(column);
  }

  private Set<String> columnsOf(String measure) {
    Set<String> columns = new LinkedHashSet<>();
    bySource.values().forEach(m -> columns.addAll(m.getOrDefault(measure, Map.of()).keySet()));
    return columns;
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
