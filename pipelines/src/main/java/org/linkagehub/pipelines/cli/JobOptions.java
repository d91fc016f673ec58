package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.link.Job;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.StageChoice;
import org.linkagehub.pipelines.stage.StageRunner;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of the commands that run a job, and the running of it. */
final class JobOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      description = "The output folder, in the place of the configured one.")
  private Optional<String> output;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  private boolean quiet;

  @Option(
      names = "--no-publish",
      description = "Leave the current release as it is; `linkage publish` may follow.")
  private boolean unpublished;

  @ArgGroup(exclusive = true)
  private Choice choice;

  /** Which stages to run again. */
  static final class Choice {
    @Option(
        names = "--force",
        description = "Run every stage, also those that an earlier run made of the same.")
    private boolean force;

    @Option(
        names = "--from",
        paramLabel = "STAGE",
        description = "Run this stage and all after it again.")
    private String from;

    @Option(
        names = "--only",
        paramLabel = "STAGE",
        description = "Run this stage alone; those before it must have been run.")
    private String only;

    StageChoice stages() {
      if (force) {
        return StageChoice.all();
      }
      return from != null ? StageChoice.from(from) : StageChoice.only(only);
    }
  }

  String outputOr(String configured) {
    return output.orElse(configured);
  }

  void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
    }
  }

  private void requireStage(StageChoice stages, RunPlan plan) {
    try {
      stages.require(plan.stages());
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * Runs the job, publishes it and prints its summary.
   *
   * @param publish whether it is published unless the command line says otherwise
   */
  int run(String command, Job job, String outputFolder, boolean publish) {
    var summary = new SummaryFile(job);
    PrintWriter err = spec.commandLine().getErr();
    List<String> said;
    boolean checksFailed;
    try (ConsoleProgress progress = quiet ? ConsoleProgress.quiet() : ConsoleProgress.on(err)) {
      progress.note("starting Spark");
      SparkSession spark = Sessions.open(command);
      RunStore store = RunStore.at(outputFolder, spark.sparkContext().hadoopConfiguration());
      RunPlan plan = RunHistory.comparing(spark, store, job.plan(spark, command));
      StageChoice stages = choice == null ? StageChoice.asNeeded() : choice.stages();
      requireStage(stages, plan);
      Clock clock = Clock.systemUTC();
      var record = new RunRecord(summary, spark, store, plan, publish && !unpublished, clock);
      CompletedRun done = new StageRunner(spark, store, progress, clock).run(plan, stages, record);
      said = record.said();
      checksFailed = record.checksFailed();
      if (stages.kind() == StageChoice.Kind.ONLY) {
        err.println(
            "Run %s: stage %s alone, not published."
                .formatted(done.manifest().runId(), stages.stage()));
        return ExitCodes.OK;
      }
      job.pointers(done).forEach(store.current()::write);
    }
    said.forEach(err::println);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? summary.json() : summary.text());
    out.flush();
    return checksFailed ? ExitCodes.CHECKS : ExitCodes.OK;
  }
}
