package org.linkagehub.pipelines.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.assessment.AssessmentJob;
import org.linkagehub.pipelines.config.AssessmentConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linkage qa CONF}. */
@Command(
    name = QualityCommand.NAME,
    mixinStandardHelpOptions = true,
    description =
        "Measures the quality of links that anybody made: against the truth or judged pairs where"
            + " there are some, against links made without a reliable identifier, and by what can"
            + " be told without truth; as a whole and by group of records, with intervals. Ends with"
            + " a report that says what the links can be used for, and for whom not.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage qa conf/theirs.conf",
      "  linkage qa conf/theirs.conf --output /data/quality --json",
      "",
      "The block assess of the configuration names the links, quality what is measured of them;",
      "conf/reference.conf explains each setting. Every run measures its own links: this command",
      "is for those of others. `linkage report RUN` makes its report anew.",
    })
final class QualityCommand implements Callable<Integer> {
  static final String NAME = "qa";

  @Mixin private JobOptions options;

  @Parameters(paramLabel = "CONF", description = "The configuration file.")
  private Path configuration;

  @Override
  public Integer call() {
    AssessmentConfig config = AssessmentConfig.ofFile(configuration);
    // never published: measures of others' links are no release of a linkage
    return options.run(
        NAME, new AssessmentJob(config), options.outputOr(config.output().folder()), false);
  }
}
