package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.trace.record.RequestField;

/** The tables of a trace that stages hand on, and their columns. */
public final class TraceTables {
  /**
   * A row for each request: {@value #REQUEST_KEY}, {@value #SOURCE}, and the 23 columns of {@link
   * RequestField#column()}, texts as they were sent, dates as yyyyMMdd, yyyyMM or yyyy.
   */
  public static final String REQUESTS = "requests";

  /** A row for each request: all that the response and the diagnostics tell. */
  public static final String ANSWERS = "answers";

  /** The 64-bit hash of source and unique reference: unique. */
  public static final String REQUEST_KEY = "request_key";

  /** The name of the input that a request came with. */
  public static final String SOURCE = "source";

  /** The request as it was sent: a struct of the 23 columns. */
  public static final String REQUEST = "request";

  /** The day asked for. */
  public static final String AS_AT = "as_at";

  /** The two digits of the response's code. */
  public static final String CODE = "code";

  /** The last step that was run: none, dps_cross_check, spine_cross_check, ... */
  public static final String LAST_STEP = "last_step";

  /** MATCHED_ALGORITHM_INDICATOR: 0, 1, 3 or 4. */
  public static final String INDICATOR = "indicator";

  /** The step that found the person; none where nobody was found. */
  public static final String MATCH_STEP = "match_step";

  /** MATCHED_NHS_NO: may be 0000000000, 9999999999 or null. */
  public static final String MATCHED_NUMBER = "matched_nhs_number";

  /** MATCHED_CONFIDENCE_PERCENTAGE: decimal(5,2). */
  public static final String CONFIDENCE = "confidence";

  public static final String FAMILY_NAME_SCORE = "family_name_score";
  public static final String GIVEN_NAME_SCORE = "given_name_score";
  public static final String BIRTH_DATE_SCORE = "date_of_birth_score";
  public static final String GENDER_SCORE = "gender_score";
  public static final String POSTCODE_SCORE = "postcode_score";

  /** What the index says of the person found, on the day; null where nobody was found. */
  public static final String PERSON = "person";

  /** Whether the number that was sent was superseded by that of the person found. */
  public static final String SUPERSEDED = "superseded";

  /** The numbers that the person's number had taken the place of, oldest first. */
  public static final String FORMER_NUMBERS = "former_nhs_numbers";

  /** The best candidates of the algorithmic trace, best first. */
  public static final String CANDIDATES = "candidates";

  /** All candidates of the algorithmic trace that were scored. */
  public static final String CANDIDATE_COUNT = "candidate_count";

  /** How many points the best candidate is above the runner-up; null without one. */
  public static final String GAP = "gap";

  /** What each step did: step, outcome, candidates. */
  public static final String STEPS = "steps";

  /** The 23 columns of a request. */
  public static final StructType REQUEST_SCHEMA = requestSchema();

  /** What the index says of a person. */
  public static final StructType PERSON_SCHEMA =
      new StructType()
          .add("nhs_number", StringType, false)
          .add("family_name", StringType)
          .add("given_name", StringType)
          .add("other_given_name", StringType)
          .add("gender", StringType)
          .add("date_of_birth", StringType)
          .add("postcode", StringType)
          .add("date_of_death", StringType)
          .add("address_line1", StringType)
          .add("address_line2", StringType)
          .add("address_line3", StringType)
          .add("address_line4", StringType)
          .add("address_line5", StringType)
          .add("address_date", StringType)
          .add("gp_practice_code", StringType)
          .add("mobile_number", StringType)
          .add("email_address", StringType)
          .add("sensitivity", StringType, false);

  /** A candidate of the algorithmic trace. */
  public static final StructType CANDIDATE_SCHEMA =
      new StructType()
          .add("nhs_number", StringType, false)
          .add("blocks", new ArrayType(IntegerType, false), false)
          .add("total", DoubleType, false)
          .add("family_name", DoubleType)
          .add("given_name", DoubleType)
          .add("other_given_name", DoubleType)
          .add("date_of_birth", DoubleType)
          .add("gender", DoubleType)
          .add("postcode", DoubleType)
          .add("reported_given_name", DoubleType)
          .add("former_name", BooleanType, false)
          .add("former_postcode", BooleanType, false);

  /** A number whose place another took, and from which day; null: since ever. */
  public static final StructType FORMER_NUMBER_SCHEMA =
      new StructType().add("nhs_number", StringType, false).add("replaced_from", DateType);

  /** What a step did. */
  public static final StructType STEP_SCHEMA =
      new StructType()
          .add("step", StringType, false)
          .add("outcome", StringType, false)
          .add("candidates", IntegerType, false);

  /** The table {@value #ANSWERS}. */
  public static final StructType ANSWERS_SCHEMA =
      new StructType()
          .add(REQUEST_KEY, LongType, false)
          .add(SOURCE, StringType, false)
          .add(REQUEST, REQUEST_SCHEMA, false)
          .add(AS_AT, DateType, false)
          .add(CODE, StringType, false)
          .add(LAST_STEP, StringType, false)
          .add(INDICATOR, IntegerType, false)
          .add(MATCH_STEP, StringType, false)
          .add(MATCHED_NUMBER, StringType)
          .add(CONFIDENCE, DataTypes.createDecimalType(5, 2), false)
          .add(FAMILY_NAME_SCORE, DoubleType)
          .add(GIVEN_NAME_SCORE, DoubleType)
          .add(BIRTH_DATE_SCORE, DoubleType)
          .add(GENDER_SCORE, DoubleType)
          .add(POSTCODE_SCORE, DoubleType)
          .add(PERSON, PERSON_SCHEMA)
          .add(SUPERSEDED, BooleanType, false)
          .add(FORMER_NUMBERS, new ArrayType(FORMER_NUMBER_SCHEMA, false), false)
          .add(CANDIDATES, new ArrayType(CANDIDATE_SCHEMA, false), false)
          .add(CANDIDATE_COUNT, IntegerType, false)
          .add(GAP, DoubleType)
          .add(STEPS, new ArrayType(STEP_SCHEMA, false), false);

  private TraceTables() {}

  private static StructType requestSchema() {
    StructType schema = new StructType();
    for (RequestField field : RequestField.values()) {
      schema = schema.add(field.column(), StringType);
    }
    return schema;
  }
}
