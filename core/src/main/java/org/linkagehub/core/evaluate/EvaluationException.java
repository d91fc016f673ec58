package org.linkagehub.core.evaluate;

/**
 * An expression that cannot be evaluated without Spark, or not on these values. The message names
 * functions and types, and holds no value.
 */
public final class EvaluationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  EvaluationException(String message) {
    super(message);
  }
}
