package org.linkagehub.pipelines.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code linkage validate CONF}. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = "Tells every problem of a configuration at once; no data are moved.",
    footerHeading = "%nExamples:%n",
    footer = {"  linkage validate conf/mine.conf"})
final class ValidateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONF", description = "The configuration file.")
  private String configuration;

  @Override
  public Integer call() {
    throw new IllegalStateException("not wired yet: " + configuration);
  }
}
