package org.linkagehub.pipelines.cli;

import java.util.concurrent.Callable;
import org.linkagehub.pipelines.stage.Versions;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code linkage}; its subcommands do the work. */
@Command(
    name = "linkage",
    description = "Links, de-duplicates and traces records of people on Apache Spark.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = LinkageCommand.VersionOfTheJar.class,
    subcommands = {
      DemoCommand.class,
      GenerateCommand.class,
      ForecastCommand.class,
      RunCommand.class,
      ValidateCommand.class,
      DoctorCommand.class,
      RunsCommand.class,
      ShowCommand.class,
      ModelCommand.class,
      ReleasesCommand.class,
      PublishCommand.class,
      RollbackCommand.class,
      CleanCommand.class,
      ReportCommand.class,
      ExplainCommand.class,
      TraceCommand.class,
      TraceOneCommand.class,
      CompareLinksCommand.class,
      QualityCommand.class,
      BenchCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage demo                     generate people, link them, measure the result",
      "  linkage run conf/mine.conf       link your own tables",
      "  linkage generate conf/mine.conf  make a population with known truth, to be linked",
      "  linkage validate conf/mine.conf  tell every problem of a configuration at once",
      "  linkage doctor conf/mine.conf    whether a run would work here, and what to mend",
      "  linkage runs                     what was run",
      "  linkage show last                what the last run did, and where its tables are",
      "  linkage report last              can I use these links, for what, for whom not",
      "  linkage explain last 17 204      why two records are linked, or not",
      "  linkage trace CONF               trace requests as the Master Person Service does it",
      "  linkage compare-links CONF       how two linkages of the same requests differ",
      "  linkage qa conf/theirs.conf      the quality of links that anybody made",
      "  linkage model show last          its model; also diff, import and export, with Splink",
      "  linkage bench                    what a whole run takes here, by stage; also beside DuckDB",
      "  linkage releases                 which run's tables count, and counted before",
      "",
      "Options of the launcher scripts/linkage, anywhere on the line before a bare --:",
      "  --master URL          where Spark runs: local[*] (default), local[2],",
      "                        spark://HOST:PORT, yarn, k8s://...",
      "  --conf KEY=VALUE      a Spark setting, as often as needed",
      "  --driver-memory SIZE  for example 4g (default: half of the memory, at most 8g)",
      "  --deploy-mode, --executor-memory, --executor-cores, --num-executors,",
      "  --total-executor-cores, --driver-cores, --jars, --packages, --files,",
      "  --properties-file, --queue, --name, --principal, --keytab: handed on to spark-submit",
      "",
      "Environment of the launcher:",
      "  JAVA_HOME             Java 17 or 21",
      "  SPARK_HOME            a Spark 4.0 distribution; without it Spark comes from Maven",
      "  LINKAGE_MEMORY        the driver's memory, for example 6g",
      "  LINKAGE_JAVA_OPTIONS  further options of the Java virtual machine",
      "  LINKAGE_BUILD=never   use the jar as it is, even if sources are newer",
      "  LINKAGE_ARCHIVE=never keep no archive of Spark's classes for faster starts",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:linkage doctor found something to mend",
      "2:the command line or the configuration is wrong; nothing was run",
      "3:the input data, or the run asked for, are missing or not as they should be",
      "4:the run failed",
      "5:the run is done, but a check of its quality failed: it was not published",
    })
final class LinkageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error, without messages that may quote a record.")
  private boolean debug;

  @Option(
      names = "--debug-values",
      scope = ScopeType.INHERIT,
      description = "Show the whole of an error. It may show values of records.")
  private boolean debugValues;

  /** Whether the stack trace of an error is shown. */
  boolean debug() {
    return debug;
  }

  /** Whether errors are shown whole. */
  boolean debugValues() {
    return debugValues;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCodes.USAGE;
  }

  static final class VersionOfTheJar implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "Linkage Hub " + Versions.linkageHub(),
        "Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        "Delta Lake " + io.delta.package$.MODULE$.VERSION(),
        "Java " + Runtime.version()
      };
    }
  }
}
