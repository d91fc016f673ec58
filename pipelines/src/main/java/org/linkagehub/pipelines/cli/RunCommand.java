package org.linkagehub.pipelines.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.link.LinkageJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linkage run CONF}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Links the tables that a configuration names, and publishes the result. Stages that an"
            + " earlier run made of the same inputs, settings and code are taken as they are, also"
            + " where that run failed or was killed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage run conf/mine.conf",
      "  linkage run conf/mine.conf --from score --no-publish",
      "  linkage run conf/mine.conf --output /data/linked --driver-memory 12g",
      "  linkage run conf/mine.conf --master yarn --num-executors 20 --json",
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Parameters(paramLabel = "CONF", description = "The configuration file.")
  private Path configuration;

  @Override
  public Integer call() {
    LinkageConfig config = LinkageConfig.ofFile(configuration);
    return options.run(
        "run",
        new LinkageJob(config),
        options.outputOr(config.output().folder()),
        config.output().publish());
  }
}
