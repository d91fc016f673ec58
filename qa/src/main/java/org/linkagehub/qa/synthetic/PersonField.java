package org.linkagehub.qa.synthetic;

/** What a generated record says of a person, and where an error can be. */
public enum PersonField {
  GIVEN_NAME,
  SURNAME,
  DATE_OF_BIRTH,
  SEX,
  POSTCODE,
  NHS_NUMBER,
  EMAIL,
  BIRTH_PLACE
}
