package org.linkagehub.pipelines.trace.step;

import java.time.LocalDate;
import org.linkagehub.pipelines.trace.record.TraceRequest;

/**
 * A request as the steps see it: cleaned, and without what is not valid. A value that is missing is
 * null.
 *
 * @param request as it was sent
 * @param nhsNumber ten digits
 * @param family upper case
 * @param given upper case
 * @param otherGiven upper case
 * @param gender 0, 1, 2 or 9
 * @param birth within the years that are valid
 * @param postcode upper case
 * @param death may be partial
 * @param address its lines in one, upper case
 * @param practice the code of the general practice
 * @param asAt the day asked for, or the day of the run
 * @param keys of the blocks and the alphanumeric trace
 */
public record Query(
    TraceRequest request,
    String nhsNumber,
    String family,
    String given,
    String otherGiven,
    String gender,
    PartialDate birth,
    String postcode,
    PartialDate death,
    String address,
    String practice,
    LocalDate asAt,
    NameKeys keys) {

  /** Tells nothing of the person: it may come into a log. */
  @Override
  public String toString() {
    return "Query" + request;
  }
}
