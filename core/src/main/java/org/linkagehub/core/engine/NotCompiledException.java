package org.linkagehub.core.engine;

/** What is asked of the pairs cannot be compiled; the message says which part, and why. */
public final class NotCompiledException extends Exception {
  private static final long serialVersionUID = 1;

  NotCompiledException(String message) {
    super(message);
  }

  /** An expression of one record has a type that is not encoded. */
  public static NotCompiledException ofType(String expression, String type) {
    return new NotCompiledException(
        "%s is of type %s, which the compiler does not take".formatted(expression, type));
  }

  /** A comparison or a rule asks for names that this engine does not know. */
  public static NotCompiledException ofOwnNicknames(String what) {
    return new NotCompiledException("%s uses nicknames of your own".formatted(what));
  }
}
