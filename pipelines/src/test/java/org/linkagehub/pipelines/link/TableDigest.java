package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.qa.measure.MeasureTable;

/** The digest of the sorted rows of tables: the same for the same rows in any order. */
final class TableDigest {
  private TableDigest() {}

  /** Of each table that a run has. */
  static Map<String, String> of(CompletedRun run) {
    var tables = new TreeMap<String, Dataset<Row>>();
    run.manifest().stages().stream()
        .flatMap(stage -> stage.outputs().stream())
        .forEach(table -> tables.put(table.table(), run.tables().table(table.table())));
    return of(tables);
  }

  static String of(Dataset<Row> table) {
    return of(Map.of("it", table)).get("it");
  }

  /** Of several tables, in one job. */
  private static Map<String, String> of(Map<String, Dataset<Row>> tables) {
    var digests = new TreeMap<String, List<String>>();
    tables.keySet().forEach(name -> digests.put(name, new ArrayList<>()));
    tables.entrySet().stream()
        .map(table -> rows(table.getKey(), table.getValue()))
        .reduce(Dataset::union)
        .orElseThrow()
        .collectAsList()
        .forEach(row -> digests.get(row.getString(0)).add(row.getString(1)));
    var found = new TreeMap<String, String>();
    digests.forEach(
        (name, rows) ->
            found.put(
                name,
                Integer.toHexString(rows.stream().sorted().toList().hashCode())
                    + "/"
                    + rows.size()));
    return found;
  }

  private static Dataset<Row> rows(String name, Dataset<Row> table) {
    Column[] columns =
        Arrays.stream(table.columns())
            .filter(column -> !column.equals(MeasureTable.RUN)) // another run, another id
            .sorted()
            .map(c -> col(c))
            .toArray(Column[]::new);
    return table.select(lit(name), md5(to_json(struct(columns)).cast("binary")));
  }
}
