package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.List;

/**
 * One generated person and what is true of them over time.
 *
 * @param index the place in the population, from 0
 * @param household the index of the household's first member
 * @param names in the order of their beginnings; the first begins at birth
 * @param homes in the order of their beginnings; the first begins at birth
 * @param email empty where the person has none
 */
record Person(
    long index,
    long household,
    String community,
    Sex sex,
    LocalDate birth,
    String birthPlace,
    List<NameSpell> names,
    List<HomeSpell> homes,
    String nhsNumber,
    String email) {

  /** A name from a date on. The given or the surname is empty where a person has one name alone. */
  record NameSpell(LocalDate from, String given, String otherGiven, String surname) {}

  /** A home from a date on. */
  record HomeSpell(LocalDate from, Place place, String postcode) {}

  NameSpell nameAt(LocalDate date) {
    return names.get(lastBefore(names.stream().map(NameSpell::from).toList(), date));
  }

  int homeIndexAt(LocalDate date) {
    return lastBefore(homes.stream().map(HomeSpell::from).toList(), date);
  }

  private static int lastBefore(List<LocalDate> starts, LocalDate date) {
    int last = 0;
    for (int i = 1; i < starts.size(); i++) {
      if (!starts.get(i).isAfter(date)) {
        last = i;
      }
    }
    return last;
  }
}
