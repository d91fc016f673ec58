package org.linkagehub.qa.synthetic;

import java.io.Serializable;

/** A town with the postcode districts around it. */
record Place(String town, String region, String area, int firstDistrict, int lastDistrict)
    implements Serializable {
  /** Letters that the second half of a postcode may end in: never C, I, K, M, O, V. */
  private static final String INWARD = "ABDEFGHJLNPQRSTUWXYZ";

  /** A postcode with a real outward pattern; it need not exist. */
  String postcode(HashRandom random) {
    return "%s%d %d%s"
        .formatted(
            area,
            random.between(firstDistrict, lastDistrict),
            random.nextInt(10),
            "" + INWARD.charAt(random.nextInt(20)) + INWARD.charAt(random.nextInt(20)));
  }
}
