package org.linkagehub.pipelines.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.link.ForecastJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linkage forecast CONF}. */
@Command(
    name = "forecast",
    mixinStandardHelpOptions = true,
    description =
        "Says how many pairs the blocking rules of a configuration will make, which blocks are the"
            + " largest, and what it will cost to compare them on this machine, before any pair is"
            + " scored. The records are cleaned for it; `linkage run` takes them as they are.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage forecast conf/mine.conf",
      "  linkage forecast conf/mine.conf --json",
      "  linkage forecast conf/mine.conf --bounds",
    })
final class ForecastCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Option(
      names = "--bounds",
      description =
          "Make no pair, not even to count it: what several rules make is then counted for each, so"
              + " that all figures are known from the sizes of blocks, as exact or as at most so many.")
  private boolean bounds;

  @Parameters(paramLabel = "CONF", description = "The configuration file.")
  private Path configuration;

  @Override
  public Integer call() {
    LinkageConfig config = LinkageConfig.ofFile(configuration);
    return options.run(
        "forecast",
        new ForecastJob(config, !bounds),
        options.outputOr(config.output().folder()),
        false);
  }
}
