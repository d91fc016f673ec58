package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.Objects;

/**
 * Which flat table of people to generate.
 *
 * @param population the people; its feeds are not used, and of its index only who has which NHS
 *     number
 * @param recordsPerPerson the mean number of records a person, from 1 to 20; the number is
 *     geometric, so many have one and a few have very many
 * @param errorRates how often records are wrong
 */
public record SyntheticSettings(
    PopulationSettings population, double recordsPerPerson, ErrorRates errorRates)
    implements Serializable {

  public SyntheticSettings {
    Objects.requireNonNull(population, "population");
    Objects.requireNonNull(errorRates, "errorRates");
    if (!(recordsPerPerson >= 1 && recordsPerPerson <= 20)) {
      throw new IllegalArgumentException(
          "records-per-person must be between 1 and 20, was " + recordsPerPerson);
    }
  }

  /**
   * Everyday errors, 2.5 records a person, and the communities of England as {@code
   * conf/reference.conf} has them.
   */
  public static SyntheticSettings of(long people, long seed) {
    return new SyntheticSettings(
        PopulationSettings.defaults()
            .withPeople(people)
            .withSeed(seed)
            .withIndex(IndexSettings.perfect()),
        2.5,
        ErrorRates.everyday());
  }

  public SyntheticSettings withRecordsPerPerson(double mean) {
    return new SyntheticSettings(population, mean, errorRates);
  }

  public SyntheticSettings withErrorRates(ErrorRates rates) {
    return new SyntheticSettings(population, recordsPerPerson, rates);
  }
}
