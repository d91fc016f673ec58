package org.linkagehub.qa.blocking;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.linkagehub.core.spark.Columns.BLOCKING_RULE;
import static org.linkagehub.core.spark.Columns.PAIR_COUNT;
import static org.linkagehub.core.spark.Columns.SOURCE_INDEX;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;

/**
 * How many pairs each blocking rule makes, from the sizes of its blocks and without making a pair.
 *
 * <p>A rule is counted alone: a pair that an earlier rule makes too is counted under both. A rule
 * with a further condition makes at most the pairs counted, and is marked so; so is one whose keys
 * differ between the sides of a pair, where pairs within a source are made.
 */
public final class BlockingCounts {
  public static final String KEYED_RECORDS = "keyed_records";
  public static final String BLOCKS = "blocks";
  public static final String LARGEST_BLOCK = "largest_block";
  public static final String UPPER_BOUND = "upper_bound";
  public static final String RANK = "rank";
  public static final String BLOCK = "block";
  public static final String BLOCK_RECORDS = "records";

  private BlockingCounts() {}

  /**
   * The exact number of pairs of each rule alone.
   *
   * <p>In: RECORDS with {@code source_index} and the rules' columns. Out, a row a rule in the order
   * of the rules: {@code blocking_rule}; {@code keyed_records}, those with no null among the rule's
   * keys; {@code blocks}, distinct keys; {@code largest_block}, in records; {@code pair_count}, the
   * pairs that the link type allows; {@code upper_bound}, true where the rule has a further
   * condition, so that it makes at most so many. Lazy. Cost: one aggregation a rule.
   */
  public static Dataset<Row> counts(
      Dataset<Row> records, List<BlockingRule> rules, LinkType linkType) {
    requireRules(rules);
    List<Dataset<Row>> counted = new ArrayList<>();
    for (BlockingRule rule : rules) {
      counted.add(
          blocks(records, rule, linkType)
              .agg(
                  coalesce(sum(BLOCK_RECORDS), lit(0L)).as(KEYED_RECORDS),
                  count(lit(1)).as(BLOCKS),
                  coalesce(max(BLOCK_RECORDS), lit(0L)).as(LARGEST_BLOCK),
                  coalesce(sum(PAIR_COUNT), lit(0L)).as(PAIR_COUNT))
              .select(
                  lit(rule.name()).as(BLOCKING_RULE),
                  col(KEYED_RECORDS),
                  col(BLOCKS),
                  col(LARGEST_BLOCK),
                  col(PAIR_COUNT),
                  lit(isUpperBound(rule, linkType)).as(UPPER_BOUND)));
    }
    return counted.stream().reduce(Dataset::union).orElseThrow();
  }

  /**
   * The blocks of each rule that make the most pairs.
   *
   * <p>Out: {@code blocking_rule}, {@code rank} from 1, {@code block}, {@code records}, {@code
   * pair_count}. The block is the key's values joined by a bar where {@code showValues} allows
   * them, else null: they are people's data. Blocks of equal pairs and records are ranked by their
   * values. Lazy.
   *
   * @param largest how many blocks a rule
   */
  public static Dataset<Row> largestBlocks(
      Dataset<Row> records,
      List<BlockingRule> rules,
      LinkType linkType,
      int largest,
      boolean showValues) {
    requireRules(rules);
    if (largest < 1) {
      throw new IllegalArgumentException(
          "the number of largest blocks must be at least 1, was " + largest);
    }
    List<Dataset<Row>> ranked = new ArrayList<>();
    for (BlockingRule rule : rules) {
      Column[] keys =
          blockKeys(rule).stream().map(key -> col(key).cast("string")).toArray(Column[]::new);
      Dataset<Row> top =
          blocks(records, rule, linkType)
              .select(col(PAIR_COUNT), col(BLOCK_RECORDS), concat_ws(" | ", keys).as(BLOCK))
              .orderBy(col(PAIR_COUNT).desc(), col(BLOCK_RECORDS).desc(), col(BLOCK))
              .limit(largest);
      // A handful of rows: their rank is their position in one sorted array.
      Dataset<Row> positions =
          top.agg(
                  array_sort(
                          expr("collect_list(struct(-pair_count as p, -records as r, block as b))"))
                      .as("sorted"))
              .selectExpr("posexplode(sorted) as (position, block_of)");
      ranked.add(
          positions.select(
              lit(rule.name()).as(BLOCKING_RULE),
              col("position").plus(1).as(RANK),
              (showValues ? col("block_of.b") : lit(null).cast("string")).as(BLOCK),
              col("block_of.r").multiply(-1).as(BLOCK_RECORDS),
              col("block_of.p").multiply(-1).as(PAIR_COUNT)));
    }
    return ranked.stream().reduce(Dataset::union).orElseThrow();
  }

  /** A row a block: its keys, records and the pairs that the link type allows. */
  private static Dataset<Row> blocks(Dataset<Row> records, BlockingRule rule, LinkType linkType) {
    return isSymmetric(rule)
        ? symmetricBlocks(records, rule, linkType)
        : asymmetricBlocks(records, rule, linkType);
  }

  private static Dataset<Row> symmetricBlocks(
      Dataset<Row> records, BlockingRule rule, LinkType linkType) {
    Column pairs = pairs(col("n"));
    if (!linkType.pairsWithinASource()) {
      pairs = pairs.minus(col("within"));
    }
    return keyed(records, rule, BlockingRule.Key::left)
        .groupBy(blockAnd(rule, SOURCE_INDEX))
        .agg(count(lit(1)).as("n"))
        .groupBy(blockAnd(rule))
        .agg(sum("n").as(BLOCK_RECORDS), sum(pairs(col("n"))).as("within"))
        .withColumn("n", col(BLOCK_RECORDS))
        .withColumn(PAIR_COUNT, pairs);
  }

  /**
   * The left record of a pair is of the earlier source. Within one source it is the one of smaller
   * id, which counts do not tell: both orders are counted.
   */
  private static Dataset<Row> asymmetricBlocks(
      Dataset<Row> records, BlockingRule rule, LinkType linkType) {
    Dataset<Row> left =
        keyed(records, rule, BlockingRule.Key::left)
            .select(col("*"), lit(1L).as("left_n"), lit(0L).as("right_n"));
    Dataset<Row> right =
        keyed(records, rule, BlockingRule.Key::right)
            .select(col("*"), lit(0L).as("left_n"), lit(1L).as("right_n"));
    // Walks through the sources in their order with the left records met so far.
    String walk =
        """
        aggregate(
          array_sort(collect_list(struct(source_index, left_n, right_n))),
          struct(0L as met, 0L as pairs),
          (state, s) -> struct(
            state.met + s.left_n as met,
            state.pairs + s.right_n * (state.met + %s) as pairs),
          state -> state.pairs)
        """
            .formatted(linkType.pairsWithinASource() ? "s.left_n" : "0");
    return left.union(right)
        .groupBy(blockAnd(rule, SOURCE_INDEX))
        .agg(sum("left_n").as("left_n"), sum("right_n").as("right_n"))
        .groupBy(blockAnd(rule))
        .agg(sum(col("left_n").plus(col("right_n"))).as(BLOCK_RECORDS), expr(walk).as(PAIR_COUNT));
  }

  /** The records that have every key, with their keys and source. */
  private static Dataset<Row> keyed(
      Dataset<Row> records, BlockingRule rule, Function<BlockingRule.Key, String> side) {
    List<String> names = blockKeys(rule);
    List<Column> keys = new ArrayList<>();
    for (int key = 0; key < names.size(); key++) {
      keys.add(expr(side.apply(rule.keys().get(key))).as(names.get(key)));
    }
    keys.add(col(SOURCE_INDEX));
    return records.select(keys.toArray(Column[]::new)).na().drop(names.toArray(String[]::new));
  }

  private static Column[] blockAnd(BlockingRule rule, String... more) {
    return Stream.concat(blockKeys(rule).stream(), Stream.of(more))
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  private static boolean isSymmetric(BlockingRule rule) {
    return rule.keys().stream().allMatch(BlockingRule.Key::isSymmetric);
  }

  /** Whether the rule may make fewer pairs than its blocks say. */
  private static boolean isUpperBound(BlockingRule rule, LinkType linkType) {
    return rule.where().isPresent() || (!isSymmetric(rule) && linkType.pairsWithinASource());
  }

  private static List<String> blockKeys(BlockingRule rule) {
    List<String> names = new ArrayList<>();
    for (int key = 0; key < rule.keys().size(); key++) {
      names.add("block_key_" + key);
    }
    return names;
  }

  private static Column pairs(Column n) {
    return call_function("div", n.multiply(n.minus(1)), lit(2L));
  }

  private static void requireRules(List<BlockingRule> rules) {
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("there is no blocking rule to count");
    }
  }
}
