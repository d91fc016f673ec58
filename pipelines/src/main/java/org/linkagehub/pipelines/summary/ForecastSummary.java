package org.linkagehub.pipelines.summary;

import java.util.List;
import java.util.Optional;

/**
 * What a linkage will make and cost: counts and rates alone.
 *
 * @param runId of the forecast
 * @param linkType for example {@code dedupe_only}
 * @param engine which engine the linkage will use
 * @param rules the deterministic passes, then the blocking rules, in the configured order
 * @param cost of making and comparing the pairs; absent for an engine that is not measured
 * @param stages in the order in which they ran
 * @param wallSeconds of the forecast
 * @param folder of its tables
 * @param warnings what should be looked at, in whole sentences
 */
public record ForecastSummary(
    String runId,
    String linkType,
    String engine,
    List<Rule> rules,
    Optional<Cost> cost,
    List<RunSummary.StageTime> stages,
    double wallSeconds,
    String folder,
    List<String> warnings)
    implements Summary {
  public ForecastSummary {
    rules = List.copyOf(rules);
    stages = List.copyOf(stages);
    warnings = List.copyOf(warnings);
  }

  /**
   * A rule.
   *
   * @param keyedRecords records that have its keys
   * @param blocks distinct keys
   * @param largestBlock in records
   * @param pairs that it makes alone
   * @param error half the width of their 95 % interval where they are estimated; else 0
   * @param kind exact, estimate or bound: at most so many
   * @param added pairs that no rule before it makes; absent where they were not counted
   */
  public record Rule(
      String name,
      long keyedRecords,
      long blocks,
      long largestBlock,
      long pairs,
      long error,
      String kind,
      Optional<Long> added) {}

  /**
   * What it costs to make and compare all pairs once; a run does so for training, with fewer pairs
   * where a rule makes many, and for scoring.
   *
   * @param measuredPairs on which it was measured, on this machine
   * @param pairsPerCpuSecond compared
   * @param keysPerCpuSecond sent and sorted; a record has a key for each rule
   * @param shuffleBytes before they are compressed
   * @param cpuSeconds for all
   * @param maxCpuSeconds the budget of the run; absent where there is none
   */
  public record Cost(
      long measuredPairs,
      double pairsPerCpuSecond,
      double keysPerCpuSecond,
      double shuffleBytes,
      double cpuSeconds,
      Optional<Double> maxCpuSeconds) {}

  /** The pairs that will be compared, each once; a bound where they were not counted so. */
  public long pairs() {
    return rules.stream().mapToLong(rule -> rule.added().orElse(rule.pairs())).sum();
  }

  @Override
  public String text() {
    return ForecastText.of(this);
  }
}
