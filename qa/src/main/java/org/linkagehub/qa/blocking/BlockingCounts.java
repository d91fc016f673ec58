package org.linkagehub.qa.blocking;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.min;
import static org.linkagehub.core.spark.Columns.BLOCKING_RULE;
import static org.linkagehub.core.spark.Columns.PAIR_COUNT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.spark.BlockSizes;

/** How many pairs each blocking rule makes and which of its blocks are the largest, as tables. */
public final class BlockingCounts {
  public static final String KEYED_RECORDS = "keyed_records";
  public static final String BLOCKS = "blocks";
  public static final String LARGEST_BLOCK = "largest_block";
  public static final String UPPER_BOUND = "upper_bound";
  public static final String RANK = "rank";
  public static final String BLOCK = "block";
  public static final String KEY_HASH = "key_hash";
  public static final String BLOCK_RECORDS = "records";

  private BlockingCounts() {}

  /**
   * The exact number of pairs of each rule alone.
   *
   * <p>A row a rule in the order of the rules: {@code blocking_rule}; {@code keyed_records}, those
   * with no null among the rule's keys; {@code blocks}, distinct keys; {@code largest_block}, in
   * records; {@code pair_count}, the pairs that the link type allows; {@code upper_bound}, true
   * where the rule makes at most so many.
   */
  public static Dataset<Row> counts(SparkSession spark, BlockSizes sizes) {
    var schema =
        new StructType()
            .add(BLOCKING_RULE, DataTypes.StringType, false)
            .add(KEYED_RECORDS, DataTypes.LongType, false)
            .add(BLOCKS, DataTypes.LongType, false)
            .add(LARGEST_BLOCK, DataTypes.LongType, false)
            .add(PAIR_COUNT, DataTypes.LongType, false)
            .add(UPPER_BOUND, DataTypes.BooleanType, false);
    return spark.createDataFrame(
        sizes.rules().stream()
            .map(
                rule ->
                    RowFactory.create(
                        rule.rule().name(),
                        rule.keyedRecords(),
                        rule.blocks(),
                        rule.largestBlock(),
                        rule.pairs(),
                        rule.upperBound()))
            .toList(),
        schema);
  }

  /**
   * The blocks of each rule that make the most pairs.
   *
   * <p>Out: {@code blocking_rule}, {@code rank} from 1, {@code key_hash}, {@code block}, {@code
   * records}, {@code pair_count}. The block is the key's values joined by a bar where {@code
   * showValues} allows them, else null: they are people's data.
   *
   * @param records that the blocks were counted on
   * @param largest how many blocks a rule
   */
  public static Dataset<Row> largestBlocks(
      Dataset<Row> records, BlockSizes sizes, int largest, boolean showValues) {
    if (largest < 1) {
      throw new IllegalArgumentException(
          "the number of largest blocks must be at least 1, was " + largest);
    }
    var rows = new ArrayList<Row>();
    for (BlockSizes.OfRule rule : sizes.rules()) {
      List<BlockSizes.Block> blocks =
          rule.largest().subList(0, Math.min(largest, rule.largest().size()));
      Map<Long, String> values = showValues ? values(records, rule.rule(), blocks) : Map.of();
      for (int b = 0; b < blocks.size(); b++) {
        BlockSizes.Block block = blocks.get(b);
        rows.add(
            RowFactory.create(
                rule.rule().name(),
                b + 1,
                block.keyHash(),
                values.get(block.keyHash()),
                block.records(),
                block.pairs()));
      }
    }
    var schema =
        new StructType()
            .add(BLOCKING_RULE, DataTypes.StringType, false)
            .add(RANK, DataTypes.IntegerType, false)
            .add(KEY_HASH, DataTypes.LongType, false)
            .add(BLOCK, DataTypes.StringType)
            .add(BLOCK_RECORDS, DataTypes.LongType, false)
            .add(PAIR_COUNT, DataTypes.LongType, false);
    return records.sparkSession().createDataFrame(rows, schema);
  }

  /** The keys of some blocks by their hash, as a record has them on the left of the rule. */
  private static Map<Long, String> values(
      Dataset<Row> records, BlockingRule rule, List<BlockSizes.Block> blocks) {
    Column[] keys =
        rule.keys().stream()
            .filter(key -> rule.sorted().isEmpty() || !key.isArray())
            .map(key -> key.isArray() ? col("element") : col("key_" + rule.keys().indexOf(key)))
            .map(key -> key.cast("string"))
            .toArray(Column[]::new);
    var read = new ArrayList<Column>();
    for (int k = 0; k < rule.keys().size(); k++) {
      read.add(expr(rule.keys().get(k).leftValue()).as("key_" + k));
    }
    String elements =
        rule.explodedArray()
            .map(array -> "key_" + rule.keys().indexOf(array))
            .orElse("array(null)");
    read.add(expr(BlockSizes.keyHashes(rule)).as("key_hashes"));
    Dataset<Row> wanted =
        records
            .sparkSession()
            .createDataset(blocks.stream().map(BlockSizes.Block::keyHash).toList(), Encoders.LONG())
            .toDF(KEY_HASH);
    var values = new HashMap<Long, String>();
    records
        .select(read.toArray(Column[]::new))
        .selectExpr(
            "*",
            "inline(arrays_zip(key_hashes, %s)) as (%s, element)".formatted(elements, KEY_HASH))
        .select(col(KEY_HASH), concat_ws(" | ", keys).as(BLOCK))
        .join(broadcast(wanted), KEY_HASH)
        .groupBy(col(KEY_HASH))
        .agg(min(BLOCK))
        .collectAsList()
        .forEach(row -> values.put(row.getLong(0), row.getString(1)));
    return values;
  }
}
