package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.Model;

/**
 * The match weight of each record compared with itself: the most that another record with the same
 * values could have. Where it is below a threshold, the record cannot be linked at it, whoever else
 * is there: it has too few values, or too common ones.
 */
public final class SelfWeights {
  private SelfWeights() {}

  /**
   * Weighs records. Lazy.
   *
   * @param records RECORDS with the columns of the comparisons, the term frequencies and {@code
   *     kept}
   * @param kept columns that stand in the result as they are
   * @return {@code kept}, and {@code match_weight} in bits
   */
  public static Dataset<Row> of(
      Dataset<Row> records, Model model, TermFrequencies frequencies, List<String> kept) {
    List<Comparison> comparisons = model.comparisons();
    var plan = new ComparisonPlan(comparisons);
    Dataset<Row> prepared = frequencies.attach(records);
    Set<String> read =
        new LinkedHashSet<>(plan.columns().orElseGet(() -> Set.of(records.columns())));
    for (var derived : plan.perRecord().entrySet()) {
      prepared = prepared.withColumn(derived.getKey(), expr(derived.getValue()));
      read.add(derived.getKey());
    }
    frequencies.byColumn().keySet().forEach(column -> read.add(Columns.tf(column)));
    var columns = new ArrayList<Column>();
    kept.forEach(column -> columns.add(col(column)));
    for (String column : read) {
      columns.add(col(column).as(column + "_l"));
      columns.add(col(column).as(column + "_r"));
    }
    Dataset<Row> withThemselves = prepared.select(columns.toArray(Column[]::new));
    for (var similar : plan.perPair().entrySet()) {
      withThemselves = withThemselves.withColumn(similar.getKey(), expr(similar.getValue()));
    }
    var compared = new ArrayList<Column>();
    for (String column : withThemselves.columns()) {
      compared.add(col(column));
    }
    comparisons.forEach(c -> compared.add(expr(plan.gamma(c.name())).as(Columns.gamma(c.name()))));
    var result = new ArrayList<Column>();
    kept.forEach(column -> result.add(col(column)));
    result.add(col(Columns.MATCH_WEIGHT));
    return WeightSql.weighed(withThemselves.select(compared.toArray(Column[]::new)), model)
        .select(result.toArray(Column[]::new));
  }
}
