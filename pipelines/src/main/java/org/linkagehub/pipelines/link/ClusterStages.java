package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.config.BestLinksSettings;
import org.linkagehub.core.config.ClusteringSettings;
import org.linkagehub.core.config.Threshold;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.cluster.BestLinks;
import org.linkagehub.core.spark.cluster.ClusterChecker;
import org.linkagehub.core.spark.cluster.ClusterConflicts;
import org.linkagehub.core.spark.cluster.ClusterMetrics;
import org.linkagehub.core.spark.cluster.ClusterRefinement;
import org.linkagehub.core.spark.cluster.ConnectedComponents;
import org.linkagehub.core.spark.cluster.LineageCut;
import org.linkagehub.pipelines.config.Extra;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;

/** The stages that make clusters of links, prove them and measure them. */
final class ClusterStages {
  static final String COMPONENTS = "components";
  static final String CLUSTERS = "clusters";
  static final String CUTS = "cuts";
  static final String GIANT_COMPONENTS = "giant_components";
  static final String GLUE = "glue";
  static final String COMPONENT_MODEL = "component_model";
  static final String OUTCOMES = "outcomes";
  static final String CHOICES = "choices";
  static final String CANDIDATES = "candidates";
  static final String CLUSTER_COUNTS = "cluster_counts";
  static final String CONFLICTS = "conflicts";
  static final String RECORD_METRICS = "record_metrics";
  static final String LINK_METRICS = "link_metrics";
  static final String CLUSTER_METRICS = "cluster_metrics";
  static final String SIZE_METRICS = "size_metrics";

  private final LinkageConfig config;
  private final ClusteringSettings clustering;
  private final Engine engine;

  ClusterStages(LinkageConfig config, Engine engine) {
    this.config = config;
    this.clustering = config.clustering();
    this.engine = engine;
  }

  /** In the order in which they run. */
  List<Stage> stages() {
    var stages = new ArrayList<Stage>();
    stages.add(
        Stage.of(
                "cluster",
                List.of(RecordsStage.RECORDS, LinkageStages.LINKS),
                Output.of(COMPONENTS),
                this::cluster)
            .dependingOn(clustering.thresholds(), clustering.maxUnionFindEdges()));
    stages.add(published());
    boolean conflicts = !clustering.constraints().isEmpty() && config.does(Extra.CHECK);
    if (config.does(Extra.CHECK)) {
      stages.add(
          Stage.of(
                  "check",
                  List.of(RecordsStage.RECORDS, LinkageStages.LINKS, COMPONENTS, CLUSTERS),
                  conflicts
                      ? List.of(Output.small(CLUSTER_COUNTS), Output.of(CONFLICTS))
                      : List.of(Output.small(CLUSTER_COUNTS)),
                  this::check)
              .dependingOn(clustering));
    }
    if (clustering.metrics()) {
      stages.add(
          Stage.of(
                  "measure",
                  !conflicts
                      ? List.of(LinkageStages.LINKS, CLUSTERS)
                      : List.of(LinkageStages.LINKS, CLUSTERS, CONFLICTS),
                  List.of(
                      Output.of(RECORD_METRICS),
                      Output.of(LINK_METRICS),
                      Output.of(CLUSTER_METRICS),
                      Output.small(SIZE_METRICS)),
                  this::measure)
              .dependingOn(clustering, config.scoring().threshold()));
    }
    return stages;
  }

  private Stage published() {
    return switch (clustering.method()) {
      case REFINED ->
          Stage.of(
                  "refine",
                  List.of(
                      RecordsStage.RECORDS,
                      LinkageStages.LINKS,
                      LinkageStages.MODEL,
                      LinkageStages.TERM_FREQUENCIES),
                  List.of(
                      Output.of(CLUSTERS),
                      Output.of(CUTS),
                      Output.small(GIANT_COMPONENTS),
                      Output.small(GLUE),
                      Output.small(COMPONENT_MODEL)),
                  this::refine)
              .dependingOn(
                  clustering, config.scoring().threshold(), comparedColumns(), config.nicknames());
      case BEST_LINKS -> {
        var outputs =
            new ArrayList<Output>(
                List.of(Output.of(CLUSTERS), Output.of(OUTCOMES), Output.of(CHOICES)));
        if (clustering.bestLinks().keepCandidates()) {
          outputs.add(Output.of(CANDIDATES));
        }
        yield Stage.of(
                "choose",
                List.of(RecordsStage.RECORDS, LinkageStages.LINKS),
                outputs,
                this::bestLinks)
            .dependingOn(clustering);
      }
      case COMPONENTS ->
          Stage.of("choose", List.of(COMPONENTS), Output.of(CLUSTERS), this::highest)
              .dependingOn(clustering);
    };
  }

  private Dataset<Row> cluster(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    List<Double> thresholds = clustering.thresholds().stream().map(Threshold::bits).toList();
    Dataset<Row> links = tables.table(LinkageStages.LINKS);
    ConnectedComponents.Settings settings = componentSettings();
    Dataset<Row> clusters =
        thresholds.size() == 1
            ? ConnectedComponents.clusters(
                    records,
                    links.where(col(Columns.MATCH_WEIGHT).geq(thresholds.get(0))),
                    settings,
                    Columns.SOURCE,
                    Columns.RECORD_ID)
                .withColumn(Columns.THRESHOLD, lit(thresholds.get(0)))
            : named(
                ConnectedComponents.clustersAtThresholds(records, links, thresholds, settings),
                records);
    return clusters.select(
        col(Columns.THRESHOLD),
        col(Columns.RECORD_KEY),
        col(Columns.SOURCE),
        col(Columns.RECORD_ID),
        col(Columns.CLUSTER_ID));
  }

  /** The connected components at the highest threshold. */
  private Dataset<Row> highest(Tables tables) {
    return tables
        .table(COMPONENTS)
        .where(col(Columns.THRESHOLD).equalTo(clustering.highestThreshold().bits()))
        .drop(Columns.THRESHOLD);
  }

  private Map<String, Dataset<Row>> refine(Tables tables) {
    Model model = ModelTables.model(tables.table(LinkageStages.MODEL));
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    Dataset<Row> links = tables.table(LinkageStages.LINKS);
    var refinement =
        new ClusterRefinement(
            engine,
            model,
            LinkageStages.termFrequencies(tables, model),
            clustering.refinement(config.scoring().threshold()),
            componentSettings());
    ClusterRefinement.Refined refined = refinement.refine(records, links);
    return Map.of(
        CLUSTERS,
        refined.clusters(),
        CUTS,
        refined.cuts(),
        GIANT_COMPONENTS,
        refined.giants(),
        GLUE,
        refinement.glue(records, links, refined, comparedColumns()),
        COMPONENT_MODEL,
        ModelTables.parameters(records.sparkSession(), refined.model().model()));
  }

  private List<String> comparedColumns() {
    return config.comparisons().stream().flatMap(c -> c.columns().stream()).distinct().toList();
  }

  private Map<String, Dataset<Row>> bestLinks(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    Dataset<Row> links = tables.table(LinkageStages.LINKS);
    BestLinksSettings settings = clustering.bestLinks();
    BestLinks.Chosen chosen =
        BestLinks.choose(
            records,
            links,
            new BestLinks.Settings(
                settings.threshold().bits(),
                Set.copyOf(clustering.constraints().duplicateFree()),
                settings.assign(),
                settings.maxAssigned(),
                settings.ties(),
                settings.marginBits()),
            componentSettings());
    var made = new HashMap<String, Dataset<Row>>();
    made.put(
        CLUSTERS,
        named(chosen.clusters(), records)
            .select(Columns.RECORD_KEY, Columns.SOURCE, Columns.RECORD_ID, Columns.CLUSTER_ID));
    made.put(
        OUTCOMES,
        named(chosen.outcomes(), records)
            .select(
                Columns.RECORD_KEY,
                Columns.SOURCE,
                Columns.RECORD_ID,
                BestLinks.OUTCOME,
                BestLinks.REASON,
                BestLinks.MARGIN,
                BestLinks.CANDIDATES,
                BestLinks.BEST_WEIGHT));
    made.put(CHOICES, chosen.links());
    if (settings.keepCandidates()) {
      made.put(CANDIDATES, BestLinks.candidates(links, chosen));
    }
    return made;
  }

  /** Proves the clusters, as they were written, and counts them. */
  private Map<String, Dataset<Row>> check(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    Dataset<Row> clusters = tables.table(CLUSTERS);
    var checked = new ClusterCounts();
    for (Threshold threshold : clustering.thresholds()) {
      checked.add(
          COMPONENTS,
          OptionalDouble.of(threshold.bits()),
          ClusterChecker.checkComponents(
              records,
              tables
                  .table(LinkageStages.LINKS)
                  .where(col(Columns.MATCH_WEIGHT).geq(threshold.bits())),
              tables.table(COMPONENTS).where(col(Columns.THRESHOLD).equalTo(threshold.bits())),
              clustering.maxUnionFindEdges()));
    }
    checked.add(CLUSTERS, OptionalDouble.empty(), ClusterChecker.check(records, clusters));
    var made = new HashMap<String, Dataset<Row>>();
    made.put(CLUSTER_COUNTS, checked.table(records.sparkSession()));
    if (!clustering.constraints().isEmpty()) {
      made.put(
          CONFLICTS,
          ClusterConflicts.check(
              records,
              clusters,
              clustering.refinement(config.scoring().threshold()),
              LineageCut.local()));
    }
    return made;
  }

  private Map<String, Dataset<Row>> measure(Tables tables) {
    ClusterMetrics.Metrics metrics =
        ClusterMetrics.measure(
            tables.table(CLUSTERS),
            tables.table(LinkageStages.LINKS),
            linksFrom().bits(),
            LineageCut.local());
    Column none = clustering.constraints().isEmpty() ? lit(0L) : lit(null).cast("bigint");
    Dataset<Row> clusters = metrics.clusters().withColumn(CONFLICTS, none);
    if (tables.has(CONFLICTS)) {
      Dataset<Row> conflicts =
          tables
              .table(CONFLICTS)
              .groupBy(col(Columns.CLUSTER_ID).as("conflicting"))
              .agg(count(lit(1)).as("pairs"));
      clusters =
          clusters
              .join(conflicts, col(Columns.CLUSTER_ID).equalTo(col("conflicting")), "left")
              .withColumn(CONFLICTS, coalesce(col("pairs"), lit(0L)))
              .drop("conflicting", "pairs");
    }
    return Map.of(
        RECORD_METRICS,
        metrics.records(),
        LINK_METRICS,
        metrics.links(),
        CLUSTER_METRICS,
        clusters,
        SIZE_METRICS,
        metrics.sizes());
  }

  /** From where on links count towards the published clusters. */
  private Threshold linksFrom() {
    return switch (clustering.method()) {
      case REFINED -> clustering.refinement().candidates().orElse(config.scoring().threshold());
      case BEST_LINKS -> clustering.bestLinks().threshold();
      case COMPONENTS -> clustering.highestThreshold();
    };
  }

  private ConnectedComponents.Settings componentSettings() {
    return ConnectedComponents.Settings.defaults()
        .withUnionFindEdges(clustering.maxUnionFindEdges());
  }

  private static Dataset<Row> named(Dataset<Row> clusters, Dataset<Row> records) {
    return clusters.join(
        records.select(Columns.RECORD_KEY, Columns.SOURCE, Columns.RECORD_ID), Columns.RECORD_KEY);
  }
}
