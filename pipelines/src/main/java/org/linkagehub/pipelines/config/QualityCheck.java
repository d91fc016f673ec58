package org.linkagehub.pipelines.config;

import java.util.function.BiConsumer;
import org.linkagehub.core.standardise.Sql;
import org.linkagehub.qa.assessment.QualitySettings;
import org.linkagehub.qa.estimate.ImplausibleRule;
import org.linkagehub.qa.group.Grouping;

/** Whether the SQL of the block {@code quality} can be used on the records. */
final class QualityCheck {
  private static final String KEY = "linkage.quality.";

  private QualityCheck() {}

  /**
   * Checks every expression.
   *
   * @param oneRecord checks what is of one record
   * @param pair checks what is of two records
   * @param problem takes a key and what is wrong with it
   */
  static void check(
      QualitySettings quality,
      SqlCheck oneRecord,
      SqlCheck pair,
      BiConsumer<String, String> problem) {
    for (Grouping grouping : quality.groupings()) {
      report(
          KEY + "groups." + grouping.name(), oneRecord.expression(grouping.expression()), problem);
    }
    quality
        .validity()
        .forEach(
            (name, sql) -> report(KEY + "validity." + name, oneRecord.condition(sql), problem));
    quality
        .codes()
        .forEach(
            column -> report(KEY + "codes", oneRecord.expression(Sql.column(column)), problem));
    for (ImplausibleRule rule : quality.implausible()) {
      report(KEY + "implausible." + rule.name(), pair.condition(rule.condition()), problem);
    }
    quality.planted().ifPresent(sql -> report(KEY + "planted", oneRecord.condition(sql), problem));
  }

  private static void report(
      String key, SqlCheck.Outcome outcome, BiConsumer<String, String> problem) {
    if (outcome.failed()) {
      problem.accept(key, outcome.problem());
    }
  }
}
