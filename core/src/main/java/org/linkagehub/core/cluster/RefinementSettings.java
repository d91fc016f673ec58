package org.linkagehub.core.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.linkagehub.core.model.Impossibility;
import org.linkagehub.core.train.ComponentModel;

/**
 * How components are divided into people.
 *
 * @param candidateWeight links of at least so many bits make the components
 * @param joinWeight clusters are joined while the mean weight of the pairs between them, by the
 *     model of the components, is at least so many bits; 0 is more likely one person than not
 * @param maxRecords a larger component has its bar raised until its parts are no larger
 * @param barStep by how many bits the bar of a giant component is raised at a time
 * @param highestBar the bar, in bits, above which it is not raised further
 * @param keepDensity what is too large, and has at least this share of its pairs linked at a bar of
 *     no less than {@code joinWeight}, is kept as one cluster; what is still too large at the
 *     highest bar is otherwise set aside, each record alone
 * @param impossibilities what keeps records apart, whatever their weight
 * @param twins SQL on the pair that is true of two records which look like twins, but may be one
 *     person under two names
 * @param training of the model for pairs inside components
 */
public record RefinementSettings(
    double candidateWeight,
    double joinWeight,
    int maxRecords,
    double barStep,
    double highestBar,
    double keepWeight,
    double keepDensity,
    List<Impossibility> impossibilities,
    Optional<String> twins,
    ComponentModel.Settings training) {
  /** The largest component that may be compared pair by pair. */
  public static final int MOST_RECORDS = Triangle.MAX_RECORDS;

  public RefinementSettings {
    impossibilities = List.copyOf(impossibilities);
    Objects.requireNonNull(twins, "twins");
    Objects.requireNonNull(training, "training");
    require(!Double.isNaN(candidateWeight), "the candidate weight must be a number");
    require(!Double.isNaN(joinWeight), "the join weight must be a number");
    require(
        maxRecords >= 2 && maxRecords <= MOST_RECORDS,
        "the largest component must have from 2 to %d records, had %d"
            .formatted(MOST_RECORDS, maxRecords));
    require(barStep > 0, "the bar must be raised by more than 0 bits, was " + barStep);
    require(!Double.isNaN(keepWeight), "the bar for keeping must be a number");
    require(
        keepDensity >= 0 && keepDensity <= 1,
        "the density to keep must be from 0 to 1, was " + keepDensity);
    require(
        impossibilities.size() <= PairRules.MAX_IMPOSSIBILITY + 1,
        "there may be at most %d impossibilities, were %d"
            .formatted(PairRules.MAX_IMPOSSIBILITY + 1, impossibilities.size()));
  }

  /**
   * The defaults, without any impossibility: join at 0 bits; components of at most 250 records, the
   * bar of larger ones raised by 4 bits at a time up to 40, and kept from 20 where half of the
   * pairs are links.
   *
   * @param candidateWeight in bits; the threshold of the links that were written is a good choice
   */
  public static RefinementSettings from(double candidateWeight) {
    return new RefinementSettings(
        candidateWeight,
        0,
        250,
        4,
        40,
        20,
        0.5,
        List.of(),
        Optional.empty(),
        ComponentModel.Settings.defaults());
  }

  /** The same with these impossibilities. */
  public RefinementSettings withImpossibilities(List<Impossibility> other) {
    return new RefinementSettings(
        candidateWeight,
        joinWeight,
        maxRecords,
        barStep,
        highestBar,
        keepWeight,
        keepDensity,
        other,
        twins,
        training);
  }

  /** The same with another bound on components. */
  public RefinementSettings withMaxRecords(int records) {
    return new RefinementSettings(
        candidateWeight,
        joinWeight,
        records,
        barStep,
        highestBar,
        keepWeight,
        keepDensity,
        impossibilities,
        twins,
        training);
  }

  /** The same with a guard for twins. */
  public RefinementSettings withTwinGuard(TwinGuard guard) {
    if (!guard.otherName()) {
      List<Impossibility> all = new ArrayList<>(impossibilities);
      all.add(Impossibility.of(CutReason.TWINS, guard.condition()));
      return withImpossibilities(all);
    }
    return new RefinementSettings(
        candidateWeight,
        joinWeight,
        maxRecords,
        barStep,
        highestBar,
        keepWeight,
        keepDensity,
        impossibilities,
        Optional.of(guard.condition()),
        training);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
