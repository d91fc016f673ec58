package org.linkagehub.core.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often random pairs are at each level of one comparison.
 *
 * @param comparison its name
 * @param shares by gamma, pairs with a missing value left out; they sum to 1
 * @param pairs how many pairs the shares were counted on: a level that none of them showed is rarer
 *     than one in so many
 */
public record LevelShares(String comparison, List<Double> shares, double pairs) {
  public LevelShares {
    shares = List.copyOf(shares);
  }

  /** The shares of counted pairs. */
  public static LevelShares of(String comparison, long[] counts) {
    double total = 0;
    for (long count : counts) {
      total += count;
    }
    double all = total;
    List<Double> shares = Arrays.stream(counts).mapToObj(c -> all == 0 ? 0.0 : c / all).toList();
    return new LevelShares(comparison, shares, total);
  }

  /**
   * The same with the top level's share known exactly, and the others' rescaled to what it leaves.
   *
   * @param topShare the exact share of pairs at the top level
   * @param allPairs the number of pairs that it is a share of
   */
  public LevelShares withExactTop(double topShare, double allPairs) {
    int top = shares.size() - 1;
    double others = 0;
    for (int gamma = 0; gamma < top; gamma++) {
      others += shares.get(gamma);
    }
    var exact = new ArrayList<Double>();
    for (int gamma = 0; gamma < top; gamma++) {
      exact.add(
          others > 0
              ? shares.get(gamma) / others * (1 - topShare)
              : (gamma == 0 ? 1 - topShare : 0));
    }
    exact.add(topShare);
    return new LevelShares(comparison, exact, Math.max(pairs, Math.min(allPairs, 1e15)));
  }
}
