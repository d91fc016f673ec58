package org.linkagehub.core.engine;

import org.linkagehub.core.compare.Dates;

/** {@link Dates#editDistance}, of which a bound is told quickly. */
final class DateEditDistance implements DateKernel {
  @Override
  public int of(int left, int right) {
    return Dates.editDistance(left, right);
  }

  @Override
  public int least(int left, int right) {
    return Dates.leastEditDistance(left, right);
  }
}
