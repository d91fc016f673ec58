package org.linkagehub.pipelines.summary;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.core.model.ComparisonLevel;

/**
 * Why a run made what it made of one pair. It holds the values of both records: it exists to show
 * them, and is to be kept as carefully as they are.
 *
 * @param runId the run
 * @param left the record that stands on the left of pairs
 * @param right the other
 * @param columns the values of both, side by side; those that are compared first
 * @param priorBits log2(lambda / (1 - lambda))
 * @param comparisons what each adds, in the order of the model
 * @param matchWeight in bits
 * @param matchProbability from 0 to 1
 * @param blockingRule the first rule that makes the pair; empty where none does, so that the run
 *     never compared it
 * @param isLink whether the pair is among the run's links
 * @param oneCluster whether the run took both for one person; empty where it has no clusters
 * @param samePerson whether they are truly one person, where that is known
 * @param sentence all of it in plain words
 */
public record Explanation(
    String runId,
    RecordName left,
    RecordName right,
    List<Values> columns,
    double priorBits,
    List<Part> comparisons,
    double matchWeight,
    double matchProbability,
    Optional<String> blockingRule,
    boolean isLink,
    Optional<Boolean> oneCluster,
    Optional<Boolean> samePerson,
    String sentence) {
  public Explanation {
    columns = List.copyOf(columns);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * Which record.
   *
   * @param source the name of its input
   * @param id within the source
   */
  public record RecordName(String source, String id) {
    @Override
    public String toString() {
      return source + ":" + id;
    }
  }

  /**
   * A column of both records.
   *
   * @param column its name
   * @param left the left record's value as text; empty where it is missing
   * @param right the right record's
   * @param compared whether a comparison reads it
   */
  public record Values(
      String column, Optional<String> left, Optional<String> right, boolean compared) {}

  /**
   * What a comparison adds.
   *
   * @param comparison its name
   * @param gamma -1 missing, 0 else, more is more alike
   * @param level the level's label
   * @param kind of the level
   * @param weightBits log2(m / u)
   * @param tfBits the term-frequency adjustment
   * @param frequency the share of records that the adjustment counted the value as; absent where
   *     there was none
   */
  public record Part(
      String comparison,
      int gamma,
      String level,
      ComparisonLevel.Kind kind,
      double weightBits,
      double tfBits,
      OptionalDouble frequency) {
    /** Both together. */
    public double bits() {
      return weightBits + tfBits;
    }
  }
}
