package org.linkagehub.pipelines.stage;

/**
 * The data that a run was given cannot be linked: a file is missing, a column has the wrong type, a
 * table is empty. The message says what was found, what is wanted and what to do, and holds no
 * value of any record.
 */
public final class InputDataException extends RuntimeException {
  public InputDataException(String message) {
    super(message);
  }

  public InputDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
