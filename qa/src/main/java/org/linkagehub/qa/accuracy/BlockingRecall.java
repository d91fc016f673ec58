package org.linkagehub.qa.accuracy;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.RECORD_ID;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE_INDEX;
import static org.linkagehub.core.spark.Columns.TRUE_PERSON;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.KeyAgreement;
import org.linkagehub.qa.measure.Measure;

/** Which of the true pairs each blocking rule makes, and so what blocking misses. */
public final class BlockingRecall {
  private static final String PERSON = "true_person_of_pair";

  private BlockingRecall() {}

  /**
   * Every true pair, with a flag for each rule that says whether the rule makes it.
   *
   * <p>In: RECORDS with {@code true_person} and the columns of the rules. Out: {@code left_key},
   * {@code right_key}, and for the rule at position i a column {@code made_by_i}, never null. Left
   * is the record with the smaller source index, then id. Lazy. Cost: the pairs within people,
   * which are few unless a person has thousands of records.
   */
  public static Dataset<Row> truePairs(
      Dataset<Row> records, List<BlockingRule> rules, LinkType linkType) {
    Truth.requireColumns(records, "records", RECORD_KEY, SOURCE_INDEX, RECORD_ID, TRUE_PERSON);
    List<Column> keyed =
        new ArrayList<>(List.of(col("*"), col(TRUE_PERSON).cast("string").as(PERSON)));
    for (int rule = 0; rule < rules.size(); rule++) {
      List<BlockingRule.Key> keys = rules.get(rule).keys();
      for (int key = 0; key < keys.size(); key++) {
        keyed.add(expr(keys.get(key).leftValue()).as(key(rule, key, "left")));
        keyed.add(expr(keys.get(key).rightValue()).as(key(rule, key, "right")));
      }
    }
    Dataset<Row> side =
        records.select(keyed.toArray(Column[]::new)).where(trim(col(PERSON)).notEqual(""));
    Column sameSource = col(SOURCE_INDEX + "_l").equalTo(col(SOURCE_INDEX + "_r"));
    Column ordered = col(SOURCE_INDEX + "_l").lt(col(SOURCE_INDEX + "_r"));
    if (linkType.pairsWithinASource()) {
      ordered = ordered.or(sameSource.and(col(RECORD_ID + "_l").lt(col(RECORD_ID + "_r"))));
    }
    Dataset<Row> pairs =
        suffixed(side, "_l")
            .join(
                suffixed(side, "_r"), col(PERSON + "_l").equalTo(col(PERSON + "_r")).and(ordered));
    List<Column> result =
        new ArrayList<>(
            List.of(col(RECORD_KEY + "_l").as(LEFT_KEY), col(RECORD_KEY + "_r").as(RIGHT_KEY)));
    for (int rule = 0; rule < rules.size(); rule++) {
      result.add(coalesce(makes(rules.get(rule), rule), lit(false)).as(flag(rule)));
    }
    return pairs.select(result.toArray(Column[]::new));
  }

  /**
   * The share of the true pairs that each rule makes: alone, together with the rules before it, and
   * beyond those.
   *
   * <p>In: what {@link #truePairs} gives for the same rules.
   *
   * @return by rule, with the rule's name as subject: {@code blocking_recall_alone}, {@code
   *     blocking_recall_cumulative}, {@code blocking_recall_gained}; then {@code blocking_recall}
   *     and {@code true_pairs_missed_by_blocking} of all rules
   */
  public static List<Measure> measure(Dataset<Row> truePairs, List<BlockingRule> rules) {
    List<Column> sums = new ArrayList<>();
    Column byAny = lit(false);
    for (int rule = 0; rule < rules.size(); rule++) {
      sums.add(count_if(col(flag(rule))));
      byAny = byAny.or(col(flag(rule)));
      sums.add(count_if(byAny));
    }
    Row counts = truePairs.agg(count(lit(1)), sums.toArray(Column[]::new)).first();
    long all = counts.getLong(0);
    OptionalDouble none = OptionalDouble.empty();
    List<Measure> measures = new ArrayList<>();
    long before = 0;
    for (int rule = 0; rule < rules.size(); rule++) {
      String name = rules.get(rule).name();
      long alone = counts.getLong(1 + 2 * rule);
      long cumulative = counts.getLong(2 + 2 * rule);
      measures.add(Measure.share("blocking_recall_alone", none, alone, all).of(name));
      measures.add(Measure.share("blocking_recall_cumulative", none, cumulative, all).of(name));
      measures.add(
          Measure.share("blocking_recall_gained", none, cumulative - before, all).of(name));
      before = cumulative;
    }
    measures.add(Measure.share("blocking_recall", none, before, all));
    measures.add(Measure.count("true_pairs_missed_by_blocking", none, all - before));
    return measures;
  }

  private static Column makes(BlockingRule rule, int position) {
    Column made = lit(true);
    for (int key = 0; key < rule.keys().size(); key++) {
      made =
          made.and(
              KeyAgreement.of(
                  rule.keys().get(key),
                  col(key(position, key, "left") + "_l"),
                  col(key(position, key, "right") + "_r")));
    }
    return rule.where().isPresent() ? made.and(expr(rule.where().get())) : made;
  }

  private static Dataset<Row> suffixed(Dataset<Row> table, String suffix) {
    return table.toDF(Stream.of(table.columns()).map(name -> name + suffix).toArray(String[]::new));
  }

  /** What a record gives to a key of a rule when it stands on that side of the pair. */
  private static String key(int rule, int key, String side) {
    return "blocking_key_" + rule + "_" + key + "_" + side;
  }

  private static String flag(int rule) {
    return "made_by_" + rule;
  }
}
