package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.config.ClusteringSettings;
import org.linkagehub.core.config.Threshold;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.PassLinks;
import org.linkagehub.core.spark.Scoring;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.qa.accuracy.BlockingRecall;
import org.linkagehub.qa.accuracy.ClusterAccuracy;
import org.linkagehub.qa.accuracy.PairAccuracy;
import org.linkagehub.qa.blocking.BlockingCounts;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureTable;
import org.linkagehub.qa.profile.ColumnProfile;

/** The stages of a linkage, each a pure function of the tables before it. */
final class LinkageStages {
  static final String PROFILE = "profile";
  static final String FREQUENT_VALUES = "frequent_values";
  static final String ADDED_PAIRS = "added_pair_count";
  static final String BLOCKS = "block_counts";
  static final String MODEL = "model";
  static final String PARAMETERS = "parameters";
  static final String TERM_FREQUENCIES = "term_frequencies";
  static final String PASS_LINKS = "pass_links";
  static final String LINKS = "links";

  private static final int MOST_FREQUENT = 10;

  private static final Set<String> NOT_PROFILED =
      Set.of(
          Columns.RECORD_KEY,
          Columns.SOURCE,
          Columns.SOURCE_INDEX,
          Columns.RECORD_ID,
          Columns.TRUE_PERSON);

  private final LinkageConfig config;
  private final Engine engine;

  LinkageStages(LinkageConfig config, Engine engine) {
    this.config = config;
    this.engine = engine;
  }

  /** In the order in which they run. */
  List<Stage> all() {
    List<String> records = List.of(RecordsStage.RECORDS);
    var stages = new ArrayList<Stage>();
    stages.add(new RecordsStage(config));
    stages.add(
        Stage.of(
                "profile",
                records,
                List.of(Output.small(PROFILE), Output.small(FREQUENT_VALUES)),
                this::profile)
            .dependingOn(config.profile()));
    if (config.cleaning().keepRaw()) {
      stages.add(
          Stage.of(
                  "cleaning",
                  records,
                  List.of(Output.small(CleaningCounts.RULES), Output.small(CleaningCounts.LOSS)),
                  this::cleaning)
              .dependingOn(config.standardise(), config.cleaning()));
    }
    stages.add(
        Stage.of("block", records, Output.small(BLOCKS), this::block)
            .dependingOn(
                config.linkType(), config.candidateRules(), config.blocking(), config.nicknames()));
    if (!config.passes().passes().isEmpty()) {
      stages.add(
          Stage.of(
                  "pass",
                  records,
                  Output.of(config.passes().alone() ? LINKS : PASS_LINKS),
                  this::pass)
              .dependingOn(config.linkType(), config.passes().passes(), config.nicknames()));
    }
    if (!config.passes().alone()) {
      stages.add(new ModelStages(config, engine).stage());
      var read = new ArrayList<>(List.of(RecordsStage.RECORDS, MODEL, TERM_FREQUENCIES));
      if (!config.passes().passes().isEmpty()) {
        read.add(PASS_LINKS);
      }
      stages.add(
          Stage.of("score", read, Output.of(LINKS), this::score)
              .dependingOn(
                  config.linkType(),
                  config.candidateRules(),
                  config.passes().settled(),
                  config.scoring(),
                  config.nicknames()));
    }
    stages.addAll(new ClusterStages(config, engine).stages());
    if (config.evaluation().truePerson().isPresent()) {
      stages.add(
          Stage.of(
                  "quality",
                  List.of(
                      RecordsStage.RECORDS,
                      LINKS,
                      ClusterStages.COMPONENTS,
                      ClusterStages.CLUSTERS),
                  Output.small(MeasureTable.NAME),
                  this::quality)
              .dependingOn(
                  config.linkType(),
                  config.candidateRules(),
                  config.clustering().method(),
                  pairThresholds(),
                  config.nicknames()));
    }
    return stages;
  }

  private Map<String, Dataset<Row>> profile(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    List<String> columns =
        Arrays.stream(records.columns())
            .filter(column -> !NOT_PROFILED.contains(column) && !config.isRaw(column))
            .toList();
    return Map.of(
        PROFILE,
        ColumnProfile.completeness(records, columns, ColumnProfile.Distinct.APPROXIMATE),
        FREQUENT_VALUES,
        ColumnProfile.mostFrequentValues(
            records, columns, MOST_FREQUENT, config.profile().showValues()));
  }

  private Map<String, Dataset<Row>> cleaning(Tables tables) {
    var counts = new CleaningCounts(config, tables.table(RecordsStage.RECORDS));
    return Map.of(CleaningCounts.RULES, counts.rules(), CleaningCounts.LOSS, counts.loss());
  }

  /**
   * The pairs of each rule alone, from the sizes of its blocks, and those that it adds to the rules
   * before it.
   *
   * @throws InputDataException if a rule, or all of them, make more pairs than the budget allows:
   *     before any is made
   */
  private Dataset<Row> block(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    List<BlockingRule> rules = config.candidateRules();
    Dataset<Row> alone = BlockingCounts.counts(records, rules, config.linkType());
    List<Row> counted = alone.collectAsList();
    PairBudget.require(config.blocking(), counted);
    Dataset<Row> added =
        engine
            .countPairs(records, config.linkType(), rules)
            .withColumnRenamed(Columns.PAIR_COUNT, ADDED_PAIRS);
    return records
        .sparkSession()
        .createDataFrame(counted, alone.schema())
        .join(
            added.withColumnRenamed(Columns.BLOCKING_RULE, "added_by"),
            col(Columns.BLOCKING_RULE).equalTo(col("added_by")),
            "left")
        .drop("added_by")
        .withColumn(ADDED_PAIRS, coalesce(col(ADDED_PAIRS), lit(0L)));
  }

  private Dataset<Row> pass(Tables tables) {
    return PassLinks.of(
        engine, tables.table(RecordsStage.RECORDS), config.linkType(), config.passes().passes());
  }

  /** The pairs that the model links, and those that a pass has linked. */
  private Dataset<Row> score(Tables tables) {
    Model model = ModelTables.model(tables.table(MODEL));
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    boolean passes = !config.passes().passes().isEmpty();
    Dataset<Row> scored =
        engine.score(
            passes
                ? PassLinks.unsettled(records, tables.table(PASS_LINKS), config.passes().settled())
                : records,
            new Scoring(
                model,
                config.candidateRules(),
                termFrequencies(tables, model),
                config.scoring().threshold().bits(),
                config.scoring().partialWeights()));
    if (!passes) {
      return scored;
    }
    Object[] made = config.passes().rules().stream().map(BlockingRule::name).toArray();
    return tables
        .table(PASS_LINKS)
        .unionByName(scored.where(not(col(Columns.BLOCKING_RULE).isin(made))), true);
  }

  static TermFrequencies termFrequencies(Tables tables, Model model) {
    return TermFrequencies.ofTable(
        tables.table(TERM_FREQUENCIES), TermFrequencies.columns(model.comparisons()));
  }

  private Dataset<Row> quality(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    Dataset<Row> links = tables.table(LINKS);
    List<BlockingRule> rules = config.candidateRules();
    var measures = new ArrayList<Measure>();
    measures.addAll(PairAccuracy.measure(records, links, config.linkType(), pairThresholds()));
    measures.addAll(
        ClusterAccuracy.measure(
            records, tables.table(ClusterStages.COMPONENTS), config.linkType()));
    if (config.clustering().method() != ClusteringSettings.Method.COMPONENTS) {
      measures.addAll(
          ClusterAccuracy.measure(
              records, tables.table(ClusterStages.CLUSTERS), config.linkType()));
    }
    measures.addAll(
        BlockingRecall.measure(BlockingRecall.truePairs(records, rules, config.linkType()), rules));
    return MeasureTable.of(records.sparkSession(), tables.run(), measures);
  }

  /** Common thresholds and those of the clusters, as far as links were kept for them. */
  List<Double> pairThresholds() {
    var thresholds = new TreeSet<Double>();
    for (double probability : new double[] {0.5, 0.9, 0.95, 0.99}) {
      thresholds.add(Threshold.ofProbability(probability).bits());
    }
    config.clustering().thresholds().forEach(threshold -> thresholds.add(threshold.bits()));
    thresholds.removeIf(bits -> bits < config.scoring().threshold().bits());
    return List.copyOf(thresholds);
  }
}
