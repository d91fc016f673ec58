package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** When a person has records in a feed, and with whom. */
final class FeedEvents {
  private static final double AT_THE_USUAL_PROVIDER = 0.85;
  private static final int MOST_EVENTS = RecordIds.MOST_RECORDS - 2;
  private static final String CODE_CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ123456789";

  private final long seed;
  private final LocalDate asAt;
  private final FeedSettings feed;

  FeedEvents(PopulationSettings settings, FeedSettings feed) {
    this.seed = settings.seed();
    this.asAt = settings.asAt();
    this.feed = feed;
  }

  /**
   * One record to be.
   *
   * @param number counts the person's records in the feed from 0
   * @param provider three characters
   */
  record FeedEvent(int number, LocalDate date, String provider) {}

  /** The numbers from which a feed's events of a person are drawn. */
  HashRandom random(Person person) {
    return HashRandom.of(seed, HashRandom.Purpose.FEED, person.index(), feed.name().hashCode());
  }

  List<FeedEvent> of(Person person, HashRandom random) {
    if (feed.migrants() && person.arrival().isEmpty()) {
      return List.of();
    }
    LocalDate first = Family.laterOf(asAt.minusYears(feed.years()), person.start());
    LocalDate last = person.death().orElse(asAt);
    List<FeedEvent> events = new ArrayList<>();
    boolean bornHere = person.arrival().isEmpty() && person.birth().equals(first);
    if (bornHere && random.chance(feed.births())) {
      events.add(event(person, first, 0, random));
    }
    boolean arrived = person.arrival().isPresent() && person.arrival().get().equals(first);
    if (arrived && random.chance(feed.arrivals())) {
      events.add(event(person, first, 0, random));
    }
    LocalDate from = Family.laterOf(first, person.birth().plusYears(feed.youngest()));
    LocalDate to =
        Family.earlierOf(last, person.birth().plusYears(feed.oldest() + 1L).minusDays(1));
    double share = person.sexAtBirth() == Sex.FEMALE ? feed.women() : feed.men();
    if (!random.chance(share) || from.isAfter(to)) {
      return events;
    }
    int count = random.countFromOne(feed.eventsPerPerson(), MOST_EVENTS);
    int days = (int) (to.toEpochDay() - from.toEpochDay()) + 1;
    for (int i = 0; i < count; i++) {
      events.add(event(person, from.plusDays(random.nextInt(days)), events.size(), random));
    }
    return events;
  }

  private static FeedEvent event(Person person, LocalDate date, int number, HashRandom random) {
    int choice = random.chance(AT_THE_USUAL_PROVIDER) ? 0 : 1 + random.nextInt(2);
    return new FeedEvent(number, date, provider(person.homeAt(date), choice));
  }

  /** The provider that people of a town mostly go to (choice 0), or another one near. */
  private static String provider(Address home, int choice) {
    int gap = Math.max(home.postcode().indexOf(' ') - 2, 0);
    String near = home.town() + home.postcode().substring(0, Math.min(gap, 2));
    long hash = HashRandom.mix(near.hashCode() * 31L + choice);
    int n = CODE_CHARACTERS.length();
    return "R"
        + CODE_CHARACTERS.charAt((int) Math.floorMod(hash, (long) n))
        + CODE_CHARACTERS.charAt((int) Math.floorMod(hash >>> 16, (long) n));
  }
}
