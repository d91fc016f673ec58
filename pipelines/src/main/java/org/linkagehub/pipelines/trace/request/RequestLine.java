package org.linkagehub.pipelines.trace.request;

import java.util.Arrays;
import java.util.List;

/**
 * A row of a request file, or what is wrong with the file.
 *
 * @param line of the file, from 1, on which it begins
 * @param values in the order of the fields, null for none; null where the line is no row
 * @param problems what is wrong with it; of a line that is no row, with the file
 */
public record RequestLine(long line, List<String> values, List<RequestProblem> problems) {
  public RequestLine {
    problems = List.copyOf(problems);
  }

  static RequestLine row(long line, String[] values, List<RequestProblem> problems) {
    return new RequestLine(
        line, java.util.Collections.unmodifiableList(Arrays.asList(values)), problems);
  }

  static RequestLine ofFile(long line, RequestProblem problem) {
    return new RequestLine(line, null, List.of(problem));
  }

  /** Whether it is a row, be it right or wrong. */
  public boolean isRow() {
    return values != null;
  }

  /** Tells no value: it may come into a log. */
  @Override
  public String toString() {
    return "line " + line + " " + problems;
  }
}
