package org.linkagehub.pipelines.trace;

import java.util.ArrayList;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.link.Job;
import org.linkagehub.pipelines.link.Sources;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.SourceTable;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.TableVariables;
import org.linkagehub.pipelines.summary.Summary;

/**
 * Traces the requests that a configuration names against its index.
 *
 * @param config what to trace, and how
 */
public record TraceJob(TraceConfig config) implements Job {
  @Override
  public RunPlan plan(SparkSession spark, String command) {
    LinkageFunctions.register(spark);
    var sources = new Sources(spark);
    var read = new ArrayList<SourceTable>();
    SourceTable index = sources.table(TraceStages.INDEX, config.index());
    MasterIndex.of(index.rows()); // says what is wrong, if something is
    read.add(index);
    var submission = new SubmissionStages(spark, config.submission());
    read.addAll(submission.sources());
    var stages = new ArrayList<Stage>(submission.before());
    stages.addAll(new TraceStages(config.settings()).all());
    stages.addAll(submission.after());
    return new RunPlan(
        config.name(),
        command,
        config.source().toJson(),
        config.settings().toString() + config.index().reading() + config.submission(),
        "none",
        config.seed(),
        read,
        stages,
        config.output().schema());
  }

  @Override
  public Map<String, String> files(CompletedRun run) {
    return Map.of();
  }

  /** A configuration to be included, whose variables say where the tables are. */
  @Override
  public Map<String, String> pointers(CompletedRun run) {
    return Map.of(
        config.name() + ".trace.conf",
        TableVariables.text(
            "The tables of the newest run of `linkage trace`.", config.name(), run));
  }

  @Override
  public Map<String, String> results(CompletedRun run) {
    return Map.of(
        "edition", config.settings().edition().configName(),
        "as_at_date", config.settings().asAt().toString());
  }

  @Override
  public Summary summarise(CompletedRun run) {
    return new TraceFigures(config, run).summary();
  }
}
