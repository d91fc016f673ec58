package org.linkagehub.qa.synthetic;

import static org.linkagehub.qa.synthetic.ErrorKind.ACCENTS_LOST;
import static org.linkagehub.qa.synthetic.ErrorKind.ANOTHER_PERSON;
import static org.linkagehub.qa.synthetic.ErrorKind.DAY_MONTH_SWAPPED;
import static org.linkagehub.qa.synthetic.ErrorKind.EVENT_DATE;
import static org.linkagehub.qa.synthetic.ErrorKind.FIRST_OF_JANUARY;
import static org.linkagehub.qa.synthetic.ErrorKind.FORMER_HOME;
import static org.linkagehub.qa.synthetic.ErrorKind.FORMER_NAME;
import static org.linkagehub.qa.synthetic.ErrorKind.FORMER_NUMBER;
import static org.linkagehub.qa.synthetic.ErrorKind.MISSING;
import static org.linkagehub.qa.synthetic.ErrorKind.NAME_PART_LOST;
import static org.linkagehub.qa.synthetic.ErrorKind.NICKNAME;
import static org.linkagehub.qa.synthetic.ErrorKind.OCR;
import static org.linkagehub.qa.synthetic.ErrorKind.OTHER_NAME_FIRST;
import static org.linkagehub.qa.synthetic.ErrorKind.PARTIAL;
import static org.linkagehub.qa.synthetic.ErrorKind.PHONETIC;
import static org.linkagehub.qa.synthetic.ErrorKind.PLACEHOLDER;
import static org.linkagehub.qa.synthetic.ErrorKind.PUNCTUATION;
import static org.linkagehub.qa.synthetic.ErrorKind.SPELLING_VARIANT;
import static org.linkagehub.qa.synthetic.ErrorKind.SWAPPED_NAMES;
import static org.linkagehub.qa.synthetic.ErrorKind.TEMPORARY_HOME;
import static org.linkagehub.qa.synthetic.ErrorKind.TRANSPOSITION;
import static org.linkagehub.qa.synthetic.ErrorKind.TRUNCATION;
import static org.linkagehub.qa.synthetic.ErrorKind.TYPING;
import static org.linkagehub.qa.synthetic.ErrorKind.WRONG_VALUE;
import static org.linkagehub.qa.synthetic.ErrorKind.WRONG_YEAR;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a generated record says of a person, and the errors that can befall it. */
public enum PersonField {
  GIVEN_NAME(
      TYPING,
      TRANSPOSITION,
      PHONETIC,
      OCR,
      TRUNCATION,
      SWAPPED_NAMES,
      NICKNAME,
      SPELLING_VARIANT,
      PUNCTUATION,
      ACCENTS_LOST,
      NAME_PART_LOST,
      OTHER_NAME_FIRST,
      PLACEHOLDER,
      ANOTHER_PERSON,
      MISSING),
  OTHER_GIVEN_NAME(
      TYPING, TRANSPOSITION, PHONETIC, OCR, TRUNCATION, SPELLING_VARIANT, ACCENTS_LOST, MISSING),
  SURNAME(
      TYPING,
      TRANSPOSITION,
      PHONETIC,
      OCR,
      TRUNCATION,
      FORMER_NAME,
      SPELLING_VARIANT,
      PUNCTUATION,
      ACCENTS_LOST,
      NAME_PART_LOST,
      PLACEHOLDER,
      ANOTHER_PERSON,
      WRONG_VALUE,
      MISSING),
  DATE_OF_BIRTH(
      TYPING,
      TRANSPOSITION,
      DAY_MONTH_SWAPPED,
      FIRST_OF_JANUARY,
      WRONG_YEAR,
      PARTIAL,
      PLACEHOLDER,
      EVENT_DATE,
      ANOTHER_PERSON,
      MISSING),
  SEX(WRONG_VALUE, PLACEHOLDER, MISSING),
  POSTCODE(
      TYPING, TRANSPOSITION, OCR, TRUNCATION, FORMER_HOME, TEMPORARY_HOME, PLACEHOLDER, MISSING),
  ADDRESS(TYPING, OCR, MISSING),
  NHS_NUMBER(
      TYPING, TRANSPOSITION, ANOTHER_PERSON, WRONG_VALUE, FORMER_NUMBER, PLACEHOLDER, MISSING),
  GP_PRACTICE(WRONG_VALUE, PLACEHOLDER, MISSING),
  LOCAL_PATIENT_ID(WRONG_VALUE, MISSING),
  EMAIL(TYPING, WRONG_VALUE, MISSING),
  MOBILE(TYPING, WRONG_VALUE, ANOTHER_PERSON, MISSING),
  BIRTH_PLACE(TYPING, WRONG_VALUE, MISSING),
  ETHNIC_CATEGORY(WRONG_VALUE, PLACEHOLDER, MISSING);

  @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
  private final Set<ErrorKind> kinds;

  PersonField(ErrorKind... kinds) {
    this.kinds = Set.of(kinds);
  }

  /** The errors that can befall the field. */
  public Set<ErrorKind> kinds() {
    return kinds;
  }

  /** The field as configurations and tables name it, for example {@code given-name}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<PersonField> of(String key) {
    return Arrays.stream(values()).filter(field -> field.key().equals(key)).findFirst();
  }
}
