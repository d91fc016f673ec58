package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.qa.report.Evidence;

/** Pairs of records for a report that was asked to show some: personal data. */
final class ShownRecords {
  private static final int PAIRS = 10;

  private ShownRecords() {}

  /** The pairs nearest to the threshold, with the columns that are compared. */
  static List<Evidence.ShownPair> near(LinkageConfig config, Tables tables, double thresholdBits) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    List<String> columns =
        Arrays.stream(records.columns())
            .filter(column -> !config.isRaw(column) && !column.equals(Columns.TRUE_PERSON))
            .toList();
    List<Row> pairs =
        tables
            .table(LinkageStages.LINKS)
            .where(col(Columns.MATCH_WEIGHT).isNotNull())
            .orderBy(
                abs(col(Columns.MATCH_WEIGHT).minus(thresholdBits)),
                col(Columns.LEFT_KEY),
                col(Columns.RIGHT_KEY))
            .select(Columns.LEFT_KEY, Columns.RIGHT_KEY, Columns.MATCH_WEIGHT)
            .limit(PAIRS)
            .collectAsList();
    Map<Long, Row> byKey = records(records, pairs);
    var shown = new ArrayList<Evidence.ShownPair>();
    for (Row pair : pairs) {
      var values = new LinkedHashMap<String, List<String>>();
      for (String column : columns) {
        values.put(
            column,
            List.of(
                text(byKey.get(pair.getLong(0)), column),
                text(byKey.get(pair.getLong(1)), column)));
      }
      shown.add(new Evidence.ShownPair(pair.getDouble(2), values));
    }
    return shown;
  }

  private static Map<Long, Row> records(Dataset<Row> records, List<Row> pairs) {
    Object[] keys =
        pairs.stream()
            .flatMap(pair -> List.of(pair.getLong(0), pair.getLong(1)).stream())
            .distinct()
            .toArray();
    Map<Long, Row> byKey = new TreeMap<>();
    records
        .where(col(Columns.RECORD_KEY).isin(keys))
        .collectAsList()
        .forEach(row -> byKey.put(row.getAs(Columns.RECORD_KEY), row));
    return byKey;
  }

  private static String text(Row row, String column) {
    Object value = row == null ? null : row.getAs(column);
    return Optional.ofNullable(value).map(String::valueOf).orElse("");
  }
}
