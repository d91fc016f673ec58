package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.config.Threshold;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Model;
import org.linkagehub.pipelines.config.Extra;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.qa.accuracy.BlockingRecall;
import org.linkagehub.qa.accuracy.ClusterAccuracy;
import org.linkagehub.qa.assessment.AssessedLinkage;
import org.linkagehub.qa.assessment.Assessment;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureTable;
import org.linkagehub.qa.profile.ValueMeasures;

/**
 * Measures the tables of a run: the data, the blocks, the model, links and clusters, against the
 * truth where it is known, and by group.
 */
final class QualityStage {
  private final LinkageConfig config;

  QualityStage(LinkageConfig config) {
    this.config = config;
  }

  Stage stage() {
    List<String> read =
        new OrderStage(config)
            .inputs(
                LinkageStages.LINKS,
                LinkageStages.BLOCKS,
                LinkageStages.LARGE_BLOCKS,
                ClusterStages.COMPONENTS,
                ClusterStages.CLUSTERS);
    if (config.does(Extra.PROFILE)) {
      read.addAll(List.of(LinkageStages.PROFILE, LinkageStages.FREQUENT_VALUES));
    }
    if (config.cleaning().keepRaw()) {
      read.addAll(List.of(CleaningCounts.RULES, CleaningCounts.LOSS));
    }
    if (!config.passes().alone()) {
      read.addAll(List.of(LinkageStages.MODEL, LinkageStages.TERM_FREQUENCIES));
      if (!config.scoring().earlyRejection()) {
        read.addAll(List.of(LinkageStages.PATTERNS, LinkageStages.REJECTED_PAIRS));
      }
    }
    return Stage.of("quality", read, Output.small(MeasureTable.NAME), this::measure)
        .dependingOn(
            config.linkType(),
            config.evaluation(),
            config.candidateRules(),
            config.clustering().method(),
            config.quality(),
            linkThresholds(config),
            config.does(Extra.PROFILE),
            config.nicknames());
  }

  private Dataset<Row> measure(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    boolean truth = config.evaluation().truePerson().isPresent();
    List<Measure> measures = new ArrayList<>(new RunMeasures(config, tables).measures());
    if (config.does(Extra.PROFILE)) {
      measures.addAll(
          ValueMeasures.measure(
              records,
              LinkageStages.profiled(config, records),
              config.quality().groupings(),
              config.quality().codes()));
    }
    if (truth) {
      measures.addAll(blockingRecall(tables));
      measures.addAll(
          ClusterAccuracy.measure(
              records, tables.table(ClusterStages.COMPONENTS), config.linkType()));
    }
    var linkage =
        AssessedLinkage.of(
                records,
                config.linkType(),
                Optional.of(tables.table(LinkageStages.LINKS)),
                Optional.of(tables.table(ClusterStages.CLUSTERS)))
            .madeBy(rules(tables), weighing(tables))
            .comparing(compared(tables));
    measures.addAll(
        new Assessment(
                linkage,
                config.quality(),
                config.scoring().threshold().bits(),
                linkThresholds(config))
            .measure());
    return MeasureTable.of(records.sparkSession(), tables.run(), measures);
  }

  private List<Measure> blockingRecall(Tables tables) {
    Dataset<Row> records = new OrderStage(config).records(tables);
    List<BlockingRule> rules = rules(tables);
    return BlockingRecall.measure(
        BlockingRecall.truePairs(records, rules, config.linkType()), rules);
  }

  private List<BlockingRule> rules(Tables tables) {
    return CandidateRules.of(config.candidateRules(), tables.table(LinkageStages.LARGE_BLOCKS))
        .rules();
  }

  private Optional<AssessedLinkage.Weighing> weighing(Tables tables) {
    if (config.passes().alone()) {
      return Optional.empty();
    }
    Model model = ModelTables.model(tables.table(LinkageStages.MODEL));
    return Optional.of(
        new AssessedLinkage.Weighing(model, LinkageStages.termFrequencies(tables, model)));
  }

  private AssessedLinkage.Compared compared(Tables tables) {
    if (config.passes().alone() || config.scoring().earlyRejection()) {
      return AssessedLinkage.Compared.NOTHING;
    }
    return new AssessedLinkage.Compared(
        Optional.of(tables.table(LinkageStages.PATTERNS)),
        Optional.of(tables.table(LinkageStages.REJECTED_PAIRS))
            .filter(sample -> config.scoring().rejectedSample() > 0));
  }

  /** Common thresholds and those of the clusters, as far as links were kept for them. */
  static List<Double> linkThresholds(LinkageConfig config) {
    var thresholds = new TreeSet<Double>();
    for (double probability : new double[] {0.5, 0.9, 0.95, 0.99}) {
      thresholds.add(Threshold.ofProbability(probability).bits());
    }
    config.clustering().thresholds().forEach(threshold -> thresholds.add(threshold.bits()));
    thresholds.removeIf(bits -> bits < config.scoring().threshold().bits());
    return List.copyOf(thresholds);
  }
}
