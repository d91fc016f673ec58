package org.linkagehub.core.engine;

import java.util.Arrays;
import java.util.Map;
import org.linkagehub.core.score.WeightTable;

/** Weighs pairs by the code of their vector and the frequencies of their values. */
public final class PairWeights {
  private static final int MOST_BOUNDS = 1 << 18;
  private static final double ROUNDING = 1e-6;

  private final WeightTable weights;
  private final int[] radixes;

  /** For each comparison and gamma, its adjustment, or null. */
  private final Adjustment[][] adjustments;

  /** For each code, the most that its pairs can weigh; not a number where it was not asked yet. */
  private final double[] bounds;

  /**
   * Where the frequencies of an adjustment are.
   *
   * @param field that holds the rank of a value's frequency, or the frequency itself
   * @param byRank the bits for each rank of the more frequent value; null where frequencies are
   *     held
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Adjustment(int field, double[] byRank, WeightTable.Adjustment of) {
    double bits(PairFinder pairs, int left, int right) {
      if (byRank == null) {
        return of.bits(pairs.number(left, field), pairs.number(right, field));
      }
      int rank = Math.max(pairs.rank(left, field), pairs.rank(right, field));
      return rank == FrequencyTable.NONE ? 0 : byRank[rank];
    }

    /** The most bits that it can add. */
    double most() {
      return byRank == null
          ? Double.POSITIVE_INFINITY
          : Math.max(0, Arrays.stream(byRank).max().orElse(0));
    }
  }

  /**
   * The weights of a model.
   *
   * @param fields for each adjusted column, the number of the field that holds the rank of the
   *     frequency of a record's value, or the frequency itself
   * @param tables the frequencies of the columns of which ranks are held
   */
  public PairWeights(
      WeightTable weights, Map<String, Integer> fields, Map<String, FrequencyTable> tables) {
    this.weights = weights;
    int n = weights.comparisons();
    radixes = new int[n];
    adjustments = new Adjustment[n][];
    double codes = 1;
    for (int c = 0; c < n; c++) {
      int grades = weights.grades(c);
      radixes[c] = grades + 1;
      codes *= radixes[c];
      adjustments[c] = new Adjustment[grades];
      for (int gamma = 0; gamma < grades; gamma++) {
        WeightTable.Adjustment of = weights.adjustment(c, gamma);
        if (of != null && fields.containsKey(of.column())) {
          FrequencyTable table = tables.get(of.column());
          double[] byRank = table == null ? null : bits(of, table);
          adjustments[c][gamma] = new Adjustment(fields.get(of.column()), byRank, of);
        }
      }
    }
    bounds = new double[codes <= MOST_BOUNDS ? (int) codes : 0];
    Arrays.fill(bounds, Double.NaN);
  }

  private static double[] bits(WeightTable.Adjustment adjustment, FrequencyTable table) {
    double[] bits = new double[table.size()];
    for (int rank = 0; rank < bits.length; rank++) {
      bits[rank] = adjustment.bits(table.frequency(rank), table.frequency(rank));
    }
    return bits;
  }

  /** The number of comparisons. */
  public int comparisons() {
    return radixes.length;
  }

  /**
   * Whether a pair with this code may weigh as much as a threshold: no pair that does is refused.
   */
  public boolean mayReach(long code, double threshold) {
    if (bounds.length == 0) {
      return true;
    }
    double bound = bounds[(int) code];
    if (Double.isNaN(bound)) {
      bound = weights.priorWeight() + ROUNDING;
      long rest = code;
      for (int c = 0; c < radixes.length; c++) {
        int gamma = (int) (rest % radixes[c]) - 1;
        rest /= radixes[c];
        bound += mostBits(c, gamma);
      }
      bounds[(int) code] = bound;
    }
    return bound >= threshold;
  }

  /** What tells early that a pair stays below a threshold: no pair that reaches it is refused. */
  public EarlyRejection earlyRejection(double threshold) {
    double atMost = weights.priorWeight();
    double[][] losses = new double[radixes.length][];
    for (int c = 0; c < radixes.length; c++) {
      double[] bits = new double[radixes[c]];
      double most = Double.NEGATIVE_INFINITY;
      for (int gamma = -1; gamma < radixes[c] - 1; gamma++) {
        bits[gamma + 1] = mostBits(c, gamma);
        most = Math.max(most, bits[gamma + 1]);
      }
      losses[c] = new double[bits.length];
      for (int g = 0; g < bits.length; g++) {
        losses[c][g] = bits[g] == most ? 0 : most - bits[g]; // both may be infinite
      }
      atMost += most;
    }
    return new EarlyRejection(atMost, losses, threshold - ROUNDING);
  }

  private double mostBits(int comparison, int gamma) {
    double bits = weights.partialWeight(comparison, gamma);
    return gamma >= 0 && adjustments[comparison][gamma] != null
        ? bits + adjustments[comparison][gamma].most()
        : bits;
  }

  /** The match weight of a vector, without term-frequency adjustments, in bits. */
  public double vectorWeight(long code) {
    double weight = weights.priorWeight();
    long rest = code;
    for (int c = 0; c < radixes.length; c++) {
      weight += weights.partialWeight(c, (int) (rest % radixes[c]) - 1);
      rest /= radixes[c];
    }
    return weight;
  }

  /**
   * Weighs a pair of the finder's batch.
   *
   * @param gammas takes the gamma of each comparison
   * @param tfWeights takes the term-frequency adjustment of each comparison, in bits
   * @return the match weight, in bits
   */
  public double weigh(PairFinder pairs, int pair, int[] gammas, double[] tfWeights) {
    return weigh(pairs, pairs.left(pair), pairs.right(pair), pairs.code(pair), gammas, tfWeights);
  }

  /** Weighs two records of the finder's whose comparison vector has this code. */
  public double weigh(
      PairFinder pairs, int left, int right, long code, int[] gammas, double[] tfWeights) {
    double weight = weights.priorWeight();
    long rest = code;
    for (int c = 0; c < radixes.length; c++) {
      int gamma = (int) (rest % radixes[c]) - 1;
      rest /= radixes[c];
      gammas[c] = gamma;
      weight += weights.partialWeight(c, gamma);
      if (weights.isAdjusted(c)) {
        Adjustment adjustment = gamma < 0 ? null : adjustments[c][gamma];
        tfWeights[c] = adjustment == null ? 0 : adjustment.bits(pairs, left, right);
        weight += tfWeights[c];
      }
    }
    return weight;
  }

  /** The weight of a comparison's level, without term-frequency adjustment, in bits. */
  public double partialWeight(int comparison, int gamma) {
    return weights.partialWeight(comparison, gamma);
  }
}
