package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.spark.KeyAgreement;
import org.linkagehub.pipelines.summary.Explanation.KeyTrial;
import org.linkagehub.pipelines.summary.Explanation.Outcome;
import org.linkagehub.pipelines.summary.Explanation.RuleTrial;
import org.linkagehub.pipelines.summary.Explanation.WhereTrial;

/** Tries rules on one pair of records, key by key. */
final class RuleTrials {
  private RuleTrials() {}

  /**
   * How the pair fares with each rule.
   *
   * @param left RECORDS, one row
   * @param right RECORDS, one row
   */
  static List<RuleTrial> of(Dataset<Row> left, Dataset<Row> right, List<BlockingRule> rules) {
    if (rules.isEmpty()) {
      return List.of();
    }
    var leftColumns = columns(left, "_l");
    var rightColumns = columns(right, "_r");
    var outcomes = new ArrayList<Column>();
    for (int i = 0; i < rules.size(); i++) {
      List<BlockingRule.Key> keys = keys(rules.get(i));
      for (int k = 0; k < keys.size(); k++) {
        String key = "key_" + i + "_" + k;
        leftColumns.add(expr(keys.get(k).leftValue()).as(key + "_l"));
        rightColumns.add(expr(keys.get(k).rightValue()).as(key + "_r"));
        Column l = col(key + "_l");
        Column r = col(key + "_r");
        outcomes.add(
            when(isMissing(keys.get(k), l).or(isMissing(keys.get(k), r)), Outcome.MISSING.name())
                .when(KeyAgreement.of(keys.get(k), l, r), Outcome.AGREES.name())
                .otherwise(Outcome.DIFFERS.name())
                .as(key));
      }
      rules
          .get(i)
          .where()
          .ifPresent(where -> outcomes.add(coalesce(expr(where), lit(false)).as("where")));
    }
    Row tried =
        left.select(leftColumns.toArray(Column[]::new))
            .crossJoin(right.select(rightColumns.toArray(Column[]::new)))
            .select(outcomes.toArray(Column[]::new))
            .head();
    var trials = new ArrayList<RuleTrial>();
    int next = 0;
    for (BlockingRule rule : rules) {
      var keys = new ArrayList<KeyTrial>();
      for (BlockingRule.Key key : keys(rule)) {
        keys.add(new KeyTrial(said(key), Outcome.valueOf(tried.getString(next++))));
      }
      Optional<WhereTrial> where = Optional.empty();
      if (rule.where().isPresent()) {
        where = Optional.of(new WhereTrial(where(rule), tried.getBoolean(next++)));
      }
      trials.add(new RuleTrial(rule.name(), keys, where));
    }
    return trials;
  }

  /** The keys that say something: those on places in an order follow from the condition. */
  private static List<BlockingRule.Key> keys(BlockingRule rule) {
    return rule.sorted().isEmpty()
        ? rule.keys()
        : rule.keys().stream().filter(key -> !key.isArray()).toList();
  }

  private static String where(BlockingRule rule) {
    String where = rule.where().orElseThrow();
    return rule.sorted()
        .map(
            order ->
                where.replace(
                    order.condition(),
                    "fewer than %d places apart, sorted by %s"
                        .formatted(order.window(), String.join(", ", order.by()))))
        .orElse(where);
  }

  private static String said(BlockingRule.Key key) {
    String sides = key.isSymmetric() ? key.left() : key.left() + " = " + key.right();
    return key.isArray() ? "any of " + sides : sides;
  }

  private static Column isMissing(BlockingRule.Key key, Column value) {
    return key.isArray() ? value.isNull().or(size(value).equalTo(0)) : value.isNull();
  }

  private static List<Column> columns(Dataset<Row> record, String suffix) {
    return new ArrayList<>(
        Stream.of(record.columns()).map(c -> record.col("`" + c + "`").as(c + suffix)).toList());
  }
}
