package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.linkagehub.qa.synthetic.Person.HomeSpell;

/** Gives households and people their homes over time. */
final class Homes {
  private static final int EARLIER_HOMES = 3;
  private static final double MEAN_YEARS = 9;
  private static final int LONGER_THAN_A_LIFE = 130;
  private static final double STAYS_IN_TOWN = 0.7;
  private static final double BORN_NEAR_HOME = 0.6;

  private final LocalDate asAt;
  private final NameBook book;

  Homes(LocalDate asAt, NameBook book) {
    this.asAt = asAt;
    this.book = book;
  }

  /** The household's homes, the present one last; the first goes back beyond anyone's life. */
  List<HomeSpell> ofHousehold(HouseholdKind kind, String community, HashRandom random) {
    List<HomeSpell> homes = new ArrayList<>();
    Place place = book.place(community, random);
    LocalDate from = asAt.plusDays(1);
    boolean moves = kind != HouseholdKind.CARE_HOME && kind != HouseholdKind.HOSTEL;
    int earlier = moves ? EARLIER_HOMES : 0;
    for (int i = 0; i <= earlier; i++) {
      from = from.minusDays(30 + (long) random.exponential(MEAN_YEARS * 365));
      from = i == earlier ? asAt.minusYears(LONGER_THAN_A_LIFE) : from;
      boolean homeless = i == 0 && kind == HouseholdKind.NO_FIXED_ABODE;
      Address address =
          homeless ? Address.noFixedAbode(place) : book.home(community, place, random);
      homes.add(0, new HomeSpell(from, address));
      place = random.chance(STAYS_IN_TOWN) ? place : book.place(community, random);
    }
    return homes;
  }

  /**
   * Gives a member the homes before the household, then the household's.
   *
   * @return the town of birth, or {@code Abroad}
   */
  String give(Draft member, List<HomeSpell> household, HashRandom random) {
    Address here = household.get(household.size() - 1).address();
    if (member.arrival.isPresent()) {
      member.add(new HomeSpell(member.birth, Address.abroad()));
      if (member.arrival.get().isBefore(member.joined)) {
        member.add(new HomeSpell(member.arrival.get(), ownHome(member, random)));
      }
      join(member, household);
      return Address.abroad().town();
    }
    Place birthPlace = book.place(member.community, random);
    String born = random.chance(BORN_NEAR_HOME) ? here.town() : birthPlace.town();
    if (member.joined.isAfter(member.birth)) { // the parents' home, then perhaps one of their own
      member.add(new HomeSpell(member.birth, book.home(member.community, birthPlace, random)));
      LocalDate leaving = member.birth.plusDays(365L * 18 + random.nextInt(2000));
      if (leaving.isBefore(member.joined)) {
        member.add(new HomeSpell(leaving, ownHome(member, random)));
      }
    }
    join(member, household);
    return born;
  }

  private Address ownHome(Draft member, HashRandom random) {
    return book.home(member.community, book.place(member.community, random), random);
  }

  private static void join(Draft member, List<HomeSpell> household) {
    for (int i = 0; i < household.size(); i++) {
      HomeSpell home = household.get(i);
      boolean left =
          i + 1 < household.size() && !household.get(i + 1).from().isAfter(member.joined);
      if (!left) {
        member.add(new HomeSpell(Family.laterOf(home.from(), member.joined), home.address()));
      }
    }
  }
}
