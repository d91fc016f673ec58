package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.linkagehub.qa.synthetic.Person.NameSpell;
import org.linkagehub.qa.synthetic.Rates.Rate;

/** Writes what a record says of a person on a date, with the errors that the rates ask for. */
final class RecordWriter {
  private final Truth truth;
  private final ValueErrors errors;
  private final EnumSet<PersonField> fields;

  /**
   * @param fields what the records say
   */
  RecordWriter(long seed, NameBook book, Set<PersonField> fields) {
    this.truth = new Truth(seed);
    this.errors = new ValueErrors(seed, book, truth);
    this.fields =
        EnumSet.copyOf(fields); // looked into for every value: quicker than a set of Set.of
  }

  /** One error of one field. */
  record FieldError(PersonField field, ErrorKind kind) {}

  /** What a record says, by field, missing values left out; and what is wrong with it. */
  record Written(Map<PersonField, String> values, List<FieldError> errors) {}

  /** Is told of every error that was tried. */
  interface Tally {
    /**
     * One error was tried.
     *
     * @param rate how likely the error was to be drawn
     * @param drawn whether it was drawn
     * @param happened whether it could befall the value, too
     */
    void tried(PersonField field, ErrorKind kind, double rate, boolean drawn, boolean happened);
  }

  /**
   * A record of the person on a date.
   *
   * @param household all members, the person too
   * @param provider who keeps the record
   */
  Written write(
      Person person,
      List<Person> household,
      LocalDate date,
      String provider,
      Rates rates,
      HashRandom random,
      Tally tally) {
    Event event = new Event(person, household, date, provider);
    Map<PersonField, String> values = truth.of(event);
    List<FieldError> found = new ArrayList<>(2);
    for (PersonField field : PersonField.values()) {
      if (fields.contains(field) && !isWrong(found, field)) {
        tryErrors(field, event, values, found, rates, random, tally);
      }
    }
    values.keySet().retainAll(fields);
    values.values().removeIf(String::isEmpty);
    found.removeIf(error -> !fields.contains(error.field()));
    return new Written(values, found);
  }

  /** What a record is about. */
  record Event(Person person, List<Person> household, LocalDate date, String provider) {
    NameSpell name() {
      return person.nameAt(date);
    }
  }

  private void tryErrors(
      PersonField field,
      Event event,
      Map<PersonField, String> values,
      List<FieldError> found,
      Rates rates,
      HashRandom random,
      Tally tally) {
    boolean wrong = false;
    for (Rate rate : rates.of(field)) {
      boolean drawn = random.chance(rate.rate());
      boolean happened = false;
      if (drawn) {
        happened = apply(field, rate.kind(), event, values, found, random);
      }
      tally.tried(field, rate.kind(), rate.rate(), drawn, happened);
      wrong |= happened;
      if (wrong) {
        return;
      }
    }
  }

  private boolean apply(
      PersonField field,
      ErrorKind kind,
      Event event,
      Map<PersonField, String> values,
      List<FieldError> found,
      HashRandom random) {
    Map<PersonField, String> changes = errors.changes(field, kind, event, values, random);
    boolean changed = false;
    // in the order of the fields: that of Map.of differs from one start of Java to the next
    for (Map.Entry<PersonField, String> change : new TreeMap<>(changes).entrySet()) {
      if (!change.getValue().equals(values.get(change.getKey()))) {
        values.put(change.getKey(), change.getValue());
        found.add(new FieldError(change.getKey(), kind));
        changed = true;
      }
    }
    return changed;
  }

  private static boolean isWrong(List<FieldError> found, PersonField field) {
    for (FieldError error : found) {
      if (error.field() == field) {
        return true;
      }
    }
    return false;
  }

  /** An empty map of values. */
  static Map<PersonField, String> noValues() {
    return new EnumMap<>(PersonField.class);
  }
}
