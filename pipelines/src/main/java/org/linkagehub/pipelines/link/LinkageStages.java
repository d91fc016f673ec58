package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.config.Threshold;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.ModelTraining;
import org.linkagehub.core.spark.Scoring;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.core.spark.cluster.ConnectedComponents;
import org.linkagehub.core.train.Training;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;

/** The stages of a linkage, each a pure function of the tables before it. */
final class LinkageStages {
  static final String BLOCKS = "block_counts";
  static final String MODEL = "model";
  static final String PARAMETERS = "parameters";
  static final String LINKS = "links";
  static final String CLUSTERS = "clusters";

  private final LinkageConfig config;
  private final Engine engine;

  LinkageStages(LinkageConfig config, Engine engine) {
    this.config = config;
    this.engine = engine;
  }

  /** In the order in which they run. */
  List<Stage> all() {
    return List.of(
        new RecordsStage(config),
        Stage.of(
            "train",
            List.of(RecordsStage.RECORDS),
            List.of(Output.small(MODEL), Output.small(PARAMETERS)),
            this::train),
        Stage.of("score", List.of(RecordsStage.RECORDS, MODEL), Output.of(LINKS), this::score),
        Stage.of(
            "cluster", List.of(RecordsStage.RECORDS, LINKS), Output.of(CLUSTERS), this::cluster));
  }

  private Map<String, Dataset<Row>> train(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    Training.Trained trained =
        new ModelTraining(
                engine, config.linkType(), config.training(), config.emRules(), config.seed())
            .train(records, config.modelComparisons());
    return Map.of(
        MODEL, ModelTables.model(records.sparkSession(), trained),
        PARAMETERS, ModelTables.parameters(records.sparkSession(), trained.model()));
  }

  private Dataset<Row> score(Tables tables) {
    Model model = ModelTables.model(tables.table(MODEL));
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    return engine.score(
        records,
        new Scoring(
            model,
            config.blocking().rules(),
            TermFrequencies.of(records, TermFrequencies.columns(model.comparisons())),
            config.scoring().threshold().bits(),
            config.scoring().partialWeights()));
  }

  private Dataset<Row> cluster(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    List<Double> thresholds =
        config.clustering().thresholds().stream().map(Threshold::bits).toList();
    Dataset<Row> links = tables.table(LINKS);
    ConnectedComponents.Settings settings =
        ConnectedComponents.Settings.defaults()
            .withUnionFindEdges(config.clustering().maxUnionFindEdges());
    Dataset<Row> clusters =
        thresholds.size() == 1
            ? ConnectedComponents.clusters(
                    records,
                    links.where(col(Columns.MATCH_WEIGHT).geq(thresholds.get(0))),
                    settings)
                .withColumn(Columns.THRESHOLD, lit(thresholds.get(0)))
            : ConnectedComponents.clustersAtThresholds(records, links, thresholds, settings);
    return clusters
        .join(
            records.select(Columns.RECORD_KEY, Columns.SOURCE, Columns.RECORD_ID),
            Columns.RECORD_KEY)
        .select(
            col(Columns.THRESHOLD),
            col(Columns.RECORD_KEY),
            col(Columns.SOURCE),
            col(Columns.RECORD_ID),
            col(Columns.CLUSTER_ID));
  }
}
