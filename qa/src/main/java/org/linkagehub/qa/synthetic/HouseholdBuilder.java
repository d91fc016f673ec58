package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linkagehub.qa.synthetic.Person.HomeSpell;
import org.linkagehub.qa.synthetic.Person.NameSpell;

/** Makes the people of one household, from the seed and the household's place alone. */
final class HouseholdBuilder {
  private final long seed;
  private final LocalDate asAt;
  private final NameBook book;
  private final Lives lives;
  private final Family family;
  private final Homes homes;

  HouseholdBuilder(PopulationSettings settings, NameBook book) {
    this.seed = settings.seed();
    this.asAt = settings.asAt();
    this.book = book;
    this.lives =
        new Lives(seed, settings.people(), asAt, settings.historyYears(), settings.index());
    this.family = new Family(asAt, book, lives::isAdopted);
    this.homes = new Homes(asAt, book);
  }

  List<Person> build(Household household) {
    HashRandom random = HashRandom.of(seed, HashRandom.Purpose.HOUSEHOLD, household.first());
    List<Draft> members = family.members(household, random);
    List<HomeSpell> shared = homes.ofHousehold(household.kind(), members.get(0).community, random);
    List<Person> people = new ArrayList<>(members.size());
    for (Draft member : members) {
      people.add(person(household, member, members, shared));
    }
    return people;
  }

  private Person person(
      Household household, Draft draft, List<Draft> members, List<HomeSpell> shared) {
    HashRandom random = HashRandom.of(seed, HashRandom.Purpose.PERSON, draft.index);
    String birthPlace = homes.give(draft, shared, random);
    Optional<LocalDate> death = lives.death(draft.birth, aliveOn(draft, members), random);
    LocalDate end = death.orElse(asAt);
    Optional<LocalDate> sexChange = lives.sexChange(draft, end, random);
    sexChange.ifPresent(date -> renameAtSexChange(draft, date, random));
    NameSpell known = draft.name();
    return new Person(
        draft.index,
        household,
        draft.role,
        draft.mother,
        draft.father,
        draft.community,
        draft.ethnic,
        draft.sex,
        sexChange,
        draft.birth,
        birthPlace,
        draft.arrival,
        death,
        draft.names.stream().filter(name -> !name.from().isAfter(end)).toList(),
        draft.homes.stream().filter(home -> !home.from().isAfter(end)).toList(),
        lives.numbers(draft, sexChange, end, random),
        lives.isRegistered(random),
        lives.email(known, draft.birth.getYear(), random),
        lives.mobile(draft.birth.getYear(), random));
  }

  /** Nobody dies before coming into the household, or before a child of the household is born. */
  private static LocalDate aliveOn(Draft draft, List<Draft> members) {
    LocalDate alive = Family.laterOf(draft.joined, draft.arrival.orElse(draft.birth));
    for (Draft other : members) {
      if (other.mother == draft.index || other.father == draft.index) {
        alive = Family.laterOf(alive, other.birth);
      }
    }
    return alive;
  }

  private void renameAtSexChange(Draft draft, LocalDate date, HashRandom random) {
    NameSpell before = Naming.lastBefore(draft.names, date);
    NameList names = book.names(draft.community);
    String given = names.given(draft.sex.other(), draft.birth.getYear(), random);
    draft.names.removeIf(name -> !name.from().isBefore(date));
    draft.names.add(new NameSpell(date, given, "", before.surname(), false));
  }
}
