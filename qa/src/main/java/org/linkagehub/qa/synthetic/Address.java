package org.linkagehub.qa.synthetic;

/**
 * A home.
 *
 * @param postcode empty abroad
 * @param decile of deprivation of the postcode's sector, 1 the most deprived; 0 where there is none
 */
record Address(String line, String town, String region, String postcode, int decile) {
  private static final String NO_FIXED_ABODE_POSTCODE = "ZZ99 3VZ";

  static Address noFixedAbode(Place near) {
    return new Address("No fixed abode", near.town(), near.region(), NO_FIXED_ABODE_POSTCODE, 0);
  }

  static Address abroad() {
    return new Address("", "Abroad", "", "", 0);
  }

  boolean isNoFixedAbode() {
    return postcode.equals(NO_FIXED_ABODE_POSTCODE);
  }

  boolean isAbroad() {
    return postcode.isEmpty();
  }
}
