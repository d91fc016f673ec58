package org.linkagehub.qa.estimate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.qa.interval.Wilson;
import org.linkagehub.qa.measure.Measure;

/**
 * Links that cannot be right, by declared rules.
 *
 * <p>Every implausible link is a false one or an error of the data, and most false links are quite
 * plausible: the share is a lower bound of the rate of false matches, unless it is known which
 * share of them a rule catches.
 *
 * <p>Source: Hagger-Johnson et al. (2014), "Identifying possible false matches in anonymised
 * hospital administrative data without patient identifiers", BMJ Open / Health Services Research.
 */
public final class ImplausibleLinks {
  private static final String METHOD = "by link, Wilson";

  private ImplausibleLinks() {}

  /**
   * Counts them, at each threshold.
   *
   * @param records {@code record_key} and the columns that the rules read
   * @param links {@code left_key}, {@code right_key}, {@code match_weight}, each pair once
   * @return {@code implausible_links}, and where it is known what a rule catches {@code
   *     implausible_false_match_rate}, with the rule as subject
   */
  public static List<Measure> measure(
      Dataset<Row> records,
      Dataset<Row> links,
      List<ImplausibleRule> rules,
      List<Double> thresholds) {
    List<Measure> measures = new ArrayList<>();
    if (rules.isEmpty() || thresholds.isEmpty()) {
      return measures;
    }
    Dataset<Row> joined =
        links
            .where(col(MATCH_WEIGHT).geq(thresholds.get(0)))
            .select(LEFT_KEY, RIGHT_KEY, MATCH_WEIGHT)
            .join(side(records, rules, "_l"), col(LEFT_KEY).equalTo(col("side_key_l")))
            .join(side(records, rules, "_r"), col(RIGHT_KEY).equalTo(col("side_key_r")));
    List<Column> counts = new ArrayList<>();
    for (double threshold : thresholds) {
      for (ImplausibleRule rule : rules) {
        Column above = col(MATCH_WEIGHT).geq(threshold);
        Column holds = expr(rule.condition());
        counts.add(count_if(above.and(holds)));
        counts.add(count_if(above.and(holds.isNotNull())));
      }
    }
    Row counted =
        joined.agg(counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new)).first();
    int at = 0;
    for (double threshold : thresholds) {
      for (ImplausibleRule rule : rules) {
        measures.addAll(
            ofRule(
                rule,
                OptionalDouble.of(threshold),
                (double) counted.getLong(at),
                (double) counted.getLong(at + 1)));
        at += 2;
      }
    }
    return measures;
  }

  private static List<Measure> ofRule(
      ImplausibleRule rule, OptionalDouble threshold, double implausible, double links) {
    List<Measure> measures = new ArrayList<>();
    var interval = Wilson.of(implausible / links, links);
    measures.add(
        Measure.ratio("implausible_links", threshold, implausible, links)
            .of(rule.name())
            .with(interval, METHOD));
    if (rule.catches().isPresent()) {
      double catches = rule.catches().getAsDouble();
      measures.add(
          Measure.ratio("implausible_false_match_rate", threshold, implausible, links * catches)
              .of(rule.name())
              .with(interval.scaled(1 / catches), METHOD));
    }
    return measures;
  }

  /** The columns of one side that a rule may read: those whose names stand in one. */
  private static Dataset<Row> side(
      Dataset<Row> records, List<ImplausibleRule> rules, String suffix) {
    String all =
        String.join(" ", rules.stream().map(ImplausibleRule::condition).toList())
            .toLowerCase(Locale.ROOT);
    List<Column> columns = new ArrayList<>();
    columns.add(col(RECORD_KEY).as("side_key" + suffix));
    for (String column : records.columns()) {
      if (all.contains((column + suffix).toLowerCase(Locale.ROOT))) {
        columns.add(col(column).as(column + suffix));
      }
    }
    return records.select(columns.toArray(Column[]::new));
  }
}
