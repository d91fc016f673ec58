package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.Pass;
import org.linkagehub.core.score.MatchWeights;

/** The links of deterministic passes. */
public final class PassLinks {
  /** Compares nothing, so that an engine makes pairs without a model. */
  public static final Comparison NOTHING =
      new Comparison(
          "nothing",
          "nothing",
          List.of(ComparisonLevel.otherwise().with(OptionalDouble.of(1), OptionalDouble.of(1))));

  private PassLinks() {}

  /**
   * The pairs that the passes make, each once, under the first pass that makes it.
   *
   * @param records RECORDS with the columns of the rules
   * @return LINKS without columns of comparisons: {@code blocking_rule} and {@code pass} name the
   *     pass, {@code match_weight} is what it counts as
   */
  public static Dataset<Row> of(
      Engine engine, Dataset<Row> records, LinkType linkType, List<Pass> passes) {
    var anyPair = new Model(linkType, 0.5, List.of(NOTHING));
    Dataset<Row> pairs =
        engine
            .score(
                records,
                new Scoring(
                    anyPair,
                    passes.stream().map(Pass::rule).toList(),
                    new TermFrequencies(Map.of()),
                    Double.NEGATIVE_INFINITY,
                    false))
            .drop(Columns.gamma(NOTHING.name()));
    Column weight = lit(null).cast("double");
    Column probability = lit(null).cast("double");
    for (Pass pass : passes) {
      Column ofPass = col(Columns.BLOCKING_RULE).equalTo(pass.rule().name());
      weight = when(ofPass, pass.matchWeight()).otherwise(weight);
      probability =
          when(ofPass, MatchWeights.toProbability(pass.matchWeight())).otherwise(probability);
    }
    return pairs
        .withColumn(Columns.MATCH_WEIGHT, weight)
        .withColumn(Columns.MATCH_PROBABILITY, probability)
        .withColumn(Columns.PASS, col(Columns.BLOCKING_RULE));
  }

  /**
   * The records that the model has still to compare.
   *
   * @param links of the passes
   * @param settled sources of which a record that a pass linked is left out
   */
  public static Dataset<Row> unsettled(
      Dataset<Row> records, Dataset<Row> links, List<String> settled) {
    if (settled.isEmpty()) {
      return records;
    }
    Object[] sources = settled.toArray();
    Dataset<Row> done =
        links
            .where(col(Columns.LEFT_SOURCE).isin(sources))
            .select(col(Columns.LEFT_KEY).as("settled_key"))
            .union(
                links.where(col(Columns.RIGHT_SOURCE).isin(sources)).select(col(Columns.RIGHT_KEY)))
            .distinct();
    return records.join(
        done, records.col(Columns.RECORD_KEY).equalTo(done.col("settled_key")), "left_anti");
  }
}
