package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.linkagehub.pipelines.trace.record.RequestField;

/** Answers as a trace would give them, that follow from a word in the request's e-mail address. */
final class AnswerRow {
  private static final String FOUND =
      "word in ('cached', 'live', 'superseded', 'alphanumeric', 'algorithmic')";

  private AnswerRow() {}

  static Dataset<Row> of(Dataset<Row> requests) {
    var asked = new ArrayList<Column>();
    for (RequestField field : RequestField.values()) {
      asked.add(col(field.column()));
    }
    Dataset<Row> words =
        requests
            .withColumn("word", expr("coalesce(email_address, 'unknown')"))
            .withColumn("number", expr("coalesce(nhs_no, '9990000018')"));
    var columns = new ArrayList<Column>();
    for (StructField field : TraceTables.ANSWERS_SCHEMA.fields()) {
      columns.add(value(field.name(), asked).cast(field.dataType()).as(field.name()));
    }
    return words.select(columns.toArray(Column[]::new));
  }

  private static Column value(String name, List<Column> asked) {
    String score =
        "case when word = 'cached' then null when word = 'algorithmic' then 90 else 0 end";
    return switch (name) {
      case TraceTables.REQUEST_KEY, TraceTables.SOURCE -> col(name);
      case TraceTables.REQUEST -> struct(asked.toArray(Column[]::new));
      case TraceTables.AS_AT -> expr("date'2026-03-14'");
      case TraceTables.CODE ->
          expr(
              "case when word = 'superseded' then '90' when "
                  + FOUND
                  + " then '00' when word = 'close' then '97' when word = 'little' then '96'"
                  + " when word = 'none' then '15' else '98' end");
      case TraceTables.INDICATOR ->
          expr(
              "case when word in ('cached', 'live', 'superseded') then 1 when word = 'alphanumeric'"
                  + " then 3 when word in ('little', 'none') then 0 else 4 end");
      case TraceTables.LAST_STEP, TraceTables.MATCH_STEP -> lit("step");
      case TraceTables.MATCHED_NUMBER ->
          expr(
              "case when "
                  + FOUND
                  + " then number when word in ('close', 'little') then '9999999999'"
                  + " when word = 'none' then null else '0000000000' end");
      case TraceTables.CONFIDENCE ->
          expr("case when word = 'algorithmic' then 88.5 when " + FOUND + " then 100 else 0 end");
      case TraceTables.FAMILY_NAME_SCORE,
          TraceTables.GIVEN_NAME_SCORE,
          TraceTables.BIRTH_DATE_SCORE,
          TraceTables.GENDER_SCORE,
          TraceTables.POSTCODE_SCORE ->
          expr(score);
      case TraceTables.PERSON -> person();
      case TraceTables.SUPERSEDED -> expr("word = 'superseded'");
      case TraceTables.FORMER_NUMBERS -> array();
      case TraceTables.CANDIDATES, TraceTables.STEPS -> array();
      case TraceTables.CANDIDATE_COUNT -> lit(0);
      default -> lit(null);
    };
  }

  private static Column person() {
    var fields = new ArrayList<String>();
    Arrays.stream(TraceTables.PERSON_SCHEMA.fields())
        .forEach(
            field ->
                fields.add(
                    switch (field.name()) {
                          case "nhs_number" -> "number";
                          case "family_name" -> "'OF INDEX'";
                          case "sensitivity" -> "''";
                          default -> "cast(null as string)";
                        }
                        + " as "
                        + field.name()));
    return expr("case when " + FOUND + " then struct(" + String.join(", ", fields) + ") end");
  }
}
