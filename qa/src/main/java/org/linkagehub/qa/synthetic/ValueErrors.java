package org.linkagehub.qa.synthetic;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.linkagehub.qa.synthetic.Person.NumberReason;
import org.linkagehub.qa.synthetic.Person.NumberSpell;
import org.linkagehub.qa.synthetic.RecordWriter.Event;

/** What each kind of error makes of a value. */
final class ValueErrors {
  private static final String UNKNOWN_HOME = "ZZ99 3WZ";
  private static final String UNKNOWN_PRACTICE = "V81999";
  private static final List<String> UNKNOWN_NAMES =
      List.of("Unknown", "Not Known", "No Name", "X", "Baby", "Male", "Female");
  private static final List<String> UNKNOWN_SURNAMES = List.of("Unknown", "Not Known", "X");
  private static final List<String> UNKNOWN_BIRTHS =
      List.of("1900-01-01", "1901-01-01", "1880-01-01", "1800-01-01");
  private static final List<String> UNKNOWN_NUMBERS = List.of("0000000000", "9999999999");
  private static final List<String> UNKNOWN_ETHNIC = List.of("Z", "99");
  private static final List<String> ETHNIC_CATEGORIES =
      Arrays.stream(EthnicCategory.values()).map(Enum::name).toList();
  private static final int[] YEARS_OFF = {1, -1, 1, -1, 10, -10, 2, -2};

  private final long seed;
  private final NameBook book;
  private final Truth truth;

  ValueErrors(long seed, NameBook book, Truth truth) {
    this.seed = seed;
    this.book = book;
    this.truth = truth;
  }

  /**
   * The fields that the error gives other values, empty for none. Nothing changes where the error
   * cannot befall the value.
   *
   * @param values what the record says before the error
   */
  Map<PersonField, String> changes(
      PersonField field,
      ErrorKind kind,
      Event event,
      Map<PersonField, String> values,
      HashRandom random) {
    String value = values.get(field);
    if (value.isEmpty()) {
      return Map.of();
    }
    Person person = event.person();
    return switch (kind) {
      case MISSING -> Map.of(field, "");
      case TYPING -> Map.of(field, typing(field, value, random));
      case TRANSPOSITION -> Map.of(field, transposition(field, value, random));
      case PHONETIC -> Map.of(field, TextErrors.phonetic(value, random));
      case OCR -> Map.of(field, TextErrors.ocr(value, random));
      case TRUNCATION ->
          Map.of(
              field,
              field == PersonField.POSTCODE
                  ? value.substring(0, Math.max(value.indexOf(' '), 1))
                  : TextErrors.truncation(value, random));
      case SWAPPED_NAMES ->
          Map.of(field, values.get(PersonField.SURNAME), PersonField.SURNAME, value);
      case NICKNAME -> Map.of(field, oneOf(book.nicknames(value), value, random));
      case SPELLING_VARIANT -> Map.of(field, oneOf(book.spellings(value), value, random));
      case PUNCTUATION -> Map.of(field, TextErrors.punctuation(value, random));
      case ACCENTS_LOST -> Map.of(field, TextErrors.accentsLost(value));
      case NAME_PART_LOST -> Map.of(field, TextErrors.partLost(value, random));
      case OTHER_NAME_FIRST -> otherNameFirst(values);
      case FORMER_NAME -> Map.of(field, formerSurname(event, value));
      case DAY_MONTH_SWAPPED -> Map.of(field, dayMonthSwapped(person.birth()));
      case FIRST_OF_JANUARY -> Map.of(field, person.birth().withDayOfYear(1).toString());
      case WRONG_YEAR -> Map.of(field, wrongYear(person.birth(), event.date(), random));
      case PARTIAL -> Map.of(field, value.substring(0, random.chance(0.6) ? 4 : 7));
      case EVENT_DATE -> Map.of(field, event.date().toString());
      case FORMER_HOME -> at(formerHome(event));
      case TEMPORARY_HOME -> at(book.home(person.community(), book.place(random), random));
      case FORMER_NUMBER -> Map.of(field, formerNumber(event, value));
      case PLACEHOLDER -> Map.of(field, placeholder(field, value, random));
      case ANOTHER_PERSON -> Map.of(field, anothers(field, event, random));
      case WRONG_VALUE -> Map.of(field, wrongValue(field, value, person, random));
    };
  }

  private static String typing(PersonField field, String value, HashRandom random) {
    return switch (field) {
      case NHS_NUMBER -> wrongDigit(value, 1, random);
      case DATE_OF_BIRTH -> {
        String wrong = wrongDigit(value, 2, random);
        yield isDate(wrong) ? wrong : value;
      }
      case MOBILE -> wrongDigit(value, 2, random);
      default -> TextErrors.typing(value, random);
    };
  }

  /** The first digits of an NHS number and a year stay: their errors have kinds of their own. */
  private static String transposition(PersonField field, String value, HashRandom random) {
    return switch (field) {
      case NHS_NUMBER -> value.charAt(0) + TextErrors.transposition(value.substring(1), random);
      case DATE_OF_BIRTH -> {
        String wrong = value.substring(0, 2) + TextErrors.transposition(value.substring(2), random);
        yield isDate(wrong) ? wrong : value;
      }
      default -> TextErrors.transposition(value, random);
    };
  }

  private static Map<PersonField, String> otherNameFirst(Map<PersonField, String> values) {
    String other = values.get(PersonField.OTHER_GIVEN_NAME);
    return other.isEmpty()
        ? Map.of()
        : Map.of(
            PersonField.GIVEN_NAME,
            other,
            PersonField.OTHER_GIVEN_NAME,
            values.get(PersonField.GIVEN_NAME));
  }

  /** The last surname before the present one that differs from it. */
  private static String formerSurname(Event event, String surname) {
    String former = surname;
    for (Person.NameSpell name : event.person().names()) {
      if (name.from().isBefore(event.name().from())
          && !name.surname().isEmpty()
          && !name.surname().equals(surname)) {
        former = name.surname();
      }
    }
    return former;
  }

  private static Address formerHome(Event event) {
    int now = event.person().homeIndexAt(event.date());
    Address former = event.person().homes().get(Math.max(0, now - 1)).address();
    return former.isAbroad() ? event.person().homes().get(now).address() : former;
  }

  private static Map<PersonField, String> at(Address home) {
    return Map.of(PersonField.POSTCODE, home.postcode(), PersonField.ADDRESS, Truth.address(home));
  }

  /** A number that the present one replaced, or stands beside by mistake. */
  private static String formerNumber(Event event, String number) {
    List<NumberSpell> numbers = event.person().numbers();
    for (int i = 1; i < numbers.size(); i++) {
      NumberReason reason = numbers.get(i).reason();
      boolean joined = reason == NumberReason.REPLACED || reason == NumberReason.DUPLICATE;
      if (numbers.get(i).number().equals(number) && joined) {
        return numbers.get(i - 1).number();
      }
    }
    return number;
  }

  private static String placeholder(PersonField field, String value, HashRandom random) {
    return switch (field) {
      case GIVEN_NAME -> oneOf(UNKNOWN_NAMES, value, random);
      case SURNAME -> oneOf(UNKNOWN_SURNAMES, value, random);
      case DATE_OF_BIRTH -> oneOf(UNKNOWN_BIRTHS, value, random);
      case NHS_NUMBER -> oneOf(UNKNOWN_NUMBERS, value, random);
      case ETHNIC_CATEGORY -> oneOf(UNKNOWN_ETHNIC, value, random);
      case POSTCODE -> UNKNOWN_HOME;
      case GP_PRACTICE -> UNKNOWN_PRACTICE;
      case SEX -> Sex.UNKNOWN_CODE;
      default -> value;
    };
  }

  /** A baby's is the mother's, where she is there. */
  private String anothers(PersonField field, Event event, HashRandom random) {
    List<Person> household = event.household();
    Person other = household.get(random.nextInt(household.size()));
    if (event.person().ageAt(event.date()) < 1) {
      for (Person member : household) {
        other = member.index() == event.person().mother() ? member : other;
      }
    }
    LocalDate when = Family.laterOf(event.date(), other.birth());
    return truth.of(other, when).get(field);
  }

  private String wrongValue(PersonField field, String value, Person person, HashRandom random) {
    return switch (field) {
      case SURNAME -> book.names(person.community()).surname(random);
      case SEX -> value.equals(Sex.FEMALE.code()) ? Sex.MALE.code() : Sex.FEMALE.code();
      case NHS_NUMBER -> NhsNumbers.at(seed, (long) (random.nextDouble() * NhsNumbers.COUNT));
      case BIRTH_PLACE -> book.place(random).town();
      case GP_PRACTICE ->
          Place.practice(book.home(person.community(), book.place(random), random).postcode());
      case LOCAL_PATIENT_ID -> value.substring(0, 3) + (1_000_000 + random.nextInt(9_000_000));
      case EMAIL ->
          "mail" + (100_000 + random.nextInt(900_000)) + value.substring(value.indexOf('@'));
      case MOBILE -> value.substring(0, value.length() - 3) + (100 + random.nextInt(900));
      case ETHNIC_CATEGORY -> oneOf(ETHNIC_CATEGORIES, value, random);
      default -> value;
    };
  }

  private static String oneOf(List<String> others, String value, HashRandom random) {
    return others.isEmpty() ? value : others.get(random.nextInt(others.size()));
  }

  private static String wrongDigit(String value, int first, HashRandom random) {
    int at;
    do {
      at = first + random.nextInt(value.length() - first);
    } while (!Character.isDigit(value.charAt(at)));
    return value.substring(0, at)
        + TextErrors.struck(value.charAt(at), random)
        + value.substring(at + 1);
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
    LocalDate wrong = birth.plusYears(YEARS_OFF[random.nextInt(YEARS_OFF.length)]);
    return (wrong.isAfter(date) ? birth.minusYears(1) : wrong).toString();
  }
}
