package org.linkagehub.pipelines.trace.request;

import org.linkagehub.pipelines.trace.record.ResponseCode;

/**
 * A rule that a request, or its file, breaks. Says which and where, and never what the value was.
 *
 * @param code of the response
 * @param field the name of the field, or empty where the row or the file as a whole is wrong
 * @param message what is wrong and what is wanted
 */
public record RequestProblem(ResponseCode code, String field, String message) {
  /** Whether the row cannot be asked about even without the value of the field. */
  public boolean isOfRow() {
    return field.isEmpty() || code == ResponseCode.UNIQUE_REFERENCE_ERROR;
  }
}
