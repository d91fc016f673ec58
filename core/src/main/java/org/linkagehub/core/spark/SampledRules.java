package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;

/**
 * Training rules that make no more pairs than they may: of one that makes more, so many pairs are
 * drawn by a 64-bit hash, each with the same chance. A rule on a birth date alone makes some 90
 * billion pairs of 80 million records, and a thousandth of them tells m as well.
 *
 * <p>How many pairs a rule makes is found on a sample of records, as the pairs among these times
 * the square of how many records one stands for.
 */
final class SampledRules {
  /** A sample of about so many records shows well enough what makes many pairs. */
  private static final double SAMPLED_RECORDS = 100_000;

  /**
   * A rule to train on.
   *
   * @param rule that makes the pairs
   * @param share of the pairs of the rule as it was configured; 1 for all
   */
  record Sampled(BlockingRule rule, double share) {}

  private SampledRules() {}

  /**
   * The rules, in their order.
   *
   * @param recordsBySource how many records each source has
   * @param maxPairs about the most pairs that one rule may make
   */
  static List<Sampled> of(
      Dataset<Row> records,
      LinkType linkType,
      List<BlockingRule> rules,
      long[] recordsBySource,
      double maxPairs,
      long seed) {
    var sampled = new ArrayList<Sampled>();
    if (linkType.totalPairs(recordsBySource) <= maxPairs || rules.isEmpty()) {
      rules.forEach(rule -> sampled.add(new Sampled(rule, 1)));
      return sampled;
    }
    double[] pairs = pairs(records, linkType, rules, recordsBySource, seed);
    for (int r = 0; r < pairs.length; r++) {
      long groups = (long) Math.ceil(pairs[r] / maxPairs);
      sampled.add(
          groups <= 1
              ? new Sampled(rules.get(r), 1)
              : new Sampled(grouped(rules.get(r), groups, seed), 1.0 / groups));
    }
    return sampled;
  }

  private static double[] pairs(
      Dataset<Row> records,
      LinkType linkType,
      List<BlockingRule> rules,
      long[] recordsBySource,
      long seed) {
    double all = 0;
    for (long n : recordsBySource) {
      all += n;
    }
    long stride = Math.max(1, (long) (all / SAMPLED_RECORDS));
    Dataset<Row> sample =
        records.where(pmod(xxhash64(col(Columns.RECORD_KEY), lit(seed)), lit(stride)).equalTo(0L));
    return BlockSizes.of(sample, linkType, rules, 0).rules().stream()
        .mapToDouble(rule -> (double) rule.pairs() * stride * stride)
        .toArray();
  }

  /** The same rule among records of one of so many groups, to which a hash assigns them. */
  private static BlockingRule grouped(BlockingRule rule, long groups, long seed) {
    var keys = new ArrayList<>(rule.keys());
    keys.add(
        BlockingRule.Key.of(
            "pmod(xxhash64(`%s`, %dL), %dL)".formatted(Columns.RECORD_KEY, seed, groups)));
    return new BlockingRule(rule.name(), keys, rule.where());
  }
}
