package org.linkagehub.core.config;

import java.util.Optional;

/**
 * What the words of a level mean.
 *
 * @param label for readers
 * @param condition SQL on {@code _l} and {@code _r} columns
 * @param equalColumn the column that is plainly equal, if that is all that the words say
 * @param bound the bound on a function, if that is all that the words say
 */
record LevelWords(
    String label, String condition, Optional<String> equalColumn, Optional<Bound> bound) {

  /**
   * A function's value against a number.
   *
   * @param call the function's call
   * @param atLeast whether values from the number upwards pass, or downwards
   * @param value the number
   */
  record Bound(String call, boolean atLeast, double value) {
    /** Whether all that passes {@code other} passes this one too. */
    boolean holdsWherever(Bound other) {
      return call.equals(other.call)
          && atLeast == other.atLeast
          && (atLeast ? value <= other.value : value >= other.value);
    }
  }

  static LevelWords of(String label, String condition) {
    return new LevelWords(label, condition, Optional.empty(), Optional.empty());
  }

  static LevelWords equal(String label, String column) {
    return new LevelWords(
        label, column + "_l = " + column + "_r", Optional.of(column), Optional.empty());
  }
}
