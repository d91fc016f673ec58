package org.linkagehub.core.spark.functions;

import java.util.OptionalDouble;
import org.linkagehub.core.compare.Difference;
import org.linkagehub.core.compare.GreatCircle;

/** What generated code calls for numbers and places. Arguments are never null. */
public final class NumberFunctions {
  private NumberFunctions() {}

  public static double absoluteDifference(double left, double right) {
    return Difference.absolute(left, right);
  }

  public static double percentageDifference(double left, double right) {
    return Difference.relative(left, right);
  }

  /** Null where a place is not on the Earth. */
  public static Double distanceKm(
      double leftLatitude, double leftLongitude, double rightLatitude, double rightLongitude) {
    OptionalDouble km = GreatCircle.km(leftLatitude, leftLongitude, rightLatitude, rightLongitude);
    return km.isPresent() ? km.getAsDouble() : null;
  }
}
