package org.linkagehub.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import org.linkagehub.core.expression.Expression;

/**
 * Finds the comparison vector of each pair of a batch, as one number: the sum of (gamma + 1) x
 * place over the comparisons, of which each place is the product of the numbers of levels before
 * it.
 */
final class VectorCoder {
  /** The code of each pair of the last batch. */
  final long[] codes = new long[PairBatch.CAPACITY];

  private final Condition[][] conditions;

  /** For each comparison and condition, what its level adds to the code. */
  private final long[][] adds;

  /** For each comparison, what the else level adds. */
  private final long[] elseAdds;

  /** For each comparison and condition, the gamma of its level, and 1. */
  private final int[][] gammas;

  private final int[] open = new int[PairBatch.CAPACITY];
  private final double[] bounds = new double[PairBatch.CAPACITY];
  private final int[] alive = new int[PairBatch.CAPACITY];
  private final int[] found = new int[PairBatch.CAPACITY];

  VectorCoder(Records records, PairPlan.PairSet set) throws NotCompiledException {
    var compiler = new ConditionCompiler(records);
    int n = set.comparisons().size();
    long nextPlace = 1;
    conditions = new Condition[n][];
    adds = new long[n][];
    elseAdds = new long[n];
    gammas = new int[n][];
    for (int c = 0; c < n; c++) {
      PairPlan.Levels comparison = set.comparisons().get(c);
      long place = nextPlace;
      nextPlace *= comparison.radix();
      elseAdds[c] = place;
      adds[c] = comparison.gammas().stream().mapToLong(gamma -> (gamma + 1) * place).toArray();
      gammas[c] = comparison.gammas().stream().mapToInt(gamma -> gamma + 1).toArray();
      var compiled = new ArrayList<Condition>();
      for (Expression condition : comparison.conditions()) {
        compiled.add(compile(compiler, comparison.name(), condition));
      }
      conditions[c] = compiled.toArray(Condition[]::new);
    }
  }

  private static Condition compile(ConditionCompiler compiler, String comparison, Expression level)
      throws NotCompiledException {
    try {
      return compiler.condition(level);
    } catch (NotCompiledException e) {
      throw new NotCompiledException("comparison " + comparison + ": " + e.getMessage());
    }
  }

  /** Sets {@link #codes} for a batch. */
  void code(PairBatch pairs) {
    int size = pairs.size;
    Arrays.fill(codes, 0, size, 0);
    for (int c = 0; c < conditions.length; c++) {
      Positions.fill(open, size);
      int left = size;
      for (int level = 0; level < conditions[c].length && left > 0; level++) {
        int hits = conditions[c][level].holds(pairs, open, left, found);
        long add = adds[c][level];
        if (add != 0) {
          for (int k = 0; k < hits; k++) {
            codes[found[k]] += add;
          }
        }
        left = Positions.without(open, left, found, hits);
      }
      for (int k = 0; k < left; k++) {
        codes[open[k]] += elseAdds[c];
      }
    }
  }

  /**
   * The same of those pairs of a batch that may reach a threshold; the others are taken out as soon
   * as they cannot.
   */
  void code(PairBatch pairs, EarlyRejection rejection, int[] order) {
    int size = pairs.size;
    Arrays.fill(codes, 0, size, 0);
    Arrays.fill(bounds, 0, size, rejection.atMost());
    Positions.fill(alive, size);
    int living = size;
    for (int c : order) {
      double[] losses = rejection.losses()[c];
      System.arraycopy(alive, 0, open, 0, living);
      int left = living;
      for (int level = 0; level < conditions[c].length && left > 0; level++) {
        int hits = conditions[c][level].holds(pairs, open, left, found);
        set(found, hits, adds[c][level], losses[gammas[c][level]]);
        left = Positions.without(open, left, found, hits);
      }
      set(open, left, elseAdds[c], losses[1]);
      int still = 0;
      for (int k = 0; k < living; k++) {
        alive[still] = alive[k];
        still += bounds[alive[k]] < rejection.threshold() ? 0 : 1;
      }
      living = still;
    }
    for (int k = 0; k < living; k++) {
      int position = alive[k];
      pairs.left[k] = pairs.left[position];
      pairs.right[k] = pairs.right[position];
      pairs.rule[k] = pairs.rule[position];
      codes[k] = codes[position];
    }
    pairs.size = living;
    pairs.number++; // positions have moved
  }

  private void set(int[] positions, int count, long add, double loss) {
    for (int k = 0; k < count; k++) {
      codes[positions[k]] += add;
      bounds[positions[k]] -= loss;
    }
  }
}
