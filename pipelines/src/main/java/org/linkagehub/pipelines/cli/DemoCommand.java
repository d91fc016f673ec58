package org.linkagehub.pipelines.cli;

import java.util.concurrent.Callable;
import org.linkagehub.pipelines.link.DemoJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code linkage demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Generates people whose truth is known, links them, measures the result against the truth,"
            + " and says where the tables are.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage demo",
      "  linkage demo --people 100000 --seed 7 --output /data/demo",
      "  linkage demo --json > demo.json",
    })
final class DemoCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Option(
      names = "--people",
      paramLabel = "N",
      defaultValue = "5000",
      description = "How many people to generate (default: ${DEFAULT-VALUE}).")
  private long people;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of all that is random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    options.require(people >= 10, "--people must be at least 10, was " + people);
    return options.run(
        "demo", new DemoJob(people, seed), options.outputOr(OutputOption.DEFAULT), true);
  }
}
