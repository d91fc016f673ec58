package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.linkagehub.core.model.TrainingReport;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.LabelledPairs;
import org.linkagehub.core.spark.SuppliedFrequencies;
import org.linkagehub.core.spark.TrainingLabels;
import org.linkagehub.core.standardise.Sql;
import org.linkagehub.pipelines.config.FrequencySettings;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.config.LabelSettings;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.SourceTable;
import org.linkagehub.pipelines.stage.Tables;

/** The tables that training reads beside the records: labelled pairs and term frequencies. */
final class TrainingTables {
  private static final String LABELLED_PAIRS = "labelled_pairs";

  private final LinkageConfig config;

  TrainingTables(LinkageConfig config) {
    this.config = config;
  }

  /** What stages call them. */
  List<String> names() {
    var names = new ArrayList<String>();
    config.labels().pairs().ifPresent(pairs -> names.add(LABELLED_PAIRS));
    names.addAll(frequencyNames());
    return names;
  }

  /** Those of term frequencies alone, which a given model may need too. */
  List<String> frequencyNames() {
    return config.termFrequencies().entrySet().stream()
        .filter(of -> of.getValue().table().isPresent())
        .map(of -> frequencies(of.getKey()))
        .toList();
  }

  private static String frequencies(String column) {
    return "given_frequencies_" + column;
  }

  /** The tables, to be read by a run. */
  List<SourceTable> sources(Sources sources) {
    var read = new ArrayList<SourceTable>();
    config
        .labels()
        .pairs()
        .ifPresent(pairs -> read.add(sources.table(LABELLED_PAIRS, pairs.table())));
    config
        .termFrequencies()
        .forEach(
            (column, of) ->
                of.table().ifPresent(table -> read.add(sources.table(frequencies(column), table))));
    return read;
  }

  /** What decides what they hold, beside their state. */
  String deciding() {
    var frequencies = new LinkedHashMap<String, String>();
    config.termFrequencies().forEach((column, of) -> frequencies.put(column, of.deciding()));
    return config.labels().deciding() + frequencies;
  }

  TrainingLabels labels(Tables tables) {
    return new TrainingLabels(
        config.labels().column(),
        config.labels().pairs().map(pairs -> pairs(pairs, tables.table(LABELLED_PAIRS))));
  }

  private static LabelledPairs pairs(LabelSettings.Pairs pairs, Dataset<Row> table) {
    return new LabelledPairs(
        pairs.table().location(),
        table.select(
            source(pairs.leftSource()).as(Columns.LEFT_SOURCE),
            id(pairs.leftId()).as(Columns.LEFT_ID),
            source(pairs.rightSource()).as(Columns.RIGHT_SOURCE),
            id(pairs.rightId()).as(Columns.RIGHT_ID),
            pairs.match().map(sql -> expr(sql)).orElse(lit(true)).as(LabelledPairs.IS_MATCH)));
  }

  private static Column source(LabelSettings.Source source) {
    return source
        .column()
        .map(column -> trim(col(Sql.column(column)).cast(DataTypes.StringType)))
        .orElse(lit(source.name()));
  }

  /** As the ids of records are read. */
  private static Column id(String column) {
    Column id = trim(col(Sql.column(column)).cast(DataTypes.StringType));
    return when(id.notEqual(""), id);
  }

  /**
   * What was given of term frequencies.
   *
   * @param tables by column
   * @param from where each adjusted column's frequencies come from
   * @param warnings of what is wrong with them, in whole sentences
   */
  record Given(
      Map<String, Dataset<Row>> tables,
      List<TrainingReport.Frequencies> from,
      List<String> warnings) {}

  /**
   * The given term frequencies, counted.
   *
   * @param adjusted all columns that have frequencies
   * @throws InputDataException if a table, or the records, tell none
   */
  Given frequencies(Tables tables, Dataset<Row> records, Set<String> adjusted) {
    var byColumn = new LinkedHashMap<String, Dataset<Row>>();
    var from = new ArrayList<TrainingReport.Frequencies>();
    var warnings = new ArrayList<String>();
    for (String column : adjusted) {
      Optional<FrequencySettings> given = Optional.ofNullable(config.termFrequencies().get(column));
      from.add(
          new TrainingReport.Frequencies(
              column,
              given.map(FrequencySettings::from).orElse(TrainingReport.Frequencies.RECORDS)));
      if (given.isPresent()) {
        SuppliedFrequencies supplied = supplied(column, given.get(), tables, records);
        requireAny(column, given.get(), supplied);
        warnings.addAll(warnings(column, given.get(), supplied, records));
        byColumn.put(column, supplied.table());
      }
    }
    return new Given(byColumn, from, warnings);
  }

  private SuppliedFrequencies supplied(
      String column, FrequencySettings of, Tables tables, Dataset<Row> records) {
    if (of.recordColumn().isPresent()) {
      return SuppliedFrequencies.ofRecords(
          records.select(
              col(column).cast(DataTypes.StringType).as(Columns.VALUE),
              number(of.recordColumn().get()).as(SuppliedFrequencies.MEASURE)));
    }
    Dataset<Row> table = tables.table(frequencies(column));
    Dataset<Row> rows =
        table.select(
            cleaned(column, of.value(), table).as(Columns.VALUE),
            number(of.measure()).as(SuppliedFrequencies.MEASURE));
    return of.counts()
        ? SuppliedFrequencies.ofCounts(rows, of.unseen())
        : SuppliedFrequencies.ofShares(rows, of.unseen());
  }

  private static Column number(String column) {
    return expr("try_cast(" + Sql.column(column) + " as double)");
  }

  /** Cleaned as the records' values are, so that they meet. */
  private Column cleaned(String column, String value, Dataset<Row> table) {
    String name =
        List.of(table.columns()).stream().filter(value::equalsIgnoreCase).findFirst().orElse(value);
    String sql =
        config
            .standardisation(column)
            .sql(Sql.column(name), InputTables.sourceType(table.schema().apply(name).dataType()));
    return expr(sql).cast(DataTypes.StringType);
  }

  private static void requireAny(
      String column, FrequencySettings of, SuppliedFrequencies supplied) {
    if (supplied.values() == 0) {
      throw new InputDataException(
          "term frequencies of %s: %s tells none (%d rows have no value, or no number that is %s)"
              .formatted(column, of.from(), supplied.refused(), wanted(of)));
    }
  }

  private static String wanted(FrequencySettings of) {
    return of.counts() ? "above 0" : "above 0 and at most 1";
  }

  private static List<String> warnings(
      String column, FrequencySettings of, SuppliedFrequencies supplied, Dataset<Row> records) {
    var warnings = new ArrayList<String>();
    if (supplied.refused() > 0) {
      warnings.add(
          "term frequencies of %s: %d rows of %s have no value, or no number that is %s; they were left out"
              .formatted(column, supplied.refused(), of.from(), wanted(of)));
    }
    if (supplied.ambiguous() > 0) {
      warnings.add(
          "term frequencies of %s: for %d values, records say different frequencies in %s; the largest holds"
              .formatted(column, supplied.ambiguous(), of.from()));
    }
    Dataset<Row> listed =
        supplied.table().where(col(Columns.VALUE).isNotNull()).select(col(Columns.VALUE));
    Column value = col(column).cast(DataTypes.StringType).as(Columns.VALUE);
    Dataset<Row> filled = records.where(col(column).isNotNull()).select(value);
    long all = filled.count();
    long unlisted = filled.join(listed, keys(), "left_anti").count();
    if (unlisted > 0) {
      warnings.add(
          "term frequencies of %s: %d of %d records have a value that %s does not tell of; it %s"
              .formatted(
                  column,
                  unlisted,
                  all,
                  of.from(),
                  of.unseen().isPresent()
                      ? "counts as one of a share of " + of.unseen().getAsDouble()
                      : "is not adjusted"));
    }
    return warnings;
  }

  private static String[] keys() {
    return new String[] {Columns.VALUE};
  }
}
