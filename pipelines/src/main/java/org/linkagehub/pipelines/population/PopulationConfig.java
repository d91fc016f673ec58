package org.linkagehub.pipelines.population;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.pipelines.config.OutputSettings;
import org.linkagehub.qa.synthetic.PopulationSettings;

/**
 * What population to make, and where it goes. The file may hold the settings of a linkage, too;
 * they are not looked at.
 *
 * @param name under which runs are filed
 * @param settings of the population
 * @param output where the tables go
 * @param source all settings as they were read, but for the number of people and the seed, which
 *     {@code settings} has
 */
public record PopulationConfig(
    String name, PopulationSettings settings, OutputSettings output, ConfigSource source) {
  /** More people would run out of the NHS numbers that are kept for such use. */
  public static final long MOST_PEOPLE = PopulationSettings.MOST_PEOPLE;

  private static final String DEFAULT_NAME = "population";
  private static final String POPULATION = "population";
  private static final String OUTPUT = "output";
  private static final String SEED = "seed";
  private static final String NAME = "name";

  /**
   * Reads a file.
   *
   * @throws ConfigException with everything that is wrong with the settings that are used
   */
  public static PopulationConfig ofFile(Path file) {
    return of(ConfigSource.ofFile(file));
  }

  /**
   * Reads settings.
   *
   * @throws ConfigException with everything that is wrong with the settings that are used
   */
  public static PopulationConfig of(ConfigSource source) {
    return source.read(in -> read(in, source));
  }

  public PopulationConfig withPeople(long people) {
    return new PopulationConfig(name, settings.withPeople(people), output, source);
  }

  public PopulationConfig withSeed(long seed) {
    return new PopulationConfig(name, settings.withSeed(seed), output, source);
  }

  /** All that the tables depend on, but for the lists of names, as text. */
  String effective() {
    List<String> others = source.keys().stream().filter(key -> !key.equals(POPULATION)).toList();
    return "people %d, seed %d%n%s"
        .formatted(settings.people(), settings.seed(), source.toJsonWithout(others));
  }

  private static Optional<PopulationConfig> read(ConfigReader in, ConfigSource source) {
    source.keys().forEach(in::has);
    String name = in.optionalText(NAME).orElse(DEFAULT_NAME);
    long seed = in.whole(SEED, Long.MIN_VALUE, Long.MAX_VALUE);
    Optional<PopulationSettings> settings = PopulationSettings.read(in.block(POPULATION), seed);
    Optional<OutputSettings> output = OutputSettings.read(in.block(OUTPUT));
    return in.build(
        () -> new PopulationConfig(name, settings.orElseThrow(), output.orElseThrow(), source));
  }
}
