package org.linkagehub.pipelines.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.comparison.ComparisonConfig;
import org.linkagehub.pipelines.comparison.ComparisonJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linkage compare-links CONF}. */
@Command(
    name = "compare-links",
    mixinStandardHelpOptions = true,
    description =
        "Compares two linkages of the same requests, made here or elsewhere: how many requests both"
            + " link to the same, to another, or not at all, by group and by the steps of both; where"
            + " the truth is known, the false and missed matches of both with the limits of their"
            + " difference; and a sample of requests of each kind to be reviewed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage compare-links conf/mine.conf",
      "  linkage compare-links conf/mine.conf --output /data/compared --json",
      "",
      "The block compare-links of the configuration names the tables; conf/reference.conf",
      "explains each of its settings.",
    })
final class CompareLinksCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Parameters(paramLabel = "CONF", description = "The configuration file.")
  private Path configuration;

  @Override
  public Integer call() {
    ComparisonConfig config = ComparisonConfig.ofFile(configuration);
    // never published: a comparison is no release of the linkage that the same file may configure
    return options.run(
        "compare-links",
        new ComparisonJob(config),
        options.outputOr(config.output().folder()),
        false);
  }
}
