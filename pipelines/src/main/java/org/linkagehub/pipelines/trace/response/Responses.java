package org.linkagehub.pipelines.trace.response;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.linkagehub.pipelines.trace.StableNumbers;
import org.linkagehub.pipelines.trace.SubmissionIds;
import org.linkagehub.pipelines.trace.TraceTables;
import org.linkagehub.pipelines.trace.bucket.BucketMatching;
import org.linkagehub.pipelines.trace.record.ResponseCode;

/**
 * The table of responses: every field of a response file, by what the trace answered and the bucket
 * found, with the id of the person and its type.
 *
 * <p>Where a record of the bucket stands for the person, the matched number is 0000000000, also
 * where the trace answered with code 96. The id of the person is the matched number if there is a
 * person, else the first MPS_ID, else a one-time-use id.
 */
public final class Responses {
  private static final String ONE_TIME = "one_time_use_id";
  private static final String BETWEEN = java.util.regex.Pattern.quote(BucketMatching.SEPARATOR);

  private Responses() {}

  /**
   * The responses to all requests.
   *
   * @param answers of the trace
   * @param matches of the bucket, as {@link BucketMatching} makes them; empty without a bucket
   * @param submission the number that one-time-use ids are made of
   */
  public static Dataset<Row> of(
      Dataset<Row> answers, Optional<Dataset<Row>> matches, long submission) {
    return beside(answers, matches, submission, List.of());
  }

  /**
   * The same with some columns of the answers behind them: what the table of responses would have,
   * joined to the answers, for less, as only the few with an id of the bucket, or for one use, are
   * joined.
   *
   * @param more columns of the answers that no response has
   */
  public static Dataset<Row> beside(
      Dataset<Row> answers, Optional<Dataset<Row>> matches, long submission, List<String> more) {
    Dataset<Row> joined =
        matches
            .map(
                table ->
                    answers.join(
                        table.select(
                            TraceTables.REQUEST_KEY,
                            BucketMatching.MPS_ID,
                            BucketMatching.ROUTE,
                            BucketMatching.HITS),
                        new String[] {TraceTables.REQUEST_KEY},
                        "left"))
            .orElseGet(
                () ->
                    answers
                        .withColumn(BucketMatching.MPS_ID, lit(null).cast("string"))
                        .withColumn(BucketMatching.ROUTE, lit(null).cast("string"))
                        .withColumn(BucketMatching.HITS, lit(null).cast("int")));
    Column found = col(TraceTables.PERSON).isNotNull();
    Column inBucket = col(BucketMatching.MPS_ID).isNotNull();
    long own = submission;
    UDF1<Long, String> id = row -> SubmissionIds.of(SubmissionIds.ONE_TIME_USE, own, row);
    Dataset<Row> oneTime =
        StableNumbers.number(
                joined.where(found.or(inBucket).equalTo(false)).select(TraceTables.REQUEST_KEY),
                TraceTables.REQUEST_KEY,
                "number")
            .select(
                col(TraceTables.REQUEST_KEY),
                udf(id, DataTypes.StringType).apply(col("number")).as(ONE_TIME));
    Dataset<Row> all = joined.join(oneTime, new String[] {TraceTables.REQUEST_KEY}, "left");

    var columns = new ArrayList<Column>();
    columns.add(col(TraceTables.REQUEST_KEY));
    columns.add(col(TraceTables.SOURCE));
    for (String column : ResponseColumns.FILE) {
      columns.add(value(column, inBucket).as(column));
    }
    columns.add(
        when(found, col(TraceTables.MATCHED_NUMBER))
            .when(inBucket, split(col(BucketMatching.MPS_ID), BETWEEN).getItem(0))
            .otherwise(col(ONE_TIME))
            .as(ResponseColumns.PERSON_ID));
    columns.add(
        when(found, PersonIdType.NHSNUMBER.name())
            .when(inBucket, PersonIdType.MPS_ID.name())
            .otherwise(PersonIdType.ONE_TIME_USE_ID.name())
            .as(ResponseColumns.PERSON_ID_TYPE));
    columns.add(col(BucketMatching.ROUTE).as("mps_id_route"));
    columns.add(coalesce(col(BucketMatching.HITS), lit(0)).as("mps_id_hits"));
    more.forEach(name -> columns.add(col(name)));
    return all.select(columns.toArray(Column[]::new));
  }

  private static Column value(String column, Column inBucket) {
    Column request = col(TraceTables.REQUEST);
    return switch (column) {
      case ResponseColumns.UNIQUE_REFERENCE, "local_patient_id", "internal_id" ->
          request.getField(column);
      case ResponseColumns.REQUESTED_NUMBER -> request.getField("nhs_no");
      case "as_at_date" -> date_format(col(TraceTables.AS_AT), "yyyyMMdd");
      case ResponseColumns.SENSITIVITY -> {
        Column flag = col(TraceTables.PERSON).getField("sensitivity");
        yield when(flag.notEqual(""), flag);
      }
      case ResponseColumns.MPS_ID -> col(BucketMatching.MPS_ID);
      case ResponseColumns.CODE -> col(TraceTables.CODE);
      case ResponseColumns.MATCHED_NUMBER ->
          when(inBucket, lit(ResponseCode.NO_NUMBER)).otherwise(col(TraceTables.MATCHED_NUMBER));
      case ResponseColumns.INDICATOR -> col(TraceTables.INDICATOR);
      case ResponseColumns.CONFIDENCE -> col(TraceTables.CONFIDENCE);
      case ResponseColumns.FAMILY_NAME_SCORE -> score(TraceTables.FAMILY_NAME_SCORE);
      case ResponseColumns.GIVEN_NAME_SCORE -> score(TraceTables.GIVEN_NAME_SCORE);
      case ResponseColumns.BIRTH_DATE_SCORE -> score(TraceTables.BIRTH_DATE_SCORE);
      case ResponseColumns.GENDER_SCORE -> score(TraceTables.GENDER_SCORE);
      case ResponseColumns.POSTCODE_SCORE -> score(TraceTables.POSTCODE_SCORE);
      default ->
          ResponseColumns.OF_INDEX.contains(column)
              ? col(TraceTables.PERSON).getField(column)
              : lit(null).cast("string");
    };
  }

  private static Column score(String column) {
    return col(column).cast("decimal(5,2)");
  }
}
