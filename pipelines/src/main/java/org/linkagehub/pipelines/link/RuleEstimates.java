package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.BlockSizes;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;

/**
 * How many pairs a rule makes whose blocks tell only a bound, for it has a further condition:
 * estimated from some of its blocks, drawn by a hash of their keys.
 *
 * <p>The blocks are dealt into replicates; the sum over some of them, scaled up, estimates the
 * total, and their spread tells its standard error (the variance of a total from equal random
 * groups: Wolter, Introduction to Variance Estimation, chapter 2).
 */
final class RuleEstimates {
  /** How a count is known. */
  static final String EXACT = "exact";

  static final String ESTIMATE = "estimate";

  /** There are at most so many. */
  static final String BOUND = "bound";

  private static final int REPLICATES = 20;

  /** The quantile 0.975 of Student's t with 19 degrees of freedom. */
  private static final double T = 2.0930;

  private final Engine engine;
  private final LinkType linkType;
  private final long seed;

  RuleEstimates(Engine engine, LinkType linkType, long seed) {
    this.engine = engine;
    this.linkType = linkType;
    this.seed = seed;
  }

  /**
   * An estimate.
   *
   * @param error half the width of its 95 % interval; 0 where all blocks were looked at
   * @param kind {@link #EXACT}, {@link #ESTIMATE} or {@link #BOUND}
   */
  record Estimate(double pairs, double error, String kind) {
    static Estimate exact(double pairs) {
      return new Estimate(pairs, 0, EXACT);
    }
  }

  /**
   * Estimates a rule's pairs. Those of a rule with an array are all made, up to a bound, and above
   * it not known: pairs that meet in several blocks cannot be told from some of them.
   *
   * @param atMost the pairs that its blocks hold
   * @param looked about how many of them are tried
   * @param counted the most pairs that may be made for a count; 0 for none, not even of some blocks
   */
  Estimate of(
      Dataset<Row> records, BlockingRule rule, double atMost, double looked, double counted) {
    if (rule.array().isEmpty() && counted > 0) {
      return ofSomeBlocks(records, rule, atMost, looked);
    }
    if (atMost > counted) {
      return new Estimate(atMost, 0, BOUND);
    }
    return Estimate.exact(
        engine.countPairs(records, linkType, List.of(rule)).collectAsList().stream()
            .mapToDouble(row -> (double) row.<Long>getAs(Columns.PAIR_COUNT))
            .sum());
  }

  private Estimate ofSomeBlocks(
      Dataset<Row> records, BlockingRule rule, double atMost, double looked) {
    long stride = Math.max(1, (long) Math.ceil(atMost / looked));
    var replicates = new ArrayList<BlockingRule>();
    for (int r = 0; r < REPLICATES; r++) {
      replicates.add(replicate(rule, r, stride * REPLICATES));
    }
    Map<String, Long> counted = new HashMap<>();
    for (Row row : engine.countPairs(records, linkType, replicates).collectAsList()) {
      counted.put(row.getAs(Columns.BLOCKING_RULE), row.getAs(Columns.PAIR_COUNT));
    }
    double sum = 0;
    double squares = 0;
    for (BlockingRule replicate : replicates) {
      double pairs = counted.getOrDefault(replicate.name(), 0L);
      sum += pairs;
      squares += pairs * pairs;
    }
    double variance = Math.max(0, squares - sum * sum / REPLICATES) / (REPLICATES - 1);
    double drawn = 1.0 / stride;
    double error = T * stride * Math.sqrt(REPLICATES * variance * (1 - drawn));
    return new Estimate(sum * stride, error, error > 0 ? ESTIMATE : EXACT);
  }

  /** The rule among the blocks of one of so many groups. */
  private BlockingRule replicate(BlockingRule rule, int group, long groups) {
    var keys = new ArrayList<BlockingRule.Key>();
    keys.add(
        new BlockingRule.Key(
            inGroup(rule, BlockingRule.Key::left, group, groups),
            inGroup(rule, BlockingRule.Key::right, group, groups)));
    keys.addAll(rule.keys());
    return new BlockingRule(rule.name() + " " + group, keys, rule.where());
  }

  private String inGroup(
      BlockingRule rule, Function<BlockingRule.Key, String> side, int group, long groups) {
    List<BlockingRule.Key> keys =
        rule.keys().stream().map(key -> BlockingRule.Key.of(side.apply(key))).toList();
    return "if(pmod(xxhash64(%s, %dL), %dL) = %d, 1, null)"
        .formatted(
            BlockSizes.keyHash(new BlockingRule(rule.name(), keys, Optional.empty())),
            seed,
            groups,
            group);
  }
}
