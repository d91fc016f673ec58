package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;

/** Which records a blocking rule sets beside another record, from the blocks alone. */
public final class PairableRecords {
  /** Whether the record shares the block with one that it may be paired with. */
  public static final String PAIRABLE = "pairable";

  private PairableRecords() {}

  /**
   * The keys of records under the rules, each with whether another record has it. No pair is made,
   * and a block may have any size. Lazy.
   *
   * <p>A rule's further condition is left aside, and so is, where pairs within a source are made,
   * which of two records is the left one: of such rules {@code pairable} may be true where no pair
   * is made, never the other way round.
   *
   * @param records RECORDS with {@code source_index} and the rules' columns
   * @return {@code record_key} and {@code pairable}; a row for each key that is not missing, so
   *     that a record without any has none
   */
  public static Dataset<Row> of(Dataset<Row> records, LinkType linkType, List<BlockingRule> rules) {
    Dataset<Row> keyed =
        BlockSizes.keyed(records, rules, List.of(Columns.RECORD_KEY, Columns.SOURCE_INDEX));
    String told = linkType.pairsWithinASource() ? Columns.RECORD_KEY : Columns.SOURCE_INDEX;
    var block = Window.partitionBy(BlockSizes.RULE, BlockSizes.HASH);
    Column isLeft = col(BlockSizes.LEFT).gt(0);
    Column isRight = col(BlockSizes.RIGHT).gt(0);
    Dataset<Row> besides =
        keyed
            .withColumn("first_left", min(when(isLeft, col(told))).over(block))
            .withColumn("last_left", max(when(isLeft, col(told))).over(block))
            .withColumn("first_right", min(when(isRight, col(told))).over(block))
            .withColumn("last_right", max(when(isRight, col(told))).over(block));
    Column hasRight;
    Column hasLeft;
    if (linkType.pairsWithinASource()) {
      hasRight = col("first_right").notEqual(col(told)).or(col("last_right").notEqual(col(told)));
      hasLeft = col("first_left").notEqual(col(told)).or(col("last_left").notEqual(col(told)));
    } else { // the left record is of the earlier source
      hasRight = col("last_right").gt(col(told));
      hasLeft = col("first_left").lt(col(told));
    }
    return besides.select(
        col(Columns.RECORD_KEY),
        when(isLeft.and(hasRight).or(isRight.and(hasLeft)), true).otherwise(false).as(PAIRABLE));
  }
}
