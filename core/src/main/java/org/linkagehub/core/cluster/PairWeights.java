package org.linkagehub.core.cluster;

import java.util.Arrays;

/**
 * The weights of the pairs of one component, its records numbered from 0.
 *
 * <p>A pair of which nothing was set has the weight that missing pairs were given. Takes 8 bytes a
 * pair of records, whether it was set or not.
 */
public final class PairWeights {
  private final int records;
  private final double[] triangle;

  /**
   * Pairs that all have the weight of a missing one.
   *
   * @param records how many there are, from 1 to 32,768
   * @param missing in bits
   */
  public PairWeights(int records, double missing) {
    this.records = records;
    this.triangle = new double[Triangle.pairs(records)];
    Arrays.fill(triangle, missing);
  }

  /** The number of records. */
  public int records() {
    return records;
  }

  /** Sets the weight of a pair, in bits, given in either order. */
  public void set(int one, int other, double weight) {
    triangle[Triangle.index(one, other, records)] = weight;
  }

  /** The weight of a pair, in bits, given in either order. */
  public double get(int one, int other) {
    return triangle[Triangle.index(one, other, records)];
  }
}
