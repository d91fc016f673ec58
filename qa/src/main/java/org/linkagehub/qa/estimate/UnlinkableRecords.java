package org.linkagehub.qa.estimate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.SelfWeights;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.qa.group.GroupDictionary;
import org.linkagehub.qa.group.GroupedCounts;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;

/** Records that would not reach a threshold if they were compared with themselves. */
public final class UnlinkableRecords {
  private static final String CODE = "group_code_";
  private static final String METHOD = "each record compared with itself";

  private UnlinkableRecords() {}

  /**
   * Counts them, now.
   *
   * @param records RECORDS with the columns of model and groupings
   * @param groups of these records and groupings
   * @param thresholds in bits, ascending
   * @return {@code unlinkable_records} at each threshold, of the whole and of each group
   */
  public static List<Measure> measure(
      Dataset<Row> records,
      Model model,
      TermFrequencies frequencies,
      List<Grouping> groupings,
      GroupDictionary groups,
      List<Double> thresholds) {
    Dataset<Row> coded = records;
    List<String> names = new ArrayList<>();
    List<Column> packed = new ArrayList<>();
    for (Column code : groups.codes(groupings)) {
      String name = CODE + names.size();
      coded = coded.withColumn(name, code);
      names.add(name);
      packed.add(col(name));
    }
    Column reached = lit(0);
    for (double threshold : thresholds) {
      reached = reached.plus(when(col(MATCH_WEIGHT).geq(threshold), 1).otherwise(0));
    }
    int kinds = thresholds.size() + 1;
    long[][] counts =
        GroupedCounts.of(
            SelfWeights.of(coded, model, frequencies, names), groups, packed, reached, kinds);
    List<Measure> measures = new ArrayList<>();
    for (int g = 0; g < counts.length; g++) {
      long all = 0;
      for (long count : counts[g]) {
        all += count;
      }
      long below = 0;
      for (int k = 0; k < thresholds.size() && all > 0; k++) {
        below += counts[g][k];
        measures.add(
            Measure.share("unlinkable_records", OptionalDouble.of(thresholds.get(k)), below, all)
                .in(groups.groups().get(g))
                .with(Interval.NONE, METHOD));
      }
    }
    return measures;
  }
}
