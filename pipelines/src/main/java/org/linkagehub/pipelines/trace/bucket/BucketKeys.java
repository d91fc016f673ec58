package org.linkagehub.pipelines.trace.bucket;

/**
 * What the record bucket knows a person by, cleaned; each null where it is not known.
 *
 * @param localPatientId the provider's own id, as it was sent
 * @param familyName in upper case
 * @param givenName in upper case
 * @param birthDate yyyyMMdd, a valid one
 * @param gender 0, 1, 2 or 9
 * @param postcode in upper case, with its space
 */
public record BucketKeys(
    String localPatientId,
    String familyName,
    String givenName,
    String birthDate,
    String gender,
    String postcode) {
  /** Tells nothing of the person: it may come into a log. */
  @Override
  public String toString() {
    return "BucketKeys";
  }
}
