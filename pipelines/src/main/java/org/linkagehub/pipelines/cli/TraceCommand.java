package org.linkagehub.pipelines.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.trace.TraceConfig;
import org.linkagehub.pipelines.trace.TraceJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code linkage trace CONF}. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description =
        "Traces requests against a master index with history, as NHS England's Master Person Service"
            + " does it: cross-check of NHS number and date of birth, alphanumeric and algorithmic"
            + " trace. Says how many requests each step solved. A run that was killed is resumed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage generate conf/examples/population.conf",
      "  linkage trace conf/examples/trace.conf",
      "  linkage trace conf/mine.conf --output /data/traced --json",
      "",
      "The block trace of the configuration names the index and the requests, and says how they",
      "are traced; conf/reference.conf explains each of its settings.",
    })
final class TraceCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Parameters(paramLabel = "CONF", description = "The configuration file.")
  private Path configuration;

  @Override
  public Integer call() {
    TraceConfig config = TraceConfig.ofFile(configuration, Clock.systemUTC());
    // never published: a trace is no release of the linkage that the same file may configure
    return options.run(
        "trace", new TraceJob(config), options.outputOr(config.output().folder()), false);
  }
}
