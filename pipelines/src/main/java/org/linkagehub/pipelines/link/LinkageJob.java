package org.linkagehub.pipelines.link;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.SqlEngine;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.config.ConfigCheck;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.summary.RunSummary;

/**
 * Links the tables that a configuration names.
 *
 * @param config what to link, and how
 */
public record LinkageJob(LinkageConfig config) implements Job {

  @Override
  public RunPlan plan(SparkSession spark, String command) {
    LinkageFunctions.register(spark);
    ConfigCheck.require(spark, config);
    Map<String, Dataset<Row>> tables = new LinkedHashMap<>();
    for (InputSettings input : config.inputs()) {
      Dataset<Row> raw = InputTables.open(spark, input);
      tables.put(
          RecordsStage.inputTable(input),
          input.where().isPresent() ? raw.where(input.where().get()) : raw);
    }
    Engine engine = new SqlEngine();
    return new RunPlan(
        command,
        config.source().toJson(),
        engine.name(),
        config.seed(),
        config.inputs().stream()
            .map(i -> new RunManifest.Input(i.name(), i.format().configName(), i.location()))
            .toList(),
        tables,
        new LinkageStages(config, engine).all(),
        config.output().schema());
  }

  @Override
  public RunSummary summarise(CompletedRun run) {
    return new LinkageSummary(config, run).summary();
  }
}
