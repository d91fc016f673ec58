package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.engine.Tiles;
import org.linkagehub.core.spark.BlockSizes;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.LargeBlock;
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

  private static final int LARGEST_BLOCKS = 10;

  /** Pairs of blocks that an estimate looks at. */
  private static final double LOOKED_AT = 1_000_000;

  /** Up to so many pairs, which rule makes them first is counted; above, it would take long. */
  private static final double COUNTED = 1e9;

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
  private final OrderStage order;

  /** So many pairs are made for a count. */
  private final double counted;

  /**
   * A forecast.
   *
   * @param counting whether pairs may be made to count those that several rules make; else bounds
   *     are told
   */
  ForecastStage(LinkageConfig config, Engine engine, boolean counting) {
    this.config = config;
    this.engine = engine;
    this.order = new OrderStage(config);
    this.counted = counting ? COUNTED : 0;
  }

  Stage stage() {
    return Stage.of(
            "forecast",
            order.inputs(),
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
            config.nicknames(),
            counted);
  }

  private Map<String, Dataset<Row>> forecast(Tables tables) {
    Dataset<Row> records = order.records(tables);
    BlockSizes sizes =
        BlockSizes.of(records, config.linkType(), config.candidateRules(), LARGEST_BLOCKS);
    Map<String, Double> added = added(records, sizes);
    var estimates = new RuleEstimates(engine, config.linkType(), config.seed());
    var rows = new ArrayList<Row>();
    double all = 0;
    for (BlockSizes.OfRule rule : sizes.rules()) {
      double atMost = (double) rule.pairs();
      RuleEstimates.Estimate estimate =
          rule.upperBound()
              ? estimates.of(records, rule.rule(), atMost, LOOKED_AT, counted)
              : RuleEstimates.Estimate.exact(atMost);
      Double adds = added.isEmpty() ? null : added.getOrDefault(rule.rule().name(), 0.0);
      all += adds == null ? estimate.pairs() : adds;
      rows.add(
          RowFactory.create(
              rule.rule().name(),
              rule.keyedRecords(),
              rule.blocks(),
              rule.largestBlock(),
              estimate.pairs(),
              estimate.error(),
              estimate.kind(),
              adds));
    }
    return Map.of(
        FORECAST,
        records.sparkSession().createDataFrame(rows, RULE),
        LARGEST,
        BlockingCounts.largestBlocks(records, sizes, LARGEST_BLOCKS, config.profile().showValues()),
        COSTS,
        records
            .sparkSession()
            .createDataFrame(
                PairCosts.measure(config, engine, records, sizes, all).stream()
                    .map(ForecastStage::row)
                    .toList(),
                COST));
  }

  private static Row row(PairCosts costs) {
    return RowFactory.create(
        costs.keys(),
        costs.measured().bytesPerKey(),
        costs.measured().secondsPerKey(),
        costs.measured().pairs(),
        costs.measured().secondsPerPair(),
        costs.shuffleBytes(),
        costs.cpuSeconds());
  }

  /** The pairs that each rule adds to those before it; empty where to count them takes long. */
  private Map<String, Double> added(Dataset<Row> records, BlockSizes sizes) {
    Map<String, Double> added = new HashMap<>();
    if (sizes.rules().stream().mapToDouble(BlockSizes.OfRule::pairs).sum() <= counted) {
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
}
