package org.linkagehub.pipelines.comparison;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.pipelines.report.RunFacts;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.summary.ComparisonSummary;
import org.linkagehub.pipelines.summary.ComparisonSummary.Cell;
import org.linkagehub.pipelines.summary.ComparisonSummary.Move;
import org.linkagehub.pipelines.summary.ComparisonSummary.PairedRate;
import org.linkagehub.pipelines.summary.ComparisonSummary.Rate;
import org.linkagehub.qa.linkages.LinkComparison;

/** Gathers the summary of a comparison from its tables: counts only. */
final class ComparisonFigures {
  /** The summary shows the commonest moves between steps; the table has all. */
  private static final int MOVES = 30;

  private static final Map<String, String> HOLDS =
      Map.of(
          ComparisonJob.PAIRS, "a row a request: what both linked it to, how, and who errs",
          ComparisonJob.COUNTS, "the links of each linkage",
          ComparisonJob.MIGRATION, "requests by group, cell and the steps of both",
          ComparisonJob.SAMPLE, "requests of each cell to be reviewed; holds ids",
          ComparisonJob.RATES, "false and missed matches of both, with paired limits");

  private final ComparisonConfig config;
  private final CompletedRun run;

  ComparisonFigures(ComparisonConfig config, CompletedRun run) {
    this.config = config;
    this.run = run;
  }

  ComparisonSummary summary() {
    List<PairedRate> rates = rates();
    return new ComparisonSummary(
        run.manifest().runId(),
        config.first().table().name(),
        config.second().table().name(),
        cells(),
        moves(),
        rates,
        new RunFacts(run.manifest()).stageTimes(),
        run.manifest().wallSeconds(),
        run.folder().toString(),
        new RunFacts(run.manifest()).tables(HOLDS::get),
        warnings());
  }

  private Dataset<Row> table(String name) {
    return run.tables().table(name);
  }

  private List<Cell> cells() {
    return table(ComparisonJob.MIGRATION)
        .groupBy("dimension", "group")
        .pivot("cell", cellKeys())
        .sum("requests")
        .na()
        .fill(0)
        .orderBy(col("dimension").notEqual(LinkComparison.ALL), col("dimension"), col("group"))
        .limit(LinkComparison.MOST_GROUPS)
        .collectAsList()
        .stream()
        .map(
            row ->
                new Cell(
                    row.getString(0),
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6)))
        .toList();
  }

  private static List<Object> cellKeys() {
    var keys = new ArrayList<Object>();
    for (LinkComparison.Cell cell : LinkComparison.Cell.values()) {
      keys.add(cell.key());
    }
    return keys;
  }

  private List<Move> moves() {
    return table(ComparisonJob.MIGRATION)
        .where(col("dimension").equalTo(LinkComparison.ALL))
        .orderBy(col("requests").desc(), col("first_step"), col("second_step"), col("cell"))
        .limit(MOVES)
        .select("first_step", "second_step", "cell", "requests", "first_false", "second_false")
        .collectAsList()
        .stream()
        .map(
            row ->
                new Move(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5)))
        .toList();
  }

  private List<PairedRate> rates() {
    if (config.index().isEmpty()) {
      return List.of();
    }
    return table(ComparisonJob.RATES)
        .orderBy(
            col("measure"),
            col("dimension").notEqual(LinkComparison.ALL),
            col("dimension"),
            col("group"))
        .collectAsList()
        .stream()
        .map(
            row ->
                new PairedRate(
                    row.getAs("measure"),
                    row.getAs("dimension"),
                    row.getAs("group"),
                    rate(row, "first"),
                    rate(row, "second"),
                    row.getAs("difference"),
                    row.getAs("difference_low"),
                    row.getAs("difference_high"),
                    row.getAs("worse")))
        .toList();
  }

  private static Rate rate(Row row, String which) {
    return new Rate(
        row.getAs(which + "_events"),
        row.getAs(which + "_trials"),
        row.getAs(which + "_rate"),
        row.getAs(which + "_low"),
        row.getAs(which + "_high"));
  }

  private List<String> warnings() {
    var warnings = new ArrayList<String>();
    for (Row row : table(ComparisonJob.COUNTS).collectAsList()) {
      if (row.getLong(3) > 0) {
        warnings.add(
            "%,d of the %,d links of %s are of requests that the table of requests does not have: they count nowhere."
                .formatted(row.getLong(3), row.getLong(2), row.getString(0)));
      }
    }
    return warnings;
  }
}
