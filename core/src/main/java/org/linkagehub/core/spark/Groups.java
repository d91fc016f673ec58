package org.linkagehub.core.spark;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.Model;

/**
 * Which pairs {@link Engine#solveGroups} weighs, and by what.
 *
 * @param column of the records, BIGINT: all pairs of records with the same value are weighed, those
 *     of one source too; a record without a value is in no group
 * @param model with m and u for every level that has a weight; its link type does not matter
 * @param conditions further comparisons, named unlike those of the model, whose levels are told and
 *     weigh nothing
 * @param termFrequencies how common the values of the adjusted columns are
 * @param given {@code left_key}, {@code right_key}, {@code match_weight}: pairs that weigh this,
 *     whatever the model makes of them
 */
public record Groups(
    String column,
    Model model,
    List<Comparison> conditions,
    TermFrequencies termFrequencies,
    Optional<Dataset<Row>> given) {
  public Groups {
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(model, "model");
    conditions = List.copyOf(conditions);
    Objects.requireNonNull(termFrequencies, "termFrequencies");
    Objects.requireNonNull(given, "given");
  }
}
