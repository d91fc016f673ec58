package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.linkagehub.core.config.ConfigReader;

/**
 * How often each error happens to each field of a record: its share, from 0 to 1, of the values
 * that it can happen to (a nickname only to names that have one). The kinds are tried in their
 * order; the first that happens is the value's only error.
 */
public record ErrorRates(Map<PersonField, Map<ErrorKind, Double>> rates) implements Serializable {
  public ErrorRates {
    Map<PersonField, Map<ErrorKind, Double>> copy = new EnumMap<>(PersonField.class);
    rates.forEach(
        (field, kinds) -> {
          for (Map.Entry<ErrorKind, Double> kind : new TreeMap<>(kinds).entrySet()) {
            double rate = kind.getValue();
            if (!field.kinds().contains(kind.getKey())) {
              throw new IllegalArgumentException(
                  "%s has no error %s; it can have %s"
                      .formatted(field.key(), kind.getKey().key(), keys(field)));
            }
            if (!(rate >= 0 && rate <= 1)) {
              throw new IllegalArgumentException(
                  "error rate of %s %s must be between 0 and 1, was %s"
                      .formatted(field.key(), kind.getKey().key(), rate));
            }
          }
          copy.put(field, Map.copyOf(kinds));
        });
    rates = Map.copyOf(copy);
  }

  /**
   * Rates of everyday administrative records, set so that a pair of records of one person differs
   * about as often as published: surnames in 18 % and given names in 12 % of a cohort's records
   * (ijpds.org 2389, linked to ALSPAC), where the rest of the difference comes from nicknames,
   * marriages and moves, which are in the people's lives and not in these rates. Dates of birth are
   * wrong more often than in births' records (0.11 %, PMC5297137), which are the best there are.
   * Six NHS numbers of ten are absent, as in feeds that do not come from care.
   */
  public static ErrorRates everyday() {
    Map<PersonField, Map<ErrorKind, Double>> rates = new EnumMap<>(PersonField.class);
    rates.put(
        PersonField.GIVEN_NAME,
        Map.of(
            ErrorKind.TYPING, 0.015,
            ErrorKind.TRANSPOSITION, 0.005,
            ErrorKind.PHONETIC, 0.01,
            ErrorKind.OCR, 0.002,
            ErrorKind.TRUNCATION, 0.008,
            ErrorKind.NICKNAME, 0.1,
            ErrorKind.SWAPPED_NAMES, 0.006,
            ErrorKind.ANOTHER_PERSON, 0.002,
            ErrorKind.MISSING, 0.015));
    rates.put(
        PersonField.SURNAME,
        Map.of(
            ErrorKind.TYPING, 0.02,
            ErrorKind.TRANSPOSITION, 0.006,
            ErrorKind.PHONETIC, 0.015,
            ErrorKind.OCR, 0.003,
            ErrorKind.TRUNCATION, 0.004,
            ErrorKind.FORMER_NAME, 0.15,
            ErrorKind.MISSING, 0.01));
    rates.put(
        PersonField.DATE_OF_BIRTH,
        Map.of(
            ErrorKind.TYPING, 0.01,
            ErrorKind.TRANSPOSITION, 0.002,
            ErrorKind.DAY_MONTH_SWAPPED, 0.008,
            ErrorKind.FIRST_OF_JANUARY, 0.004,
            ErrorKind.WRONG_YEAR, 0.006,
            ErrorKind.ANOTHER_PERSON, 0.001,
            ErrorKind.MISSING, 0.02));
    rates.put(PersonField.SEX, Map.of(ErrorKind.WRONG_VALUE, 0.003, ErrorKind.MISSING, 0.02));
    rates.put(
        PersonField.POSTCODE,
        Map.of(
            ErrorKind.TYPING, 0.01,
            ErrorKind.TRANSPOSITION, 0.004,
            ErrorKind.FORMER_HOME, 0.08,
            ErrorKind.TEMPORARY_HOME, 0.01,
            ErrorKind.PLACEHOLDER, 0.004,
            ErrorKind.MISSING, 0.04));
    rates.put(
        PersonField.NHS_NUMBER,
        Map.of(
            ErrorKind.TYPING, 0.002,
            ErrorKind.TRANSPOSITION, 0.001,
            ErrorKind.ANOTHER_PERSON, 0.001,
            ErrorKind.MISSING, 0.6));
    rates.put(
        PersonField.EMAIL,
        Map.of(ErrorKind.TYPING, 0.01, ErrorKind.WRONG_VALUE, 0.1, ErrorKind.MISSING, 0.35));
    rates.put(
        PersonField.BIRTH_PLACE,
        Map.of(ErrorKind.TYPING, 0.01, ErrorKind.WRONG_VALUE, 0.05, ErrorKind.MISSING, 0.2));
    return new ErrorRates(rates);
  }

  /** Reads the block {@code errors}; problems are noted by the reader. */
  static ErrorRates read(ConfigReader in) {
    Map<PersonField, Map<ErrorKind, Double>> rates = new EnumMap<>(PersonField.class);
    for (PersonField field : PersonField.values()) {
      ConfigReader block = in.block(field.key());
      Map<ErrorKind, Double> kinds = new EnumMap<>(ErrorKind.class);
      for (ErrorKind kind : new TreeSet<>(field.kinds())) {
        block
            .optionalNumber(kind.key(), ConfigReader.Range.SHARE)
            .ifPresent(rate -> kinds.put(kind, rate));
      }
      block
          .build(() -> new ErrorRates(Map.of(field, kinds)))
          .ifPresent(read -> rates.put(field, kinds));
    }
    return in.build(() -> new ErrorRates(rates)).orElseGet(ErrorRates::none);
  }

  private static String keys(PersonField field) {
    return field.kinds().stream().sorted().map(ErrorKind::key).collect(Collectors.joining(", "));
  }

  /** No errors at all. */
  public static ErrorRates none() {
    return new ErrorRates(Map.of());
  }
}
