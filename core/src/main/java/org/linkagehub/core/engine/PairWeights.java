package org.linkagehub.core.engine;

import java.util.Map;
import org.linkagehub.core.score.WeightTable;

/** Weighs pairs by the code of their vector and the frequencies of their values. */
public final class PairWeights {
  private final WeightTable weights;
  private final int[] radixes;

  /** For each comparison and gamma, the field that holds the frequency of the adjusted column. */
  private final int[][] frequencyFields;

  /**
   * The weights of a model.
   *
   * @param frequencyFields the number of the field that holds the frequency of a record's value,
   *     for each adjusted column
   */
  public PairWeights(WeightTable weights, Map<String, Integer> frequencyFields) {
    this.weights = weights;
    int n = weights.comparisons();
    radixes = new int[n];
    this.frequencyFields = new int[n][];
    for (int c = 0; c < n; c++) {
      int grades = weights.grades(c);
      radixes[c] = grades + 1;
      this.frequencyFields[c] = new int[grades];
      for (int gamma = 0; gamma < grades; gamma++) {
        WeightTable.Adjustment adjustment = weights.adjustment(c, gamma);
        this.frequencyFields[c][gamma] =
            adjustment == null ? -1 : frequencyFields.getOrDefault(adjustment.column(), -1);
      }
    }
  }

  /** The number of comparisons. */
  public int comparisons() {
    return radixes.length;
  }

  /**
   * Weighs a pair of the finder's batch.
   *
   * @param gammas takes the gamma of each comparison
   * @param tfWeights takes the term-frequency adjustment of each comparison, in bits
   * @return the match weight, in bits
   */
  public double weigh(PairFinder pairs, int pair, int[] gammas, double[] tfWeights) {
    double weight = weights.priorWeight();
    long rest = pairs.code(pair);
    for (int c = 0; c < radixes.length; c++) {
      int gamma = (int) (rest % radixes[c]) - 1;
      rest /= radixes[c];
      gammas[c] = gamma;
      weight += weights.partialWeight(c, gamma);
      if (weights.isAdjusted(c)) {
        tfWeights[c] = adjustment(pairs, pair, c, gamma);
        weight += tfWeights[c];
      }
    }
    return weight;
  }

  private double adjustment(PairFinder pairs, int pair, int comparison, int gamma) {
    WeightTable.Adjustment adjustment = weights.adjustment(comparison, gamma);
    int field = adjustment == null ? -1 : frequencyFields[comparison][gamma];
    return field < 0
        ? 0
        : adjustment.bits(
            pairs.number(pairs.left(pair), field), pairs.number(pairs.right(pair), field));
  }

  /** The weight of a comparison's level, without term-frequency adjustment, in bits. */
  public double partialWeight(int comparison, int gamma) {
    return weights.partialWeight(comparison, gamma);
  }
}
