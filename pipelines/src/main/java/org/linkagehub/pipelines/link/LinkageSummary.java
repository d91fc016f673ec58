package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.linkagehub.core.config.ClusteringSettings;
import org.linkagehub.core.config.Threshold;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.ScoredPairs;
import org.linkagehub.core.spark.cluster.BestLinks;
import org.linkagehub.core.spark.cluster.ClusterRefinement;
import org.linkagehub.pipelines.config.Extra;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.report.LinkCounts;
import org.linkagehub.pipelines.report.RunFacts;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.summary.Figures;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.qa.check.CheckTable;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureTable;

/** Gathers the summary of a linkage from its tables: counts and parameters only. */
final class LinkageSummary {
  /** Of an input: only one that a stage of the run made is among its tables. */
  /** Rows of measures, two of each group; the table of measures has all. */
  private static final int MOST_GROUPS = 80;

  private static final String MADE = "the generated people, with who is who";

  private static final Map<String, String> HOLDS =
      Map.ofEntries(
          Map.entry(RecordsStage.RECORDS, "the cleaned records"),
          Map.entry(OrderStage.ORDER, "places of the records in the orders of blocking rules"),
          Map.entry(RecordsStage.QUARANTINE, "records set aside, with the reason"),
          Map.entry(Exclusions.EXCLUDED, "ids of excluded records, with the reason"),
          Map.entry(RecordsStage.INPUT_COUNTS, "records and values by source"),
          Map.entry(LinkageStages.PROFILE, "completeness and distinct values of each column"),
          Map.entry(LinkageStages.FREQUENT_VALUES, "how frequent the commonest values are"),
          Map.entry(CleaningCounts.RULES, "how often each rule of cleaning was met"),
          Map.entry(CleaningCounts.LOSS, "values that cleaning made missing, by sub-group"),
          Map.entry(MeasureTable.NAME, "measures of quality, in long form"),
          Map.entry(DriftStage.TABLE, "how measures differ from those of the last release"),
          Map.entry(CheckTable.NAME, "measures against their bounds"),
          Map.entry(LinkageStages.BLOCKS, "pairs of each blocking rule"),
          Map.entry(LinkageStages.LARGE_BLOCKS, "largest blocks of each rule"),
          Map.entry(LinkageStages.MODEL, "the model, as in model.json"),
          Map.entry(LinkageStages.PARAMETERS, "m, u and weight of each level"),
          Map.entry(LinkageStages.TERM_FREQUENCIES, "how common values are, as the model has it"),
          Map.entry(LinkageStages.PASS_LINKS, "the links of the deterministic passes"),
          Map.entry(LinkageStages.LINKS, "scored pairs, with weight and reasons"),
          Map.entry(LinkageStages.PATTERNS, "all compared pairs, counted by comparison vector"),
          Map.entry(LinkageStages.REJECTED_PAIRS, "a sample of the pairs below the threshold"),
          Map.entry(ClusterStages.COMPONENTS, "which records links join, at each threshold"),
          Map.entry(ClusterStages.CLUSTERS, "which records are one person"),
          Map.entry(ClusterStages.CUTS, "links between clusters, and why they were cut"),
          Map.entry(ClusterStages.GIANT_COMPONENTS, "components too large to compare whole"),
          Map.entry(ClusterStages.GLUE, "what value holds those components together"),
          Map.entry(ClusterStages.CLUSTER_COUNTS, "clusters proved sound, and their sizes"),
          Map.entry(ClusterStages.CONFLICTS, "pairs of a cluster that constraints doubt"),
          Map.entry(ClusterStages.OUTCOMES, "what became of each record, and why"),
          Map.entry(ClusterStages.CHOICES, "links that may be chosen, and whether they were"),
          Map.entry(ClusterStages.CANDIDATES, "all candidates of each record, by rank"),
          Map.entry(ClusterStages.RECORD_METRICS, "degree and centrality of each record"),
          Map.entry(ClusterStages.LINK_METRICS, "links inside clusters, and which are bridges"),
          Map.entry(ClusterStages.CLUSTER_METRICS, "size, density, weakest link of each cluster"),
          Map.entry(ClusterStages.SIZE_METRICS, "clusters, links and bridges by cluster size"),
          Map.entry(ClusterStages.COMPONENT_MODEL, "m, u and weight inside components"));

  private final LinkageConfig config;
  private final CompletedRun run;
  private final List<Row> inputCounts;

  LinkageSummary(LinkageConfig config, CompletedRun run) {
    this.config = config;
    this.run = run;
    this.inputCounts = inputCounts(run);
  }

  RunSummary summary() {
    Threshold threshold = config.clustering().highestThreshold();
    Map<Long, Long> sizes = clusterSizes();
    List<RunSummary.Rule> rules = rules();
    return new RunSummary(
        run.manifest().runId(),
        run.manifest().command(),
        config.linkType().configName(),
        run.manifest().engine(),
        config.seed(),
        sources(),
        setAside(),
        rules,
        model(),
        histogram(),
        links(threshold, rules, sizes),
        sizes.entrySet().stream()
            .map(e -> new RunSummary.ClusterSize(e.getKey(), e.getValue()))
            .toList(),
        decisions(),
        quality(),
        new RunFacts(run.manifest()).stageTimes(),
        run.manifest().wallSeconds(),
        run.folder().toString(),
        new RunFacts(run.manifest()).tables(LinkageSummary::holds),
        LinkageWarnings.of(config, run, Figures::count));
  }

  private static String holds(String table) {
    return HOLDS.getOrDefault(table, table.startsWith("input_") ? MADE : "");
  }

  /** What the manifest tells of the results. */
  static Map<String, String> results(CompletedRun run) {
    var results = new TreeMap<>(digests(run));
    results.putAll(CheckOutcomes.results(run.tables()));
    return results;
  }

  /** Those of them that are no figures, which a report may show as they are. */
  static Map<String, String> digests(CompletedRun run) {
    return run.tables().has(LinkageStages.MODEL)
        ? Map.of("model_sha256", ModelTables.sha256(run.tables().table(LinkageStages.MODEL)))
        : Map.of();
  }

  private List<RunSummary.Source> sources() {
    var read = new TreeMap<String, Long>();
    var aside = new TreeMap<String, Long>();
    for (Row row : inputCounts) {
      String measure = row.getString(1);
      if (measure.equals(InputCounts.READ)) {
        read.put(row.getString(0), row.getLong(3));
      } else if (InputCounts.isSetAside(measure)) {
        aside.merge(row.getString(0), row.getLong(3), Long::sum);
      }
    }
    return config.inputs().stream()
        .map(
            i ->
                new RunSummary.Source(
                    i.name(), read.getOrDefault(i.name(), 0L), aside.getOrDefault(i.name(), 0L)))
        .toList();
  }

  private List<RunSummary.SetAside> setAside() {
    return inputCounts.stream()
        .filter(row -> InputCounts.isSetAside(row.getString(1)) && row.getLong(3) > 0)
        .map(row -> new RunSummary.SetAside(row.getString(0), row.getString(1), row.getLong(3)))
        .toList();
  }

  static List<Row> inputCounts(CompletedRun run) {
    return run.tables()
        .table(RecordsStage.INPUT_COUNTS)
        .orderBy(Columns.SOURCE, InputCounts.MEASURE, InputCounts.COLUMN)
        .collectAsList();
  }

  private List<RunSummary.Rule> rules() {
    var byName = new HashMap<String, RunSummary.Rule>();
    List<String> passes = config.passes().rules().stream().map(BlockingRule::name).toList();
    for (Row row : run.tables().table(LinkageStages.BLOCKS).collectAsList()) {
      String rule = row.getAs(Columns.BLOCKING_RULE);
      byName.put(
          rule,
          new RunSummary.Rule(
              rule,
              row.getAs(Columns.PAIR_COUNT),
              config.does(Extra.PAIR_COUNTS)
                  ? OptionalLong.of(row.<Long>getAs(LinkageStages.ADDED_PAIRS))
                  : OptionalLong.empty(),
              passes.contains(rule)));
    }
    return config.candidateRules().stream().map(rule -> byName.get(rule.name())).toList();
  }

  private Optional<RunSummary.Quality> quality() {
    if (config.evaluation().truePerson().isEmpty() || !config.does(Extra.QUALITY)) {
      return Optional.empty();
    }
    Optional<String> published =
        switch (config.clustering().method()) {
          case BEST_LINKS -> Optional.of("best links");
          case REFINED -> Optional.of("refined clusters");
          case COMPONENTS -> Optional.empty(); // told by their threshold
        };
    Dataset<Row> measures = run.tables().table(MeasureTable.NAME);
    Dataset<Row> ofTheWhole =
        measures.where(
            col(MeasureTable.GROUPING)
                .equalTo(Group.ALL.grouping())
                .and(col(MeasureTable.SUBJECT).equalTo(Measure.WHOLE)));
    return Optional.of(
        QualitySummary.of(
            config.evaluation().truePerson().get(),
            published,
            QualityStage.linkThresholds(config),
            ofTheWhole.collectAsList(),
            ofGroups(measures).limit(MOST_GROUPS).collectAsList()));
  }

  /** Of the published clusters, by the groups that are configured; the largest first. */
  private Dataset<Row> ofGroups(Dataset<Row> measures) {
    Column threshold =
        config.clustering().method() == ClusteringSettings.Method.COMPONENTS
            ? lit(config.clustering().highestThreshold().bits())
            : lit(null).cast(DataTypes.DoubleType);
    Object[] groupings = config.quality().groupings().stream().map(Grouping::name).toArray();
    return measures
        .where(
            col(MeasureTable.GROUPING)
                .isin(groupings)
                .and(col(MeasureTable.MEASURE).isin(QualitySummary.GROUP_MEASURES.toArray()))
                .and(col(MeasureTable.THRESHOLD).eqNullSafe(threshold)))
        .orderBy(
            col(MeasureTable.GROUPING),
            col(MeasureTable.DENOMINATOR).desc(),
            col(MeasureTable.GROUP),
            col(MeasureTable.MEASURE));
  }

  private Optional<RunSummary.Model> model() {
    if (!run.tables().has(LinkageStages.MODEL)) {
      return Optional.empty();
    }
    Model model = ModelTables.model(run.tables().table(LinkageStages.MODEL));
    var comparisons = new ArrayList<RunSummary.Comparison>();
    model
        .comparisons()
        .forEach(
            comparison ->
                comparisons.add(
                    new RunSummary.Comparison(
                        comparison.name(),
                        comparison.levels().stream()
                            .filter(level -> level.kind() != ComparisonLevel.Kind.MISSING)
                            .map(
                                level ->
                                    new RunSummary.Level(
                                        level.label(),
                                        level.m(),
                                        level.u(),
                                        level.termFrequency().isPresent()))
                            .toList())));
    return Optional.of(
        new RunSummary.Model(
            model.prior(),
            config.model().map(TrainedModel::location),
            comparisons,
            ModelTables.file(run.tables().table(LinkageStages.MODEL))
                .training()
                .filter(report -> config.model().isEmpty())));
  }

  private List<RunSummary.WeightBin> histogram() {
    return run
        .tables()
        .table(LinkageStages.LINKS)
        .groupBy(floor(col(Columns.MATCH_WEIGHT)).as("bin"))
        .agg(count(lit(1)))
        .orderBy("bin")
        .collectAsList()
        .stream()
        .map(row -> new RunSummary.WeightBin(row.getLong(0), row.getLong(0) + 1.0, row.getLong(1)))
        .toList();
  }

  private RunSummary.Links links(
      Threshold threshold, List<RunSummary.Rule> rules, Map<Long, Long> sizes) {
    Dataset<Row> links = run.tables().table(LinkageStages.LINKS);
    long clusters = sizes.values().stream().mapToLong(n -> n).sum();
    long linked =
        sizes.entrySet().stream()
            .filter(e -> e.getKey() > 1)
            .mapToLong(e -> e.getKey() * e.getValue())
            .sum();
    return new RunSummary.Links(
        config.does(Extra.PAIR_COUNTS)
            ? OptionalLong.of(rules.stream().mapToLong(r -> r.newPairs().orElseThrow()).sum())
            : OptionalLong.empty(),
        rejected(),
        run.manifest().table(LinkageStages.LINKS).rows(),
        QualitySummary.probability(threshold.bits()),
        threshold.bits(),
        links.where(col(Columns.MATCH_WEIGHT).geq(threshold.bits())).count(),
        clusters,
        linked);
  }

  /** What the model compared and did not keep; nothing where passes work alone. */
  private Optional<RunSummary.Rejected> rejected() {
    if (!run.tables().has(LinkageStages.PATTERNS)) {
      return Optional.empty();
    }
    double threshold = config.scoring().threshold().probability();
    long compared = 0;
    long pairs = 0;
    double matches = 0;
    for (Row row : run.tables().table(LinkageStages.PATTERNS).collectAsList()) {
      long ofPattern = row.getAs(Columns.PAIR_COUNT);
      long rejected = ofPattern - row.<Long>getAs(ScoredPairs.LINK_COUNT);
      compared += ofPattern;
      pairs += rejected;
      // Where term frequencies decide between the pairs of a vector, what they reject is below.
      matches +=
          rejected
              * Math.min(threshold, MatchWeights.toProbability(row.getAs(Columns.MATCH_WEIGHT)));
    }
    return Optional.of(new RunSummary.Rejected(compared, pairs, matches));
  }

  private Map<Long, Long> clusterSizes() {
    return LinkCounts.sizes(run.tables().table(ClusterStages.CLUSTERS));
  }

  private Optional<RunSummary.Decisions> decisions() {
    return switch (config.clustering().method()) {
      case REFINED ->
          decisions("Links cut, by reason", ClusterStages.CUTS, ClusterRefinement.REASON);
      case BEST_LINKS -> decisions("Records by outcome", ClusterStages.OUTCOMES, BestLinks.OUTCOME);
      case COMPONENTS -> Optional.empty();
    };
  }

  private Optional<RunSummary.Decisions> decisions(String title, String table, String column) {
    List<RunSummary.Decision> counts =
        run
            .tables()
            .table(table)
            .groupBy(column)
            .agg(count(lit(1)).as("decided"))
            .orderBy(col("decided").desc(), col(column))
            .collectAsList()
            .stream()
            .map(row -> new RunSummary.Decision(row.getString(0), row.getLong(1)))
            .toList();
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of(new RunSummary.Decisions(title, counts));
  }
}
