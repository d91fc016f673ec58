package org.linkagehub.pipelines.trace.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.IndexPerson.Address;
import org.linkagehub.pipelines.trace.record.IndexPerson.Gender;
import org.linkagehub.pipelines.trace.record.IndexPerson.Name;
import org.linkagehub.pipelines.trace.record.IndexPerson.Practice;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.step.Subject.SubjectName;
import org.linkagehub.pipelines.trace.step.Subject.SubjectPostcode;

/** Makes people of the index ready to be compared. */
final class SubjectMaker {
  private final RequestCleaning cleaning;
  private final NameKeyMaker keys;

  SubjectMaker(TraceSettings settings) {
    this.cleaning = new RequestCleaning(settings);
    this.keys = new NameKeyMaker(settings);
  }

  Subject of(IndexPerson person) {
    List<PartialDate> births = new ArrayList<>(1);
    add(births, PartialDate.of(person.birthDate()));
    person.formerBirthDates().forEach(text -> add(births, PartialDate.of(text)));
    int current = Histories.currentIndex(person.names());
    List<SubjectName> names = new ArrayList<>(person.names().size());
    for (int i = 0; i < person.names().size(); i++) {
      names.add(name(person.names().get(i), i == current));
    }
    Gender gender = Histories.current(person.genders());
    return new Subject(
        person,
        births,
        names,
        current < 0 ? null : names.get(current),
        gender == null ? null : RequestCleaning.gender(gender.code()),
        postcodes(person.addresses()),
        person.addresses().stream()
            .map(address -> RequestCleaning.address(address.lines()))
            .filter(Objects::nonNull)
            .toList(),
        person.practices().stream()
            .map(Practice::code)
            .map(RequestCleaning::upper)
            .filter(Objects::nonNull)
            .toList(),
        PartialDate.of(person.deathDate()));
  }

  private SubjectName name(Name name, boolean current) {
    String family = cleaning.name(name.family());
    String given = cleaning.name(name.given());
    return new SubjectName(
        family,
        given,
        cleaning.name(name.otherGiven()),
        keys.of(family, given),
        current,
        name.validity());
  }

  private List<SubjectPostcode> postcodes(List<Address> addresses) {
    int current = Histories.currentIndex(addresses);
    List<SubjectPostcode> postcodes = new ArrayList<>(addresses.size());
    for (int i = 0; i < addresses.size(); i++) {
      String postcode = cleaning.postcode(addresses.get(i).postcode());
      if (postcode != null) {
        postcodes.add(new SubjectPostcode(postcode, i == current, addresses.get(i).validity()));
      }
    }
    return postcodes;
  }

  private static void add(List<PartialDate> births, PartialDate birth) {
    if (birth != null && !births.contains(birth)) {
      births.add(birth);
    }
  }
}
