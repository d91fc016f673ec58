package org.linkagehub.core.spark;

import java.util.List;
import org.linkagehub.core.model.BlockingRule;

/** Which pairs of records are made. */
public sealed interface Pairs {

  /**
   * The pairs on which any of several blocking rules agrees, each pair once, under the first rule
   * that makes it.
   */
  record Blocked(List<BlockingRule> rules) implements Pairs {
    public Blocked {
      rules = List.copyOf(rules);
    }
  }

  /**
   * A share of all pairs, drawn by a 64-bit hash: the records are spread over {@code groups} groups
   * at random, and the pairs within a group are taken, so that every pair has the same chance 1 /
   * groups.
   *
   * @param groups 1 for all pairs
   */
  record Random(long groups, long seed) implements Pairs {
    public Random {
      if (groups < 1) {
        throw new IllegalArgumentException("groups must be at least 1, was " + groups);
      }
    }

    /**
     * The sample of about {@code maxPairs} of {@code totalPairs}; of all of them where they are no
     * more.
     */
    static Random about(double maxPairs, double totalPairs, long seed) {
      return new Random(Math.max(1, (long) Math.ceil(totalPairs / maxPairs)), seed);
    }
  }
}
