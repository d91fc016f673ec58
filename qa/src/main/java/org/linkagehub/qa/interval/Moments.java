package org.linkagehub.qa.interval;

import java.util.Arrays;

/**
 * Sums over independent units of vectors of three counts, and of their products: all that the
 * estimates of a ratio of two combinations of the counts, and their variance, need.
 *
 * <p>A unit is a person or a cluster: what happens to its pairs hangs together, so that units count
 * for the variance and not pairs. Each unit has a vector for a group of records and beside it one
 * for all records; the products of both tell how the group hangs together with the whole.
 *
 * <p>Moments of parts add up to those of the whole. While units are passed, moments stand in an
 * array of many, {@link #WIDTH} numbers each, so that nothing is allocated.
 */
public final class Moments {
  /** How many counts a vector has. */
  public static final int COUNTS = 3;

  /** How many numbers moments are. */
  public static final int WIDTH = 1 + COUNTS + 6 + COUNTS * COUNTS;

  private static final int SUMS = 1;
  private static final int OWN = SUMS + COUNTS;
  private static final int WITH_ALL = OWN + 6;

  private final double[] state;

  private Moments(double[] state) {
    this.state = state;
  }

  /** The moments of no unit. */
  public static Moments none() {
    return new Moments(new double[WIDTH]);
  }

  /** The moments that stand at a place of an array. */
  public static Moments at(double[] states, int offset) {
    return new Moments(Arrays.copyOfRange(states, offset, offset + WIDTH));
  }

  /**
   * The moments of independent draws, each a unit: the first count is 1 for a case and the third 1
   * for every draw.
   */
  public static Moments ofDraws(double cases, double draws) {
    double[] state = new double[WIDTH];
    state[0] = draws;
    state[SUMS] = cases;
    state[SUMS + 2] = draws;
    for (int i = 0; i < COUNTS; i += 2) {
      for (int j = 0; j < COUNTS; j += 2) {
        double both = i == 2 && j == 2 ? draws : cases;
        state[OWN + place(Math.min(i, j), Math.max(i, j))] = both;
        state[WITH_ALL + i * COUNTS + j] = both;
      }
    }
    return new Moments(state);
  }

  /**
   * Adds a unit to the moments that stand at a place of an array.
   *
   * @param g0 the first count of the unit's vector of the group, and so on
   * @param a0 the first count of its vector of all records, and so on
   */
  public static void add(
      double[] states,
      int offset,
      double g0,
      double g1,
      double g2,
      double a0,
      double a1,
      double a2) {
    states[offset]++;
    products(states, offset, 1, g0, g1, g2, a0, a1, a2);
  }

  /**
   * Takes away what two units share and each was given: links between them. With this the variance
   * counts what any two links have in common that touch the same unit, once.
   *
   * <p>Source: the variance of Aronow, Samii and Assenova (2015), "Cluster-robust variance
   * estimation for dyadic data", Political Analysis 23(4).
   */
  public static void takeShared(
      double[] states,
      int offset,
      double g0,
      double g1,
      double g2,
      double a0,
      double a1,
      double a2) {
    products(states, offset, -1, g0, g1, g2, a0, a1, a2);
  }

  private static void products(
      double[] s,
      int offset,
      double sign,
      double g0,
      double g1,
      double g2,
      double a0,
      double a1,
      double a2) {
    // Most vectors have a zero or two, and to add nothing costs as much as to add something.
    if (g0 != 0) {
      double g = sign * g0;
      s[offset + SUMS] += g;
      s[offset + OWN] += g * g0;
      s[offset + OWN + 1] += g * g1;
      s[offset + OWN + 2] += g * g2;
      withAll(s, offset + WITH_ALL, g, a0, a1, a2);
    }
    if (g1 != 0) {
      double g = sign * g1;
      s[offset + SUMS + 1] += g;
      s[offset + OWN + 3] += g * g1;
      s[offset + OWN + 4] += g * g2;
      withAll(s, offset + WITH_ALL + COUNTS, g, a0, a1, a2);
    }
    if (g2 != 0) {
      double g = sign * g2;
      s[offset + SUMS + 2] += g;
      s[offset + OWN + 5] += g * g2;
      withAll(s, offset + WITH_ALL + 2 * COUNTS, g, a0, a1, a2);
    }
  }

  private static void withAll(double[] s, int at, double g, double a0, double a1, double a2) {
    s[at] += g * a0;
    s[at + 1] += g * a1;
    s[at + 2] += g * a2;
  }

  /** These and those of other units. */
  public Moments plus(Moments other) {
    return combined(other, 1);
  }

  /**
   * These without others. Where units of two kinds overlap, as people and clusters do, the moments
   * by one kind plus those by the other minus those by both count all that hangs together.
   *
   * <p>Source: Cameron, Gelbach and Miller (2011), "Robust inference with multiway clustering",
   * Journal of Business and Economic Statistics 29(2).
   */
  public Moments minus(Moments other) {
    return combined(other, -1);
  }

  private Moments combined(Moments other, double sign) {
    double[] combined = state.clone();
    for (int i = 0; i < WIDTH; i++) {
      combined[i] += sign * other.state[i];
    }
    return new Moments(combined);
  }

  /** What is left of all records without the group: the moments of the others. */
  Moments rest(Moments all) {
    double[] rest = new double[WIDTH];
    rest[0] = all.state[0];
    for (int i = 0; i < COUNTS; i++) {
      rest[SUMS + i] = all.state[SUMS + i] - state[SUMS + i];
    }
    for (int i = 0; i < COUNTS; i++) {
      for (int j = i; j < COUNTS; j++) {
        rest[OWN + place(i, j)] = all.product(i, j) - withAll(i, j) - withAll(j, i) + product(i, j);
      }
    }
    return new Moments(rest);
  }

  /** The number of units. */
  public double units() {
    return state[0];
  }

  /** The sum of a count of the group. */
  public double sum(int count) {
    return state[SUMS + count];
  }

  /** The sum over units of the square of a combination of the counts of the group. */
  double square(double[] weights) {
    double sum = 0;
    for (int i = 0; i < COUNTS; i++) {
      sum += weights[i] * weights[i] * product(i, i);
      for (int j = i + 1; j < COUNTS; j++) {
        sum += 2 * weights[i] * weights[j] * product(i, j);
      }
    }
    return sum;
  }

  /** The sum over units of a combination of the group's counts times one of the others' counts. */
  double productWithRest(double[] weights, double[] restWeights) {
    double sum = 0;
    for (int i = 0; i < COUNTS; i++) {
      for (int j = 0; j < COUNTS; j++) {
        double own = product(Math.min(i, j), Math.max(i, j));
        sum += weights[i] * restWeights[j] * (withAll(i, j) - own);
      }
    }
    return sum;
  }

  /** The sum of the products of two counts of the group, {@code i} at most {@code j}. */
  private double product(int i, int j) {
    return state[OWN + place(i, j)];
  }

  private double withAll(int i, int j) {
    return state[WITH_ALL + i * COUNTS + j];
  }

  private static int place(int i, int j) {
    return i == 0 ? j : i + j + 1;
  }
}
