package org.linkagehub.pipelines.assessment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.ScoredPairs;
import org.linkagehub.pipelines.config.AssessmentConfig;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.qa.assessment.AssessedLinkage;
import org.linkagehub.qa.measure.Measure;

/** Whether the rows of assessed tables can be what they are said to be. */
final class AssessedRows {
  private AssessedRows() {}

  /**
   * Passes tables whose rows can be counted. Runs a small job each.
   *
   * @throws InputDataException if a record is in several clusters, or a chance or count is none
   */
  static void require(AssessmentConfig config, AssessedLinkage assessed) {
    assessed
        .clusters()
        .ifPresent(
            of ->
                requireNone(
                    of.groupBy(Columns.RECORD_KEY)
                        .agg(count(lit(1)).as("times"))
                        .agg(count_if(col("times").gt(1))),
                    "%s has %%d records in more than one row, but a record is in one cluster; keep one row of each (where = ...)"
                        .formatted(config.clusters().orElseThrow().table().name())));
    Column chance = col(ScoredPairs.INCLUSION_PROBABILITY);
    assessed
        .compared()
        .rejected()
        .ifPresent(
            of ->
                requireNone(
                    of.agg(
                        count_if(
                            chance
                                .isNull()
                                .or(chance.leq(0))
                                .or(chance.gt(1))
                                .or(col(Columns.MATCH_PROBABILITY).isNull()))),
                    "%s has %%d rows without a weight or probability, or whose chance to be drawn is not above 0 and at most 1"
                        .formatted(config.rejected().orElseThrow().pairs().table().name())));
    assessed
        .compared()
        .patterns()
        .ifPresent(
            of ->
                requireNone(
                    of.agg(count_if(isNoPattern(of))),
                    "%s has %%d rows without a weight, a level or a count, or with more links than pairs"
                        .formatted(config.patterns().orElseThrow().table().name())));
  }

  private static Column isNoPattern(Dataset<Row> patterns) {
    Column none =
        col(Columns.PAIR_COUNT)
            .lt(col(ScoredPairs.LINK_COUNT))
            .or(col(ScoredPairs.LINK_COUNT).lt(0));
    for (String column : patterns.columns()) {
      none = none.or(col("`" + column + "`").isNull());
    }
    return none;
  }

  private static void requireNone(Dataset<Row> bad, String message) {
    long rows = bad.head().getLong(0);
    if (rows > 0) {
      throw new InputDataException(message.formatted(rows));
    }
  }

  /**
   * Passes links of which some are between two of the records.
   *
   * @throws InputDataException if there are links, and every one names a record that there is not
   */
  static void requireLinksOfRecords(AssessmentConfig config, List<Measure> measures) {
    double strays = most(measures, "pairs_left_out", m -> m.value().orElse(0));
    double links = most(measures, "links", m -> m.value().orElse(0));
    if (strays > 0 && links == 0 && config.links().isPresent()) {
      var pairs = config.links().get().pairs();
      throw new InputDataException(
          "none of the %,.0f pairs of %s is of two records of the inputs; look whether %s and %s are ids as the inputs' own, and name left-source and right-source if there are several inputs"
              .formatted(strays, pairs.table().name(), pairs.leftId(), pairs.rightId()));
    }
  }

  private static double most(
      List<Measure> measures, String name, ToDoubleFunction<Measure> figure) {
    return measures.stream()
        .filter(m -> m.measure().equals(name) && m.group().isAll())
        .mapToDouble(figure)
        .max()
        .orElse(0);
  }

  /** Rows of clusters that name no record. */
  static Measure leftOut(Dataset<Row> clusters, Dataset<Row> records) {
    long rows =
        clusters
            .join(
                records.select(col(Columns.RECORD_KEY).as("known_key")),
                col(Columns.RECORD_KEY).equalTo(col("known_key")),
                "left_anti")
            .count();
    return Measure.count("cluster_rows_left_out", OptionalDouble.empty(), rows);
  }
}
