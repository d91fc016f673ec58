package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.linkagehub.core.cluster.CutReason;
import org.linkagehub.core.model.TrainingReport;
import org.linkagehub.pipelines.config.ExclusionSettings;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.CompletedRun;

/** What an analyst should look at after a linkage, in whole sentences. */
final class LinkageWarnings {
  private final LinkageConfig config;
  private final CompletedRun run;
  private final LongFunction<String> shown;
  private final List<Row> inputCounts;

  private LinkageWarnings(LinkageConfig config, CompletedRun run, LongFunction<String> shown) {
    this.config = config;
    this.run = run;
    this.shown = shown;
    this.inputCounts = LinkageSummary.inputCounts(run);
  }

  /**
   * The warnings.
   *
   * @param shown how a count is written: as it is, or as it may leave
   */
  static List<String> of(LinkageConfig config, CompletedRun run, LongFunction<String> shown) {
    return new LinkageWarnings(config, run, shown).warnings();
  }

  private List<String> warnings() {
    var warnings = new ArrayList<String>();
    if (run.tables().has(ClusterStages.GIANT_COMPONENTS)) {
      Row aside =
          run.tables()
              .table(ClusterStages.GIANT_COMPONENTS)
              .where(col("outcome").equalTo(CutReason.SET_ASIDE))
              .agg(count(lit(1)), coalesce(sum("records"), lit(0L)))
              .head();
      if (aside.getLong(0) > 0) {
        warnings.add(
            "%d components, too large to compare whole and not clear at any bar, were set aside: their %s records are each alone; the tables %s and %s tell what holds them together"
                .formatted(
                    aside.getLong(0),
                    shown.apply(aside.getLong(1)),
                    ClusterStages.GIANT_COMPONENTS,
                    ClusterStages.GLUE));
      }
    }
    if (config.training().isPresent()) {
      ModelTables.file(run.tables().table(LinkageStages.MODEL))
          .training()
          .map(TrainingReport::warnings)
          .ifPresent(warnings::addAll);
    }
    for (Row row : inputCounts) {
      long records = row.getLong(3);
      String measure = row.getString(1);
      if (measure.equals(InputCounts.NOT_A_DATE)) {
        warnings.addAll(dateWarnings(row.getString(0), row.getString(2), records));
      } else if (measure.equals(InputCounts.UNDECODED) && records > 0) {
        warnings.add(
            "%s values of column %s in input %s have characters that the file's encoding cannot read"
                .formatted(shown.apply(records), row.getString(2), row.getString(0)));
      } else if (measure.startsWith(InputCounts.NOT_LOOKED_UP)) {
        warnings.add(
            "%s records of input %s have no value by which exclusion %s could find them"
                .formatted(
                    shown.apply(records),
                    row.getString(0),
                    measure.substring(InputCounts.NOT_LOOKED_UP.length())));
      }
    }
    for (ExclusionSettings exclusion : config.exclusions()) {
      if (inputCounts.stream()
          .filter(row -> row.getString(1).equals(InputCounts.EXCLUDED + exclusion.reason()))
          .allMatch(row -> row.getLong(3) == 0)) {
        warnings.add(
            "exclusion %s excludes no record; see whether it asks the right column"
                .formatted(exclusion.reason()));
      }
    }
    return warnings;
  }

  /** What is doubtful of the dates of one column. */
  private List<String> dateWarnings(String source, String column, long unread) {
    var byFormat = new TreeMap<String, Long>();
    for (Row row : inputCounts) {
      String measure = row.getString(1);
      if (row.getString(0).equals(source)
          && column.equals(row.getString(2))
          && measure.startsWith(InputCounts.DATE_OF)
          && row.getLong(3) > 0) {
        byFormat.put(measure.substring(InputCounts.DATE_OF.length()), row.getLong(3));
      }
    }
    var warnings = new ArrayList<String>();
    if (unread > 0) {
      long all = unread + byFormat.values().stream().mapToLong(n -> n).sum();
      warnings.add(
          "%s of the %s values of column %s in input %s are no date of the formats it is read by; they count as missing"
              .formatted(shown.apply(unread), shown.apply(all), column, source));
    }
    if (byFormat.size() > 1) {
      warnings.add(
          "column %s in input %s has dates of %d formats (%s); see that each is read as it is meant"
              .formatted(
                  column,
                  source,
                  byFormat.size(),
                  byFormat.entrySet().stream()
                      .map(format -> shown.apply(format.getValue()) + " as " + format.getKey())
                      .collect(Collectors.joining(", "))));
    }
    return warnings;
  }
}
