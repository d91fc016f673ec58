package org.linkagehub.pipelines.config;

/** An input that cannot be opened; the message says why and what to do. */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String key;

  InputException(String key, String message) {
    super(message);
    this.key = key;
  }

  InputException(String key, String message, Throwable cause) {
    super(message, cause);
    this.key = key;
  }

  /** The setting of the input that it is about: path, table or jdbc. */
  public String key() {
    return key;
  }
}
