package org.linkagehub.core.train;

import java.util.List;
import java.util.OptionalDouble;

/** Shares of which some are fixed: the others have what these leave, in their proportions. */
final class FixedShares {
  private FixedShares() {}

  /**
   * Scales shares so that they sum to 1.
   *
   * @param shares what each would have, in proportion
   * @param fixed what each has whatever the others have; they sum to less than 1 unless all are
   *     fixed
   */
  static double[] scaled(double[] shares, List<OptionalDouble> fixed) {
    double left = 1;
    double free = 0;
    for (int i = 0; i < shares.length; i++) {
      if (fixed.get(i).isPresent()) {
        left -= fixed.get(i).getAsDouble();
      } else {
        free += shares[i];
      }
    }
    double[] scaled = new double[shares.length];
    for (int i = 0; i < shares.length; i++) {
      scaled[i] = fixed.get(i).isPresent() ? fixed.get(i).getAsDouble() : shares[i] / free * left;
    }
    return scaled;
  }
}
