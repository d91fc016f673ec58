package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.qa.measure.MeasureTable;

/** The digest of the sorted rows of tables: the same for the same rows in any order. */
final class TableDigest {
  private TableDigest() {}

  /** Of each table that a run has, but for the named ones. */
  static Map<String, String> of(CompletedRun run, String... leftOut) {
    var digests = new TreeMap<String, String>();
    run.manifest().stages().stream()
        .flatMap(stage -> stage.outputs().stream())
        .filter(table -> !List.of(leftOut).contains(table.table()))
        .forEach(table -> digests.put(table.table(), of(run.tables().table(table.table()))));
    return digests;
  }

  static String of(Dataset<Row> table) {
    Column[] columns =
        Arrays.stream(table.columns())
            .filter(column -> !column.equals(MeasureTable.RUN)) // another run, another id
            .sorted()
            .map(c -> col(c))
            .toArray(Column[]::new);
    List<String> rows =
        table
            .select(md5(to_json(struct(columns)).cast("binary")).as("row"))
            .as(Encoders.STRING())
            .collectAsList();
    return Integer.toHexString(rows.stream().sorted().toList().hashCode()) + "/" + rows.size();
  }
}
