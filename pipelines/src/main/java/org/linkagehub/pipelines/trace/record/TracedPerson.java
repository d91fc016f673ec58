package org.linkagehub.pipelines.trace.record;

import java.util.List;

/**
 * What the index says of the person found, on the day asked for. Null where it says nothing, or
 * where it must not be told.
 *
 * @param addressLines five, or none
 * @param addressDate yyyyMMdd: the first day at this address
 */
public record TracedPerson(
    String nhsNumber,
    String familyName,
    String givenName,
    String otherGivenName,
    String gender,
    String birthDate,
    String postcode,
    String deathDate,
    List<String> addressLines,
    String addressDate,
    String gpPracticeCode,
    String mobileNumber,
    String emailAddress,
    Sensitivity sensitivity) {
  public TracedPerson {
    addressLines = List.copyOf(addressLines);
  }

  /** Tells nothing of the person: it may come into a log. */
  @Override
  public String toString() {
    return "TracedPerson[" + sensitivity + "]";
  }
}
