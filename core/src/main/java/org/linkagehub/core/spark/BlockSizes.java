package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.SortedNeighbourhood;

/**
 * The sizes of the blocks that rules make, and so the pairs of each rule, without making a pair.
 *
 * <p>A rule is counted alone: a pair that an earlier rule makes too is counted under both. Keys are
 * told apart by a 64-bit hash of their values. Of a rule with an array each element has a block,
 * and a pair with several elements in common is counted in several. The block of a sorted
 * neighbourhood is what is sorted together, and its pairs follow from the size of the window.
 *
 * @param rules a count for each rule, in their order
 */
public record BlockSizes(List<OfRule> rules) {
  static final String RULE = "rule";
  static final String HASH = "hash";
  static final String LEFT = "left_records";
  static final String RIGHT = "right_records";
  private static final String RECORDS = "records";
  private static final String WITHIN = "within";
  private static final String PAIRS = "pairs";
  private static final String ELEMENT = "linkage_element_of_key";

  /** Which of two blocks is larger: by pairs, then records; equal ones have a declared order. */
  private static final Comparator<Block> BY_SIZE =
      Comparator.comparingLong(Block::pairs)
          .thenComparingLong(Block::records)
          .thenComparing(Comparator.comparingLong(Block::keyHash).reversed());

  public BlockSizes {
    rules = List.copyOf(rules);
  }

  /**
   * A block.
   *
   * @param keyHash of its keys, as {@link #keyHashes} has it
   * @param pairs that the link type allows
   */
  public record Block(long keyHash, long records, long pairs) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * The blocks of a rule.
   *
   * @param keyedRecords those with no null among the rule's keys; of a rule whose sides differ,
   *     those of both sides; of a rule with an array, each as often as it has elements
   * @param blocks distinct keys
   * @param largestBlock in records
   * @param pairs that the link type allows
   * @param upperBound whether the rule makes at most so many pairs, for it has a further condition
   *     or an array, or its sides differ and pairs within a source are made
   * @param largest the blocks with the most pairs, in falling order
   */
  public record OfRule(
      BlockingRule rule,
      long keyedRecords,
      long blocks,
      long largestBlock,
      long pairs,
      boolean upperBound,
      List<Block> largest) {
    public OfRule {
      largest = List.copyOf(largest);
    }

    /** The same sizes of a rule that makes the same blocks. */
    public OfRule withRule(BlockingRule other) {
      return new OfRule(other, keyedRecords, blocks, largestBlock, pairs, upperBound, largest);
    }

    /**
     * What is left without the largest blocks.
     *
     * @param first how many of {@link #largest} are left out
     */
    public OfRule withoutLargest(int first) {
      List<Block> out = largest.subList(0, first);
      List<Block> left = largest.subList(first, largest.size());
      return first == 0
          ? this
          : new OfRule(
              rule,
              keyedRecords - out.stream().mapToLong(Block::records).sum(),
              blocks - first,
              left.stream().mapToLong(Block::records).max().orElse(0),
              pairs - out.stream().mapToLong(Block::pairs).sum(),
              upperBound,
              left);
    }
  }

  /**
   * Counts blocks. One pass over the records for all rules, and a shuffle of hashes alone.
   *
   * @param records RECORDS with {@code source_index} and the rules' columns
   * @param largest how many of its largest blocks are told of each rule
   * @throws ArithmeticException if a rule makes more than 2^63 pairs
   */
  public static BlockSizes of(
      Dataset<Row> records, LinkType linkType, List<BlockingRule> rules, int largest) {
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("there is no blocking rule to count");
    }
    boolean[] walked = new boolean[rules.size()];
    for (int r = 0; r < walked.length; r++) {
      walked[r] = !rules.get(r).isSymmetric();
    }
    boolean plain =
        linkType.pairsWithinASource()
            && rules.stream().allMatch(rule -> rule.isSymmetric() && rule.sorted().isEmpty());
    List<List<Tally>> tallies =
        plain
            ? tallied(keyed(records, rules, List.of(Columns.SOURCE_INDEX)), walked.length, largest)
            : CatalystRows.of(blocks(records, linkType, rules))
                .mapPartitions(rows -> List.of(tally(rows, walked.length, largest)).iterator())
                .collect();
    var counted = new ArrayList<OfRule>();
    for (int r = 0; r < walked.length; r++) {
      var all = new Tally(largest);
      for (List<Tally> part : tallies) {
        all.add(part.get(r));
      }
      BlockingRule rule = rules.get(r);
      counted.add(
          new OfRule(
              rule,
              all.keyedRecords,
              all.blocks,
              all.largestBlock,
              all.pairs,
              isUpperBound(rule, linkType),
              all.inFallingOrder()));
    }
    return new BlockSizes(counted);
  }

  private static boolean isUpperBound(BlockingRule rule, LinkType linkType) {
    if (rule.sorted().isPresent()) {
      // Which neighbours are of different sources the size of a block does not tell.
      boolean furtherCondition =
          !rule.where().equals(rule.sorted().map(SortedNeighbourhood::condition));
      return furtherCondition || !linkType.pairsWithinASource();
    }
    return rule.where().isPresent()
        || rule.array().isPresent()
        || (!rule.isSymmetric() && linkType.pairsWithinASource());
  }

  /**
   * A condition on a record that draws some blocks of a rule, whole, by a hash of their keys; of a
   * sorted neighbourhood some stretches of the order.
   *
   * @param stride about one of how many blocks is drawn
   */
  public static Column drawn(BlockingRule rule, long seed, long stride) {
    String keys =
        rule.sorted().isPresent() ? rule.array().orElseThrow().leftValue() : keyHashes(rule);
    return exists(expr(keys), key -> pmod(xxhash64(key, lit(seed)), lit(stride)).equalTo(0L));
  }

  /** The same rule, under which the records of some blocks have no key and so make no pair. */
  public static BlockingRule without(BlockingRule rule, Collection<Long> keyHashes) {
    if (keyHashes.isEmpty()) {
      return rule;
    }
    String hashes =
        keyHashes.stream().sorted().map(hash -> hash + "L").collect(Collectors.joining(", "));
    var keys = new ArrayList<>(rule.keys());
    int changed = rule.array().map(keys::indexOf).orElse(0);
    boolean exploded = rule.explodedArray().isPresent();
    BlockingRule.Key key = keys.get(changed);
    keys.set(
        changed,
        new BlockingRule.Key(
            exploded
                ? filtered(rule, BlockingRule.Key::leftValue, key, hashes)
                : without(rule, BlockingRule.Key::leftValue, key, hashes),
            exploded
                ? filtered(rule, BlockingRule.Key::rightValue, key, hashes)
                : without(rule, BlockingRule.Key::rightValue, key, hashes),
            key.isArray()));
    return new BlockingRule(rule.name(), keys, rule.where(), rule.sorted());
  }

  private static String filtered(
      BlockingRule rule,
      Function<BlockingRule.Key, String> side,
      BlockingRule.Key key,
      String hashes) {
    return "filter(%s, %s -> %s not in (%s))"
        .formatted(side.apply(key), ELEMENT, hash(rule, side), hashes);
  }

  private static String without(
      BlockingRule rule,
      Function<BlockingRule.Key, String> side,
      BlockingRule.Key key,
      String hashes) {
    return "if(%s in (%s), null, %s)".formatted(keyHash(rule, side), hashes, side.apply(key));
  }

  /**
   * The SQL of 64-bit hashes of a record's keys on the left of a rule, as an array: one, or of a
   * rule with an array one for each element, in the order of {@link BlockingRule.Key#leftValue}.
   * Null, or an array of a null, where a key is null.
   */
  public static String keyHashes(BlockingRule rule) {
    return keyHashes(rule, BlockingRule.Key::leftValue);
  }

  /**
   * The SQL of the one hash of {@link #keyHashes}.
   *
   * @param rule without an array
   */
  public static String keyHash(BlockingRule rule) {
    if (rule.explodedArray().isPresent()) {
      throw new IllegalArgumentException(
          "blocking rule " + rule.name() + " has an array, so a record has several keys");
    }
    return keyHash(rule, BlockingRule.Key::leftValue);
  }

  private static String keyHashes(BlockingRule rule, Function<BlockingRule.Key, String> side) {
    return rule.explodedArray()
        .map(
            array ->
                "transform(%s, %s -> %s)"
                    .formatted(side.apply(array), ELEMENT, keyHash(rule, side)))
        .orElseGet(() -> "array(" + keyHash(rule, side) + ")");
  }

  /** Within a rule's array, {@link #ELEMENT} stands for its element. */
  private static String keyHash(BlockingRule rule, Function<BlockingRule.Key, String> side) {
    String missing =
        rule.sorted()
            .map(order -> order.positionColumn() + " is null")
            .orElseGet(
                () ->
                    keys(rule, side)
                        .map(key -> key + " is null")
                        .collect(Collectors.joining(" or ")));
    return "if(%s, null, %s)".formatted(missing, hash(rule, side));
  }

  private static String hash(BlockingRule rule, Function<BlockingRule.Key, String> side) {
    return "xxhash64(%s)".formatted(keys(rule, side).collect(Collectors.joining(", ")));
  }

  private static Stream<String> keys(BlockingRule rule, Function<BlockingRule.Key, String> side) {
    return rule.keys().stream()
        .map(
            key -> {
              String element = rule.sorted().isPresent() ? "0" : ELEMENT;
              return key.isArray() ? element : "(" + side.apply(key) + ")";
            });
  }

  /** Where it matters neither in which source a record is nor on which side of a pair. */
  private static List<List<Tally>> tallied(Dataset<Row> keyed, int rules, int largest) {
    JavaRDD<InternalRow> keys = CatalystRows.of(keyed.select(RULE, HASH));
    int shuffled =
        Integer.parseInt(keyed.sparkSession().conf().get("spark.sql.shuffle.partitions"));
    return KeyCounts.summaries(
            keys,
            rules,
            Math.max(shuffled, 2 * keys.getNumPartitions()),
            sorted -> {
              List<Tally> tallies = new ArrayList<>();
              for (long[] ofRule : sorted) {
                var tally = new Tally(largest);
                KeyCounts.count(
                    ofRule, (key, n) -> tally.add(key, n, Math.multiplyExact(n, n - 1) / 2));
                tallies.add(tally);
              }
              return tallies;
            })
        .collect();
  }

  /** A row a block: its rule, hash, records and pairs. */
  private static Dataset<Row> blocks(
      Dataset<Row> records, LinkType linkType, List<BlockingRule> rules) {
    boolean allSymmetric = rules.stream().allMatch(BlockingRule::isSymmetric);
    Dataset<Row> bySource =
        keyed(records, rules, List.of(Columns.SOURCE_INDEX))
            .repartition(col(HASH))
            .groupBy(RULE, HASH, Columns.SOURCE_INDEX)
            .agg(sum(LEFT).as(LEFT), sum(RIGHT).as(RIGHT));
    Column within = linkType.pairsWithinASource() ? lit(0L) : sum(pairs(col(LEFT)));
    var measures = new ArrayList<>(List.of(within.as(WITHIN)));
    Column pairs = pairs(col(RECORDS)).minus(col(WITHIN));
    if (!allSymmetric) {
      measures.add(expr(walk(linkType)).as("walked"));
      Object[] walked = walked(rules);
      pairs = when(col(RULE).isin(walked), col("walked")).otherwise(pairs);
    }
    Column all =
        sum(when(col(RULE).isin(walked(rules)), col(LEFT).plus(col(RIGHT))).otherwise(col(LEFT)));
    return bySource
        .groupBy(RULE, HASH)
        .agg(all.as(RECORDS), measures.toArray(Column[]::new))
        .select(col(RULE), col(HASH), col(RECORDS), pairs(rules, pairs).as(PAIRS));
  }

  /** The pairs of a block, of a sorted neighbourhood no more than its windows hold. */
  private static Column pairs(List<BlockingRule> rules, Column ofBlock) {
    Column pairs = ofBlock;
    for (int r = 0; r < rules.size(); r++) {
      if (rules.get(r).sorted().isPresent()) {
        long w = rules.get(r).sorted().get().window();
        Column inWindows = col(RECORDS).multiply(w - 1).minus(w * (w - 1) / 2);
        pairs =
            when(col(RULE).equalTo(r).and(col(RECORDS).gt(w)), least(ofBlock, inWindows))
                .otherwise(pairs);
      }
    }
    return pairs;
  }

  private static Object[] walked(List<BlockingRule> rules) {
    var walked = new ArrayList<>();
    for (int r = 0; r < rules.size(); r++) {
      if (!rules.get(r).isSymmetric()) {
        walked.add(r);
      }
    }
    return walked.toArray();
  }

  /**
   * Where the sides of a rule differ: goes through the sources in their order with the left records
   * met so far, for the left record of a pair is of the earlier source. Within one source it is the
   * one of smaller id, which counts do not tell: both orders are counted.
   */
  private static String walk(LinkType linkType) {
    return """
    aggregate(
      array_sort(collect_list(struct(%1$s, left_records, right_records))),
      struct(0L as met, 0L as pairs),
      (state, s) -> struct(
        state.met + s.left_records as met,
        state.pairs + s.right_records * (state.met + %2$s) as pairs),
      state -> state.pairs)
    """
        .formatted(Columns.SOURCE_INDEX, linkType.pairsWithinASource() ? "s.left_records" : "0");
  }

  /**
   * A row for each key that a record has under a rule.
   *
   * @param kept columns of the record that stand in each
   */
  static Dataset<Row> keyed(Dataset<Row> records, List<BlockingRule> rules, List<String> kept) {
    var keys = new ArrayList<String>();
    for (int r = 0; r < rules.size(); r++) {
      BlockingRule rule = rules.get(r);
      if (rule.isSymmetric()) {
        keys.add(keys(rule, r, BlockingRule.Key::leftValue, 1, 1));
      } else {
        keys.add(keys(rule, r, BlockingRule.Key::leftValue, 1, 0));
        keys.add(keys(rule, r, BlockingRule.Key::rightValue, 0, 1));
      }
    }
    var columns = new ArrayList<Column>();
    kept.forEach(column -> columns.add(col(column)));
    columns.add(expr("inline(concat(" + String.join(", ", keys) + "))"));
    return records.select(columns.toArray(Column[]::new)).where(col(HASH).isNotNull());
  }

  private static String keys(
      BlockingRule rule, int number, Function<BlockingRule.Key, String> side, int left, int right) {
    String key = "named_struct('%s', %d, '%s', %s, '%s', %dL, '%s', %dL)";
    return rule.explodedArray().isEmpty()
        ? "array(%s)"
            .formatted(key)
            .formatted(RULE, number, HASH, keyHash(rule, side), LEFT, left, RIGHT, right)
        : "transform(coalesce(%s, array()), linkage_hash -> %s)"
            .formatted(
                keyHashes(rule, side),
                key.formatted(RULE, number, HASH, "linkage_hash", LEFT, left, RIGHT, right));
  }

  private static Column pairs(Column n) {
    return call_function("div", n.multiply(n.minus(1)), lit(2L));
  }

  private static List<Tally> tally(Iterator<InternalRow> blocks, int rules, int largest) {
    var tallies = new ArrayList<Tally>();
    for (int r = 0; r < rules; r++) {
      tallies.add(new Tally(largest));
    }
    while (blocks.hasNext()) {
      InternalRow block = blocks.next();
      tallies.get(block.getInt(0)).add(block.getLong(1), block.getLong(2), block.getLong(3));
    }
    return tallies;
  }

  /** What some blocks of a rule come to. */
  private static final class Tally implements Serializable {
    private static final long serialVersionUID = 1;

    private final int most;
    private final PriorityQueue<Block> largest = new PriorityQueue<>(new BySize());
    private long keyedRecords;
    private long blocks;
    private long largestBlock;
    private long pairs;

    Tally(int most) {
      this.most = most;
    }

    void add(long keyHash, long records, long pairsOfBlock) {
      keyedRecords += records;
      blocks++;
      largestBlock = Math.max(largestBlock, records);
      pairs = Math.addExact(pairs, pairsOfBlock);
      if (most > 0 && (largest.size() < most || pairsOfBlock >= largest.peek().pairs())) {
        keep(new Block(keyHash, records, pairsOfBlock));
      }
    }

    void add(Tally other) {
      keyedRecords += other.keyedRecords;
      blocks += other.blocks;
      largestBlock = Math.max(largestBlock, other.largestBlock);
      pairs = Math.addExact(pairs, other.pairs);
      other.largest.forEach(this::keep);
    }

    List<Block> inFallingOrder() {
      return largest.stream().sorted(BY_SIZE.reversed()).toList();
    }

    private void keep(Block block) {
      largest.add(block);
      if (largest.size() > most) {
        largest.poll();
      }
    }
  }

  private static final class BySize implements Comparator<Block>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(Block a, Block b) {
      return BY_SIZE.compare(a, b);
    }
  }
}
