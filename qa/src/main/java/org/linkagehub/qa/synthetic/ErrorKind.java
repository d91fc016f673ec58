package org.linkagehub.qa.synthetic;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The ways in which a generated record departs from the truth, in the order they are tried. */
public enum ErrorKind {
  /** No value. */
  MISSING,
  /** One character struck wrongly, left out, doubled or added. */
  TYPING,
  /** Two neighbouring characters in the wrong order. */
  TRANSPOSITION,
  /** Written as it was heard. */
  PHONETIC,
  /** One character misread, as by a scanner. */
  OCR,
  /** Cut short: a name to its beginning or initial, a postcode to its first half. */
  TRUNCATION,
  /** Given name and surname in each other's place. */
  SWAPPED_NAMES,
  /** A familiar form of the given name. */
  NICKNAME,
  /** Another way to write the same name, as in romanisations. */
  SPELLING_VARIANT,
  /** A hyphen, apostrophe or space lost or put in the place of another. */
  PUNCTUATION,
  /** Letters without their marks. */
  ACCENTS_LOST,
  /** One part of a name of several parts left out. */
  NAME_PART_LOST,
  /** The second given name in the place of the first. */
  OTHER_NAME_FIRST,
  /** A name borne before, for example before marriage. */
  FORMER_NAME,
  /** Day and month in each other's place. */
  DAY_MONTH_SWAPPED,
  /** The first of January of the right year. */
  FIRST_OF_JANUARY,
  /** The right day in a wrong year. */
  WRONG_YEAR,
  /** The year alone, or year and month. */
  PARTIAL,
  /** The day of the event in the place of the day of birth. */
  EVENT_DATE,
  /** The postcode of a home before the present one. */
  FORMER_HOME,
  /** The postcode of a place where the person stays for a time. */
  TEMPORARY_HOME,
  /** An NHS number that was replaced by the present one. */
  FORMER_NUMBER,
  /** A value that stands for none: Unknown, 1900-01-01, ZZ99 3WZ, 0000000000, not stated. */
  PLACEHOLDER,
  /** The value of another member of the household. */
  ANOTHER_PERSON,
  /** Another value of the right form, such as a valid NHS number that is not the person's. */
  WRONG_VALUE;

  /** The kind as configurations and tables name it, for example {@code day-month-swapped}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<ErrorKind> of(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
  }
}
