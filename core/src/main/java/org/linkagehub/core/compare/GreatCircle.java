package org.linkagehub.core.compare;

import java.util.OptionalDouble;

/**
 * Great-circle distance of two places, in km, on a sphere of radius 6371 km. Known answers: {@code
 * GreatCircleTest}.
 *
 * <p>Range [0, 20016]. Symmetric. By the spherical law of cosines, its argument clipped to [-1, 1]:
 * rounding takes it to 1.0000000000000002 for some equal places. Good to about a metre for places
 * that are close together, and to 0.6 % for the flattening of the Earth.
 */
public final class GreatCircle {
  private static final double RADIUS_KM = 6371;

  private GreatCircle() {}

  /**
   * The distance in km; empty where a latitude is not within [-90, 90] or a longitude not within
   * [-180, 180] degrees.
   */
  public static OptionalDouble km(
      double leftLatitude, double leftLongitude, double rightLatitude, double rightLongitude) {
    if (!isPlace(leftLatitude, leftLongitude) || !isPlace(rightLatitude, rightLongitude)) {
      return OptionalDouble.empty();
    }
    // StrictMath: the same bits on every machine.
    double left = StrictMath.toRadians(leftLatitude);
    double right = StrictMath.toRadians(rightLatitude);
    double along = StrictMath.toRadians(Math.abs(rightLongitude - leftLongitude));
    double cosine =
        StrictMath.sin(left) * StrictMath.sin(right)
            + StrictMath.cos(left) * StrictMath.cos(right) * StrictMath.cos(along);
    return OptionalDouble.of(RADIUS_KM * StrictMath.acos(Math.max(-1, Math.min(1, cosine))));
  }

  private static boolean isPlace(double latitude, double longitude) {
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  }
}
