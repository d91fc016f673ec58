package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.engine.Tiles;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.spark.BlockSizes;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.LargeBlock;
import org.linkagehub.qa.blocking.BlockingCounts;

/**
 * The rules of a run with what its records have under them.
 *
 * @param rules as configured, without the blocks that are left out
 * @param large the blocks whose pairs are better made in several tasks
 */
record CandidateRules(List<BlockingRule> rules, List<LargeBlock> large) {
  /** Column of LARGE_BLOCKS: whether no pair is made of the block under its rule. */
  static final String LEFT_OUT = "left_out";

  CandidateRules {
    rules = List.copyOf(rules);
    large = List.copyOf(large);
  }

  /**
   * Applies what was found.
   *
   * @param largeBlocks LARGE_BLOCKS
   */
  static CandidateRules of(List<BlockingRule> configured, Dataset<Row> largeBlocks) {
    Map<String, Set<Long>> leftOut = new HashMap<>();
    Map<String, Map<Long, Long>> divided = new HashMap<>();
    for (Row row : largeBlocks.collectAsList()) {
      String rule = row.getAs(Columns.BLOCKING_RULE);
      long hash = row.getAs(BlockingCounts.KEY_HASH);
      long records = row.getAs(BlockingCounts.BLOCK_RECORDS);
      if (row.<Boolean>getAs(LEFT_OUT)) {
        leftOut.computeIfAbsent(rule, r -> new HashSet<>()).add(hash);
      } else if (records > Tiles.WHOLE_RECORDS) {
        divided.computeIfAbsent(rule, r -> new HashMap<>()).put(hash, records);
      }
    }
    var rules = new ArrayList<BlockingRule>();
    var large = new ArrayList<LargeBlock>();
    for (BlockingRule rule : configured) {
      Set<Long> without = leftOut.getOrDefault(rule.name(), Set.of());
      BlockingRule applied = BlockSizes.without(rule, without);
      rules.add(applied);
      // The hash of a block does not change: a rule that leaves out others keeps the hash's SQL.
      divided
          .getOrDefault(rule.name(), Map.of())
          .forEach((hash, records) -> large.add(new LargeBlock(applied, hash, records)));
    }
    return new CandidateRules(rules, large);
  }
}
