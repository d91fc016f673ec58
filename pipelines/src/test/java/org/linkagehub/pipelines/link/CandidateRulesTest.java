package org.linkagehub.pipelines.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.config.BlockingSettings;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.BlockCosts;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.BlockSizes;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.SqlEngine;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.qa.blocking.BlockingCounts;

/** Blocks that are larger than they may be. */
class CandidateRulesTest {
  private static final BlockingRule POSTCODE = BlockingRule.on("postcode");
  private static final BlockingRule SWAPPED =
      new BlockingRule("swapped", List.of(new BlockingRule.Key("a", "b")), Optional.empty());

  /** 40 records of one postcode, 3 of another; 12 whose a is another's b. */
  private static Dataset<Row> records() {
    var schema =
        new StructType()
            .add("record_key", DataTypes.LongType, false)
            .add("source", DataTypes.StringType, false)
            .add("source_index", DataTypes.IntegerType, false)
            .add("record_id", DataTypes.StringType, false)
            .add("postcode", DataTypes.StringType)
            .add("a", DataTypes.StringType)
            .add("b", DataTypes.StringType);
    return TestSession.spark()
        .createDataFrame(
            IntStream.range(0, 43)
                .mapToObj(
                    i ->
                        RowFactory.create(
                            (long) i,
                            "s" + i % 2,
                            i % 2,
                            "%03d".formatted(i),
                            i < 40 ? "ZZ99 3VZ" : "LS1 4AP",
                            i < 12 ? "x" : "y" + i,
                            i < 12 ? "x" : null))
                .toList(),
            schema);
  }

  @Test
  void whatIsLeftOutMakesNoPairInAnyEngine() {
    List<BlockingRule> rules = List.of(POSTCODE, SWAPPED);
    BlockSizes sizes = BlockSizes.of(records(), LinkType.LINK_ONLY, rules, 5);
    assertEquals(
        List.of(1, 1), budget(35, true).leftOut(sizes)); // 20 x 20 pairs, and 6 x 6 of x with x
    assertEquals(List.of(1, 0), budget(36, true).leftOut(sizes));
    Dataset<Row> table =
        BlockingCounts.largestBlocks(records(), sizes, 5, true)
            .withColumn(
                CandidateRules.LEFT_OUT, functions.col(BlockingCounts.BLOCK).isin("ZZ99 3VZ", "x"));
    CandidateRules candidates = CandidateRules.of(rules, table);
    for (Engine engine : List.of(new SqlEngine(), new BlockEngine())) {
      assertEquals(
          Map.of("postcode", 2L),
          pairs(engine.countPairs(records(), LinkType.LINK_ONLY, candidates.rules())));
      assertEquals(
          Map.of("postcode", 402L),
          pairs(engine.countPairs(records(), LinkType.LINK_ONLY, List.of(POSTCODE))));
    }
    assertEquals(
        List.of(3L, 1L, 2L, 2L),
        List.of(
            sizes.rules().get(0).withoutLargest(1).keyedRecords(),
            sizes.rules().get(0).withoutLargest(1).blocks(),
            sizes.rules().get(0).withoutLargest(1).pairs(),
            sizes.rules().get(0).blocks()));
  }

  @Test
  void refusesWhatItMayNotLeaveOut() {
    BlockSizes sizes = BlockSizes.of(records(), LinkType.DEDUPE_ONLY, List.of(POSTCODE), 2);
    assertEquals(List.of(0), budget(780, false).leftOut(sizes));
    assertTrue(
        assertThrows(InputDataException.class, () -> budget(779, false).leftOut(sizes))
            .getMessage()
            .contains("a block of up to 40 records and 780 pairs"));
    assertTrue(
        assertThrows(InputDataException.class, () -> budget(1, true).leftOut(sizes))
            .getMessage()
            .endsWith("too many to leave out, so add a column to the rule"));
  }

  @Test
  void refusesWhatWouldTakeTooLong() {
    // A thousand keys of a microsecond, and 36 billion pairs of a tenth of one: an hour.
    var costs = new PairCosts(new BlockCosts(10, 40, 1e-6, 100, 1e-7), 1000, 3.6e10);
    assertEquals(1, costs.cpuHours(), 1e-6);
    assertEquals(40_000, costs.shuffleBytes());
    budget(1.1).requireTime(Optional.of(costs));
    budget(0.5).requireTime(Optional.empty());
    assertEquals(
        "to make and compare up to 36,000,000,000 pairs would take 1.00 CPU hours here, at 10,000,000"
            + " pairs a CPU second as measured, more than the 0.5 that"
            + " linkage.blocking.max-cpu-hours allows; make the rules stricter, or raise the bound",
        assertThrows(InputDataException.class, () -> budget(0.5).requireTime(Optional.of(costs)))
            .getMessage());
  }

  private static PairBudget budget(double cpuHours) {
    return new PairBudget(
        new BlockingSettings(
            List.of(POSTCODE), 1000, 1000, 1000, true, OptionalDouble.of(cpuHours)));
  }

  private static PairBudget budget(long pairsPerBlock, boolean leaveOut) {
    return new PairBudget(
        new BlockingSettings(
            List.of(POSTCODE), 1000, 1000, pairsPerBlock, leaveOut, OptionalDouble.empty()));
  }

  private static Map<String, Long> pairs(Dataset<Row> counted) {
    var pairs = new TreeMap<String, Long>();
    counted.collectAsList().forEach(row -> pairs.put(row.getString(0), row.getLong(1)));
    return pairs;
  }
}
