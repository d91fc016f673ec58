package org.linkagehub.pipelines.trace.response;

import java.util.List;

/**
 * The fields of a response file, in its order, by the columns of the table {@value #RESPONSE}: the
 * names of the file in lower case. Source: NHS England's Reusable Code Library, {@code
 * mps_schema.py}, where the flag of sensitivity is spelt as it is here.
 */
public final class ResponseColumns {
  /** The table: a row a request. */
  public static final String RESPONSE = "response";

  public static final String UNIQUE_REFERENCE = "unique_reference";
  public static final String REQUESTED_NUMBER = "req_nhs_number";
  public static final String SENSITIVITY = "sensitivty_flag";
  public static final String MPS_ID = "mps_id";
  public static final String CODE = "error_success_code";
  public static final String MATCHED_NUMBER = "matched_nhs_no";
  public static final String INDICATOR = "matched_algorithm_indicator";
  public static final String CONFIDENCE = "matched_confidence_percentage";
  public static final String FAMILY_NAME_SCORE = "algorithmic_trace_family_name_score_perc";
  public static final String GIVEN_NAME_SCORE = "algorithmic_trace_given_name_score_perc";
  public static final String BIRTH_DATE_SCORE = "algorithmic_trace_dob_score_perc";
  public static final String GENDER_SCORE = "algorithmic_trace_gender_score_perc";
  public static final String POSTCODE_SCORE = "algorithmic_trace_postcode_score_perc";

  /** Beyond MPS: the id of the person, of whatever type. */
  public static final String PERSON_ID = "person_id";

  /** NHSNUMBER, MPS_ID or ONE_TIME_USE_ID. */
  public static final String PERSON_ID_TYPE = "person_id_type";

  /** The 33 fields of the file. */
  public static final List<String> FILE =
      List.of(
          UNIQUE_REFERENCE,
          REQUESTED_NUMBER,
          "family_name",
          "given_name",
          "other_given_name",
          "gender",
          "date_of_birth",
          "date_of_death",
          "address_line1",
          "address_line2",
          "address_line3",
          "address_line4",
          "address_line5",
          "postcode",
          "gp_practice_code",
          "nhais_posting_id",
          "as_at_date",
          "local_patient_id",
          "internal_id",
          "telephone_number",
          "mobile_number",
          "email_address",
          SENSITIVITY,
          MPS_ID,
          CODE,
          MATCHED_NUMBER,
          INDICATOR,
          CONFIDENCE,
          FAMILY_NAME_SCORE,
          GIVEN_NAME_SCORE,
          BIRTH_DATE_SCORE,
          GENDER_SCORE,
          POSTCODE_SCORE);

  /** What the index says of the person found. */
  static final List<String> OF_INDEX =
      List.of(
          "family_name",
          "given_name",
          "other_given_name",
          "gender",
          "date_of_birth",
          "date_of_death",
          "address_line1",
          "address_line2",
          "address_line3",
          "address_line4",
          "address_line5",
          "postcode",
          "gp_practice_code",
          "mobile_number",
          "email_address");

  private ResponseColumns() {}
}
