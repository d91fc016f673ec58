package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.Locale;

/**
 * A town with the postcode districts around it.
 *
 * @param suffixes letters of which one follows the number of a district, as in EC1A; mostly none
 */
record Place(
    String town, String region, String area, int firstDistrict, int lastDistrict, String suffixes)
    implements Serializable {
  /** Letters that the second half of a postcode may end in: never C, I, K, M, O, V. */
  private static final String INWARD = "ABDEFGHJLNPQRSTUWXYZ";

  /**
   * A postcode with a real outward pattern, of a sector of the given deprivation; it need not
   * exist. The ten sectors of a district have the ten deciles, in an order of the district's own.
   *
   * @param decile 1 to 10
   */
  String postcode(int decile, HashRandom random) {
    int district = random.between(firstDistrict, lastDistrict);
    int sector = (decile - 1 + turn(area, district)) % 10;
    String suffix =
        suffixes.isEmpty()
            ? ""
            : suffixes.substring(random.nextInt(suffixes.length())).substring(0, 1);
    return area
        + district
        + suffix
        + ' '
        + sector
        + INWARD.charAt(random.nextInt(20))
        + INWARD.charAt(random.nextInt(20));
  }

  /** A practice near a postcode of an area: a letter and five digits, as practices' codes are. */
  static String practice(String postcode) {
    long hash = HashRandom.mix(postcode.substring(0, postcode.length() - 2).hashCode() * 31L + 7);
    char letter = "ABCDEFGHJKLMNPY".charAt((int) Math.floorMod(hash >>> 20, 15L));
    return letter + Long.toString(81_000 + Math.floorMod(hash, 8_000L));
  }

  /** The region as configurations name it, for example {@code north-west}. */
  static String regionKey(String region) {
    return region.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static int turn(String area, int district) {
    return (int) Math.floorMod(HashRandom.mix(area.hashCode() * 131L + district), 10L);
  }
}
