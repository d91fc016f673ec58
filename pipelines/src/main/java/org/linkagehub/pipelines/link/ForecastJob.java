package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.summary.ForecastSummary;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.qa.blocking.BlockingCounts;

/**
 * Says what a linkage will cost before any pair is scored. The records are cleaned for it, which
 * the linkage itself then need not do again.
 *
 * @param config the linkage
 */
public record ForecastJob(LinkageConfig config) implements Job {
  @Override
  public RunPlan plan(SparkSession spark, String command) {
    return new LinkageJob(config)
        .plan(
            spark,
            command,
            engine -> List.of(new RecordsStage(config), new ForecastStage(config, engine).stage()));
  }

  @Override
  public Map<String, String> files(CompletedRun run) {
    return Map.of();
  }

  @Override
  public Map<String, String> results(CompletedRun run) {
    return Map.of();
  }

  @Override
  public ForecastSummary summarise(CompletedRun run) {
    var rules = new ArrayList<ForecastSummary.Rule>();
    for (Row row : run.tables().table(ForecastStage.FORECAST).collectAsList()) {
      rules.add(
          new ForecastSummary.Rule(
              row.getAs(Columns.BLOCKING_RULE),
              row.getAs(BlockingCounts.KEYED_RECORDS),
              row.getAs(BlockingCounts.BLOCKS),
              row.getAs(BlockingCounts.LARGEST_BLOCK),
              Math.round(row.<Double>getAs(ForecastStage.PAIRS)),
              Math.round(row.<Double>getAs(ForecastStage.ERROR)),
              row.getAs(ForecastStage.KIND),
              Optional.ofNullable(row.<Double>getAs(ForecastStage.ADDED)).map(Math::round)));
    }
    List<ForecastSummary.Cost> costs =
        run.tables().table(ForecastStage.COSTS).collectAsList().stream()
            .map(
                row ->
                    new ForecastSummary.Cost(
                        row.getLong(3),
                        1 / row.getDouble(4),
                        1 / row.getDouble(2),
                        row.getDouble(5),
                        row.getDouble(6)))
            .toList();
    return new ForecastSummary(
        run.manifest().runId(),
        config.linkType().configName(),
        run.manifest().engine(),
        config.candidateRules().stream()
            .flatMap(rule -> rules.stream().filter(r -> r.name().equals(rule.name())))
            .toList(),
        costs.stream().findFirst(),
        run.manifest().stages().stream()
            .map(s -> new RunSummary.StageTime(s.name(), s.wallSeconds(), s.cpuSeconds()))
            .toList(),
        run.manifest().wallSeconds(),
        run.folder().toString(),
        warnings(rules));
  }

  private List<String> warnings(List<ForecastSummary.Rule> rules) {
    var warnings = new ArrayList<String>();
    double all = 0;
    for (ForecastSummary.Rule rule : rules) {
      all += rule.pairs();
      if (rule.pairs() > config.blocking().maxPairsPerRule()) {
        warnings.add(
            "Rule %s makes more pairs than the %,d of linkage.blocking.max-pairs-per-rule: the run will refuse it. Add a column to it."
                .formatted(rule.name(), config.blocking().maxPairsPerRule()));
      }
      double largest = (double) rule.largestBlock() * (rule.largestBlock() - 1) / 2;
      if (largest > config.blocking().maxPairsPerBlock()) {
        warnings.add(
            "Rule %s has a block of %,d records, whose pairs are more than the %,d of linkage.blocking.max-pairs-per-block: the run will %s it."
                .formatted(
                    rule.name(),
                    rule.largestBlock(),
                    config.blocking().maxPairsPerBlock(),
                    config.blocking().leaveOutLargeBlocks() ? "leave out" : "refuse"));
      }
    }
    if (all > config.blocking().maxPairs()) {
      warnings.add(
          "All rules together make more pairs than the %,d of linkage.blocking.max-pairs: the run will refuse them."
              .formatted(config.blocking().maxPairs()));
    }
    return warnings;
  }
}
