package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.report.RunFacts;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.summary.ForecastSummary;
import org.linkagehub.qa.blocking.BlockingCounts;

/**
 * Says what a linkage will cost before any pair is scored. The records are cleaned for it, which
 * the linkage itself then need not do again.
 *
 * @param config the linkage
 * @param counting whether pairs may be made, and not compared, to count what several rules make;
 *     else the sum of all rules bounds it
 */
public record ForecastJob(LinkageConfig config, boolean counting) implements Job {
  private static final double SECONDS_PER_HOUR = 3600;

  @Override
  public RunPlan plan(SparkSession spark, String command) {
    return new LinkageJob(config).plan(spark, command, this::stages);
  }

  private List<Stage> stages(Engine engine) {
    var stages = new ArrayList<Stage>(List.of(new RecordsStage(config)));
    new OrderStage(config).stage().ifPresent(stages::add);
    stages.add(new ForecastStage(config, engine, counting).stage());
    return stages;
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
                        row.getDouble(6),
                        maxCpuSeconds()))
            .toList();
    return new ForecastSummary(
        run.manifest().runId(),
        config.linkType().configName(),
        run.manifest().engine(),
        config.candidateRules().stream()
            .flatMap(rule -> rules.stream().filter(r -> r.name().equals(rule.name())))
            .toList(),
        costs.stream().findFirst(),
        new RunFacts(run.manifest()).stageTimes(),
        run.manifest().wallSeconds(),
        run.folder().toString(),
        warnings(rules, costs));
  }

  private Optional<Double> maxCpuSeconds() {
    OptionalDouble hours = config.blocking().maxCpuHours();
    return hours.isPresent()
        ? Optional.of(hours.getAsDouble() * SECONDS_PER_HOUR)
        : Optional.empty();
  }

  private List<String> warnings(
      List<ForecastSummary.Rule> rules, List<ForecastSummary.Cost> costs) {
    var warnings = new ArrayList<String>();
    Set<String> sorted =
        config.candidateRules().stream()
            .filter(rule -> rule.sorted().isPresent())
            .map(BlockingRule::name)
            .collect(Collectors.toSet());
    double all = 0;
    for (ForecastSummary.Rule rule : rules) {
      all += rule.pairs();
      if (rule.pairs() > config.blocking().maxPairsPerRule()) {
        warnings.add(
            "Rule %s makes more pairs than the %,d of linkage.blocking.max-pairs-per-rule: the run will refuse it. Add a column to it."
                .formatted(rule.name(), config.blocking().maxPairsPerRule()));
      }
      double largest = (double) rule.largestBlock() * (rule.largestBlock() - 1) / 2;
      boolean windows = sorted.contains(rule.name());
      if (!windows && largest > config.blocking().maxPairsPerBlock()) {
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
    for (ForecastSummary.Cost cost : costs) {
      if (cost.maxCpuSeconds().filter(most -> cost.cpuSeconds() > most).isPresent()) {
        warnings.add(
            "The pairs take more CPU time than linkage.blocking.max-cpu-hours allows: the run will refuse them.");
      }
    }
    return warnings;
  }
}
