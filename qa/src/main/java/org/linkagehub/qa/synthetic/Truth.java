package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.Map;
import org.linkagehub.qa.synthetic.Person.NameSpell;
import org.linkagehub.qa.synthetic.Person.NumberSpell;
import org.linkagehub.qa.synthetic.RecordWriter.Event;

/** What is true of a person on a date, field by field; empty where there is nothing to say. */
final class Truth {
  static final String NO_PRACTICE = "V81997";

  private final long seed;

  Truth(long seed) {
    this.seed = seed;
  }

  Map<PersonField, String> of(Event event) {
    Map<PersonField, String> values = of(event.person(), event.date());
    values.put(
        PersonField.LOCAL_PATIENT_ID, localPatientId(event.person().index(), event.provider()));
    return values;
  }

  Map<PersonField, String> of(Person person, LocalDate date) {
    NameSpell name = person.nameAt(date);
    Address home = person.homeAt(date);
    Map<PersonField, String> values = RecordWriter.noValues();
    values.put(PersonField.GIVEN_NAME, name.given());
    values.put(PersonField.OTHER_GIVEN_NAME, name.otherGiven());
    values.put(PersonField.SURNAME, name.surname());
    values.put(PersonField.DATE_OF_BIRTH, person.birth().toString());
    values.put(PersonField.SEX, person.sexAt(date).code());
    values.put(PersonField.POSTCODE, home.postcode());
    values.put(PersonField.ADDRESS, address(home));
    values.put(PersonField.NHS_NUMBER, person.numberAt(date).map(NumberSpell::number).orElse(""));
    values.put(PersonField.GP_PRACTICE, practice(person, home));
    values.put(PersonField.EMAIL, person.email());
    values.put(PersonField.MOBILE, person.mobile());
    values.put(PersonField.BIRTH_PLACE, person.birthPlace());
    values.put(PersonField.ETHNIC_CATEGORY, person.ethnic().name());
    return values;
  }

  /** Line and town, split by a bar. */
  static String address(Address home) {
    return home.isAbroad() ? "" : home.line() + "|" + home.town();
  }

  /** The line of an {@link #address}; null of none. */
  static String line(String address) {
    int bar = address == null ? -1 : address.indexOf('|');
    return bar < 0 ? address : address.substring(0, bar);
  }

  /** The town of an {@link #address}; null where it has none. */
  static String town(String address) {
    int bar = address == null ? -1 : address.indexOf('|');
    return bar < 0 ? null : address.substring(bar + 1);
  }

  /** The general practice of a person at a home; V81997 for those who have none. */
  static String practice(Person person, Address home) {
    return !person.registered() || home.isNoFixedAbode() || home.isAbroad()
        ? NO_PRACTICE
        : Place.practice(home.postcode());
  }

  /** The same at each visit to one provider. */
  String localPatientId(long person, String provider) {
    HashRandom random =
        HashRandom.of(seed, HashRandom.Purpose.PROVIDER, person, provider.hashCode());
    return provider + (1_000_000 + random.nextInt(9_000_000));
  }
}
