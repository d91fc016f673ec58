package org.linkagehub.pipelines.trace.record;

import java.util.Locale;
import java.util.Optional;

/**
 * The fields of a request, in the order of the request file.
 *
 * <p>Source: Person_ID Handbook for HES users, table 9, and the lengths of NHS England's Reusable
 * Code Library ({@code mps_schema.py}).
 */
public enum RequestField {
  UNIQUE_REFERENCE(0),
  NHS_NO(10),
  FAMILY_NAME(40),
  GIVEN_NAME(40),
  OTHER_GIVEN_NAME(100),
  GENDER(1),
  DATE_OF_BIRTH(8),
  POSTCODE(8),
  DATE_OF_DEATH(8),
  ADDRESS_LINE1(0),
  ADDRESS_LINE2(0),
  ADDRESS_LINE3(0),
  ADDRESS_LINE4(0),
  ADDRESS_LINE5(0),
  ADDRESS_DATE(8),
  GP_PRACTICE_CODE(8),
  NHAIS_POSTING_ID(3),
  AS_AT_DATE(8),
  LOCAL_PATIENT_ID(0),
  INTERNAL_ID(0),
  TELEPHONE_NUMBER(32),
  MOBILE_NUMBER(32),
  EMAIL_ADDRESS(90);

  private final int longest;

  RequestField(int longest) {
    this.longest = longest;
  }

  /** The most characters that a value may have; 0 where none is published. */
  public int longest() {
    return longest;
  }

  /** The column of the table of requests: the name in lower case. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The field whose column has this name, in any letter case. */
  public static Optional<RequestField> ofColumn(String name) {
    for (RequestField field : values()) {
      if (field.name().equalsIgnoreCase(name)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }
}
