package org.linkagehub.pipelines.link;

import java.util.List;
import org.apache.spark.sql.Row;
import org.linkagehub.core.config.BlockingSettings;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.qa.blocking.BlockingCounts;

/** Holds the pairs that blocking would make against what the configuration allows. */
final class PairBudget {
  private PairBudget() {}

  /**
   * Passes rules within the budget.
   *
   * @param counts a row for each rule, as {@link BlockingCounts#counts} gives them
   * @throws InputDataException if a rule, or all together, make too many pairs, or none makes any
   */
  static void require(BlockingSettings settings, List<Row> counts) {
    long all = 0;
    for (Row row : counts) {
      long pairs = row.getAs(Columns.PAIR_COUNT);
      if (pairs > settings.maxPairsPerRule()) {
        throw new InputDataException(
            "blocking rule %s makes %,d pairs, more than the %,d that linkage.blocking.max-pairs-per-rule allows; its largest block holds %,d records: add a column to the rule, or make frequent placeholder values missing under linkage.standardise"
                .formatted(
                    row.getAs(Columns.BLOCKING_RULE),
                    pairs,
                    settings.maxPairsPerRule(),
                    row.<Long>getAs(BlockingCounts.LARGEST_BLOCK)));
      }
      all = Math.addExact(all, pairs);
    }
    if (all > settings.maxPairs()) {
      throw new InputDataException(
          "the blocking rules make up to %,d pairs, more than the %,d that linkage.blocking.max-pairs allows; make the rules stricter, or raise the bound"
              .formatted(all, settings.maxPairs()));
    }
    if (all == 0) {
      throw new InputDataException(
          "no two records agree on the keys of any blocking rule, so there is no pair to compare; choose rules on columns in which the records of one person mostly agree");
    }
  }
}
