package org.linkagehub.core.train;

import java.util.Arrays;
import java.util.List;

/**
 * How often random pairs are at each level of one comparison.
 *
 * @param comparison its name
 * @param shares by gamma, pairs with a missing value left out; they sum to 1, or are all 0 where
 *     every pair has a missing value
 * @param pairs by gamma, how many pairs the share was counted on: a level that none of them showed
 *     is rarer than one in so many
 */
public record LevelShares(String comparison, List<Double> shares, List<Double> pairs) {
  public LevelShares {
    shares = List.copyOf(shares);
    pairs = List.copyOf(pairs);
  }

  /** The shares of counted pairs. */
  public static LevelShares of(String comparison, long[] counts) {
    double all = Arrays.stream(counts).asDoubleStream().sum();
    return new LevelShares(
        comparison,
        Arrays.stream(counts).mapToObj(n -> all == 0 ? 0.0 : n / all).toList(),
        Arrays.stream(counts).mapToObj(n -> all).toList());
  }
}
