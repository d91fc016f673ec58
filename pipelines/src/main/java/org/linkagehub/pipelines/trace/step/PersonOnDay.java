package org.linkagehub.pipelines.trace.step;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.IndexPerson.Address;
import org.linkagehub.pipelines.trace.record.IndexPerson.Gender;
import org.linkagehub.pipelines.trace.record.IndexPerson.Name;
import org.linkagehub.pipelines.trace.record.IndexPerson.Practice;
import org.linkagehub.pipelines.trace.record.TracedPerson;

/**
 * What the index says of a person on a day. Of a sensitive person, what tells where they are is
 * left out: address, postcode, practice, mobile number and e-mail address.
 */
final class PersonOnDay {
  private final boolean redact;

  PersonOnDay(boolean redact) {
    this.redact = redact;
  }

  TracedPerson of(IndexPerson person, LocalDate day) {
    Name name = Histories.on(day, person.names());
    Gender gender = Histories.on(day, person.genders());
    boolean located = !(redact && person.sensitivity().isSensitive());
    Address address = located ? Histories.on(day, person.addresses()) : null;
    Practice practice = located ? Histories.on(day, person.practices()) : null;
    LocalDate since = address == null ? null : address.validity().from();
    return new TracedPerson(
        person.nhsNumber(),
        name == null ? null : name.family(),
        name == null ? null : name.given(),
        name == null ? null : name.otherGiven(),
        gender == null ? null : gender.code(),
        person.birthDate(),
        address == null ? null : address.postcode(),
        person.deathDate(),
        address == null ? List.of() : address.lines(),
        since == null ? null : since.format(DateTimeFormatter.BASIC_ISO_DATE),
        practice == null ? null : practice.code(),
        located ? person.mobile() : null,
        located ? person.email() : null,
        person.sensitivity());
  }
}
