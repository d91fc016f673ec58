package org.linkagehub.core.spark;

/** Records on which the model cannot be trained as configured; the message says what to change. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TrainingException(String message) {
    super(message);
  }

  TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
