package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.standardise.Sql;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.pipelines.config.CleaningSettings;
import org.linkagehub.pipelines.config.ExclusionSettings;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Tables;

/**
 * Reads the inputs and cleans them.
 *
 * <p>In: the inputs' own tables, and those of the ids of exclusions. Out: RECORDS; QUARANTINE, the
 * records that cannot be linked, such as those without an id of their own, with the {@code reason};
 * INPUT_COUNTS, a row for each source and what was counted of it; EXCLUDED, if there are
 * exclusions. A table that cannot be linked (empty, a compared column without any value, too many
 * bad records) is refused before anything is written.
 */
final class RecordsStage implements Stage {
  static final String RECORDS = "records";
  static final String QUARANTINE = "quarantine";
  static final String INPUT_COUNTS = "input_counts";
  static final String REASON = "reason";
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
    return Stream.concat(
            config.inputs().stream().map(RecordsStage::inputTable),
            config.exclusions().stream()
                .filter(exclusion -> exclusion.ids().isPresent())
                .map(Exclusions::idsTable))
        .toList();
  }

  @Override
  public List<Output> outputs() {
    var outputs =
        new ArrayList<>(
            List.of(Output.of(RECORDS), Output.of(QUARANTINE), Output.small(INPUT_COUNTS)));
    if (!config.exclusions().isEmpty()) {
      outputs.add(Output.of(Exclusions.EXCLUDED));
    }
    return outputs;
  }

  /** How inputs are read and cleaned, but not how the columns are compared. */
  @Override
  public Optional<String> settings() {
    var compared = new TreeSet<String>();
    config.comparisons().forEach(comparison -> compared.addAll(comparison.columns()));
    return Optional.of(
        List.of(
                config.inputs().stream().map(InputSettings::reading).toList(),
                config.exclusions().stream().map(ExclusionSettings::deciding).toList(),
                config.standardise(),
                config.derived(),
                compared,
                config.evaluation(),
                config.quarantine(),
                config.nicknames(),
                config.cleaning().keepRaw())
            .toString());
  }

  @Override
  public Map<String, Dataset<Row>> apply(Tables tables) {
    var exclusions = new Exclusions(config.exclusions(), tables);
    var excluded = new LinkedHashMap<String, Exclusions.Outcome>();
    var flags = new RecordFlags(config);
    Dataset<Row> all = null;
    for (int i = 0; i < config.inputs().size(); i++) {
      InputSettings input = config.inputs().get(i);
      Dataset<Row> raw = tables.table(inputTable(input));
      if (exclusions.areAbout(input)) {
        Exclusions.Outcome outcome = exclusions.of(input, raw);
        excluded.put(input.name(), outcome);
        raw = outcome.kept();
      }
      Dataset<Row> cleaned = cleaned(input, i, raw, flags);
      all = all == null ? cleaned : all.unionByName(cleaned, true);
    }
    for (var derived : config.derived().entrySet()) {
      all = all.withColumn(derived.getKey(), expr(derived.getValue()));
    }
    all =
        all.withColumn(Columns.RECORD_KEY, xxhash64(col(Columns.SOURCE), col(Columns.RECORD_ID)))
            .withColumn(REASON, flags.reason(all));
    InputCounts counted = InputCounts.of(config, all, flags, excluded);
    counted.requireLinkable();
    var made = new HashMap<String, Dataset<Row>>();
    made.put(INPUT_COUNTS, counted.table(all.sparkSession()));
    if (!config.exclusions().isEmpty()) {
      made.put(
          Exclusions.EXCLUDED,
          excluded.values().stream()
              .map(Exclusions.Outcome::excluded)
              .reduce(Exclusions.none(all.sparkSession()), Dataset::unionByName));
    }
    all = flags.dropped(all);
    Dataset<Row> good = all.where(col(REASON).isNull()).drop(REASON);
    Dataset<Row> bad =
        counted.badRecords() == 0
            ? all.sparkSession().createDataFrame(List.of(), all.schema()) // no pass to find none
            : all.where(col(REASON).isNotNull());
    if (counted.duplicateIds() == 0) {
      made.put(RECORDS, good);
      made.put(QUARANTINE, bad);
    } else {
      Dataset<Row> repeated = repeatedIds(good);
      made.put(RECORDS, good.join(repeated, namedAlike(good, repeated), "left_anti"));
      made.put(
          QUARANTINE,
          good.join(repeated, namedAlike(good, repeated), "left_semi")
              .withColumn(REASON, lit(DUPLICATE_ID))
              .unionByName(bad));
    }
    return made;
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

  /** One input's records, cleaned, with flags. */
  private Dataset<Row> cleaned(
      InputSettings input, int index, Dataset<Row> raw, RecordFlags flags) {
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
              if (config.cleaning().keepRaw() && config.isCleaned(ours)) {
                columns.add(
                    raw.col(Sql.column(theirs)).cast("string").as(CleaningSettings.raw(ours)));
              }
              cleaning
                  .dateFormat(Sql.column(theirs), type)
                  .ifPresent(number -> columns.add(flags.dateFormat(ours, expr(number))));
              if (type == Standardisation.SourceType.TEXT && flags.isUsed(ours)) {
                columns.add(flags.length(ours, raw.col(Sql.column(theirs))));
              }
              if (input.format() == InputSettings.Format.CSV
                  && type == Standardisation.SourceType.TEXT
                  && flags.isUsed(ours)) {
                columns.add(flags.undecoded(ours, raw.col(Sql.column(theirs))));
              }
            });
    if (List.of(raw.columns()).contains(InputTables.MALFORMED_LINE)) {
      columns.add(flags.malformed(raw.col(InputTables.MALFORMED_LINE)));
    }
    config
        .evaluation()
        .truePerson()
        .ifPresent(
            truth ->
                columns.add(raw.col(Sql.column(truth)).cast("string").as(Columns.TRUE_PERSON)));
    return raw.select(columns.toArray(Column[]::new));
  }
}
