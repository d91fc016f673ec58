package org.linkagehub.pipelines.assessment;

import static java.util.stream.Collectors.toCollection;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.ScoredPairs;
import org.linkagehub.core.standardise.Sql;
import org.linkagehub.pipelines.config.AssessmentConfig;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.config.LabelSettings;
import org.linkagehub.pipelines.config.PairTable;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.qa.accuracy.PairCounts;

/** The tables of an assessed linkage in the columns of our own. */
final class AssessedTables {
  static final String LINKS = "assessed_links";
  static final String CLUSTERS = "assessed_clusters";
  static final String JUDGED = "assessed_judged_pairs";
  static final String KNOWN = "assessed_known_matches";
  static final String HIDDEN = "assessed_hidden_links";
  static final String PATTERNS = "assessed_patterns";
  static final String REJECTED = "assessed_rejected_pairs";

  /** A probability of 1 has no finite weight; this is more than any evidence. */
  private static final double CERTAIN_BITS = 60;

  private final AssessmentConfig config;

  AssessedTables(AssessmentConfig config) {
    this.config = config;
  }

  /** What stages call an input. */
  static String input(InputSettings input) {
    return "input_" + input.name().replace('-', '_');
  }

  /**
   * RECORDS: identity, all columns of the inputs, and the true person where it is known. Values are
   * as they came: nothing is cleaned. A record without an id of its own is not among them, for
   * nobody can say what is linked with it. Runs a job that looks for such.
   */
  Dataset<Row> records(Tables tables) {
    Dataset<Row> named = named(tables);
    Dataset<Row> repeated =
        named
            .groupBy(Columns.RECORD_KEY)
            .agg(functions.count(lit(1)).as("times"))
            .where(col("times").gt(1))
            .select(col(Columns.RECORD_KEY).as("repeated_key"));
    return repeated.isEmpty()
        ? named
        : named.join(repeated, col(Columns.RECORD_KEY).equalTo(col("repeated_key")), "left_anti");
  }

  /** The same with records that share their id; lazy. */
  Dataset<Row> named(Tables tables) {
    return read(tables)
        .where(col(Columns.RECORD_ID).isNotNull())
        .withColumn(Columns.RECORD_KEY, xxhash64(col(Columns.SOURCE), col(Columns.RECORD_ID)));
  }

  /** What the inputs hold: RECORDS without their key, and also those that have no id. */
  Dataset<Row> read(Tables tables) {
    Dataset<Row> all = null;
    for (int i = 0; i < config.inputs().size(); i++) {
      Dataset<Row> of = ofInput(config.inputs().get(i), i, tables);
      all = all == null ? of : all.unionByName(of, true);
    }
    return all;
  }

  private Dataset<Row> ofInput(InputSettings input, int index, Tables tables) {
    Dataset<Row> raw = tables.table(input(input));
    List<Column> columns = new ArrayList<>();
    columns.add(lit(input.name()).as(Columns.SOURCE));
    columns.add(lit(index).as(Columns.SOURCE_INDEX));
    columns.add(id(required(raw, input.id(), "input " + input.name())).as(Columns.RECORD_ID));
    config
        .truePerson()
        .ifPresent(
            column ->
                columns.add(
                    col(Sql.column(required(raw, column, "input " + input.name())))
                        .cast(DataTypes.StringType)
                        .as(Columns.TRUE_PERSON)));
    taken(input, raw).forEach((ours, theirs) -> columns.add(col(Sql.column(theirs)).as(ours)));
    return raw.select(columns.toArray(Column[]::new));
  }

  /** Ours to theirs. */
  private Map<String, String> taken(InputSettings input, Dataset<Row> raw) {
    var taken = new LinkedHashMap<String, String>();
    if (!input.columns().isEmpty()) {
      input
          .columns()
          .forEach((ours, theirs) -> taken.put(ours, required(raw, theirs, input.name())));
      return taken;
    }
    for (String theirs : raw.columns()) {
      String ours = theirs.toLowerCase(Locale.ROOT);
      if (!InputTables.isOurs(ours)) {
        taken.putIfAbsent(ours, theirs);
      }
    }
    return taken;
  }

  /** LINKS: keys, weight, and the probability where it is known. */
  Dataset<Row> links(PairTable pairs, Dataset<Row> table) {
    return table.select(linkColumns(pairs, table).toArray(Column[]::new));
  }

  private static List<Column> linkColumns(PairTable pairs, Dataset<Row> table) {
    String what = pairs.pairs().table().name();
    List<Column> columns = keys(pairs.pairs(), table);
    if (pairs.weight().isPresent()) {
      Column weight = number(table, pairs.weight().get(), what);
      columns.add(weight.as(Columns.MATCH_WEIGHT));
      columns.add(
          expr("1 / (1 + pow(2, -(" + text(table, pairs.weight().get(), what) + ")))")
              .as(Columns.MATCH_PROBABILITY));
    } else if (pairs.probability().isPresent()) {
      Column probability = number(table, pairs.probability().get(), what);
      columns.add(
          expr("greatest(-%2$sD, least(%2$sD, coalesce(log2(try_divide(%1$s, 1 - %1$s)), if(%1$s >= 1, %2$sD, -%2$sD))))"
                  .formatted(
                      "(" + text(table, pairs.probability().get(), what) + ")", CERTAIN_BITS))
              .as(Columns.MATCH_WEIGHT));
      columns.add(probability.as(Columns.MATCH_PROBABILITY));
    } else {
      columns.add(lit(CERTAIN_BITS).as(Columns.MATCH_WEIGHT)); // a link at every threshold
    }
    return columns;
  }

  /** Judged pairs. */
  Dataset<Row> judged(PairTable pairs, Dataset<Row> table) {
    List<Column> columns = keys(pairs.pairs(), table);
    columns.add(
        pairs.pairs().match().map(sql -> expr(sql)).orElse(lit(true)).as(PairCounts.IS_MATCH));
    columns.add(
        pairs
            .samplingWeight()
            .map(column -> number(table, column, pairs.pairs().table().name()))
            .orElse(lit(1.0))
            .as(PairCounts.SAMPLING_WEIGHT));
    return table.select(columns.toArray(Column[]::new));
  }

  /** Pairs that are no links, with the chance that each was drawn, and their levels if any. */
  Dataset<Row> rejected(PairTable pairs, Dataset<Row> table) {
    List<Column> columns = linkColumns(pairs, table);
    columns.add(
        number(table, pairs.inclusion().orElseThrow(), pairs.pairs().table().name())
            .as(ScoredPairs.INCLUSION_PROBABILITY));
    columns.addAll(levels(table));
    return table.select(columns.toArray(Column[]::new));
  }

  /** Comparison vectors. */
  Dataset<Row> patterns(AssessmentConfig.PatternTable patterns, Dataset<Row> table) {
    String what = patterns.table().name();
    List<Column> columns = levels(table);
    if (columns.isEmpty()) {
      throw new InputDataException(
          "%s has no column gamma_NAME of a comparison; its columns are %s"
              .formatted(what, List.of(table.columns())));
    }
    columns.add(whole(table, patterns.pairs(), what).as(Columns.PAIR_COUNT));
    columns.add(whole(table, patterns.links(), what).as(ScoredPairs.LINK_COUNT));
    columns.add(number(table, patterns.weight(), what).as(Columns.MATCH_WEIGHT));
    return table.select(columns.toArray(Column[]::new));
  }

  private static Column whole(Dataset<Row> table, String column, String what) {
    return expr("try_cast(%s as bigint)".formatted(Sql.column(required(table, column, what))));
  }

  /** The levels of comparisons, under their own names. */
  private static List<Column> levels(Dataset<Row> table) {
    return Arrays.stream(table.columns())
        .filter(column -> column.startsWith(Columns.gamma("")))
        .map(column -> expr("try_cast(%s as int)".formatted(Sql.column(column))).as(column))
        .collect(toCollection(ArrayList::new));
  }

  /** CLUSTERS: a row a record. */
  Dataset<Row> clusters(AssessmentConfig.ClusterTable clusters, Dataset<Row> table) {
    Column cluster =
        col(Sql.column(required(table, clusters.cluster(), "clusters"))).cast(DataTypes.StringType);
    return table.select(
        xxhash64(
                source(clusters.recordSource(), table),
                id(required(table, clusters.id(), "clusters")))
            .as(Columns.RECORD_KEY),
        xxhash64(cluster).as(Columns.CLUSTER_ID));
  }

  private static List<Column> keys(LabelSettings.Pairs pairs, Dataset<Row> table) {
    String what = pairs.table().name();
    return new ArrayList<>(
        List.of(
            xxhash64(source(pairs.leftSource(), table), id(required(table, pairs.leftId(), what)))
                .as(Columns.LEFT_KEY),
            xxhash64(source(pairs.rightSource(), table), id(required(table, pairs.rightId(), what)))
                .as(Columns.RIGHT_KEY)));
  }

  private static Column source(LabelSettings.Source source, Dataset<Row> table) {
    return source
        .column()
        .map(
            column ->
                trim(
                    col(Sql.column(required(table, column, "the table of " + source.name())))
                        .cast(DataTypes.StringType)))
        .orElse(lit(source.name()));
  }

  /** As the ids of records are read. */
  private static Column id(String column) {
    Column id = trim(col(Sql.column(column)).cast(DataTypes.StringType));
    return when(id.notEqual(""), id);
  }

  private static Column number(Dataset<Row> table, String column, String what) {
    return expr(text(table, column, what));
  }

  private static String text(Dataset<Row> table, String column, String what) {
    return "try_cast(" + Sql.column(required(table, column, what)) + " as double)";
  }

  /** The column as the table spells it. */
  static String required(Dataset<Row> table, String column, String what) {
    Optional<String> found =
        List.of(table.columns()).stream().filter(column::equalsIgnoreCase).findFirst();
    return found.orElseThrow(
        () ->
            new InputDataException(
                "%s has no column %s; its columns are %s"
                    .formatted(what, column, List.of(table.columns()))));
  }
}
