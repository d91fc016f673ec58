package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;

/**
 * What to generate.
 *
 * @param people how many people, at least 1
 * @param recordsPerPerson the mean number of records a person, at least 1; the number is geometric,
 *     so many have one and a few have very many
 * @param seed the same settings give the same rows, another seed other people
 * @param asAt the day on which the population is looked at: nobody is born and nothing is recorded
 *     after it
 * @param errorRates how often records are wrong
 * @param communities the share of households of each community of the built-in name lists
 */
public record SyntheticSettings(
    long people,
    double recordsPerPerson,
    long seed,
    LocalDate asAt,
    ErrorRates errorRates,
    Map<String, Double> communities)
    implements Serializable {

  /** Below the number of NHS numbers that exist for generated people, with room to spare. */
  static final long MOST_PEOPLE = 70_000_000;

  public SyntheticSettings {
    if (people < 1 || people > MOST_PEOPLE) {
      throw new IllegalArgumentException(
          "people must be between 1 and %d, was %d".formatted(MOST_PEOPLE, people));
    }
    if (!(recordsPerPerson >= 1 && recordsPerPerson <= 20)) {
      throw new IllegalArgumentException(
          "records-per-person must be between 1 and 20, was " + recordsPerPerson);
    }
    Objects.requireNonNull(asAt, "asAt");
    Objects.requireNonNull(errorRates, "errorRates");
    communities = Map.copyOf(communities);
    if (communities.isEmpty()) {
      throw new IllegalArgumentException("communities must name at least one list of names");
    }
  }

  /** Everyday errors, 2.5 records a person and the communities of England. */
  public static SyntheticSettings of(long people, long seed) {
    return new SyntheticSettings(
        people, 2.5, seed, LocalDate.of(2025, 6, 30), ErrorRates.everyday(), england());
  }

  public SyntheticSettings withRecordsPerPerson(double mean) {
    return new SyntheticSettings(people, mean, seed, asAt, errorRates, communities);
  }

  public SyntheticSettings withErrorRates(ErrorRates rates) {
    return new SyntheticSettings(people, recordsPerPerson, seed, asAt, rates, communities);
  }

  /**
   * Shares of households, near those of the ethnic groups and countries of birth in the Census of
   * England and Wales 2021, as far as names can tell communities apart.
   */
  public static Map<String, Double> england() {
    return Map.ofEntries(
        Map.entry("english", 0.66),
        Map.entry("irish", 0.035),
        Map.entry("welsh", 0.03),
        Map.entry("scottish", 0.03),
        Map.entry("pakistani", 0.028),
        Map.entry("indian", 0.025),
        Map.entry("punjabi", 0.01),
        Map.entry("bangladeshi", 0.011),
        Map.entry("tamil", 0.004),
        Map.entry("arabic", 0.008),
        Map.entry("somali", 0.004),
        Map.entry("nigerian", 0.014),
        Map.entry("ghanaian", 0.008),
        Map.entry("caribbean", 0.02),
        Map.entry("chinese", 0.011),
        Map.entry("polish", 0.018),
        Map.entry("romanian", 0.012),
        Map.entry("portuguese", 0.01),
        Map.entry("turkish", 0.007),
        Map.entry("eritrean", 0.002),
        Map.entry("afghan", 0.004),
        Map.entry("jewish", 0.006));
  }
}
