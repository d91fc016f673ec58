package org.linkagehub.qa.synthetic;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.linkagehub.qa.synthetic.Person.NameSpell;

/** Writes what a record says of a person on a date, with the errors that the rates ask for. */
final class RecordWriter {
  private static final String UNKNOWN_HOME = "ZZ99 3WZ";

  /** The kinds of error of one field, each with the sum of the rates up to it. */
  private static final class Rates {
    private final ErrorKind[] kinds;
    private final double[] upTo;

    Rates(Map<ErrorKind, Double> byKind) {
      kinds = byKind.keySet().stream().sorted().toArray(ErrorKind[]::new);
      upTo = new double[kinds.length];
      double sum = 0;
      for (int i = 0; i < kinds.length; i++) {
        sum += byKind.get(kinds[i]);
        upTo[i] = sum;
      }
    }

    /** A kind, or null where there is no error. */
    ErrorKind draw(HashRandom random) {
      double u = random.nextDouble();
      for (int i = 0; i < upTo.length; i++) {
        if (u < upTo[i]) {
          return kinds[i];
        }
      }
      return null;
    }
  }

  private final NameBook book;
  private final Map<PersonField, Rates> rates = new EnumMap<>(PersonField.class);

  RecordWriter(NameBook book, ErrorRates errorRates) {
    this.book = book;
    errorRates.rates().forEach((field, byKind) -> rates.put(field, new Rates(byKind)));
  }

  /** One error of one field. */
  record FieldError(PersonField field, ErrorKind kind) {}

  /** What a record says, by field (null is missing), and what is wrong with it. */
  record Written(Map<PersonField, String> values, List<FieldError> errors) {}

  /**
   * @param household all members, the person too
   */
  Written write(Person person, List<Person> household, LocalDate date, HashRandom random) {
    Map<PersonField, String> values = truth(person, date);
    List<FieldError> errors = new ArrayList<>(2);
    for (PersonField field : PersonField.values()) {
      ErrorKind kind = kind(field, random);
      if (kind != null && apply(field, kind, values, person, household, date, random)) {
        errors.add(new FieldError(field, kind));
      }
    }
    values.replaceAll((field, value) -> value == null || value.isEmpty() ? null : value);
    return new Written(values, errors);
  }

  /** What is true of the person on the date; empty where there is nothing to say. */
  static Map<PersonField, String> truth(Person person, LocalDate date) {
    NameSpell name = person.nameAt(date);
    Map<PersonField, String> values = new EnumMap<>(PersonField.class);
    values.put(PersonField.GIVEN_NAME, name.given());
    values.put(PersonField.SURNAME, name.surname());
    values.put(PersonField.DATE_OF_BIRTH, person.birth().toString());
    values.put(PersonField.SEX, person.sex().code());
    values.put(PersonField.POSTCODE, person.homes().get(person.homeIndexAt(date)).postcode());
    values.put(PersonField.NHS_NUMBER, person.nhsNumber());
    values.put(PersonField.EMAIL, person.email());
    values.put(PersonField.BIRTH_PLACE, person.birthPlace());
    return values;
  }

  private ErrorKind kind(PersonField field, HashRandom random) {
    Rates ofField = rates.get(field);
    return ofField == null ? null : ofField.draw(random);
  }

  /** True where the value, or another's, did change. */
  private boolean apply(
      PersonField field,
      ErrorKind kind,
      Map<PersonField, String> values,
      Person person,
      List<Person> household,
      LocalDate date,
      HashRandom random) {
    String value = values.get(field);
    String changed =
        switch (kind) {
          case TYPING ->
              field == PersonField.DATE_OF_BIRTH || field == PersonField.NHS_NUMBER
                  ? wrongDigit(value, random)
                  : TextErrors.typing(value, random);
          case TRANSPOSITION -> TextErrors.transposition(value, random);
          case PHONETIC -> TextErrors.phonetic(value, random);
          case OCR -> TextErrors.ocr(value, random);
          case TRUNCATION -> TextErrors.truncation(value, random);
          case NICKNAME -> nickname(value, random);
          case SWAPPED_NAMES -> values.put(PersonField.SURNAME, value);
          case FORMER_NAME -> person.names().get(0).surname();
          case DAY_MONTH_SWAPPED -> dayMonthSwapped(person.birth());
          case FIRST_OF_JANUARY -> person.birth().withDayOfYear(1).toString();
          case WRONG_YEAR -> wrongYear(person.birth(), date, random);
          case FORMER_HOME ->
              person.homes().get(Math.max(0, person.homeIndexAt(date) - 1)).postcode();
          case TEMPORARY_HOME -> book.place(random).postcode(random);
          case PLACEHOLDER -> field == PersonField.POSTCODE ? UNKNOWN_HOME : "Unknown";
          case ANOTHER_PERSON -> anothers(field, person, household, date, random);
          case WRONG_VALUE -> wrongValue(field, value, person, random);
          case MISSING -> null;
        };
    if (value.equals(changed) || (value.isEmpty() && changed == null)) {
      return false;
    }
    values.put(field, changed);
    return true;
  }

  private String nickname(String given, HashRandom random) {
    List<String> nicknames = book.nicknames(given);
    return nicknames.isEmpty() ? given : nicknames.get(random.nextInt(nicknames.size()));
  }

  private static String wrongDigit(String value, HashRandom random) {
    int at;
    do {
      at = random.nextInt(value.length());
    } while (!Character.isDigit(value.charAt(at)));
    String changed =
        value.substring(0, at)
            + TextErrors.struck(value.charAt(at), random)
            + value.substring(at + 1);
    return value.indexOf('-') < 0 || isDate(changed) ? changed : value;
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String dayMonthSwapped(LocalDate birth) {
    return birth.getDayOfMonth() > 12
        ? birth.toString()
        : LocalDate.of(birth.getYear(), birth.getDayOfMonth(), birth.getMonthValue()).toString();
  }

  private static String wrongYear(LocalDate birth, LocalDate date, HashRandom random) {
    int[] offsets = {1, -1, 1, -1, 10, -10, 2, -2};
    LocalDate wrong = birth.plusYears(offsets[random.nextInt(offsets.length)]);
    return (wrong.isAfter(date) ? birth.minusYears(1) : wrong).toString();
  }

  private static String anothers(
      PersonField field, Person person, List<Person> household, LocalDate date, HashRandom random) {
    Person other = household.get(random.nextInt(household.size()));
    LocalDate when = other.birth().isAfter(date) ? other.birth() : date;
    return truth(other.index() == person.index() ? person : other, when).get(field);
  }

  private String wrongValue(PersonField field, String value, Person person, HashRandom random) {
    return switch (field) {
      case SEX -> person.sex().other().code();
      case BIRTH_PLACE -> book.place(random).town();
      case EMAIL ->
          value.isEmpty()
              ? value
              : "mail" + (100_000 + random.nextInt(900_000)) + value.substring(value.indexOf('@'));
      default -> value;
    };
  }
}
