package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The error rates of a feed for each person, by the sub-groups that the person belongs to. */
final class GroupedRates {
  private final Rates base;
  private final List<SubGroup> groups;
  private final Map<Long, Rates> byGroups = new HashMap<>();

  /**
   * @param groups at most 63 that apply to the feed
   */
  GroupedRates(ErrorRates base, List<SubGroup> groups) {
    this.base = Rates.of(base);
    this.groups = groups;
  }

  static GroupedRates of(FeedSettings feed, List<SubGroup> all) {
    return new GroupedRates(
        feed.errors(),
        all.stream()
            .filter(group -> group.feeds().isEmpty() || group.feeds().contains(feed.name()))
            .toList());
  }

  Rates of(Person person, LocalDate date) {
    Address home = person.homeAt(date);
    int age = person.ageAt(date);
    long member = 0;
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i).holds(person, home, age)) {
        member |= 1L << i;
      }
    }
    return member == 0 ? base : byGroups.computeIfAbsent(member, this::multiplied);
  }

  private Rates multiplied(long member) {
    Rates rates = base;
    for (int i = 0; i < groups.size(); i++) {
      if ((member >> i & 1) != 0) {
        rates = rates.times(groups.get(i).factors());
      }
    }
    return rates;
  }
}
