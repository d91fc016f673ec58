package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.score.TermFrequencyBase;

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
    List<Comparison> comparisons = scoring.model().comparisons();
    var columns = new ArrayList<Column>();
    for (String column : compared.columns()) {
      columns.add(col(column));
    }
    var total = new StringBuilder(sql(MatchWeights.ofProbability(scoring.model().prior())));
    for (Comparison comparison : comparisons) {
      columns.add(expr(partialWeight(comparison)).as(Columns.partialWeight(comparison.name())));
      total.insert(0, "(").append(" + ").append(Columns.partialWeight(comparison.name()));
      total.append(")");
      Optional<String> adjustment = termFrequencyWeight(comparison);
      columns.add(expr(adjustment.orElse("0D")).as(Columns.tfWeight(comparison.name())));
      if (adjustment.isPresent()) {
        total.insert(0, "(").append(" + ").append(Columns.tfWeight(comparison.name())).append(")");
      }
    }
    Dataset<Row> weighed =
        compared
            .select(columns.toArray(Column[]::new))
            .withColumn(Columns.MATCH_WEIGHT, expr(total.toString()))
            .where(col(Columns.MATCH_WEIGHT).geq(scoring.minimumWeight()))
            .withColumn(Columns.MATCH_PROBABILITY, probability());
    return weighed.select(linkColumns(scoring));
  }

  private static Column[] linkColumns(Scoring scoring) {
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
    return columns.toArray(Column[]::new);
  }

  private static Column probability() {
    return expr(
        "CASE WHEN match_weight >= 0D THEN 1D / (1D + power(2D, -match_weight))"
            + " ELSE power(2D, match_weight) / (1D + power(2D, match_weight)) END");
  }

  private static String partialWeight(Comparison comparison) {
    var sql = new StringBuilder("CASE ").append(Columns.gamma(comparison.name()));
    List<ComparisonLevel> levels = comparison.byGamma();
    for (int gamma = 0; gamma < levels.size(); gamma++) {
      ComparisonLevel level = levels.get(gamma);
      double weight =
          MatchWeights.ofLevel(
              required(comparison, level, "m", level.m()),
              required(comparison, level, "u", level.u()));
      sql.append(" WHEN ").append(gamma).append(" THEN ").append(sql(weight));
    }
    return sql.append(" ELSE 0D END").toString();
  }

  private static Optional<String> termFrequencyWeight(Comparison comparison) {
    var sql = new StringBuilder("CASE ").append(Columns.gamma(comparison.name()));
    boolean any = false;
    List<ComparisonLevel> levels = comparison.byGamma();
    for (int gamma = 0; gamma < levels.size(); gamma++) {
      Optional<TermFrequencyAdjustment> adjustment = levels.get(gamma).termFrequency();
      if (adjustment.isPresent() && adjustment.get().weight() > 0) {
        any = true;
        double base = MatchWeights.log2(TermFrequencyBase.uExact(comparison, levels.get(gamma)));
        String tf = Columns.tf(adjustment.get().column());
        sql.append(" WHEN ")
            .append(gamma)
            .append(
                " THEN coalesce(%s * (%s - log2(greatest(greatest(`%s_l`, `%s_r`), nullif(%s, 0D)))), 0D)"
                    .formatted(
                        sql(adjustment.get().weight()),
                        sql(base),
                        tf,
                        tf,
                        sql(adjustment.get().minimumU())));
      }
    }
    return any ? Optional.of(sql.append(" ELSE 0D END").toString()) : Optional.empty();
  }

  private static double required(
      Comparison comparison, ComparisonLevel level, String parameter, OptionalDouble value) {
    return value.orElseThrow(
        () ->
            new IllegalArgumentException(
                "comparison %s, level '%s' has no %s: train the model or give one"
                    .formatted(comparison.name(), level.label(), parameter)));
  }

  /** A double that SQL reads back to the bit. */
  private static String sql(double value) {
    return "double('" + value + "')";
  }
}
