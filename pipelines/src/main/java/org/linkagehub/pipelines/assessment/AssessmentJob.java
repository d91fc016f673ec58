package org.linkagehub.pipelines.assessment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.config.AssessmentConfig;
import org.linkagehub.pipelines.config.PairTable;
import org.linkagehub.pipelines.link.BoundsStage;
import org.linkagehub.pipelines.link.CheckOutcomes;
import org.linkagehub.pipelines.link.EarlierRuns;
import org.linkagehub.pipelines.link.Job;
import org.linkagehub.pipelines.link.Sources;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.SourceTable;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.pipelines.summary.Summary;
import org.linkagehub.qa.assessment.AssessedLinkage;
import org.linkagehub.qa.assessment.Assessment;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureTable;
import org.linkagehub.qa.profile.ColumnProfile;
import org.linkagehub.qa.profile.ValueMeasures;

/**
 * Measures the quality of links that anybody made.
 *
 * @param config what is assessed
 */
public record AssessmentJob(AssessmentConfig config) implements Job {
  private static final String RECORDS = "records";

  /** Settings that change no result. */
  private static final List<String> NO_EFFECT =
      List.of("output", "name", "report", "disclosure", "framework", "shared", "variables");

  @Override
  public RunPlan plan(SparkSession spark, String command) {
    LinkageFunctions.register(spark);
    var sources = new Sources(spark);
    var read = new ArrayList<SourceTable>();
    config.inputs().forEach(input -> read.add(sources.table(AssessedTables.input(input), input)));
    List<String> inputs = read.stream().map(SourceTable::table).toList();
    var linked = new ArrayList<SourceTable>();
    add(linked, sources, AssessedTables.LINKS, config.links());
    add(linked, sources, AssessedTables.JUDGED, config.judged());
    add(linked, sources, AssessedTables.KNOWN, config.knownMatches());
    add(linked, sources, AssessedTables.HIDDEN, config.hidden());
    add(linked, sources, AssessedTables.REJECTED, config.rejected());
    config
        .patterns()
        .ifPresent(of -> linked.add(sources.table(AssessedTables.PATTERNS, of.table())));
    config
        .clusters()
        .ifPresent(of -> linked.add(sources.table(AssessedTables.CLUSTERS, of.table())));
    List<String> links = linked.stream().map(SourceTable::table).toList();
    read.addAll(linked);
    requireColumns(read);
    List<Stage> stages = stages(inputs, links);
    return new RunPlan(
        config.name(),
        command,
        config.source().toJson(),
        config.source().toJsonWithout(NO_EFFECT),
        "none",
        0,
        read,
        stages,
        config.output().schema());
  }

  private List<Stage> stages(List<String> inputs, List<String> links) {
    var measured = new ArrayList<>(List.of(RECORDS));
    measured.addAll(links);
    var counted = new ArrayList<>(inputs);
    counted.addAll(
        links.stream()
            .filter(Set.of(AssessedTables.LINKS, AssessedTables.CLUSTERS)::contains)
            .toList());
    var stages = new ArrayList<Stage>();
    stages.add(
        Stage.of(
            "read",
            inputs,
            Output.of(RECORDS),
            tables -> new AssessedTables(config).records(tables)));
    stages.add(Stage.of("count", counted, Output.small(AssessedCounts.TABLE), this::count));
    stages.add(Stage.of("quality", measured, Output.small(MeasureTable.NAME), this::measure));
    if (!config.reporting().checks().isEmpty()) {
      stages.add(BoundsStage.of(config.reporting().checks(), List.of(MeasureTable.NAME)));
    }
    return stages;
  }

  private static void add(
      List<SourceTable> tables, Sources sources, String name, Optional<PairTable> pairs) {
    pairs.ifPresent(of -> tables.add(sources.table(name, of.pairs().table())));
  }

  /** That every column and expression can be worked out, before anything is. */
  private void requireColumns(List<SourceTable> read) {
    var byName = new HashMap<String, Dataset<Row>>();
    read.forEach(source -> byName.put(source.table(), source.rows()));
    Tables tables = Tables.of(byName);
    Dataset<Row> records = new AssessedTables(config).named(tables);
    assessed(tables, records);
    AssessedSql.require(config, records);
  }

  private Dataset<Row> count(Tables tables) {
    var ours = new AssessedTables(config);
    Dataset<Row> read = ours.read(tables);
    List<Measure> counts =
        AssessedCounts.of(
            read,
            config.links().map(of -> ours.links(of, tables.table(AssessedTables.LINKS))),
            config.isWeighted(),
            config.clusters().map(of -> ours.clusters(of, tables.table(AssessedTables.CLUSTERS))));
    return MeasureTable.of(read.sparkSession(), tables.run(), counts);
  }

  private Dataset<Row> measure(Tables tables) {
    Dataset<Row> records = tables.table(RECORDS);
    List<Measure> measures = new ArrayList<>();
    List<String> columns =
        List.of(records.columns()).stream().filter(column -> !isIdentity(column)).toList();
    if (!columns.isEmpty()) {
      measures.addAll(ColumnProfile.measures(ColumnProfile.of(records, columns, 1).completeness()));
      measures.addAll(
          ValueMeasures.measure(
              records, columns, config.quality().groupings(), config.quality().codes()));
    }
    AssessedLinkage assessed = assessed(tables, records);
    AssessedRows.require(config, assessed);
    measures.addAll(
        new Assessment(assessed, config.quality(), Double.NEGATIVE_INFINITY, List.of()).measure());
    AssessedRows.requireLinksOfRecords(config, measures);
    assessed.clusters().ifPresent(of -> measures.add(AssessedRows.leftOut(of, records)));
    return MeasureTable.of(records.sparkSession(), tables.run(), measures);
  }

  private AssessedLinkage assessed(Tables tables, Dataset<Row> records) {
    var ours = new AssessedTables(config);
    return new AssessedLinkage(
        records,
        config.linkType(),
        config.links().map(of -> ours.links(of, tables.table(AssessedTables.LINKS))),
        config.clusters().map(of -> ours.clusters(of, tables.table(AssessedTables.CLUSTERS))),
        config.judged().map(of -> ours.judged(of, tables.table(AssessedTables.JUDGED))),
        config.knownMatches().map(of -> ours.links(of, tables.table(AssessedTables.KNOWN))),
        config.hidden().map(of -> ours.links(of, tables.table(AssessedTables.HIDDEN))),
        config.identifier(),
        List.of(),
        Optional.empty(),
        new AssessedLinkage.Compared(
            config.patterns().map(of -> ours.patterns(of, tables.table(AssessedTables.PATTERNS))),
            config.rejected().map(of -> ours.rejected(of, tables.table(AssessedTables.REJECTED)))));
  }

  private static boolean isIdentity(String column) {
    return List.of(
            Columns.RECORD_KEY,
            Columns.SOURCE,
            Columns.SOURCE_INDEX,
            Columns.RECORD_ID,
            Columns.TRUE_PERSON)
        .contains(column);
  }

  @Override
  public Map<String, String> files(CompletedRun run) {
    return Map.of();
  }

  @Override
  public Map<String, String> report(CompletedRun run, Summary summary, EarlierRuns earlier) {
    return config.reporting().report().write()
        ? AssessmentReport.files(config, run, earlier)
        : Map.of();
  }

  @Override
  public DisclosureSettings disclosure() {
    return config.reporting().disclosure();
  }

  @Override
  public Map<String, String> results(CompletedRun run) {
    var results = new TreeMap<String, String>();
    results.put("assessed", config.name());
    results.putAll(CheckOutcomes.results(run.tables()));
    return results;
  }

  @Override
  public Summary summarise(CompletedRun run) {
    return AssessmentFigures.summary(config, run);
  }
}
