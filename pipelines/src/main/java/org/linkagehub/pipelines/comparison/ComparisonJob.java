package org.linkagehub.pipelines.comparison;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.link.Job;
import org.linkagehub.pipelines.link.Sources;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.SourceTable;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.pipelines.summary.Summary;
import org.linkagehub.qa.linkages.LinkComparison;

/**
 * Compares two linkages of the same requests.
 *
 * @param config which
 */
public record ComparisonJob(ComparisonConfig config) implements Job {
  static final String PAIRS = "link_pairs";
  static final String COUNTS = "link_counts";
  static final String MIGRATION = "migration";
  static final String SAMPLE = "review_sample";
  static final String RATES = "paired_rates";

  private static final String REQUESTS = "requests";
  private static final String FIRST = "first";
  private static final String SECOND = "second";
  private static final String INDEX = "index";
  private static final List<String> NO_EFFECT = List.of("output", "name");

  private static final StructType COUNTED =
      new StructType()
          .add("linkage", DataTypes.StringType, false)
          .add("rows", DataTypes.LongType, false)
          .add("links", DataTypes.LongType, false)
          .add("links_of_unknown_requests", DataTypes.LongType, false);

  @Override
  public RunPlan plan(SparkSession spark, String command) {
    var sources = new Sources(spark);
    var read = new ArrayList<SourceTable>();
    read.add(sources.table(REQUESTS, config.requests().table()));
    read.add(sources.table(FIRST, config.first().table()));
    read.add(sources.table(SECOND, config.second().table()));
    config.index().ifPresent(index -> read.add(sources.table(INDEX, index.table())));
    read.forEach(this::requireColumns);

    var stages = new ArrayList<Stage>();
    stages.add(
        Stage.of(
            "pair",
            read.stream().map(SourceTable::table).toList(),
            List.of(Output.of(PAIRS), Output.small(COUNTS)),
            this::pair));
    stages.add(
        Stage.of(
            "migrate",
            List.of(PAIRS),
            Output.small(MIGRATION),
            tables -> LinkComparison.migration(tables.table(PAIRS), config.groups())));
    stages.add(
        Stage.of(
            "sample",
            List.of(PAIRS, MIGRATION),
            Output.of(SAMPLE),
            tables ->
                LinkComparison.sample(
                    tables.table(PAIRS),
                    tables.table(MIGRATION),
                    config.groups(),
                    config.samplePerCell(),
                    config.seed())));
    if (config.index().isPresent()) {
      stages.add(Stage.of("rates", List.of(PAIRS), Output.small(RATES), this::rates));
    }
    return new RunPlan(
        config.name(),
        command,
        config.source().toJson(),
        config.source().toJsonWithout(NO_EFFECT),
        "none",
        config.seed(),
        read,
        stages,
        config.output().schema());
  }

  @Override
  public Map<String, String> files(CompletedRun run) {
    return Map.of();
  }

  @Override
  public Map<String, String> results(CompletedRun run) {
    return Map.of("first", config.first().table().name(), "second", config.second().table().name());
  }

  @Override
  public Summary summarise(CompletedRun run) {
    return new ComparisonFigures(config, run).summary();
  }

  /** That every expression can be worked out, before anything is. */
  private void requireColumns(SourceTable source) {
    select(source.table(), source.rows());
  }

  private Dataset<Row> select(String table, Dataset<Row> rows) {
    var columns = new ArrayList<Column>();
    switch (table) {
      case REQUESTS -> {
        columns.add(of(rows, "requests.id", config.requests().request(), LinkComparison.REQUEST));
        config
            .requests()
            .person()
            .ifPresent(
                person -> columns.add(of(rows, "requests.person", person, LinkComparison.PERSON)));
        config.groups().forEach(group -> columns.add(of(rows, "requests.groups", group, group)));
      }
      case INDEX -> {
        ComparisonConfig.Index index = config.index().orElseThrow();
        columns.add(of(rows, "index.target", index.target(), LinkComparison.TARGET));
        columns.add(of(rows, "index.person", index.person(), LinkComparison.PERSON));
      }
      default -> {
        ComparisonConfig.Links links = table.equals(FIRST) ? config.first() : config.second();
        columns.add(of(rows, table + ".request", links.request(), LinkComparison.REQUEST));
        columns.add(of(rows, table + ".target", links.target(), LinkComparison.TARGET));
        columns.add(of(rows, table + ".step", links.step(), LinkComparison.STEP));
      }
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Column of(Dataset<Row> rows, String key, String sql, String name) {
    Column column;
    try {
      column = expr(sql).cast("string").as(name);
      rows.select(column);
    } catch (Exception e) { // AnalysisException is checked, but Scala code does not declare it
      throw new InputDataException(
          "linkage.compare-links.%s cannot be worked out of this table: %s; its columns are %s"
              .formatted(key, sql, List.of(rows.drop(InputTables.MALFORMED_LINE).columns())),
          e);
    }
    return column;
  }

  private Map<String, Dataset<Row>> pair(Tables tables) {
    for (String name :
        config.index().isPresent()
            ? List.of(REQUESTS, FIRST, SECOND, INDEX)
            : List.of(REQUESTS, FIRST, SECOND)) {
      requireWhole(tables.table(name), name);
    }
    Dataset<Row> requests = select(REQUESTS, tables.table(REQUESTS));
    requireUnique(requests, LinkComparison.REQUEST, "requests");
    Dataset<Row> first = select(FIRST, tables.table(FIRST));
    Dataset<Row> second = select(SECOND, tables.table(SECOND));
    requireUnique(first, LinkComparison.REQUEST, config.first().table().name());
    requireUnique(second, LinkComparison.REQUEST, config.second().table().name());
    Optional<Dataset<Row>> index =
        config.index().map(settings -> select(INDEX, tables.table(INDEX)));
    index.ifPresent(table -> requireUnique(table, LinkComparison.TARGET, INDEX));
    Dataset<Row> counts =
        requests
            .sparkSession()
            .createDataFrame(
                List.of(
                    counts(config.first().table().name(), first, requests),
                    counts(config.second().table().name(), second, requests)),
                COUNTED);
    return Map.of(
        PAIRS,
        LinkComparison.pair(requests, first, second, index, config.groups()),
        COUNTS,
        counts);
  }

  /** A line that does not have the columns of its file would silently be a link of nothing. */
  private static void requireWhole(Dataset<Row> table, String name) {
    if (List.of(table.columns()).contains(InputTables.MALFORMED_LINE)) {
      // All columns are asked for: Spark sees a broken line only by what it has to read of it.
      Column[] all =
          Arrays.stream(table.columns()).map(column -> count(col(column))).toArray(Column[]::new);
      long broken =
          table.agg(count_if(col(InputTables.MALFORMED_LINE).isNotNull()), all).head().getLong(0);
      if (broken > 0) {
        throw new InputDataException(
            "%,d lines of the table %s do not have the columns that its first line names: mend the file"
                .formatted(broken, name));
      }
    }
  }

  /**
   * A request that is there twice would be counted twice, and which of its links counts is open.
   */
  private static void requireUnique(Dataset<Row> table, String key, String name) {
    long several = table.groupBy(key).agg(count(lit(1)).as("n")).where(col("n").gt(1)).count();
    if (several > 0) {
      throw new InputDataException(
          ("%,d values of %s have several rows in the table %s; there must be one row of each: choose the"
                  + " best links first, or leave rows out with where")
              .formatted(several, key, name));
    }
  }

  private static Row counts(String name, Dataset<Row> links, Dataset<Row> requests) {
    Dataset<Row> linked = links.where("trim(target) <> ''");
    long unknown = linked.join(requests, LinkComparison.REQUEST, "left_anti").count();
    return RowFactory.create(name, links.count(), linked.count(), unknown);
  }

  private Dataset<Row> rates(Tables tables) {
    Dataset<Row> pairs = tables.table(PAIRS);
    try {
      return LinkComparison.rates(pairs.sparkSession(), pairs, config.groups());
    } catch (IllegalArgumentException e) {
      throw new InputDataException("linkage.compare-links.requests.groups: " + e.getMessage(), e);
    }
  }
}
