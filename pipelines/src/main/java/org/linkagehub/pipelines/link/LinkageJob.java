package org.linkagehub.pipelines.link;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.SqlEngine;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.config.ConfigCheck;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.summary.RunSummary;

/**
 * Links the tables that a configuration names.
 *
 * @param config what to link, and how
 */
public record LinkageJob(LinkageConfig config) implements Job {
  /** Settings that change no result. */
  static final List<String> NO_EFFECT =
      List.of("name", "output", "population", "shared", "variables");

  @Override
  public RunPlan plan(SparkSession spark, String command) {
    LinkageFunctions.register(spark);
    ConfigCheck.require(spark, config);
    var sources = new Sources(spark);
    Engine engine = new SqlEngine();
    return new RunPlan(
        config.name(),
        command,
        config.source().toJson(),
        config.source().toJsonWithout(NO_EFFECT),
        engine.name(),
        config.seed(),
        config.inputs().stream()
            .map(input -> sources.table(RecordsStage.inputTable(input), input))
            .toList(),
        new LinkageStages(config, engine).all(),
        config.output().schema());
  }

  @Override
  public Map<String, String> results(CompletedRun run) {
    return LinkageSummary.results(run);
  }

  @Override
  public RunSummary summarise(CompletedRun run) {
    return new LinkageSummary(config, run).summary();
  }
}
