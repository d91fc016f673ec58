package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_intersect;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;

/**
 * Joins records with records into candidate pairs, both sides' columns suffixed {@code _l} and
 * {@code _r}.
 */
final class CandidatePairs {
  private static final String LEFT = "_l";
  private static final String RIGHT = "_r";
  private static final String RULE = "block_rule";
  private static final String BLOCK = "block_hash";
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

  /**
   * One join for all rules: each record is there once for each rule whose keys it has, under a hash
   * of rule and keys; the keys themselves are then compared, so that a collision of hashes makes no
   * pair.
   */
  private static Dataset<Row> blocked(
      Dataset<Row> records, Set<String> read, LinkType linkType, List<BlockingRule> rules) {
    Dataset<Row> keyed = records;
    var keys = new ArrayList<String>();
    for (int rule = 0; rule < rules.size(); rule++) {
      List<BlockingRule.Key> ofRule = rules.get(rule).keys();
      for (int i = 0; i < ofRule.size(); i++) {
        keyed = keyed.withColumn(key(rule, i, LEFT), expr(ofRule.get(i).leftValue()));
        keys.add(key(rule, i, LEFT));
        if (!ofRule.get(i).isSymmetric()) {
          keyed = keyed.withColumn(key(rule, i, RIGHT), expr(ofRule.get(i).rightValue()));
          keys.add(key(rule, i, RIGHT));
        }
      }
    }
    keys.addAll(List.of(RULE, BLOCK));
    Dataset<Row> left = side(underEachRule(keyed, rules, LEFT), read, keys, LEFT);
    Dataset<Row> right = side(underEachRule(keyed, rules, RIGHT), read, keys, RIGHT);
    Dataset<Row> pairs =
        left.join(
            right,
            col(BLOCK + "_l")
                .equalTo(col(BLOCK + "_r"))
                .and(ordered(linkType))
                .and(firstRuleThatMakes(rules)),
            "inner");
    Column[] names = rules.stream().map(rule -> lit(rule.name())).toArray(Column[]::new);
    var result = new ArrayList<Column>();
    for (String side : List.of(LEFT, RIGHT)) {
      read.forEach(column -> result.add(col("`" + column + side + "`")));
    }
    result.add(element_at(array(names), col(RULE + LEFT).plus(1)).as(Columns.BLOCKING_RULE));
    return pairs.select(result.toArray(Column[]::new));
  }

  /**
   * Each record once for every rule for which it has all keys, and every element of the rule's
   * array, with {@code block_rule} and {@code block_hash}.
   */
  private static Dataset<Row> underEachRule(
      Dataset<Row> keyed, List<BlockingRule> rules, String side) {
    Column[] blocks = new Column[rules.size()];
    for (int rule = 0; rule < rules.size(); rule++) {
      BlockingRule of = rules.get(rule);
      int number = rule;
      Column complete = lit(true);
      for (int i = 0; i < of.keys().size(); i++) {
        complete = complete.and(col(keyOnSide(of, rule, i, side)).isNotNull());
      }
      UnaryOperator<String> named = name -> name;
      Column hashes =
          of.array().isEmpty()
              ? array(blockHash(of, rule, side, named, null))
              : array_distinct(
                  functions.transform(
                      col(keyOnSide(of, rule, arrayIndex(of), side)),
                      element -> blockHash(of, number, side, named, element)));
      blocks[rule] =
          when(
              complete,
              functions.transform(hashes, hash -> struct(lit(number).as(RULE), hash.as(BLOCK))));
    }
    return keyed
        .withColumn("block", explode(flatten(array_compact(array(blocks)))))
        .withColumn(RULE, col("block." + RULE))
        .withColumn(BLOCK, col("block." + BLOCK))
        .drop("block");
  }

  private static int arrayIndex(BlockingRule rule) {
    return rule.keys().indexOf(rule.array().orElseThrow());
  }

  /**
   * The hash of a rule and its keys on a side.
   *
   * @param named makes the name of a key's column that of the table at hand
   * @param element stands for the rule's array
   */
  private static Column blockHash(
      BlockingRule rule, int index, String side, UnaryOperator<String> named, Column element) {
    var hashed = new ArrayList<Column>(List.of(lit(index)));
    for (int i = 0; i < rule.keys().size(); i++) {
      hashed.add(
          rule.keys().get(i).isArray()
              ? element
              : col(named.apply(keyOnSide(rule, index, i, side))));
    }
    return xxhash64(hashed.toArray(Column[]::new));
  }

  /** Whether the rule under which the two records met makes the pair, and no earlier one. */
  private static Column firstRuleThatMakes(List<BlockingRule> rules) {
    Column met = col(RULE + LEFT).equalTo(col(RULE + RIGHT));
    Column verified = lit(false);
    for (int rule = rules.size() - 1; rule >= 0; rule--) {
      Column makes = makes(rules.get(rule), rule);
      verified =
          when(col(RULE + LEFT).equalTo(rule), makes.and(firstMeeting(rules.get(rule), rule)))
              .otherwise(verified);
      if (rule < rules.size() - 1) {
        met = met.and(not(col(RULE + LEFT).gt(rule).and(coalesce(makes, lit(false)))));
      }
    }
    return met.and(verified);
  }

  /**
   * Records that have several elements of a rule's array in common meet under each of them: their
   * pair counts under the first.
   */
  private static Column firstMeeting(BlockingRule rule, int index) {
    if (rule.array().isEmpty()) {
      return lit(true);
    }
    int i = arrayIndex(rule);
    Column first =
        array_min(
            array_intersect(
                col(keyOnSide(rule, index, i, LEFT) + LEFT),
                col(keyOnSide(rule, index, i, RIGHT) + RIGHT)));
    return col(BLOCK + LEFT).equalTo(blockHash(rule, index, LEFT, name -> name + LEFT, first));
  }

  private static Column makes(BlockingRule rule, int index) {
    Column all = null;
    for (int i = 0; i < rule.keys().size(); i++) {
      Column agrees =
          KeyAgreement.of(
              rule.keys().get(i),
              col(keyOnSide(rule, index, i, LEFT) + LEFT),
              col(keyOnSide(rule, index, i, RIGHT) + RIGHT));
      all = all == null ? agrees : all.and(agrees);
    }
    return rule.where().isPresent() ? all.and(expr(rule.where().get())) : all;
  }

  private static String keyOnSide(BlockingRule rule, int index, int i, String side) {
    return key(index, i, rule.keys().get(i).isSymmetric() ? LEFT : side);
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
