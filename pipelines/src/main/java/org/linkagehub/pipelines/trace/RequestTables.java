package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.pipelines.trace.record.RequestField;

/** Makes the table {@value TraceTables#REQUESTS} of the tables of requests. */
final class RequestTables {
  private final List<TraceConfig.Requests> inputs;

  RequestTables(List<TraceConfig.Requests> inputs) {
    this.inputs = inputs;
  }

  /**
   * All requests.
   *
   * @throws InputDataException if a request has no unique reference, or not one of its own
   */
  Dataset<Row> requests(Tables tables) {
    Dataset<Row> all = null;
    for (TraceConfig.Requests input : inputs) {
      Dataset<Row> some = of(input, tables.table(input.tableName()));
      all = all == null ? some : all.unionByName(some);
    }
    Row counts =
        all.agg(
                expr("count(*)"),
                expr("count(unique_reference)"),
                expr("count(distinct request_key)"))
            .head();
    long requests = counts.getLong(0);
    if (requests == 0) {
      throw new InputDataException("there is no request to trace: the inputs are empty");
    }
    require(requests - counts.getLong(1), "without a unique_reference");
    require(requests - counts.getLong(2), "whose unique_reference another of the same input has");
    return all;
  }

  private static void require(long bad, String which) {
    if (bad > 0) {
      throw new InputDataException(
          "%,d requests are refused (code 08), %s: no answer could be told to be theirs"
              .formatted(bad, which));
    }
  }

  /**
   * The requests of one input.
   *
   * @throws InputDataException naming the field that cannot be made of the table's columns
   */
  static Dataset<Row> of(TraceConfig.Requests input, Dataset<Row> table) {
    String source = input.table().name();
    List<String> present =
        Arrays.stream(table.columns()).map(name -> name.toLowerCase(Locale.ROOT)).toList();
    var columns = new ArrayList<Column>();
    for (RequestField field : RequestField.values()) {
      String sql =
          input
              .columns()
              .getOrDefault(field, present.contains(field.column()) ? field.column() : "null");
      Column column = expr(sql).cast("string").as(field.column());
      try {
        table.select(column);
      } catch (Exception e) { // AnalysisException is checked, but Scala code does not declare it
        throw new InputDataException(
            "linkage.trace.requests.inputs: %s of %s cannot be worked out: %s; its columns are %s"
                .formatted(
                    field.column(),
                    source,
                    sql,
                    List.of(table.drop(InputTables.MALFORMED_LINE).columns())),
            e);
      }
      columns.add(column);
    }
    Dataset<Row> fields = table.select(columns.toArray(Column[]::new));
    return fields.select(
        xxhash64(lit(source), coalesce(col(RequestField.UNIQUE_REFERENCE.column()), lit("")))
            .as(TraceTables.REQUEST_KEY),
        lit(source).as(TraceTables.SOURCE),
        col("*"));
  }
}
