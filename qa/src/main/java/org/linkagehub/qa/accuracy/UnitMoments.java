package org.linkagehub.qa.accuracy;

import java.util.Arrays;
import org.linkagehub.qa.interval.Moments;

/**
 * Moments of units, by group, of vectors that are sums over the records of a unit. Not safe for use
 * by several threads; nothing is allocated for a record.
 */
final class UnitMoments {
  private final double[] state;
  private final double[] unit;
  private final int[] touched;
  private final boolean[] isTouched;
  private int touchedGroups;

  /** Of so many groups, with all records in front. */
  UnitMoments(int groups) {
    state = new double[groups * Moments.WIDTH];
    unit = new double[groups * Moments.COUNTS];
    touched = new int[groups];
    isTouched = new boolean[groups];
  }

  /** The moments of all groups, {@link Moments#WIDTH} numbers each. */
  double[] state() {
    return state;
  }

  /** A record of the current unit, with its groups beside all. */
  void record(int[] groups, double v0, double v1, double v2) {
    add(PairTally.ALL, v0, v1, v2);
    for (int group : groups) {
      add(group, v0, v1, v2);
    }
  }

  private void add(int group, double v0, double v1, double v2) {
    if (!isTouched[group]) {
      isTouched[group] = true;
      touched[touchedGroups++] = group;
    }
    int at = group * Moments.COUNTS;
    unit[at] += v0;
    unit[at + 1] += v1;
    unit[at + 2] += v2;
  }

  /** Ends the unit. */
  void end() {
    for (int t = 0; t < touchedGroups; t++) {
      int at = touched[t] * Moments.COUNTS;
      Moments.add(
          state,
          touched[t] * Moments.WIDTH,
          unit[at],
          unit[at + 1],
          unit[at + 2],
          unit[0],
          unit[1],
          unit[2]);
    }
    for (int t = 0; t < touchedGroups; t++) {
      int at = touched[t] * Moments.COUNTS;
      Arrays.fill(unit, at, at + Moments.COUNTS, 0);
      isTouched[touched[t]] = false;
    }
    touchedGroups = 0;
  }
}
