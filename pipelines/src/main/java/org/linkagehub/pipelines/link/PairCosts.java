package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.spark.BlockCosts;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.BlockSizes;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.PassLinks;
import org.linkagehub.pipelines.config.LinkageConfig;

/**
 * What it costs to make and compare the pairs of all rules once, from what was measured on some of
 * them here.
 *
 * @param keys that are sent: one a record and rule, or a record and element of a rule's array
 * @param pairs that are compared
 */
record PairCosts(BlockCosts measured, long keys, double pairs) {
  /** Pairs of blocks on which costs are measured. */
  private static final double LOOKED_AT = 1_000_000;

  /** The first rounds are for the virtual machine's compiler. */
  private static final int ROUNDS = 3;

  private static final double SECONDS_PER_HOUR = 3600;

  /**
   * Measures on some blocks of the rule that makes the most pairs.
   *
   * @param pairs that will be compared
   * @return empty for another engine than that over blocks, or where there is nothing to measure
   */
  static Optional<PairCosts> measure(
      LinkageConfig config, Engine engine, Dataset<Row> records, BlockSizes sizes, double pairs) {
    Optional<BlockSizes.OfRule> most =
        sizes.rules().stream().max(Comparator.comparingLong(BlockSizes.OfRule::pairs));
    if (!(engine instanceof BlockEngine) || most.isEmpty() || most.get().pairs() == 0) {
      return Optional.empty();
    }
    BlockingRule rule = most.get().rule();
    double times = Math.ceil(most.get().pairs() / LOOKED_AT);
    boolean inFewBlocks =
        most.get().largest().stream().anyMatch(block -> block.pairs() > LOOKED_AT);
    // Of a block that is itself too large, and of all others with it, some records are drawn.
    Column drawn =
        inFewBlocks
            ? pmod(
                    xxhash64(col(Columns.RECORD_KEY), lit(config.seed())),
                    lit((long) Math.ceil(Math.sqrt(times))))
                .equalTo(0L)
            : BlockSizes.drawn(rule, config.seed(), (long) times);
    Dataset<Row> sample = records.where(drawn).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<Comparison> comparisons =
          config.passes().alone() ? List.of(PassLinks.NOTHING) : config.modelComparisons();
      BlockCosts costs = BlockCosts.measure(sample, config.linkType(), rule, comparisons, ROUNDS);
      long keys = sizes.rules().stream().mapToLong(PairCosts::keys).sum();
      return costs.pairs() == 0 ? Optional.empty() : Optional.of(new PairCosts(costs, keys, pairs));
    } finally {
      sample.unpersist();
    }
  }

  /** A record with a place in an order has two. */
  private static long keys(BlockSizes.OfRule sizes) {
    return sizes.keyedRecords() * (sizes.rule().sorted().isPresent() ? 2 : 1);
  }

  /** Before they are compressed. */
  double shuffleBytes() {
    return keys * measured.bytesPerKey();
  }

  double cpuSeconds() {
    return keys * measured.secondsPerKey() + pairs * measured.secondsPerPair();
  }

  double cpuHours() {
    return cpuSeconds() / SECONDS_PER_HOUR;
  }
}
