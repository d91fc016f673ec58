package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigReader.Range;
import org.linkagehub.core.config.ConfigSource;

/**
 * What population to generate. {@code conf/reference.conf} says what each setting means and where
 * its default comes from.
 *
 * @param people how many, the dead of the last {@code historyYears} years among them
 * @param seed the same settings give the same rows, another seed other people
 * @param asAt the day on which the population is looked at: nobody is born and nothing is recorded
 *     after it
 * @param historyYears how far back deaths and replaced NHS numbers go
 * @param communities whose names people bear; at least one
 * @param households the share of households of each kind, in proportion to the others
 * @param index how the master index differs from the people
 * @param feeds the sources of records
 * @param subGroups whose records are wrong more often, or less
 */
public record PopulationSettings(
    long people,
    long seed,
    LocalDate asAt,
    int historyYears,
    List<Community> communities,
    Map<HouseholdKind, Double> households,
    IndexSettings index,
    List<FeedSettings> feeds,
    List<SubGroup> subGroups)
    implements Serializable {

  /** More people would run out of the NHS numbers that are kept for such use. */
  public static final long MOST_PEOPLE = 59_000_000;

  public PopulationSettings {
    if (people < 1 || people > MOST_PEOPLE) {
      throw new IllegalArgumentException(
          "people must be between 1 and %d, was %d".formatted(MOST_PEOPLE, people));
    }
    communities = List.copyOf(communities);
    households = Map.copyOf(households);
    feeds = List.copyOf(feeds);
    subGroups = List.copyOf(subGroups);
    if (communities.stream().noneMatch(community -> community.share() > 0)) {
      throw new IllegalArgumentException("communities must have at least one with a share above 0");
    }
    if (households.values().stream().noneMatch(share -> share > 0)) {
      throw new IllegalArgumentException("households must have at least one share above 0");
    }
    Set<String> names = new HashSet<>();
    communities.forEach(community -> names.add(community.name()));
    for (SubGroup group : subGroups) {
      for (String community : group.communities()) {
        if (!names.contains(community)) {
          throw new IllegalArgumentException(
              "sub-groups.%s names the community %s, which is not there"
                  .formatted(group.name(), community));
        }
      }
      for (String feed : group.feeds()) {
        if (feeds.stream().noneMatch(given -> given.name().equals(feed))) {
          throw new IllegalArgumentException(
              "sub-groups.%s names the feed %s, which is not there".formatted(group.name(), feed));
        }
      }
    }
  }

  /**
   * Reads the block {@code population}; empty if it has a problem, which the reader notes.
   *
   * @param seed of everything drawn at random
   */
  public static Optional<PopulationSettings> read(ConfigReader in, long seed) {
    long people = in.whole("people", 1, MOST_PEOPLE);
    Optional<LocalDate> asAt = in.parsed("as-at", PopulationSettings::date);
    int historyYears = (int) in.whole("history-years", 1, 100);
    List<Community> communities = Community.readAll(in);
    Map<HouseholdKind, Double> households = new EnumMap<>(HouseholdKind.class);
    ConfigReader kinds = in.block("households");
    for (HouseholdKind kind : HouseholdKind.values()) {
      kinds
          .optionalNumber(kind.key(), Range.NOT_NEGATIVE)
          .ifPresent(share -> households.put(kind, share));
    }
    kinds.build(() -> households);
    Optional<IndexSettings> index = IndexSettings.read(in.block("index"));
    List<FeedSettings> feeds = FeedSettings.readAll(in);
    List<SubGroup> subGroups = SubGroup.readAll(in);
    return in.build(
        () ->
            new PopulationSettings(
                people,
                seed,
                asAt.orElseThrow(),
                historyYears,
                communities,
                households,
                index.orElseThrow(),
                feeds,
                subGroups));
  }

  /** The population that {@code reference.conf} describes. */
  public static PopulationSettings defaults() {
    return ConfigSource.ofText("defaults", "")
        .read(
            root ->
                read(root.block("population"), root.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE)));
  }

  public PopulationSettings withPeople(long number) {
    return new PopulationSettings(
        number, seed, asAt, historyYears, communities, households, index, feeds, subGroups);
  }

  public PopulationSettings withSeed(long number) {
    return new PopulationSettings(
        people, number, asAt, historyYears, communities, households, index, feeds, subGroups);
  }

  public PopulationSettings withIndex(IndexSettings settings) {
    return new PopulationSettings(
        people, seed, asAt, historyYears, communities, households, settings, feeds, subGroups);
  }

  WeightedChoice<HouseholdKind> householdKinds() {
    List<HouseholdKind> kinds = households.keySet().stream().sorted().toList();
    return new WeightedChoice<>(kinds, kinds.stream().mapToDouble(households::get).toArray());
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("must be a date as 2025-06-30, was \"" + text + "\"", e);
    }
  }
}
