package org.linkagehub.qa.synthetic;

/** The ways in which a generated record departs from the truth. */
public enum ErrorKind {
  /** One character struck wrongly, left out, doubled or added. */
  TYPING,
  /** Two neighbouring characters in the wrong order. */
  TRANSPOSITION,
  /** Written as it was heard. */
  PHONETIC,
  /** One character misread, as by a scanner. */
  OCR,
  /** Cut short. */
  TRUNCATION,
  /** Given name and surname in each other's place. */
  SWAPPED_NAMES,
  /** A familiar form of the given name. */
  NICKNAME,
  /** A name borne before, for example before marriage. */
  FORMER_NAME,
  /** Day and month in each other's place. */
  DAY_MONTH_SWAPPED,
  /** The first of January of the right year. */
  FIRST_OF_JANUARY,
  /** The right day in a wrong year. */
  WRONG_YEAR,
  /** The postcode of a home before the present one. */
  FORMER_HOME,
  /** The postcode of a place where the person stays for a time. */
  TEMPORARY_HOME,
  /** A value that stands for none, for example ZZ99 3WZ. */
  PLACEHOLDER,
  /** The value of another member of the household. */
  ANOTHER_PERSON,
  /** Another value of the right form. */
  WRONG_VALUE,
  /** No value. */
  MISSING
}
