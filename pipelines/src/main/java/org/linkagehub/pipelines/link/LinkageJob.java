package org.linkagehub.pipelines.link;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
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
    StructType columns = ConfigCheck.require(spark, config);
    var sources = new Sources(spark);
    EngineChoice choice = EngineChoice.of(spark, config, columns);
    return new RunPlan(
        config.name(),
        command,
        config.source().toJson(),
        config.source().toJsonWithout(NO_EFFECT),
        choice.description(),
        config.seed(),
        config.inputs().stream()
            .map(input -> sources.table(RecordsStage.inputTable(input), input))
            .toList(),
        new LinkageStages(config, choice.engine()).all(),
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
