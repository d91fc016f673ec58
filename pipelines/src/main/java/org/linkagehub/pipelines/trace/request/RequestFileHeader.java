package org.linkagehub.pipelines.trace.request;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.linkagehub.pipelines.trace.record.ResponseCode;

/**
 * The first line of a request file. Source: NHS England's Reusable Code Library, {@code
 * mps_schema.py} and {@code generate_mps_file.py}: four values, without names.
 *
 * @param reference MPTREQ_yyyyMMddHHmmss
 * @param workflow {@value #WORKFLOW}
 * @param timestamp yyyyMMddHHmmss
 * @param records how many rows follow
 */
public record RequestFileHeader(String reference, String workflow, String timestamp, long records) {
  /** The one workflow of requests. */
  public static final String WORKFLOW = "SPINE_MPTPHASE4_TRACE";

  /** How every reference begins. */
  public static final String REFERENCE_PREFIX = "MPTREQ_";

  /** The most rows of a file. */
  public static final int MOST_RECORDS = 500_000;

  static final int FIELDS = 4;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** The header of a file that is to be written. */
  public static RequestFileHeader of(LocalDateTime time, long records) {
    String stamp = TIME.format(time);
    return new RequestFileHeader(REFERENCE_PREFIX + stamp, WORKFLOW, stamp, records);
  }

  /** A header, or what is wrong with it; one of the two is null or empty. */
  record Parsed(RequestFileHeader header, List<RequestProblem> problems) {}

  /**
   * Reads the values of the first line.
   *
   * @param file the name of the file, without folders; null where it tells nothing
   */
  static Parsed parse(String[] values, String file) {
    var problems = new ArrayList<RequestProblem>();
    if (values.length != FIELDS) {
      problems.add(
          problem(
              ResponseCode.PARSE_ERROR,
              "the header has %d values, and must have 4: REQUEST_REFERENCE, WORKFLOW_ID, REQUEST_TIMESTAMP, NO_OF_DATA_RECORDS"
                  .formatted(values.length)));
      return new Parsed(null, problems);
    }
    String reference = orEmpty(values[0]);
    if (!reference.startsWith(REFERENCE_PREFIX)
        || !isTime(reference.substring(REFERENCE_PREFIX.length()))) {
      problems.add(
          problem(
              ResponseCode.INVALID_REQUEST_REFERENCE,
              "REQUEST_REFERENCE must be MPTREQ_ and a time, yyyyMMddHHmmss"));
    } else if (file != null && !withoutEnd(file).equals(reference)) {
      problems.add(
          problem(
              ResponseCode.FILENAME_REFERENCE_MISMATCH,
              "REQUEST_REFERENCE and the name of the file must be the same"));
    }
    if (!WORKFLOW.equals(values[1])) {
      problems.add(problem(ResponseCode.INVALID_WORKFLOW_ID, "WORKFLOW_ID must be " + WORKFLOW));
    }
    if (!isTime(orEmpty(values[2]))) {
      problems.add(
          problem(
              ResponseCode.INVALID_TIMESTAMP, "REQUEST_TIMESTAMP must be a time, yyyyMMddHHmmss"));
    }
    String count = orEmpty(values[3]);
    long records = -1;
    if (!count.isEmpty() && count.length() <= 9 && RequestChecks.areDigits(count, count.length())) {
      records = Long.parseLong(count);
    } else {
      problems.add(
          problem(
              ResponseCode.RECORD_COUNT_MISMATCH,
              "NO_OF_DATA_RECORDS must be the number of the rows that follow"));
    }
    return new Parsed(
        new RequestFileHeader(reference, WORKFLOW, orEmpty(values[2]), records), problems);
  }

  static RequestProblem problem(ResponseCode code, String message) {
    return new RequestProblem(code, "", message);
  }

  /** The values in the order of the line. */
  public List<String> values() {
    return List.of(reference, workflow, timestamp, Long.toString(records));
  }

  private static boolean isTime(String text) {
    try {
      TIME.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String withoutEnd(String file) {
    int dot = file.indexOf('.');
    return dot < 0 ? file : file.substring(0, dot);
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }
}
