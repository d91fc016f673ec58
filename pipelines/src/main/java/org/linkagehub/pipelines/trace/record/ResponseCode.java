package org.linkagehub.pipelines.trace.record;

import java.util.Optional;

/**
 * ERROR_SUCCESS_CODE of a response and of its rows.
 *
 * <p>Source: NHS England's Reusable Code Library ({@code mps/constants.py}); which number goes with
 * which code: Person_ID Handbook for HES users, table 11.
 */
public enum ResponseCode {
  SUCCESS("00", "success", Reported.OF_INDEX),
  PARSE_ERROR("01", "parse error", Reported.EMPTY),
  INVALID_REQUEST_REFERENCE("02", "invalid request reference", Reported.EMPTY),
  INVALID_WORKFLOW_ID("03", "invalid workflow id", Reported.EMPTY),
  RECORD_COUNT_MISMATCH("04", "record count mismatch", Reported.EMPTY),
  UNEXPECTED_ERROR("05", "unexpected error", Reported.EMPTY),
  MAX_RECORDS_EXCEEDED("06", "too many records in the file", Reported.EMPTY),
  FILENAME_REFERENCE_MISMATCH("07", "file name and reference differ", Reported.EMPTY),
  UNIQUE_REFERENCE_ERROR("08", "unique reference missing or not unique", Reported.EMPTY),
  INVALID_TIMESTAMP("09", "invalid timestamp", Reported.EMPTY),
  REQUIRED_FIELD("10", "required field missing", Reported.EMPTY),
  LENGTH_EXCEEDED("11", "value too long", Reported.EMPTY),
  INVALID_GENDER("12", "invalid gender", Reported.EMPTY),
  INVALID_FORMAT("13", "invalid format of a field", Reported.EMPTY),
  DATA_STORE_ERROR("14", "data store error", Reported.EMPTY),
  NO_TRACE_PERFORMED("15", "no trace performed", Reported.EMPTY),
  NOT_ENOUGH_FIELDS("16", "not enough fields", Reported.EMPTY),
  TOO_MANY_FIELDS("17", "too many fields", Reported.EMPTY),
  SUPERSEDED("90", "success: the number sent was superseded", Reported.OF_INDEX),
  INVALID("91", "the record of the index is invalid", Reported.ZEROS),
  SENSITIVE("92", "success: the record is sensitive", Reported.OF_INDEX),
  NOT_ENOUGH_DATA("96", "not enough data to trace", Reported.NINES),
  MULTIPLE_CLOSE_MATCHES("97", "several close matches", Reported.NINES),
  NOT_FOUND("98", "not found", Reported.ZEROS);

  /** MATCHED_NHS_NO where nobody was found. */
  public static final String NO_NUMBER = "0000000000";

  /** MATCHED_NHS_NO where several were found, and, says the handbook, for too little data. */
  public static final String SEVERAL_NUMBERS = "9999999999";

  /** Which number goes with a code. */
  private enum Reported {
    OF_INDEX,
    ZEROS,
    NINES,
    EMPTY
  }

  private final String code;
  private final String meaning;
  private final Reported reported;

  ResponseCode(String code, String meaning, Reported reported) {
    this.code = code;
    this.meaning = meaning;
    this.reported = reported;
  }

  /** Two digits. */
  public String code() {
    return code;
  }

  /** In words. */
  public String meaning() {
    return meaning;
  }

  /** Whether a person was found. */
  public boolean isMatch() {
    return reported == Reported.OF_INDEX;
  }

  /** Whether a row of a response may have this code without the whole response being refused. */
  public boolean isOfRow() {
    return isMatch()
        || this == NO_TRACE_PERFORMED
        || this == INVALID
        || this == NOT_ENOUGH_DATA
        || this == MULTIPLE_CLOSE_MATCHES
        || this == NOT_FOUND;
  }

  /**
   * MATCHED_NHS_NO.
   *
   * @param ofIndex the number that was found; not looked at where the code is no match
   * @return null where no trace was made
   */
  public String matchedNumber(String ofIndex) {
    return switch (reported) {
      case OF_INDEX -> ofIndex;
      case ZEROS -> NO_NUMBER;
      case NINES -> SEVERAL_NUMBERS;
      case EMPTY -> null;
    };
  }

  /** The code of these two digits, if there is one. */
  public static Optional<ResponseCode> of(String code) {
    for (ResponseCode each : values()) {
      if (each.code.equals(code)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
