package org.linkagehub.pipelines.link;

import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.summary.RunSummary;

/**
 * The linkage that a configuration describes.
 *
 * @param config the configuration
 */
public record LinkageJob(LinkageConfig config) implements Job {
  @Override
  public RunPlan plan(SparkSession spark, String command) {
    throw new UnsupportedOperationException("linkages cannot be run yet: " + config.name());
  }

  @Override
  public RunSummary summarise(CompletedRun run) {
    throw new UnsupportedOperationException("linkages cannot be run yet: " + config.name());
  }
}
