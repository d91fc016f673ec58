package org.linkagehub.pipelines.assessment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.core.config.Problem;
import org.linkagehub.core.standardise.Sql;
import org.linkagehub.pipelines.config.AssessmentConfig;

/** Whether the SQL of the block {@code quality} can be worked out of the assessed records. */
final class AssessedSql {
  private static final String KEY = "linkage.quality.";

  private final AssessmentConfig config;
  private final List<Problem> problems = new ArrayList<>();

  private AssessedSql(AssessmentConfig config) {
    this.config = config;
  }

  /**
   * Passes settings that fit the records.
   *
   * @throws ConfigException with everything that does not
   */
  static void require(AssessmentConfig config, Dataset<Row> records) {
    new AssessedSql(config).check(records);
  }

  private void check(Dataset<Row> records) {
    var quality = config.quality();
    quality.groupings().forEach(g -> of(records, "groups." + g.name(), g.expression()));
    quality.validity().forEach((name, sql) -> of(records, "validity." + name, sql));
    quality.codes().forEach(column -> of(records, "codes", Sql.column(column)));
    quality.planted().ifPresent(sql -> of(records, "planted", sql));
    if (!quality.implausible().isEmpty()) {
      Column[] sides =
          Arrays.stream(records.columns())
              .flatMap(
                  c -> Stream.of(col(Sql.column(c)).as(c + "_l"), col(Sql.column(c)).as(c + "_r")))
              .toArray(Column[]::new);
      Dataset<Row> pair = records.select(sides);
      quality
          .implausible()
          .forEach(rule -> of(pair, "implausible." + rule.name(), rule.condition()));
    }
    config
        .identifier()
        .filter(column -> !List.of(records.columns()).contains(column))
        .ifPresent(
            column ->
                problem(
                    "linkage.assess.identifier",
                    "names the unknown column "
                        + column
                        + Nearest.suggestion(column, List.of(records.columns()))));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private void of(Dataset<Row> rows, String key, String sql) {
    try {
      rows.select(expr(sql));
    } catch (Exception e) { // AnalysisException is checked, but Scala code does not declare it
      problem(
          KEY + key,
          "cannot be worked out of the records: "
              + sql
              + " ("
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + ")");
    }
  }

  private void problem(String key, String message) {
    problems.add(config.source().problem(key, message));
  }
}
