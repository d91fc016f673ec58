package org.linkagehub.pipelines.trace.diagnostics;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.trace.TraceTables;
import org.linkagehub.pipelines.trace.bucket.BucketMatching;
import org.linkagehub.pipelines.trace.record.ResponseCode;
import org.linkagehub.pipelines.trace.response.PersonIdType;
import org.linkagehub.pipelines.trace.response.ResponseColumns;

/**
 * What must hold of every response before anything of it is used, each assumption a row: the log of
 * sanity checks of MPS Diagnostics, whose run and time the manifest tells. A response that breaks
 * one is refused.
 */
public final class SanityChecks {
  public static final String SANITY_CHECKS = "sanity_checks";

  private static final StructType SCHEMA =
      new StructType()
          .add("submission", DataTypes.LongType, false)
          .add("number_records_in_delta", DataTypes.LongType, false)
          .add("test_stage", DataTypes.StringType, false)
          .add("sanity_check", DataTypes.StringType, false)
          .add("assumption_valid", DataTypes.BooleanType, false)
          .add("details", DataTypes.StringType, false);

  private static final List<String> MATCHES =
      java.util.Arrays.stream(ResponseCode.values())
          .filter(ResponseCode::isMatch)
          .map(ResponseCode::code)
          .toList();

  private SanityChecks() {}

  /** An assumption: in words, and the condition of rows that break it. */
  private record Assumption(String words, Column broken) {}

  /**
   * The log.
   *
   * @param responses the table of them
   * @param requests that were asked
   * @param additions to the bucket; empty without a bucket
   * @throws IllegalStateException naming the assumptions that do not hold, with the number of rows
   *     that break them
   */
  public static Dataset<Row> log(
      Dataset<Row> responses,
      Dataset<Row> requests,
      Optional<Dataset<Row>> additions,
      long submission) {
    List<Assumption> assumptions = assumptions();
    var sums = new ArrayList<Column>();
    Column oneTime =
        col(ResponseColumns.PERSON_ID_TYPE).equalTo(PersonIdType.ONE_TIME_USE_ID.name());
    sums.add(countDistinct(col(TraceTables.REQUEST_KEY)));
    sums.add(count_if(oneTime));
    sums.add(countDistinct(when(oneTime, col(ResponseColumns.PERSON_ID))));
    assumptions.forEach(assumption -> sums.add(count_if(assumption.broken())));
    Row counts = responses.agg(count(lit(1)), sums.toArray(Column[]::new)).head();
    long rows = counts.getLong(0);
    var log = new ArrayList<Row>();
    log.add(
        row(
            submission,
            rows,
            "every request has one response",
            Math.abs(requests.count() - rows) + rows - counts.getLong(1)));
    log.add(
        row(
            submission,
            rows,
            "no one-time-use id was given twice",
            counts.getLong(2) - counts.getLong(3)));
    for (int i = 0; i < assumptions.size(); i++) {
      log.add(row(submission, rows, assumptions.get(i).words(), counts.getLong(4 + i)));
    }
    additions.ifPresent(
        table ->
            log.add(
                row(
                    submission,
                    rows,
                    "every new MPS_ID of a response enters the bucket, and no other",
                    strangers(responses, table))));
    String broken =
        log.stream()
            .filter(row -> !row.getBoolean(4))
            .map(row -> row.getString(3) + " (" + row.getString(5) + ")")
            .collect(Collectors.joining("; "));
    if (!broken.isEmpty()) {
      throw new IllegalStateException("the response is not to be used, for it breaks: " + broken);
    }
    return responses.sparkSession().createDataFrame(log, SCHEMA);
  }

  private static Row row(long submission, long rows, String words, long broken) {
    return RowFactory.create(
        submission,
        rows,
        "response",
        words,
        broken == 0,
        broken == 0 ? "no row breaks it" : "rows that break it: %d".formatted(broken));
  }

  private static long strangers(Dataset<Row> responses, Dataset<Row> additions) {
    Dataset<Row> given =
        responses
            .where(col("mps_id_route").equalTo("created"))
            .select(BucketMatching.MPS_ID)
            .distinct();
    Dataset<Row> entered = additions.select(BucketMatching.MPS_ID).distinct();
    return given.except(entered).count() + entered.except(given).count();
  }

  /** By the values that each outcome has; Person_ID Handbook, February 2024, table 4. */
  private static List<Assumption> assumptions() {
    Column number = col(ResponseColumns.MATCHED_NUMBER);
    Column code = col(ResponseColumns.CODE);
    Column match = code.isin(MATCHES.toArray());
    Column confidence = col(ResponseColumns.CONFIDENCE);
    Column indicator = col(ResponseColumns.INDICATOR);
    Column mpsId = col(ResponseColumns.MPS_ID);
    Column isNumber =
        number.rlike("^[0-9]{10}$").and(number.isin("0000000000", "9999999999").equalTo(false));
    var all = new ArrayList<Assumption>();
    all.add(
        new Assumption(
            "a code of success comes with an NHS number, and no other does",
            match.notEqual(org.apache.spark.sql.functions.coalesce(isNumber, lit(false)))));
    all.add(
        new Assumption(
            "an MPS_ID comes with 0000000000, confidence 0",
            mpsId.isNotNull().and(number.notEqual("0000000000").or(confidence.notEqual(0)))));
    all.add(
        new Assumption(
            "several close matches have 9999999999, no MPS_ID, indicator 4, confidence 0",
            code.equalTo("97")
                .and(
                    number
                        .notEqual("9999999999")
                        .or(mpsId.isNotNull())
                        .or(indicator.notEqual(4))
                        .or(confidence.notEqual(0)))));
    all.add(
        new Assumption(
            "a match by cross-check or alphanumeric trace has confidence 100",
            match.and(indicator.isin(1, 3)).and(confidence.notEqual(100))));
    all.add(
        new Assumption(
            "a match by algorithmic trace has a confidence above 0",
            match.and(indicator.equalTo(4)).and(confidence.leq(0))));
    all.add(
        new Assumption(
            "nobody found has confidence 0", match.equalTo(false).and(confidence.notEqual(0))));
    all.add(
        new Assumption("an indicator is 0, 1, 3 or 4", indicator.isin(0, 1, 3, 4).equalTo(false)));
    all.add(new Assumption("every row has a Person_ID", col(ResponseColumns.PERSON_ID).isNull()));
    all.add(new Assumption("a Person_ID looks like what its type says", idShape().equalTo(false)));
    return all;
  }

  private static Column idShape() {
    Column id = col(ResponseColumns.PERSON_ID);
    Column type = col(ResponseColumns.PERSON_ID_TYPE);
    return type.equalTo(PersonIdType.NHSNUMBER.name())
        .and(id.rlike("^[0-9]{10}$"))
        .or(type.equalTo(PersonIdType.MPS_ID.name()).and(id.rlike("^[AB][0-9A-Z]{9,}$")))
        .or(type.equalTo(PersonIdType.ONE_TIME_USE_ID.name()).and(id.rlike("^U[0-9A-Z]{9,}$")));
  }
}
