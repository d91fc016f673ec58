package org.linkagehub.pipelines.trace.step;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.Sensitivity;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.Validity;

/** People and requests of tests, told in few words. */
final class Sample {
  static final LocalDate TODAY = LocalDate.of(2025, 6, 30);
  static final TraceSettings SETTINGS = TraceSettings.of(Edition.E2024, TODAY);
  static final TraceSettings OLDER = TraceSettings.of(Edition.E2022, TODAY);

  private Sample() {}

  /** {@code request("given_name", "Ann", ...)}. */
  static TraceRequest request(String... fieldsAndValues) {
    Map<RequestField, String> values = new EnumMap<>(RequestField.class);
    for (int i = 0; i < fieldsAndValues.length; i += 2) {
      RequestField field = RequestField.ofColumn(fieldsAndValues[i]).orElseThrow();
      if (fieldsAndValues[i + 1] != null) {
        values.put(field, fieldsAndValues[i + 1]);
      }
    }
    return TraceRequest.of(values);
  }

  static Query query(String... fieldsAndValues) {
    return new RequestCleaning(SETTINGS).clean(request(fieldsAndValues));
  }

  static Validity since(String day) {
    return new Validity(LocalDate.parse(day), null, 1);
  }

  static Validity between(String first, String last) {
    return new Validity(LocalDate.parse(first), LocalDate.parse(last), 1);
  }

  static Subject subject(IndexPerson person) {
    return new SubjectMaker(SETTINGS).of(person);
  }

  static PersonBuilder person(String nhsNumber) {
    return new PersonBuilder(nhsNumber);
  }

  /** Gathers what the index says of a person. */
  static final class PersonBuilder {
    private final String nhsNumber;
    private String replacedBy;
    private LocalDate replacedFrom;
    private String birth;
    private List<String> formerBirths = List.of();
    private String death;
    private Sensitivity sensitivity = Sensitivity.NONE;
    private final List<IndexPerson.Name> names = new ArrayList<>();
    private final List<IndexPerson.Address> addresses = new ArrayList<>();
    private final List<IndexPerson.Gender> genders = new ArrayList<>();
    private final List<IndexPerson.Practice> practices = new ArrayList<>();

    private PersonBuilder(String nhsNumber) {
      this.nhsNumber = nhsNumber;
    }

    PersonBuilder name(String given, String otherGiven, String family, Validity validity) {
      names.add(new IndexPerson.Name(family, given, otherGiven, validity));
      return this;
    }

    PersonBuilder name(String given, String family) {
      return name(given, null, family, Validity.ALWAYS);
    }

    PersonBuilder born(String date) {
      birth = date;
      return this;
    }

    PersonBuilder bornFormerly(String... dates) {
      formerBirths = Arrays.asList(dates);
      return this;
    }

    PersonBuilder died(String date) {
      death = date;
      return this;
    }

    PersonBuilder gender(String code) {
      genders.add(new IndexPerson.Gender(code, Validity.ALWAYS));
      return this;
    }

    PersonBuilder home(String postcode, Validity validity, String... lines) {
      addresses.add(new IndexPerson.Address(Arrays.asList(lines), postcode, validity));
      return this;
    }

    PersonBuilder home(String postcode) {
      return home(postcode, Validity.ALWAYS, "", "1 High Street", "", "Town", "");
    }

    PersonBuilder practice(String code) {
      practices.add(new IndexPerson.Practice(code, Validity.ALWAYS));
      return this;
    }

    PersonBuilder replacedBy(String number, String from) {
      replacedBy = number;
      replacedFrom = from == null ? null : LocalDate.parse(from);
      return this;
    }

    PersonBuilder flag(Sensitivity flag) {
      sensitivity = flag;
      return this;
    }

    IndexPerson build() {
      return new IndexPerson(
          nhsNumber,
          replacedBy,
          replacedFrom,
          birth,
          formerBirths,
          death,
          death == null ? null : "2",
          names,
          addresses,
          genders,
          practices,
          sensitivity,
          "someone@example.invalid",
          "07700900000",
          List.of());
    }
  }
}
