package org.linkagehub.pipelines.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.assessment.AssessmentReport;
import org.linkagehub.pipelines.config.AssessmentConfig;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.link.EarlierRuns;
import org.linkagehub.pipelines.link.RunReport;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.pipelines.stage.WrittenTables;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage report RUN}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the report of a finished run, or of an assessment of others' links: one HTML file that needs no network, the same as JSON and"
          + " CSV, a model card, and a pack for reporting after GUILD and RECORD. They stand in the"
          + " run's folder. Every run ends with its report; this makes it anew, with what was"
          + " answered since.",
      "Small counts are withheld and others rounded, as the block disclosure says."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage report last",
      "  linkage report 20260314-0915 --output /data/linked",
      "  linkage report last --configuration conf/mine.conf   checks, uses and answers of now",
      "  linkage report last --show-records                   with records: personal data",
    })
final class ReportCommand implements Callable<Integer> {
  /** The page with records; the others have none. */
  private static final String WITH_RECORDS = "report-with-records.html";

  @Spec private CommandSpec spec;
  @Mixin private OutputOption output;

  @Parameters(
      paramLabel = "RUN",
      description = "The run's id, the beginning of it, or `" + RunStore.LAST + "`.")
  private String run;

  @Option(
      names = "--configuration",
      paramLabel = "CONF",
      description =
          "Take the answers to the framework, the checks and the uses from this configuration of the"
              + " same linkage, in the place of the run's own.")
  private Optional<Path> configuration;

  @Option(
      names = "--show-records",
      description =
          "Write only "
              + WITH_RECORDS
              + ", which shows pairs of records near the threshold: personal data.")
  private boolean showRecords;

  @Override
  public Integer call() {
    RunStore store = output.store();
    RunFolder folder = store.find(run);
    RunManifest manifest = folder.manifest();
    if (manifest.status() != RunManifest.Status.FINISHED) {
      throw new InputDataException(
          "run %s did not finish, so there is nothing to report of; `linkage show %s` tells why"
              .formatted(manifest.runId(), manifest.runId()));
    }
    boolean assessment = manifest.command().equals(QualityCommand.NAME);
    if (assessment && showRecords) {
      throw new InputDataException(
          "run %s assessed links that were made elsewhere: there are no pairs of records to show; leave out --show-records"
              .formatted(manifest.runId()));
    }
    Function<CompletedRun, Map<String, String>> report =
        assessment ? ofAssessment(manifest, store) : ofLinkage(manifest, store);
    SparkSession spark = Sessions.open("report");
    LinkageFunctions.register(spark);
    Map<String, String> files =
        report.apply(new CompletedRun(manifest, folder, tables(spark, store, manifest), true));
    if (showRecords) {
      folder.write(WITH_RECORDS, files.get(Report.HTML));
      say("With records, so keep it as carefully as those:", folder.fileUrl(WITH_RECORDS));
    } else {
      files.forEach(folder::write);
      say("The report opens in any browser:", folder.fileUrl(Report.HTML));
    }
    return ExitCodes.OK;
  }

  private Function<CompletedRun, Map<String, String>> ofLinkage(
      RunManifest manifest, RunStore store) {
    LinkageConfig config =
        configuration
            .map(LinkageConfig::ofFile)
            .orElseGet(() -> LinkageConfig.of(ownSettings(manifest)));
    requireName(config.name(), manifest);
    return run ->
        RunReport.files(
            config, run, before(run, store, config.reporting().disclosure()), showRecords);
  }

  private Function<CompletedRun, Map<String, String>> ofAssessment(
      RunManifest manifest, RunStore store) {
    AssessmentConfig config =
        configuration
            .map(AssessmentConfig::ofFile)
            .orElseGet(() -> AssessmentConfig.of(ownSettings(manifest)));
    requireName(config.name(), manifest);
    return run ->
        AssessmentReport.files(config, run, before(run, store, config.reporting().disclosure()));
  }

  private static EarlierRuns before(
      CompletedRun run, RunStore store, DisclosureSettings disclosure) {
    return RunHistory.before(Sessions.open("report"), run, store, disclosure);
  }

  private static ConfigSource ownSettings(RunManifest manifest) {
    return ConfigSource.ofText("manifest.json", "{\"linkage\": " + manifest.configuration() + "}");
  }

  private void requireName(String name, RunManifest manifest) {
    if (!name.equals(manifest.linkage())) {
      throw new InputDataException(
          "%s is of linkage %s, and run %s of linkage %s"
              .formatted(
                  configuration.map(Path::toString).orElse("its configuration"),
                  name,
                  manifest.runId(),
                  manifest.linkage()));
    }
  }

  private void say(String what, String where) {
    spec.commandLine().getOut().println(what + "\n  " + where);
    spec.commandLine().getOut().flush();
  }

  private static Tables tables(SparkSession spark, RunStore store, RunManifest manifest) {
    var written =
        new WrittenTables(
            spark, store, Optional.of(manifest.schema()).filter(schema -> !schema.isEmpty()));
    var tables = new TreeMap<String, Dataset<Row>>();
    manifest.stages().stream()
        .flatMap(stage -> stage.outputs().stream())
        .forEach(table -> tables.put(table.table(), written.read(table)));
    return Tables.of(tables, manifest.runId());
  }
}
