package org.linkagehub.pipelines.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.population.PopulationConfig;
import org.linkagehub.pipelines.population.PopulationJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linkage generate CONF}. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description =
        "Makes a population with known truth: people, a master index shaped like PDS, feeds of"
            + " records that ask to be linked to it, and apart from them whose each record is and"
            + " what is wrong with it. Checks what was made, and says where the tables are.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage generate conf/mine.conf",
      "  linkage generate conf/mine.conf --people 1000000 --seed 7",
      "  linkage generate conf/mine.conf --output /data/population --json",
      "",
      "The block population of the configuration says what is made; conf/reference.conf",
      "explains each of its settings. A file that holds  linkage {}  makes the default.",
    })
final class GenerateCommand implements Callable<Integer> {
  @Mixin private JobOptions options;

  @Parameters(paramLabel = "CONF", description = "The configuration file.")
  private Path configuration;

  @Option(
      names = "--people",
      paramLabel = "N",
      description = "How many people, in the place of the configured number.")
  private Optional<Long> people;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of all that is random, in the place of the configured one.")
  private Optional<Long> seed;

  @Override
  public Integer call() {
    PopulationConfig config = PopulationConfig.ofFile(configuration);
    if (people.isPresent()) {
      long number = people.get();
      options.require(
          number >= 1 && number <= PopulationConfig.MOST_PEOPLE,
          "--people must be between 1 and %d, was %d"
              .formatted(PopulationConfig.MOST_PEOPLE, number));
      config = config.withPeople(number);
    }
    if (seed.isPresent()) {
      config = config.withSeed(seed.get());
    }
    // never published: a population is no release of the linkage that the same file may configure
    return options.run(
        "generate", new PopulationJob(config), options.outputOr(config.output().folder()), false);
  }
}
