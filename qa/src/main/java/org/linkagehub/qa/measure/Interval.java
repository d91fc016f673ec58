package org.linkagehub.qa.measure;

import java.util.OptionalDouble;

/**
 * The bounds of a 95 % confidence interval; either may be missing where none can be given.
 *
 * @param lower at most the value that it is about
 * @param upper at least that value
 */
public record Interval(OptionalDouble lower, OptionalDouble upper) {
  /** No interval. */
  public static final Interval NONE = new Interval(OptionalDouble.empty(), OptionalDouble.empty());

  /** The interval between two bounds. */
  public static Interval of(double lower, double upper) {
    return new Interval(OptionalDouble.of(lower), OptionalDouble.of(upper));
  }

  /** Whether there are both bounds and the value lies between them or on one. */
  public boolean holds(double value) {
    return lower.isPresent()
        && upper.isPresent()
        && lower.getAsDouble() <= value
        && value <= upper.getAsDouble();
  }

  /** The interval of one minus the value. */
  public Interval complement() {
    return lower.isPresent() && upper.isPresent()
        ? of(1 - upper.getAsDouble(), 1 - lower.getAsDouble())
        : NONE;
  }

  /** Both bounds times a number above 0, at most 1. */
  public Interval scaled(double by) {
    return lower.isPresent() && upper.isPresent()
        ? of(Math.min(1, lower.getAsDouble() * by), Math.min(1, upper.getAsDouble() * by))
        : NONE;
  }
}
