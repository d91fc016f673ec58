package org.linkagehub.core.standardise;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The rules by which values of health records are cleaned. Each has a name, a version that goes up
 * when it starts to decide otherwise, and an effect; each hit can be counted ({@link Hits}).
 */
public enum Rule {
  /** No ten digits once spaces and hyphens are gone. */
  NHS_NUMBER_NOT_TEN_DIGITS(Field.NHS_NUMBER, Effect.REMOVED, 1),
  /** The check digit is wrong (modulus 11): kept, for one digit may be wrong. */
  NHS_NUMBER_CHECK_DIGIT(Field.NHS_NUMBER, Effect.FLAGGED, 1),
  /** The check digit is wrong, where only valid numbers are wanted. */
  NHS_NUMBER_INVALID(Field.NHS_NUMBER, Effect.REMOVED, 1),
  /** One digit ten times, which all pass modulus 11; or 1, eight zeros and 1, and its like. */
  NHS_NUMBER_SENTINEL(Field.NHS_NUMBER, Effect.REMOVED, 1),
  /** Of a range that is not issued. */
  NHS_NUMBER_NOT_ISSUED(Field.NHS_NUMBER, Effect.REMOVED, 1),
  /** Of the range for tests and made-up people. */
  NHS_NUMBER_TEST(Field.NHS_NUMBER, Effect.FLAGGED, 1),
  /** Of that range, where only valid numbers are wanted. */
  NHS_NUMBER_TEST_REFUSED(Field.NHS_NUMBER, Effect.REMOVED, 1),
  /** Of Scotland, Northern Ireland or Ireland. */
  NHS_NUMBER_ELSEWHERE(Field.NHS_NUMBER, Effect.FLAGGED, 1),

  /** No format reads it. */
  DATE_UNREADABLE(Field.DATE_OF_BIRTH, Effect.REMOVED, 1),
  /** A year, or a year and month, alone: in a column of dates it is missing. */
  DATE_PARTIAL(Field.DATE_OF_BIRTH, Effect.FLAGGED, 1),
  /** A date that stands for "not known". */
  DATE_PLACEHOLDER(Field.DATE_OF_BIRTH, Effect.REMOVED, 1),
  /** The first of January, which some systems write where only the year is known. */
  DATE_FIRST_OF_JANUARY(Field.DATE_OF_BIRTH, Effect.FLAGGED, 1),
  /** After the day on which the records are looked at. */
  DATE_FUTURE(Field.DATE_OF_BIRTH, Effect.REMOVED, 1),
  /** More than 120 years before it. */
  DATE_IMPLAUSIBLE_AGE(Field.DATE_OF_BIRTH, Effect.REMOVED, 1),

  /** O for 0, I for 1, or the reverse, where the place in the postcode tells. */
  POSTCODE_REPAIRED(Field.POSTCODE, Effect.CHANGED, 1),
  /** ZZ99 3VZ: no fixed abode; a group, no evidence. */
  POSTCODE_NO_FIXED_ABODE(Field.POSTCODE, Effect.REMOVED, 1),
  /** ZZ99 3WZ: not known. */
  POSTCODE_NOT_KNOWN(Field.POSTCODE, Effect.REMOVED, 1),
  /** Another ZZ99 code, of a country. */
  POSTCODE_COUNTRY(Field.POSTCODE, Effect.REMOVED, 1),
  /** The first half alone. */
  POSTCODE_OUTCODE_ALONE(Field.POSTCODE, Effect.FLAGGED, 1),
  /** No digit in it, nor what may be one. */
  POSTCODE_WITHOUT_DIGIT(Field.POSTCODE, Effect.REMOVED, 1),
  /** No pattern of a postcode, or an area that there is not: kept, for most of it may be right. */
  POSTCODE_MALFORMED(Field.POSTCODE, Effect.FLAGGED, 1),

  /** A title at the beginning: Mr, Dr. */
  NAME_TITLE(Field.NAME, Effect.CHANGED, 1),
  /** A phrase that tells of another name: also known as. */
  NAME_KNOWN_AS(Field.NAME, Effect.CHANGED, 1),
  /** What stands where there is no name: unknown, baby, twin 1. */
  NAME_PLACEHOLDER(Field.NAME, Effect.REMOVED, 2),
  /** A word that is a title or placeholder in some records, and a name of people: kept. */
  NAME_AMBIGUOUS(Field.NAME, Effect.FLAGGED, 2),
  /** No letter in it. */
  NAME_WITHOUT_LETTER(Field.NAME, Effect.REMOVED, 1),
  /** More than 200 characters. */
  NAME_OVERLONG(Field.NAME, Effect.REMOVED, 1),

  /** 0, 9, X, not known and their like. */
  SEX_NOT_KNOWN(Field.SEX, Effect.REMOVED, 1),
  /** No code that is known here: kept. */
  SEX_UNRECOGNISED(Field.SEX, Effect.FLAGGED, 1),

  /** No address of electronic mail: kept, for most of it may be right. */
  EMAIL_MALFORMED(Field.EMAIL, Effect.FLAGGED, 1),
  /** An address that many give who have none, or a word for none. */
  EMAIL_PLACEHOLDER(Field.EMAIL, Effect.REMOVED, 1),

  /** Too few or too many digits: kept, for most of them may be right. */
  PHONE_MALFORMED(Field.PHONE, Effect.FLAGGED, 1),
  /** One digit over and over, 123456789, or none. */
  PHONE_PLACEHOLDER(Field.PHONE, Effect.REMOVED, 1),

  /** No fixed abode: a group, no evidence. */
  ADDRESS_NO_FIXED_ABODE(Field.ADDRESS, Effect.REMOVED, 1),
  /** Not known, none and their like. */
  ADDRESS_PLACEHOLDER(Field.ADDRESS, Effect.REMOVED, 1),
  /** A word written out: rd, road. */
  ADDRESS_ABBREVIATION(Field.ADDRESS, Effect.CHANGED, 1);

  /** What a value tells of a person. */
  public enum Field {
    NHS_NUMBER,
    DATE_OF_BIRTH,
    POSTCODE,
    NAME,
    SEX,
    EMAIL,
    PHONE,
    ADDRESS
  }

  /** What a rule does with a value. */
  public enum Effect {
    /** Another value is used in its place. */
    CHANGED,
    /** The value counts as missing. */
    REMOVED,
    /** The value stays, and it is told that there is something about it. */
    FLAGGED
  }

  private static final Set<Rule> OF_PLACEHOLDERS =
      EnumSet.of(
          NHS_NUMBER_SENTINEL,
          DATE_PLACEHOLDER,
          POSTCODE_NO_FIXED_ABODE,
          POSTCODE_NOT_KNOWN,
          POSTCODE_COUNTRY,
          NAME_PLACEHOLDER,
          SEX_NOT_KNOWN,
          EMAIL_PLACEHOLDER,
          PHONE_PLACEHOLDER,
          ADDRESS_NO_FIXED_ABODE,
          ADDRESS_PLACEHOLDER);

  private final Field field;
  private final Effect effect;
  private final int version;

  Rule(Field field, Effect effect, int version) {
    this.field = field;
    this.effect = effect;
    this.version = version;
  }

  /** What it is about. */
  public Field field() {
    return field;
  }

  /** What it does. */
  public Effect effect() {
    return effect;
  }

  /**
   * Whether it removes what was never a value of the person: a word, number or date that is written
   * where nothing is known, or where there is nothing.
   */
  public boolean isOfPlaceholders() {
    return OF_PLACEHOLDERS.contains(this);
  }

  /** Goes up when the rule, or a list that it reads, starts to decide otherwise. */
  public int version() {
    return version;
  }

  /** The rule of a name in tables. */
  public static Optional<Rule> of(String key) {
    return Arrays.stream(values()).filter(rule -> rule.key().equals(key)).findFirst();
  }

  /** The name in tables, for example {@code postcode-repaired}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
