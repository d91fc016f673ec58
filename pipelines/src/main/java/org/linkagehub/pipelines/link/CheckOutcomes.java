package org.linkagehub.pipelines.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.qa.check.CheckResult.Outcome;
import org.linkagehub.qa.check.CheckTable;

/** What a run's manifest tells of its checks. */
public final class CheckOutcomes {
  private static final String CHECKS = "checks";
  private static final String FAILED = "checks_failed";

  private CheckOutcomes() {}

  /**
   * How many passed, warned and failed, if there were any; and the reasons of those that failed.
   *
   * @param tables of the run
   */
  public static Map<String, String> results(Tables tables) {
    var results = new TreeMap<String, String>();
    if (!tables.has(CheckTable.NAME)) {
      return results;
    }
    List<Row> rows =
        tables.table(CheckTable.NAME).select(CheckTable.OUTCOME, CheckTable.REASON).collectAsList();
    if (rows.isEmpty()) {
      return results;
    }
    results.put(
        CHECKS,
        "%d passed, %d warn, %d failed"
            .formatted(
                count(rows, Outcome.PASS), count(rows, Outcome.WARN), count(rows, Outcome.FAIL)));
    if (count(rows, Outcome.FAIL) > 0) {
      results.put(
          FAILED,
          String.join(
              "; ",
              rows.stream()
                  .filter(row -> row.getString(0).equals(Outcome.FAIL.text()))
                  .map(row -> row.getString(1))
                  .toList()));
    }
    return results;
  }

  private static long count(List<Row> rows, Outcome outcome) {
    return rows.stream().filter(row -> row.getString(0).equals(outcome.text())).count();
  }

  /** Why checks of a finished run failed; empty if none did. */
  public static Optional<String> failed(RunManifest run) {
    return Optional.ofNullable(run.results().get(FAILED));
  }
}
