package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.standardise.Sql;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Tables;

/**
 * Reads the inputs and cleans them.
 *
 * <p>In: the inputs' own tables. Out: RECORDS; QUARANTINE, the records without an id of their own,
 * with the {@code reason}; INPUT_COUNTS, a row for each source and what was counted of it. A table
 * that cannot be linked (empty, a compared column without any value, too many bad records) is
 * refused before anything is written.
 */
final class RecordsStage implements Stage {
  static final String RECORDS = "records";
  static final String QUARANTINE = "quarantine";
  static final String INPUT_COUNTS = "input_counts";
  static final String REASON = "reason";
  static final String NO_ID = "no id";
  private static final String UNPARSED = "unparsed_";
  static final String DUPLICATE_ID = "id of several records";

  private final LinkageConfig config;

  RecordsStage(LinkageConfig config) {
    this.config = config;
  }

  /** The name of the table of an input. */
  static String inputTable(InputSettings input) {
    return "input_" + input.name().replace('-', '_');
  }

  @Override
  public String name() {
    return "standardise";
  }

  @Override
  public List<String> inputs() {
    return config.inputs().stream().map(RecordsStage::inputTable).toList();
  }

  @Override
  public List<Output> outputs() {
    return List.of(Output.of(RECORDS), Output.small(QUARANTINE), Output.small(INPUT_COUNTS));
  }

  /** How inputs are read and cleaned, but not how the columns are compared. */
  @Override
  public Optional<String> settings() {
    var compared = new TreeSet<String>();
    config.comparisons().forEach(comparison -> compared.addAll(comparison.columns()));
    return Optional.of(
        List.of(
                config.inputs().stream().map(InputSettings::reading).toList(),
                config.standardise(),
                config.derived(),
                compared,
                config.evaluation(),
                config.quarantine())
            .toString());
  }

  @Override
  public Map<String, Dataset<Row>> apply(Tables tables) {
    Dataset<Row> all = null;
    var unparsed = new LinkedHashMap<String, String>();
    for (int i = 0; i < config.inputs().size(); i++) {
      Dataset<Row> cleaned = cleaned(tables, i, unparsed);
      all = all == null ? cleaned : all.unionByName(cleaned, true);
    }
    for (var derived : config.derived().entrySet()) {
      all = all.withColumn(derived.getKey(), expr(derived.getValue()));
    }
    all = all.withColumn(Columns.RECORD_KEY, xxhash64(col(Columns.SOURCE), col(Columns.RECORD_ID)));
    InputCounts counted = InputCounts.of(config, all, unparsed);
    counted.requireLinkable();
    Dataset<Row> counts = counted.table(all.sparkSession());
    all = all.drop(unparsed.values().toArray(String[]::new));
    Dataset<Row> named = all.where(col(Columns.RECORD_ID).isNotNull());
    Dataset<Row> unnamed =
        all.where(col(Columns.RECORD_ID).isNull()).withColumn(REASON, lit(NO_ID));
    if (counted.duplicateIds() == 0) {
      return Map.of(RECORDS, named, QUARANTINE, unnamed, INPUT_COUNTS, counts);
    }
    Dataset<Row> repeated = repeatedIds(named);
    return Map.of(
        RECORDS,
        named.join(repeated, namedAlike(named, repeated), "left_anti"),
        QUARANTINE,
        named
            .join(repeated, namedAlike(named, repeated), "left_semi")
            .withColumn(REASON, lit(DUPLICATE_ID))
            .unionByName(unnamed),
        INPUT_COUNTS,
        counts);
  }

  /** The ids that stand for more than one record of a source. */
  static Dataset<Row> repeatedIds(Dataset<Row> named) {
    return named
        .groupBy(Columns.RECORD_KEY)
        .agg(count(lit(1)).as("times"))
        .where(col("times").gt(1));
  }

  private static Column namedAlike(Dataset<Row> named, Dataset<Row> repeated) {
    return named.col(Columns.RECORD_KEY).equalTo(repeated.col(Columns.RECORD_KEY));
  }

  /**
   * One input's records, cleaned.
   *
   * @param unparsed takes, for each column that is read as a date, the name of a flag column of the
   *     result: whether the record has a value there that is no date
   */
  private Dataset<Row> cleaned(Tables tables, int index, Map<String, String> unparsed) {
    InputSettings input = config.inputs().get(index);
    Dataset<Row> raw = tables.table(inputTable(input));
    var columns = new ArrayList<Column>();
    columns.add(lit(input.name()).as(Columns.SOURCE));
    columns.add(lit(index).as(Columns.SOURCE_INDEX));
    Column id = trim(raw.col(Sql.column(input.id())).cast("string"));
    columns.add(when(id.notEqual(""), id).as(Columns.RECORD_ID));
    InputTables.columns(config, input, raw.schema())
        .forEach(
            (ours, theirs) -> {
              Standardisation cleaning = config.standardisation(ours);
              Standardisation.SourceType type =
                  InputTables.sourceType(raw.schema().apply(theirs).dataType());
              columns.add(expr(cleaning.sql(Sql.column(theirs), type)).as(ours));
              cleaning
                  .unparsed(Sql.column(theirs), type)
                  .ifPresent(
                      condition -> {
                        unparsed.put(ours, UNPARSED + ours);
                        columns.add(expr(condition).as(UNPARSED + ours));
                      });
            });
    config
        .evaluation()
        .truePerson()
        .ifPresent(
            truth ->
                columns.add(raw.col(Sql.column(truth)).cast("string").as(Columns.TRUE_PERSON)));
    return raw.select(columns.toArray(Column[]::new));
  }
}
