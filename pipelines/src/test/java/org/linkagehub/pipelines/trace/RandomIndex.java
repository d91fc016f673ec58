package org.linkagehub.pipelines.trace;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.Sensitivity;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.Validity;

/**
 * People and requests drawn from so few values that they meet by chance, with every oddity that an
 * index or a feed may have.
 */
final class RandomIndex {
  private static final String[] FAMILY = {
    "Smith", "Smyth", "Jones", "Ó Briain", "O'Brien", "Smith-Jones", "王", "Ng", "Ashcraft"
  };
  private static final String[] GIVEN = {"Ann", "Anne", "Zöe", "John", "Jon", "Li", "芳"};
  private static final String[] POSTCODE = {"LS1 4AP", "LS14AP", "ZZ99 3VZ", "YO10 5DD", "SE1 8UG"};
  private static final String[] BIRTH = {
    "19800101",
    "19800102",
    "19800201",
    "19810101",
    "19801012",
    "198001",
    "1980",
    "18000101",
    "19450521"
  };
  private static final String[] PRACTICE = {"B82001", "V81997"};

  private final Random random;
  private final List<IndexPerson> people = new ArrayList<>();

  RandomIndex(long seed, int size) {
    random = new Random(seed);
    List<String> numbers = new ArrayList<>();
    for (int i = 0; numbers.size() < size; i++) {
      String nine = "%09d".formatted(999_000_000 + i);
      int check = check(nine);
      if (check < 10) {
        numbers.add(nine + check);
      }
    }
    for (int i = 0; i < size; i++) {
      people.add(person(numbers, i));
    }
  }

  private static int check(String nine) {
    int sum = 0;
    for (int i = 0; i < 9; i++) {
      sum += (nine.charAt(i) - '0') * (10 - i);
    }
    return (11 - sum % 11) % 11;
  }

  List<IndexPerson> people() {
    return people;
  }

  private String one(String... of) {
    return of[random.nextInt(of.length)];
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  private LocalDate day() {
    return LocalDate.of(1980 + random.nextInt(45), 1 + random.nextInt(12), 1);
  }

  /** Up to three spells, one after the other; sometimes the last has ended. */
  private List<Validity> spells(int most, boolean ended) {
    List<Validity> spells = new ArrayList<>();
    int count = random.nextInt(most + 1);
    LocalDate from = day();
    for (int i = 0; i < count; i++) {
      LocalDate to = from.plusYears(1L + random.nextInt(5));
      boolean last = i + 1 == count;
      spells.add(new Validity(from, last && !ended ? null : to, i + 1));
      from = to.plusDays(1);
    }
    return spells;
  }

  private IndexPerson person(List<String> numbers, int i) {
    boolean superseded = chance(0.2);
    // most chains go upwards and end; some run in a circle, or to a number that is not there
    String by =
        !superseded
            ? null
            : chance(0.05)
                ? "9434765919"
                : chance(0.1)
                    ? one(numbers.toArray(String[]::new))
                    : numbers.get(Math.min(numbers.size() - 1, i + 1 + random.nextInt(3)));
    boolean ended = superseded && chance(0.7);
    List<IndexPerson.Name> names =
        spells(3, ended).stream()
            .map(
                spell ->
                    new IndexPerson.Name(
                        chance(0.05) ? null : one(FAMILY),
                        chance(0.05) ? null : one(GIVEN),
                        chance(0.5) ? null : one(GIVEN),
                        spell))
            .toList();
    List<IndexPerson.Address> addresses =
        spells(3, ended).stream()
            .map(
                spell ->
                    new IndexPerson.Address(
                        chance(0.3)
                            ? List.of()
                            : List.of("", one("1 High St", "2 Low Rd"), "", "", ""),
                        chance(0.05) ? null : one(POSTCODE),
                        spell))
            .toList();
    List<IndexPerson.Gender> genders =
        spells(1, ended).stream()
            .map(spell -> new IndexPerson.Gender(one("1", "2", "2", "0", "9"), spell))
            .toList();
    String death = chance(0.1) ? one("20200101", "202001", "2020") : null;
    LocalDate end = null;
    if (by != null && names.size() + addresses.size() + genders.size() > 0 && ended) {
      end =
          Stream.of(names, addresses, genders)
              .flatMap(List::stream)
              .map(entry -> entry.validity().to())
              .max(LocalDate::compareTo)
              .orElseThrow()
              .plusDays(1);
    }
    return new IndexPerson(
        numbers.get(i),
        by,
        end,
        chance(0.03) ? null : one(BIRTH),
        chance(0.1) ? List.of(one(BIRTH)) : List.of(),
        death,
        death == null ? null : "2",
        names,
        addresses,
        genders,
        spells(2, ended).stream()
            .map(spell -> new IndexPerson.Practice(one(PRACTICE), spell))
            .toList(),
        chance(0.1) ? Sensitivity.of(one("S", "Y", "I", "N", "B")) : Sensitivity.NONE,
        chance(0.5) ? "a@example.invalid" : null,
        null,
        List.of());
  }

  /** A request, often of somebody in the index, with slips and gaps. */
  TraceRequest request(int reference) {
    IndexPerson person = people.get(random.nextInt(people.size()));
    Map<RequestField, String> values = new EnumMap<>(RequestField.class);
    boolean about = chance(0.7);
    values.put(RequestField.UNIQUE_REFERENCE, "r" + reference);
    values.put(
        RequestField.NHS_NO,
        chance(0.4)
            ? null
            : chance(0.05)
                ? one("0000000000", "9434765918", "943", "9434765919")
                : person.nhsNumber());
    values.put(RequestField.DATE_OF_BIRTH, about && chance(0.7) ? person.birthDate() : one(BIRTH));
    IndexPerson.Name name =
        person.names().isEmpty() ? null : person.names().get(random.nextInt(person.names().size()));
    boolean named = name != null && about;
    values.put(RequestField.FAMILY_NAME, named ? name.family() : one(FAMILY));
    values.put(RequestField.GIVEN_NAME, named ? name.given() : one(GIVEN));
    values.put(RequestField.OTHER_GIVEN_NAME, chance(0.7) ? null : one(GIVEN));
    values.put(RequestField.GENDER, one("1", "2", "2", "0", "9", "M"));
    values.put(RequestField.POSTCODE, one(POSTCODE));
    values.put(RequestField.DATE_OF_DEATH, chance(0.9) ? null : one("20200101", "202001", "2020"));
    values.put(RequestField.GP_PRACTICE_CODE, chance(0.8) ? null : one(PRACTICE));
    values.put(RequestField.ADDRESS_LINE2, chance(0.9) ? null : one("1 High St", "2 Low Rd"));
    values.put(RequestField.AS_AT_DATE, chance(0.7) ? null : one("20000101", "20100701", "1990"));
    values.put(RequestField.LOCAL_PATIENT_ID, chance(0.5) ? null : "L" + random.nextInt(9));
    for (RequestField field : RequestField.values()) {
      if (field != RequestField.UNIQUE_REFERENCE && chance(0.12)) {
        values.put(field, null);
      }
    }
    return TraceRequest.of(values);
  }
}
