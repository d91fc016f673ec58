package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.standardise.Rule;
import org.linkagehub.core.standardise.Sql;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.pipelines.config.CleaningSettings;
import org.linkagehub.pipelines.config.LinkageConfig;

/**
 * What cleaning did to the values, by source and sub-group: how often each rule was met, and how
 * many values that were given are of no use any more.
 */
final class CleaningCounts {
  /** source, column_name, rule, version, effect, group_column, group_value, records. */
  static final String RULES = "cleaning_rules";

  /**
   * source, column_name, group_column, group_value, given, placeholders, usable, lost,
   * lost_to_overall.
   */
  static final String LOSS = "cleaning_loss";

  static final String RULE = "rule";
  static final String GROUP_COLUMN = "group_column";
  static final String GROUP_VALUE = "group_value";
  static final String GIVEN = "given";

  /** Those of the given values that stand for "not known", which is no loss. */
  static final String PLACEHOLDERS = "placeholders";

  /** Those of the others that cleaning keeps. */
  static final String USABLE = "usable";

  /** The share of those others that cleaning made missing. */
  static final String LOST = "lost";

  /** That share as a multiple of all records' of the source. */
  static final String LOST_TO_OVERALL = "lost_to_overall";

  private static final String MET = "met";
  private static final String OF = "of";

  private final LinkageConfig config;
  private final Dataset<Row> records;

  /** The columns of which something can be counted, each with the rules that its values meet. */
  private final Map<String, Optional<String>> columns = new LinkedHashMap<>();

  CleaningCounts(LinkageConfig config, Dataset<Row> records) {
    this.config = config;
    this.records = records;
    List<String> names = Arrays.asList(records.columns());
    for (String column : names) {
      if (config.isCleaned(column) && names.contains(CleaningSettings.raw(column))) {
        columns.put(
            column,
            config
                .standardisation(column)
                .rules(Sql.column(CleaningSettings.raw(column)), Standardisation.SourceType.TEXT));
      }
    }
  }

  /** How often each rule was met; a rule that was not has no row. */
  Dataset<Row> rules() {
    // Nearly all records meet the same few rules: they are counted before each rule is told apart.
    var computed = new ArrayList<Column>();
    var together = new ArrayList<Column>();
    var apart = new ArrayList<String>();
    for (Map.Entry<String, Optional<String>> column : columns.entrySet()) {
      if (column.getValue().isPresent()) {
        String rules = MET + "_" + apart.size();
        computed.add(expr(column.getValue().get()).as(rules));
        together.add(col(rules));
        apart.add(
            "transform(coalesce(%s, array()), r -> struct('%s' as %s, r as %s))"
                .formatted(rules, column.getKey(), Columns.COLUMN_NAME, RULE));
      }
    }
    Dataset<Row> hits =
        records
            .select(grouping(computed.toArray(Column[]::new)))
            .groupBy(grouping(together.toArray(Column[]::new)))
            .agg(count(lit(1)).as(RecordsStage.RECORDS))
            .withColumn(
                MET,
                explode(
                    apart.isEmpty()
                        ? none()
                        : expr("flatten(array(%s))".formatted(String.join(", ", apart)))));
    Column version = lit(null).cast(DataTypes.IntegerType);
    Column effect = lit(null).cast(DataTypes.StringType);
    for (Rule rule : Rule.values()) {
      Column is = col(RULE).equalTo(rule.key());
      version = when(is, rule.version()).otherwise(version);
      effect = when(is, rule.effect().name().toLowerCase(Locale.ROOT)).otherwise(effect);
    }
    return byGroup(hits.select(col("*"), col(MET + ".*")))
        .groupBy(Columns.SOURCE, Columns.COLUMN_NAME, RULE, GROUP_COLUMN, GROUP_VALUE)
        .agg(sum(RecordsStage.RECORDS).as(RecordsStage.RECORDS))
        .select(
            col(Columns.SOURCE),
            col(Columns.COLUMN_NAME),
            col(RULE),
            version.as("version"),
            effect.as("effect"),
            col(GROUP_COLUMN),
            col(GROUP_VALUE),
            col(RecordsStage.RECORDS));
  }

  /**
   * How many values were given and how many of them can be used. What stands for "not known" is
   * told apart: where the records tell it by that, for a rule may take a real name for a
   * placeholder, too; otherwise by the rules.
   */
  Dataset<Row> loss() {
    var measures = new ArrayList<Column>();
    for (String column : columns.keySet()) {
      Column given =
          expr("length(trim(%s)) > 0".formatted(Sql.column(CleaningSettings.raw(column))));
      Column kept = col(Sql.column(column)).isNotNull();
      Column placeholder = given.and(isPlaceholder(column, kept));
      measures.add(
          struct(
              lit(column).as(Columns.COLUMN_NAME),
              count_if(given).as(GIVEN),
              count_if(placeholder).as(PLACEHOLDERS),
              count_if(given.and(kept).and(not(placeholder))).as(USABLE)));
    }
    Dataset<Row> counted =
        records
            .groupBy(grouping())
            .agg(
                (measures.isEmpty() ? noMeasures() : array(measures.toArray(Column[]::new)))
                    .as(MET))
            .withColumn(MET, explode(col(MET)));
    Dataset<Row> summed =
        byGroup(counted.select(col("*"), col(MET + ".*")))
            .groupBy(Columns.SOURCE, Columns.COLUMN_NAME, GROUP_COLUMN, GROUP_VALUE)
            .agg(sum(GIVEN).as(GIVEN), sum(PLACEHOLDERS).as(PLACEHOLDERS), sum(USABLE).as(USABLE))
            .where(col(GIVEN).gt(0))
            .withColumn(
                LOST,
                when(
                        col(GIVEN).gt(col(PLACEHOLDERS)),
                        lit(1).minus(col(USABLE).divide(col(GIVEN).minus(col(PLACEHOLDERS)))))
                    .otherwise(lit(0.0)));
    Dataset<Row> overall =
        summed
            .where(col(GROUP_COLUMN).isNull())
            .select(
                col(Columns.SOURCE).as("overall_source"),
                col(Columns.COLUMN_NAME).as("overall_column"),
                col(LOST).as("overall_lost"));
    return summed
        .join(
            overall,
            col(Columns.SOURCE)
                .equalTo(col("overall_source"))
                .and(col(Columns.COLUMN_NAME).equalTo(col("overall_column"))))
        .select(
            col(Columns.SOURCE),
            col(Columns.COLUMN_NAME),
            col(GROUP_COLUMN),
            col(GROUP_VALUE),
            col(GIVEN),
            col(PLACEHOLDERS),
            col(USABLE),
            col(LOST),
            when(col("overall_lost").gt(0), col(LOST).divide(col("overall_lost")))
                .as(LOST_TO_OVERALL));
  }

  /** Never null; without truth, of values that cleaning keeps nothing is asked. */
  private Column isPlaceholder(String column, Column kept) {
    Optional<String> known = config.cleaning().knownPlaceholders();
    Optional<String> rules = columns.get(column);
    if (known.isPresent()) {
      return coalesce(array_contains(col(Sql.column(known.get())), column), lit(false));
    }
    if (rules.isEmpty()) {
      return lit(false);
    }
    Column[] placeholders =
        Arrays.stream(Rule.values())
            .filter(Rule::isOfPlaceholders)
            .map(rule -> lit(rule.key()))
            .toArray(Column[]::new);
    return when(kept, lit(false))
        .otherwise(coalesce(arrays_overlap(expr(rules.get()), array(placeholders)), lit(false)));
  }

  private static Column none() {
    return expr(
        "cast(array() as array<struct<%s: string, %s: string>>)"
            .formatted(Columns.COLUMN_NAME, RULE));
  }

  private static Column noMeasures() {
    return expr(
        "cast(array() as array<struct<%s: string, %s: bigint, %s: bigint, %s: bigint>>)"
            .formatted(Columns.COLUMN_NAME, GIVEN, PLACEHOLDERS, USABLE));
  }

  /** Source and groups, then more. */
  private Column[] grouping(Column... more) {
    return Stream.of(
            Stream.of(col(Columns.SOURCE)),
            config.cleaning().groups().stream().map(group -> col(Sql.column(group))),
            Arrays.stream(more))
        .flatMap(s -> s)
        .toArray(Column[]::new);
  }

  /** Each row once for all records, and once for each group's value. */
  private Dataset<Row> byGroup(Dataset<Row> counted) {
    var groups = new ArrayList<Column>();
    groups.add(
        struct(
            lit(null).cast(DataTypes.StringType).as(GROUP_COLUMN),
            lit(null).cast(DataTypes.StringType).as(GROUP_VALUE)));
    for (String group : config.cleaning().groups()) {
      groups.add(
          struct(
              lit(group).as(GROUP_COLUMN),
              col(Sql.column(group)).cast(DataTypes.StringType).as(GROUP_VALUE)));
    }
    return counted
        .withColumn(OF, explode(array(groups.toArray(Column[]::new))))
        .select(col("*"), col(OF + ".*"));
  }
}
