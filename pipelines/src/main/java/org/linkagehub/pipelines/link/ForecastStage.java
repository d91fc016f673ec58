package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.linkagehub.core.engine.Tiles;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.spark.BlockCosts;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.BlockSizes;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.LargeBlock;
import org.linkagehub.core.spark.PassLinks;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.qa.blocking.BlockingCounts;

/** How many pairs the rules will make, and what it will cost to compare them. */
final class ForecastStage {
  static final String FORECAST = "forecast";
  static final String LARGEST = "largest_blocks";
  static final String COSTS = "forecast_costs";

  static final String PAIRS = "pairs";
  static final String ERROR = "error";
  static final String KIND = "kind";
  static final String ADDED = "added_pairs";

  /** How a count is known. */
  static final String EXACT = "exact";

  static final String ESTIMATE = "estimate";

  private static final int LARGEST_BLOCKS = 10;

  /** Pairs of blocks that an estimate, and the measuring of costs, looks at. */
  private static final double LOOKED_AT = 1_000_000;

  /** Up to so many pairs, which rule makes them first is counted; above, it would take long. */
  private static final double COUNTED = 1e9;

  /** The first rounds are for the virtual machine's compiler. */
  private static final int ROUNDS = 3;

  private static final StructType COST =
      new StructType()
          .add("keys", DataTypes.LongType, false)
          .add("bytes_per_key", DataTypes.DoubleType, false)
          .add("seconds_per_key", DataTypes.DoubleType, false)
          .add("measured_pairs", DataTypes.LongType, false)
          .add("seconds_per_pair", DataTypes.DoubleType, false)
          .add("shuffle_bytes", DataTypes.DoubleType, false)
          .add("cpu_seconds", DataTypes.DoubleType, false);

  private static final StructType RULE =
      new StructType()
          .add(Columns.BLOCKING_RULE, DataTypes.StringType, false)
          .add(BlockingCounts.KEYED_RECORDS, DataTypes.LongType, false)
          .add(BlockingCounts.BLOCKS, DataTypes.LongType, false)
          .add(BlockingCounts.LARGEST_BLOCK, DataTypes.LongType, false)
          .add(PAIRS, DataTypes.DoubleType, false)
          .add(ERROR, DataTypes.DoubleType, false)
          .add(KIND, DataTypes.StringType, false)
          .add(ADDED, DataTypes.DoubleType);

  private final LinkageConfig config;
  private final Engine engine;

  ForecastStage(LinkageConfig config, Engine engine) {
    this.config = config;
    this.engine = engine;
  }

  Stage stage() {
    return Stage.of(
            "forecast",
            List.of(RecordsStage.RECORDS),
            List.of(
                Stage.Output.small(FORECAST),
                Stage.Output.small(LARGEST),
                Stage.Output.small(COSTS)),
            this::forecast)
        .dependingOn(
            config.linkType(),
            config.candidateRules(),
            config.modelComparisons(),
            config.profile().showValues(),
            config.seed(),
            config.nicknames());
  }

  private Map<String, Dataset<Row>> forecast(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    BlockSizes sizes =
        BlockSizes.of(records, config.linkType(), config.candidateRules(), LARGEST_BLOCKS);
    Map<String, Double> added = added(records, sizes);
    var estimates = new RuleEstimates(engine, config.linkType(), config.seed());
    var rows = new ArrayList<Row>();
    double all = 0;
    long keys = 0;
    for (BlockSizes.OfRule rule : sizes.rules()) {
      double atMost = (double) rule.pairs();
      RuleEstimates.Estimate estimate =
          rule.upperBound()
              ? estimates.of(records, rule.rule(), atMost, LOOKED_AT)
              : new RuleEstimates.Estimate(atMost, 0);
      Double adds = added.isEmpty() ? null : added.getOrDefault(rule.rule().name(), 0.0);
      all += adds == null ? estimate.pairs() : adds;
      keys += rule.keyedRecords();
      rows.add(
          RowFactory.create(
              rule.rule().name(),
              rule.keyedRecords(),
              rule.blocks(),
              rule.largestBlock(),
              estimate.pairs(),
              estimate.error(),
              estimate.error() > 0 ? ESTIMATE : EXACT,
              adds));
    }
    return Map.of(
        FORECAST,
        records.sparkSession().createDataFrame(rows, RULE),
        LARGEST,
        BlockingCounts.largestBlocks(records, sizes, LARGEST_BLOCKS, config.profile().showValues()),
        COSTS,
        records.sparkSession().createDataFrame(costs(records, sizes, keys, all), COST));
  }

  /** The pairs that each rule adds to those before it; empty where to count them takes long. */
  private Map<String, Double> added(Dataset<Row> records, BlockSizes sizes) {
    Map<String, Double> added = new HashMap<>();
    if (sizes.rules().stream().mapToDouble(BlockSizes.OfRule::pairs).sum() <= COUNTED) {
      engine
          .dividing(large(sizes))
          .countPairs(records, config.linkType(), config.candidateRules())
          .collectAsList()
          .forEach(row -> added.put(row.getString(0), (double) row.getLong(1)));
    }
    return added;
  }

  private static List<LargeBlock> large(BlockSizes sizes) {
    return sizes.rules().stream()
        .flatMap(
            rule ->
                rule.largest().stream()
                    .filter(block -> block.records() > Tiles.WHOLE_RECORDS)
                    .map(b -> new LargeBlock(rule.rule(), b.keyHash(), b.records())))
        .toList();
  }

  /**
   * What the block engine's work costs here, measured on some blocks of the rule that makes the
   * most pairs; no row for another engine, or where there is nothing to measure.
   */
  private List<Row> costs(Dataset<Row> records, BlockSizes sizes, long keys, double pairs) {
    Optional<BlockSizes.OfRule> most =
        sizes.rules().stream().max(Comparator.comparingLong(BlockSizes.OfRule::pairs));
    if (!(engine instanceof BlockEngine) || most.isEmpty() || most.get().pairs() == 0) {
      return List.of();
    }
    BlockingRule rule = most.get().rule();
    long stride = Math.max(1, (long) Math.ceil(most.get().pairs() / LOOKED_AT));
    Column drawn = pmod(xxhash64(expr(BlockSizes.keyHash(rule)), lit(config.seed())), lit(stride));
    Dataset<Row> sample = records.where(drawn.equalTo(0L)).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<Comparison> comparisons =
          config.passes().alone() ? List.of(PassLinks.NOTHING) : config.modelComparisons();
      BlockCosts costs = BlockCosts.measure(sample, config.linkType(), rule, comparisons, ROUNDS);
      if (costs.pairs() == 0) {
        return List.of();
      }
      return List.of(
          RowFactory.create(
              keys,
              costs.bytesPerKey(),
              costs.secondsPerKey(),
              costs.pairs(),
              costs.secondsPerPair(),
              keys * costs.bytesPerKey(),
              keys * costs.secondsPerKey() + pairs * costs.secondsPerPair()));
    } finally {
      sample.unpersist();
    }
  }
}
