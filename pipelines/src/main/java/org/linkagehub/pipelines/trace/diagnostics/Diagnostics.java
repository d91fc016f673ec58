package org.linkagehub.pipelines.trace.diagnostics;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.linkagehub.pipelines.trace.response.Responses;

/**
 * Of each response what kind of id it gives, which step found the person and how sure it was. The
 * first columns are those of MPS Diagnostics, derived as its guide says: MPS Diagnostics User Guide
 * 1.0.0 (2023) and its code. After them stands what it could not know: the runner-up, the blocks
 * that found the candidate, every score.
 */
public final class Diagnostics {
  public static final String DIAGNOSTICS = "diagnostics";
  public static final String REPORT = "diagnostics_report";

  static final String TYPE = "person_id_type";
  static final String LAST_STEP = "mps_last_step_attempted";
  static final String SUCCESS = "mps_successful_step";
  static final String PDS_MATCH = "pds_match_flag";
  static final String SUPERSEDED = "superseded_nhs_number_flag";
  static final String MULTIPLE_PDS = "multiple_pds_matches_flag";
  static final String MULTIPLE_MPS_ID = "multiple_mps_id_matches_flag";

  static final String CACHED = "CCT_cached";
  static final String LIVE = "CCT_live";
  static final String ALPHANUMERIC = "alphanumeric_trace_live";
  static final String ALGORITHMIC = "algorithmic_trace_live";
  static final String NO_TRACE = "No_PDS_tracing_run";
  static final String NO_MATCH = "No_PDS_match_found";

  private static final int CROSS_CHECK_INDICATOR = 1;
  private static final int ALPHANUMERIC_INDICATOR = 3;
  private static final int ALGORITHMIC_INDICATOR = 4;
  private static final List<String> GROUPED =
      List.of(TYPE, SUCCESS, LAST_STEP, PDS_MATCH, MULTIPLE_PDS, MULTIPLE_MPS_ID, SUPERSEDED);

  private static final List<String> OF_ANSWERS =
      List.of(
          TraceTables.REQUEST,
          TraceTables.LAST_STEP,
          TraceTables.MATCH_STEP,
          TraceTables.SUPERSEDED,
          TraceTables.FORMER_NUMBERS,
          TraceTables.CANDIDATES,
          TraceTables.CANDIDATE_COUNT,
          TraceTables.GAP,
          TraceTables.STEPS);

  private static final StructType REPORT_SCHEMA =
      new StructType()
          .add(TYPE, DataTypes.StringType, false)
          .add(SUCCESS, DataTypes.StringType, false)
          .add(LAST_STEP, DataTypes.StringType, false)
          .add(PDS_MATCH, DataTypes.BooleanType, false)
          .add(MULTIPLE_PDS, DataTypes.BooleanType, false)
          .add(MULTIPLE_MPS_ID, DataTypes.BooleanType, false)
          .add(SUPERSEDED, DataTypes.BooleanType, false)
          .add("requests", DataTypes.LongType, false)
          .add("sentence", DataTypes.StringType, false);

  private Diagnostics() {}

  /**
   * A row for each response.
   *
   * @param answers of the trace
   * @param matches of the bucket; empty without one
   * @param submission its number
   */
  public static Dataset<Row> of(
      Dataset<Row> answers, Optional<Dataset<Row>> matches, long submission) {
    Column indicator = col(ResponseColumns.INDICATOR);
    Column birth = col(ResponseColumns.BIRTH_DATE_SCORE);
    Column confidence = col(ResponseColumns.CONFIDENCE);
    Column lastStep =
        when(indicator.equalTo(CROSS_CHECK_INDICATOR).and(birth.isNull()), CACHED)
            .when(indicator.equalTo(CROSS_CHECK_INDICATOR), LIVE)
            .when(indicator.equalTo(ALPHANUMERIC_INDICATOR), ALPHANUMERIC)
            .when(indicator.equalTo(ALGORITHMIC_INDICATOR), ALGORITHMIC)
            .otherwise(NO_TRACE);
    // Whether the algorithmic trace reached its least score, it said itself: there is a person.
    Column success =
        when(col("type").equalTo(PersonIdType.NHSNUMBER.name()).and(confidence.gt(0)), lastStep)
            .when(indicator.notEqual(0), NO_MATCH)
            .otherwise(NO_TRACE);
    Column best = try_element_at(col(TraceTables.CANDIDATES), lit(1));
    Column second = try_element_at(col(TraceTables.CANDIDATES), lit(2));
    return Responses.beside(answers, matches, submission, OF_ANSWERS)
        .withColumnRenamed(ResponseColumns.PERSON_ID_TYPE, "type")
        .select(
            col(TraceTables.REQUEST_KEY),
            col(TraceTables.SOURCE).as("dataset_id"),
            lit(Long.toString(submission)).as("local_id"),
            col(ResponseColumns.UNIQUE_REFERENCE),
            col(TraceTables.REQUEST).getField("as_at_date").as("req_as_at_date"),
            col("as_at_date").as("res_as_at_date"),
            col(ResponseColumns.PERSON_ID),
            col(ResponseColumns.MATCHED_NUMBER),
            col("type").as(TYPE),
            lastStep.as(LAST_STEP),
            success.as(SUCCESS),
            col("type").equalTo(PersonIdType.NHSNUMBER.name()).as(PDS_MATCH),
            col(TraceTables.SUPERSEDED).as(SUPERSEDED),
            transform(col(TraceTables.FORMER_NUMBERS), former -> former.getField("nhs_number"))
                .as("nhs_number_history_list"),
            col(ResponseColumns.CODE)
                .equalTo(ResponseCode.MULTIPLE_CLOSE_MATCHES.code())
                .as(MULTIPLE_PDS),
            coalesce(col(ResponseColumns.MPS_ID).contains(BucketMatching.SEPARATOR), lit(false))
                .as(MULTIPLE_MPS_ID),
            confidence.as("mps_match_score"),
            col(ResponseColumns.FAMILY_NAME_SCORE).as("family_name_algorithmic_match_score"),
            col(ResponseColumns.GIVEN_NAME_SCORE).as("given_name_algorithmic_match_score"),
            birth.as("date_of_birth_algorithmic_match_score"),
            col(ResponseColumns.GENDER_SCORE).as("gender_algorithmic_match_score"),
            col(ResponseColumns.POSTCODE_SCORE).as("postcode_algorithmic_match_score"),
            // Beyond MPS Diagnostics.
            col(ResponseColumns.CODE),
            col(TraceTables.LAST_STEP),
            col(TraceTables.MATCH_STEP),
            col(TraceTables.CANDIDATE_COUNT),
            best.getField("total").as("best_score"),
            second.getField("total").as("runner_up_score"),
            second.getField("nhs_number").as("runner_up_nhs_number"),
            col(TraceTables.GAP),
            best.getField("blocks").as("blocks"),
            coalesce(best.getField("former_name"), lit(false)).as("by_former_name"),
            coalesce(best.getField("former_postcode"), lit(false)).as("by_former_postcode"),
            col("mps_id_route"),
            col("mps_id_hits"),
            col(TraceTables.CANDIDATES),
            col(TraceTables.STEPS));
  }

  /**
   * How many requests came to each outcome, with a sentence for those who use the data: a row an
   * outcome.
   *
   * @param diagnostics what {@link #of} made
   */
  public static Dataset<Row> report(Dataset<Row> diagnostics) {
    var rows = new ArrayList<Row>();
    for (Row group :
        diagnostics
            .groupBy(GROUPED.stream().map(name -> col(name)).toArray(Column[]::new))
            .agg(count(lit(1)))
            .collectAsList()) {
      var outcome =
          new Outcome(
              PersonIdType.valueOf(group.getString(0)),
              group.getString(1),
              group.getString(2),
              group.getBoolean(4),
              group.getBoolean(5),
              group.getBoolean(6));
      rows.add(
          RowFactory.create(
              group.get(0),
              group.get(1),
              group.get(2),
              group.get(3),
              group.get(4),
              group.get(5),
              group.get(6),
              group.getLong(7),
              outcome.sentence()));
    }
    return diagnostics.sparkSession().createDataFrame(rows, REPORT_SCHEMA);
  }
}
