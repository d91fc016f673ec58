package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;

/**
 * Joins records with records into candidate pairs, both sides' columns suffixed {@code _l} and
 * {@code _r}.
 */
final class CandidatePairs {
  private static final String LEFT = "_l";
  private static final String RIGHT = "_r";
  private static final String GROUP = "random_group";

  private CandidatePairs() {}

  /**
   * The pairs, each once, its left record the one with the smaller source position and then the
   * smaller id.
   *
   * @param read the columns of a record that the result holds, {@link Columns#SOURCE_INDEX} and
   *     {@link Columns#RECORD_ID} among them
   */
  static Dataset<Row> of(Dataset<Row> records, Set<String> read, LinkType linkType, Pairs pairs) {
    if (pairs instanceof Pairs.Random random) {
      return random(records, read, linkType, random);
    }
    return blocked(records, read, linkType, ((Pairs.Blocked) pairs).rules());
  }

  private static Dataset<Row> random(
      Dataset<Row> records, Set<String> read, LinkType linkType, Pairs.Random random) {
    Column group =
        pmod(xxhash64(col(Columns.RECORD_KEY), lit(random.seed())), lit(random.groups()));
    Dataset<Row> grouped = records.withColumn(GROUP, group);
    Dataset<Row> left = side(grouped, read, List.of(GROUP), LEFT);
    Dataset<Row> right = side(grouped, read, List.of(GROUP), RIGHT);
    return left.join(
            right, col(GROUP + LEFT).equalTo(col(GROUP + RIGHT)).and(ordered(linkType)), "inner")
        .drop(GROUP + LEFT, GROUP + RIGHT);
  }

  private static Dataset<Row> blocked(
      Dataset<Row> records, Set<String> read, LinkType linkType, List<BlockingRule> rules) {
    Dataset<Row> keyed = records;
    var keys = new ArrayList<String>();
    for (int rule = 0; rule < rules.size(); rule++) {
      List<BlockingRule.Key> ofRule = rules.get(rule).keys();
      for (int i = 0; i < ofRule.size(); i++) {
        keyed = keyed.withColumn(key(rule, i, LEFT), expr(ofRule.get(i).left()));
        keys.add(key(rule, i, LEFT));
        if (!ofRule.get(i).isSymmetric()) {
          keyed = keyed.withColumn(key(rule, i, RIGHT), expr(ofRule.get(i).right()));
          keys.add(key(rule, i, RIGHT));
        }
      }
    }
    Dataset<Row> left = side(keyed, read, keys, LEFT);
    Dataset<Row> right = side(keyed, read, keys, RIGHT);
    Dataset<Row> all = null;
    for (int rule = 0; rule < rules.size(); rule++) {
      Column condition = equalKeys(rules.get(rule), rule).and(ordered(linkType));
      if (rules.get(rule).where().isPresent()) {
        condition = condition.and(expr(rules.get(rule).where().get()));
      }
      for (int earlier = 0; earlier < rule; earlier++) {
        Column makes = equalKeys(rules.get(earlier), earlier);
        if (rules.get(earlier).where().isPresent()) {
          makes = makes.and(expr(rules.get(earlier).where().get()));
        }
        condition = condition.and(coalesce(makes, lit(false)).equalTo(lit(false)));
      }
      Dataset<Row> made =
          left.join(right, condition, "inner")
              .withColumn(Columns.BLOCKING_RULE, lit(rules.get(rule).name()))
              .drop(keys.stream().map(k -> k + LEFT).toArray(String[]::new))
              .drop(keys.stream().map(k -> k + RIGHT).toArray(String[]::new));
      all = all == null ? made : all.union(made);
    }
    return all;
  }

  private static Column equalKeys(BlockingRule rule, int index) {
    Column all = null;
    for (int i = 0; i < rule.keys().size(); i++) {
      String rightKey = key(index, i, rule.keys().get(i).isSymmetric() ? LEFT : RIGHT);
      Column equal = col(key(index, i, LEFT) + LEFT).equalTo(col(rightKey + RIGHT));
      all = all == null ? equal : all.and(equal);
    }
    return all;
  }

  /** What a record gives to key {@code i} of a rule when it stands on that side of the pair. */
  private static String key(int rule, int i, String side) {
    return "block_" + rule + "_" + i + side;
  }

  private static Dataset<Row> side(
      Dataset<Row> records, Set<String> read, List<String> more, String suffix) {
    var columns = new ArrayList<Column>();
    read.forEach(column -> columns.add(records.col("`" + column + "`").as(column + suffix)));
    more.forEach(column -> columns.add(records.col(column).as(column + suffix)));
    return records.select(columns.toArray(Column[]::new));
  }

  private static Column ordered(LinkType linkType) {
    Column sourceLeft = col(Columns.SOURCE_INDEX + LEFT);
    Column sourceRight = col(Columns.SOURCE_INDEX + RIGHT);
    if (linkType == LinkType.LINK_ONLY) {
      return sourceLeft.lt(sourceRight);
    }
    return sourceLeft
        .lt(sourceRight)
        .or(
            sourceLeft
                .equalTo(sourceRight)
                .and(col(Columns.RECORD_ID + LEFT).lt(col(Columns.RECORD_ID + RIGHT))));
  }
}
