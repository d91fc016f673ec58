package org.linkagehub.qa.blocking;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.PairableRecords;
import org.linkagehub.qa.group.GroupDictionary;
import org.linkagehub.qa.group.GroupedCounts;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;

/**
 * Records that no blocking rule sets beside another one: whatever they hold, nothing links them.
 */
public final class UnpairedRecords {
  private static final String CODE = "group_code_";
  private static final String KIND = "kind";
  private static final int PAIRED = 0;
  private static final int ALONE = 1;
  private static final int WITHOUT_KEY = 2;
  private static final int KINDS = 3;
  private static final String METHOD = "from the blocks";
  private static final String AT_LEAST =
      "from the blocks; a rule with a condition may leave more without";

  private UnpairedRecords() {}

  /**
   * Counts them, now: in two shuffles, whatever the size of the blocks.
   *
   * @param records RECORDS with the columns of rules and groupings
   * @param rules as they are applied, without the blocks that are left out
   * @param groups of these records and groupings
   * @return {@code records_without_candidate} and {@code records_without_key}, of the whole and of
   *     each group
   */
  public static List<Measure> measure(
      Dataset<Row> records,
      LinkType linkType,
      List<BlockingRule> rules,
      List<Grouping> groupings,
      GroupDictionary groups) {
    List<Column> ofRecord = new ArrayList<>();
    List<Column> ofKey = new ArrayList<>();
    ofRecord.add(col(RECORD_KEY));
    ofKey.add(col(RECORD_KEY));
    ofRecord.add(lit(null).cast("boolean").as(PairableRecords.PAIRABLE));
    ofKey.add(col(PairableRecords.PAIRABLE));
    List<Column> taken = new ArrayList<>();
    List<Column> packed = new ArrayList<>();
    List<Column> codes = groups.codes(groupings);
    for (int c = 0; c < codes.size(); c++) {
      ofRecord.add(codes.get(c).as(CODE + c));
      ofKey.add(lit(null).cast("bigint").as(CODE + c));
      taken.add(max(CODE + c).as(CODE + c)); // the record's own row alone has one
      packed.add(col(CODE + c));
    }
    Column kind =
        when(coalesce(max(PairableRecords.PAIRABLE), lit(false)), PAIRED)
            .when(max(PairableRecords.PAIRABLE).isNotNull(), ALONE)
            .otherwise(WITHOUT_KEY);
    Dataset<Row> byRecord =
        records
            .select(ofRecord.toArray(Column[]::new))
            .union(
                PairableRecords.of(records, linkType, rules).select(ofKey.toArray(Column[]::new)))
            .groupBy(RECORD_KEY)
            .agg(kind.as(KIND), taken.toArray(Column[]::new));
    long[][] counts = GroupedCounts.of(byRecord, groups, packed, col(KIND), KINDS);
    boolean exact = rules.stream().allMatch(rule -> rule.where().isEmpty() && rule.isSymmetric());
    return measures(groups.groups(), counts, exact ? METHOD : AT_LEAST);
  }

  private static List<Measure> measures(List<Group> groups, long[][] counts, String method) {
    List<Measure> measures = new ArrayList<>();
    for (int g = 0; g < counts.length; g++) {
      long all = counts[g][PAIRED] + counts[g][ALONE] + counts[g][WITHOUT_KEY];
      if (all > 0) {
        measures.add(
            share("records_without_candidate", counts[g][ALONE] + counts[g][WITHOUT_KEY], all)
                .in(groups.get(g))
                .with(Interval.NONE, method));
        measures.add(share("records_without_key", counts[g][WITHOUT_KEY], all).in(groups.get(g)));
      }
    }
    return measures;
  }

  private static Measure share(String name, long records, long all) {
    return Measure.share(name, OptionalDouble.empty(), records, all);
  }
}
