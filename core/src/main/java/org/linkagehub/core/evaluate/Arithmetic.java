package org.linkagehub.core.evaluate;

/** The four operations, in the types of SQL: an overflow and a division by zero are errors. */
final class Arithmetic {
  private Arithmetic() {}

  static Object add(Object left, Object right) {
    return inTypeOf(left, right, Math::addExact, Math::addExact, (l, r) -> l + r);
  }

  static Object subtract(Object left, Object right) {
    return inTypeOf(left, right, Math::subtractExact, Math::subtractExact, (l, r) -> l - r);
  }

  static Object multiply(Object left, Object right) {
    return inTypeOf(left, right, Math::multiplyExact, Math::multiplyExact, (l, r) -> l * r);
  }

  static Object divide(Object left, Object right) {
    double divisor = number(right);
    if (divisor == 0) {
      throw new EvaluationException("division by zero");
    }
    return number(left) / divisor;
  }

  private interface OfInts {
    int apply(int left, int right);
  }

  private interface OfLongs {
    long apply(long left, long right);
  }

  private interface OfDoubles {
    double apply(double left, double right);
  }

  private static Object inTypeOf(
      Object left, Object right, OfInts ints, OfLongs longs, OfDoubles doubles) {
    try {
      if (left instanceof Integer l && right instanceof Integer r) {
        return ints.apply(l, r);
      } else if (SqlValues.isWhole(left) && SqlValues.isWhole(right)) {
        return longs.apply(((Number) left).longValue(), ((Number) right).longValue());
      }
    } catch (ArithmeticException overflow) {
      throw new EvaluationException("a whole number is too large for its type");
    }
    return doubles.apply(number(left), number(right));
  }

  private static double number(Object value) {
    if (value instanceof java.math.BigDecimal || value instanceof java.time.LocalDate) {
      throw new EvaluationException(
          "arithmetic of decimals and dates is not known without Spark; cast to double, or use"
              + " date_difference_days");
    }
    return SqlValues.toDouble(value);
  }
}
