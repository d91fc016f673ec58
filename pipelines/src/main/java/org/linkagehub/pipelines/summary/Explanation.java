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
 * @param pass the deterministic pass that makes the pair a link; empty where none does
 * @param score what the model says of the pair; empty where the run has no model
 * @param passes how the pair fares in each deterministic pass of the run, in order
 * @param blockingRules the same of its blocking rules
 * @param blockingRule the first rule, of a pass or of blocking, that makes the pair; empty where
 *     none does, so that the run never compared it
 * @param settled a record that a pass had linked before, so that the run compared it no further
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
    Optional<LinkingPass> pass,
    Optional<Score> score,
    List<RuleTrial> passes,
    List<RuleTrial> blockingRules,
    Optional<String> blockingRule,
    Optional<RecordName> settled,
    boolean isLink,
    Optional<Boolean> oneCluster,
    Optional<Boolean> samePerson,
    String sentence) {
  public Explanation {
    columns = List.copyOf(columns);
    passes = List.copyOf(passes);
    blockingRules = List.copyOf(blockingRules);
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

  /**
   * The pass that makes a link.
   *
   * @param name the pass
   * @param countsAsBits the match weight that its links have
   */
  public record LinkingPass(String name, double countsAsBits) {}

  /**
   * What the model says.
   *
   * @param priorBits log2(lambda / (1 - lambda))
   * @param comparisons what each adds, in the order of the model
   * @param matchWeight in bits
   * @param matchProbability from 0 to 1
   */
  public record Score(
      double priorBits, List<Part> comparisons, double matchWeight, double matchProbability) {
    public Score {
      comparisons = List.copyOf(comparisons);
    }
  }

  /**
   * How a pair fares with a rule.
   *
   * @param rule its name
   * @param keys each of its keys
   * @param where its further condition, and whether that holds
   */
  public record RuleTrial(String rule, List<KeyTrial> keys, Optional<WhereTrial> where) {
    public RuleTrial {
      keys = List.copyOf(keys);
    }

    /** Whether the rule makes the pair. */
    public boolean makes() {
      return keys.stream().allMatch(key -> key.outcome() == Outcome.AGREES)
          && where.map(WhereTrial::holds).orElse(true);
    }
  }

  /**
   * A key of a rule.
   *
   * @param key the expression, or {@code left = right} where it is not the same of both records
   * @param outcome what the two records have there
   */
  public record KeyTrial(String key, Outcome outcome) {}

  /**
   * The further condition of a rule.
   *
   * @param condition SQL on {@code _l} and {@code _r} columns
   * @param holds whether it is true of the pair
   */
  public record WhereTrial(String condition, boolean holds) {}

  /** What two records have at a key. */
  public enum Outcome {
    /** One value. */
    AGREES,
    /** Two values. */
    DIFFERS,
    /** No value, in one or both. */
    MISSING
  }
}
