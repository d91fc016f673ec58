package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.link.Job;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.StageRunner;
import picocli.CommandLine;
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

  String outputOr(String configured) {
    return output.orElse(configured);
  }

  void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
    }
  }

  /** Runs the job and prints its summary. */
  int run(String command, Job job, String outputFolder) {
    var summary = new SummaryFile(job);
    PrintWriter err = spec.commandLine().getErr();
    try (ConsoleProgress progress = quiet ? ConsoleProgress.quiet() : ConsoleProgress.on(err)) {
      progress.note("starting Spark");
      SparkSession spark = Sessions.open(command);
      RunStore store = RunStore.at(outputFolder, spark.sparkContext().hadoopConfiguration());
      new StageRunner(spark, store, progress, Clock.systemUTC())
          .run(job.plan(spark, command), summary::write);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? summary.json() : summary.text());
    out.flush();
    return ExitCodes.OK;
  }
}
