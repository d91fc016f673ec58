package org.linkagehub.core.score;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TermFrequencyAdjustment;

/**
 * A model compiled for scoring: the bits of each level of each comparison, and what its
 * term-frequency adjustment takes. Every scorer, in SQL, in a batch or of one pair, uses these
 * numbers and adds them in this order: prior, then for each comparison its partial weight and its
 * adjustment.
 *
 * <p>Comparisons are known by their position in the model, levels by gamma: -1 missing, 0 else,
 * more is more alike.
 */
public final class WeightTable implements Serializable {
  private static final long serialVersionUID = 1;

  private final double priorWeight;
  private final List<Entry> entries;

  /** By gamma. */
  private static final class Entry implements Serializable {
    private static final long serialVersionUID = 1;

    final double[] weights;
    final Adjustment[] adjustments;
    boolean adjusted;

    Entry(int grades) {
      weights = new double[grades];
      adjustments = new Adjustment[grades];
    }
  }

  /**
   * A term-frequency adjustment, ready to be computed.
   *
   * @param column whose frequencies it uses
   * @param share of the adjustment that is applied, above 0 to 1
   * @param baseBits log2 of the u that the frequency replaces
   * @param floor the least frequency that is believed, 0 for none
   */
  public record Adjustment(String column, double share, double baseBits, double floor)
      implements Serializable {
    /**
     * The bits that the frequencies of both records' values add.
     *
     * @param left the frequency of the left record's value, NaN where it is not known
     * @param right the same of the right one; where both are known, the larger counts
     * @return 0 where no frequency is known
     */
    public double bits(double left, double right) {
      double larger =
          Double.isNaN(left) ? right : Double.isNaN(right) ? left : Math.max(left, right);
      double frequency = larger < floor ? floor : larger;
      return frequency > 0 ? share * (baseBits - MatchWeights.log2(frequency)) : 0;
    }
  }

  private WeightTable(double priorWeight, List<Entry> entries) {
    this.priorWeight = priorWeight;
    this.entries = List.copyOf(entries);
  }

  /**
   * Compiles a model.
   *
   * @throws IllegalArgumentException naming comparison and level, if one has no m or u
   */
  public static WeightTable of(Model model) {
    var entries = new ArrayList<Entry>();
    for (Comparison comparison : model.comparisons()) {
      List<ComparisonLevel> levels = comparison.byGamma();
      var entry = new Entry(levels.size());
      for (int gamma = 0; gamma < levels.size(); gamma++) {
        ComparisonLevel level = levels.get(gamma);
        entry.weights[gamma] =
            MatchWeights.ofLevel(
                required(comparison, level, "m", level.m()),
                required(comparison, level, "u", level.u()));
        if (level.termFrequency().isPresent() && level.termFrequency().get().weight() > 0) {
          TermFrequencyAdjustment of = level.termFrequency().get();
          double base = MatchWeights.log2(TermFrequencyBase.uExact(comparison, level));
          entry.adjustments[gamma] = new Adjustment(of.column(), of.weight(), base, of.minimumU());
          entry.adjusted = true;
        }
      }
      entries.add(entry);
    }
    return new WeightTable(MatchWeights.ofProbability(model.prior()), entries);
  }

  /** log2(lambda / (1 - lambda)), in bits. */
  public double priorWeight() {
    return priorWeight;
  }

  /** The number of comparisons. */
  public int comparisons() {
    return entries.size();
  }

  /** The number of levels of a comparison with a gamma of 0 or more. */
  public int grades(int comparison) {
    return entries.get(comparison).weights.length;
  }

  /** log2(m / u) of a level, in bits; 0 where a value is missing. */
  public double partialWeight(int comparison, int gamma) {
    return gamma < 0 ? 0 : entries.get(comparison).weights[gamma];
  }

  /** Whether any level of a comparison has an adjustment. */
  public boolean isAdjusted(int comparison) {
    return entries.get(comparison).adjusted;
  }

  /** The adjustment of a level; null where it has none. */
  public Adjustment adjustment(int comparison, int gamma) {
    return gamma < 0 ? null : entries.get(comparison).adjustments[gamma];
  }

  /** The columns whose frequencies are used, in the order of the comparisons. */
  public Set<String> adjustedColumns() {
    var columns = new LinkedHashSet<String>();
    for (Entry entry : entries) {
      for (Adjustment adjustment : entry.adjustments) {
        if (adjustment != null) {
          columns.add(adjustment.column());
        }
      }
    }
    return columns;
  }

  private static double required(
      Comparison comparison, ComparisonLevel level, String parameter, OptionalDouble value) {
    return value.orElseThrow(
        () ->
            new IllegalArgumentException(
                "comparison %s, level '%s' has no %s: train the model or give one"
                    .formatted(comparison.name(), level.label(), parameter)));
  }
}
