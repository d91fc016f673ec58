package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * One generated person and what is true of them over time. Spells are in the order of their
 * beginnings, each lasts until the next begins, and the first begins at birth.
 *
 * @param index the place in the population, from 0
 * @param mother the index of the mother, or -1 where she is not among the people
 * @param father the index of the father, or -1
 * @param arrival when the person came to the country; empty for those born in it
 * @param death empty for the living
 * @param sexAtBirth the sex until {@code sexChange}
 * @param numbers the NHS numbers given to the person; empty for those who are not in the index
 * @param registered whether the person has a general practice
 * @param email empty where the person has none; so too {@code mobile}
 */
record Person(
    long index,
    Household household,
    Role role,
    long mother,
    long father,
    String community,
    EthnicCategory ethnic,
    Sex sexAtBirth,
    Optional<LocalDate> sexChange,
    LocalDate birth,
    String birthPlace,
    Optional<LocalDate> arrival,
    Optional<LocalDate> death,
    List<NameSpell> names,
    List<HomeSpell> homes,
    List<NumberSpell> numbers,
    boolean registered,
    String email,
    String mobile) {

  /** Who the person is in the household. */
  enum Role {
    HEAD,
    PARTNER,
    CHILD,
    GRANDPARENT,
    RESIDENT
  }

  /** Why an NHS number was given. */
  enum NumberReason {
    /** At birth, or at the first registration in the country. */
    FIRST(false),
    /** In the place of an older one, which points to it. */
    REPLACED(false),
    /** By mistake, beside an older one that nothing points from. */
    DUPLICATE(false),
    /** At adoption: nothing may join it to the older one. */
    ADOPTION(true),
    /** At a change of sex: nothing may join it to the older one. */
    SEX_CHANGE(true);

    private final boolean deliberateBreak;

    NumberReason(boolean deliberateBreak) {
      this.deliberateBreak = deliberateBreak;
    }

    boolean isDeliberateBreak() {
      return deliberateBreak;
    }
  }

  /**
   * A name from a date on. The given name or the surname is empty where a person has one name
   * alone.
   *
   * @param unnamed whether this stands for the name of a baby that has none yet
   */
  record NameSpell(
      LocalDate from, String given, String otherGiven, String surname, boolean unnamed) {}

  /** A home from a date on. */
  record HomeSpell(LocalDate from, Address address) {}

  /** An NHS number from a date on. */
  record NumberSpell(LocalDate from, String number, NumberReason reason) {}

  NameSpell nameAt(LocalDate date) {
    return Naming.lastBefore(names, date);
  }

  int homeIndexAt(LocalDate date) {
    int at = 0;
    while (at + 1 < homes.size() && !homes.get(at + 1).from().isAfter(date)) {
      at++;
    }
    return at;
  }

  Address homeAt(LocalDate date) {
    return homes.get(homeIndexAt(date)).address();
  }

  /** The number in use on a date, if the person has one by then. */
  Optional<NumberSpell> numberAt(LocalDate date) {
    NumberSpell found = null;
    for (NumberSpell spell : numbers) {
      if (!spell.from().isAfter(date)) {
        found = spell;
      }
    }
    return Optional.ofNullable(found);
  }

  Sex sexAt(LocalDate date) {
    return sexChange.isPresent() && !sexChange.get().isAfter(date)
        ? sexAtBirth.other()
        : sexAtBirth;
  }

  /** When the person's life in the country begins: birth or arrival. */
  LocalDate start() {
    return arrival.orElse(birth);
  }

  int ageAt(LocalDate date) {
    int years = date.getYear() - birth.getYear();
    boolean before =
        date.getMonthValue() < birth.getMonthValue()
            || (date.getMonthValue() == birth.getMonthValue()
                && date.getDayOfMonth() < birth.getDayOfMonth());
    return before ? years - 1 : years;
  }

  /**
   * Who the person is to a linkage on a date. It is the person, unless a deliberate break lies
   * between: what came before it and what comes after are then two people, whom nothing may join.
   */
  String identityAt(LocalDate date) {
    int breaks = 0;
    for (NumberSpell spell : numbers) {
      if (spell.reason().isDeliberateBreak() && !spell.from().isAfter(date)) {
        breaks++;
      }
    }
    return breaks == 0 ? Long.toString(index) : index + "-" + (breaks + 1);
  }
}
