package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.score.WeightTable;

/**
 * Match weights and probabilities of compared pairs, in SQL; the arithmetic is that of {@link
 * MatchWeights}.
 */
final class WeightSql {
  private WeightSql() {}

  /**
   * The LINKS of compared pairs.
   *
   * @param compared both sides' identity, {@code blocking_rule}, {@code gamma_*}, and {@code tf_*}
   *     of both sides
   */
  static Dataset<Row> weigh(Dataset<Row> compared, Scoring scoring) {
    return weighed(compared, scoring.model())
        .where(col(Columns.MATCH_WEIGHT).geq(scoring.minimumWeight()))
        .withColumn(Columns.MATCH_PROBABILITY, probability())
        .select(linkColumns(scoring).toArray(Column[]::new));
  }

  /** The same of all pairs, in rows of {@link ScoredPairs#schema}, each as though it was a link. */
  static Dataset<Row> scored(Dataset<Row> compared, Scoring scoring) {
    List<Column> columns = linkColumns(scoring);
    StructField[] all = ScoredPairs.schema(scoring).fields();
    columns.add(lit(ScoredPairs.LINK).as(all[columns.size()].name()));
    for (int c = columns.size(); c < all.length; c++) {
      columns.add(lit(null).cast(all[c].dataType()).as(all[c].name()));
    }
    return weighed(compared, scoring.model())
        .withColumn(Columns.MATCH_PROBABILITY, probability())
        .select(columns.toArray(Column[]::new));
  }

  /** Compared pairs with {@code partial_weight_*}, {@code tf_weight_*} and {@code match_weight}. */
  static Dataset<Row> weighed(Dataset<Row> compared, Model model) {
    List<Comparison> comparisons = model.comparisons();
    WeightTable weights = WeightTable.of(model);
    var columns = new ArrayList<Column>();
    for (String column : compared.columns()) {
      columns.add(col(column));
    }
    var total = new StringBuilder(sql(weights.priorWeight()));
    for (int c = 0; c < comparisons.size(); c++) {
      String name = comparisons.get(c).name();
      columns.add(expr(partialWeight(weights, c, name)).as(Columns.partialWeight(name)));
      plus(total, Columns.partialWeight(name));
      columns.add(expr(termFrequencyWeight(weights, c, name)).as(Columns.tfWeight(name)));
      if (weights.isAdjusted(c)) {
        plus(total, Columns.tfWeight(name));
      }
    }
    return compared
        .select(columns.toArray(Column[]::new))
        .withColumn(Columns.MATCH_WEIGHT, expr(total.toString()));
  }

  private static List<Column> linkColumns(Scoring scoring) {
    var columns = new ArrayList<Column>();
    columns.add(col(Columns.RECORD_KEY + "_l").as(Columns.LEFT_KEY));
    columns.add(col(Columns.RECORD_KEY + "_r").as(Columns.RIGHT_KEY));
    columns.add(col(Columns.SOURCE + "_l").as(Columns.LEFT_SOURCE));
    columns.add(col(Columns.RECORD_ID + "_l").as(Columns.LEFT_ID));
    columns.add(col(Columns.SOURCE + "_r").as(Columns.RIGHT_SOURCE));
    columns.add(col(Columns.RECORD_ID + "_r").as(Columns.RIGHT_ID));
    columns.add(col(Columns.BLOCKING_RULE));
    columns.add(col(Columns.MATCH_WEIGHT));
    columns.add(col(Columns.MATCH_PROBABILITY));
    for (Comparison comparison : scoring.model().comparisons()) {
      columns.add(col(Columns.gamma(comparison.name())));
      if (scoring.partialWeights()) {
        columns.add(col(Columns.partialWeight(comparison.name())));
        columns.add(col(Columns.tfWeight(comparison.name())));
      }
    }
    return columns;
  }

  private static Column probability() {
    return expr(
        "CASE WHEN match_weight >= 0D THEN 1D / (1D + power(2D, -match_weight))"
            + " ELSE power(2D, match_weight) / (1D + power(2D, match_weight)) END");
  }

  private static void plus(StringBuilder total, String column) {
    total.insert(0, "(").append(" + ").append(column).append(")");
  }

  private static String partialWeight(WeightTable weights, int comparison, String name) {
    var sql = new StringBuilder("CASE ").append(Columns.gamma(name));
    for (int gamma = 0; gamma < weights.grades(comparison); gamma++) {
      String weight = sql(weights.partialWeight(comparison, gamma));
      sql.append(" WHEN ").append(gamma).append(" THEN ").append(weight);
    }
    return sql.append(" ELSE 0D END").toString();
  }

  private static String termFrequencyWeight(WeightTable weights, int comparison, String name) {
    if (!weights.isAdjusted(comparison)) {
      return "0D";
    }
    var sql = new StringBuilder("CASE ").append(Columns.gamma(name));
    for (int gamma = 0; gamma < weights.grades(comparison); gamma++) {
      WeightTable.Adjustment adjustment = weights.adjustment(comparison, gamma);
      if (adjustment != null) {
        sql.append(" WHEN ").append(gamma).append(" THEN ").append(bits(adjustment));
      }
    }
    return sql.append(" ELSE 0D END").toString();
  }

  /** {@link WeightTable.Adjustment#bits} in SQL: greatest() takes the one that is no null. */
  private static String bits(WeightTable.Adjustment adjustment) {
    String tf = Columns.tf(adjustment.column());
    String larger = "greatest(`%s_l`, `%s_r`)".formatted(tf, tf);
    String floor = sql(adjustment.floor());
    return "coalesce(%s * (%s - log2(CASE WHEN %s < %s THEN %s ELSE %s END)), 0D)"
        .formatted(
            sql(adjustment.share()), sql(adjustment.baseBits()), larger, floor, floor, larger);
  }

  /** A double that SQL reads back to the bit. */
  private static String sql(double value) {
    return "double('" + value + "')";
  }
}
