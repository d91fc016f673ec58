package org.linkagehub.pipelines.trace.request;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.ResponseCode;

/**
 * Holds the values of a request against the rules of its fields. Known answers: {@code
 * RequestChecksTest}.
 *
 * <p>Lengths and codes: NHS England's Reusable Code Library, {@code mps_schema.py} and {@code
 * constants.py}. Which fields are required is not published; but for the unique reference none is,
 * unless it is said. A date of birth or of death may be yyyyMMdd, yyyyMM or yyyy, the other dates
 * are whole.
 */
public final class RequestChecks implements Serializable {
  private static final long serialVersionUID = 1;

  private static final RequestField[] FIELDS = RequestField.values();
  private static final int NUMBER_DIGITS = 10;
  private static final int DAY = 8;
  private static final int MONTH = 6;
  private static final int YEAR = 4;
  private static final int MOST_TEXT = 10_000;

  /** What a decoder puts in the place of bytes that are no character. */
  private static final char NOT_UTF_8 = '\uFFFD';

  private final HashSet<RequestField> required;

  /**
   * Checks.
   *
   * @param required fields that must have a value, beside the unique reference
   */
  public RequestChecks(Set<RequestField> required) {
    this.required = new HashSet<>(required);
  }

  /**
   * What is wrong with a request; empty if nothing is.
   *
   * @param values in the order of {@link RequestField}; null or blank for none
   */
  public List<RequestProblem> check(String[] values) {
    List<RequestProblem> problems = List.of();
    for (int i = 0; i < values.length; i++) {
      RequestProblem problem = check(FIELDS[i], values[i]);
      if (problem != null) {
        if (problems.isEmpty()) {
          problems = new ArrayList<>();
        }
        problems.add(problem);
      }
    }
    return problems;
  }

  /** Whether {@link #checkReference} looks at a field. */
  boolean isOfReference(RequestField field) {
    return field == RequestField.UNIQUE_REFERENCE || required.contains(field);
  }

  /** What is wrong with the unique reference and the required fields alone. */
  public List<RequestProblem> checkReference(String[] values) {
    return check(values).stream()
        .filter(
            problem ->
                problem.code() == ResponseCode.UNIQUE_REFERENCE_ERROR
                    || problem.code() == ResponseCode.REQUIRED_FIELD)
        .toList();
  }

  private RequestProblem check(RequestField field, String value) {
    if (value == null || value.isBlank()) {
      if (field == RequestField.UNIQUE_REFERENCE) {
        return problem(ResponseCode.UNIQUE_REFERENCE_ERROR, field, "is missing");
      }
      return required.contains(field)
          ? problem(ResponseCode.REQUIRED_FIELD, field, "is missing")
          : null;
    }
    if (value.indexOf(NOT_UTF_8) >= 0) {
      return problem(ResponseCode.PARSE_ERROR, field, "is not UTF-8");
    }
    int length = value.codePointCount(0, value.length());
    int longest = field.longest() == 0 ? MOST_TEXT : field.longest();
    if (length > longest) {
      return problem(
          ResponseCode.LENGTH_EXCEEDED,
          field,
          "has %d characters, and may have %d".formatted(length, longest));
    }
    return switch (field) {
      case NHS_NO ->
          areDigits(value, NUMBER_DIGITS)
              ? null
              : problem(ResponseCode.INVALID_FORMAT, field, "must be 10 digits");
      case GENDER ->
          "0129".contains(value)
              ? null
              : problem(ResponseCode.INVALID_GENDER, field, "must be 0, 1, 2 or 9");
      case DATE_OF_BIRTH, DATE_OF_DEATH ->
          isDate(value, true)
              ? null
              : problem(
                  ResponseCode.INVALID_FORMAT, field, "must be a date: yyyyMMdd, yyyyMM or yyyy");
      case ADDRESS_DATE, AS_AT_DATE ->
          isDate(value, false)
              ? null
              : problem(ResponseCode.INVALID_FORMAT, field, "must be a date: yyyyMMdd");
      default -> null;
    };
  }

  private static RequestProblem problem(ResponseCode code, RequestField field, String message) {
    return new RequestProblem(code, field.name(), message);
  }

  /** Whether a text is so many digits 0 to 9. */
  static boolean areDigits(String text, int number) {
    return text.length() == number && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isDate(String value, boolean partial) {
    if (areDigits(value, DAY)) {
      return isDay(value.substring(0, YEAR), value.substring(YEAR, MONTH), value.substring(MONTH));
    }
    return partial
        && (areDigits(value, YEAR)
            || (areDigits(value, MONTH)
                && isDay(value.substring(0, YEAR), value.substring(YEAR), "01")));
  }

  private static boolean isDay(String year, String month, String day) {
    try {
      LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
