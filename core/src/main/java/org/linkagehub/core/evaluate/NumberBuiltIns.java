package org.linkagehub.core.evaluate;

import static org.linkagehub.core.evaluate.SqlFunctions.strict;
import static org.linkagehub.core.evaluate.SqlValues.isWhole;
import static org.linkagehub.core.evaluate.SqlValues.toDouble;
import static org.linkagehub.core.evaluate.SqlValues.toInt;
import static org.linkagehub.core.evaluate.SqlValues.toLong;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.linkagehub.core.evaluate.SqlFunctions.SqlFunction;

/** Spark's functions of numbers, with the same arithmetic behind them. */
final class NumberBuiltIns {
  private static final double LOG_2 = StrictMath.log(2.0);

  private NumberBuiltIns() {}

  static Map<String, SqlFunction> all() {
    var all = new LinkedHashMap<String, SqlFunction>();
    all.put("abs", strict(1, 1, a -> absolute(a[0])));
    all.put("greatest", new SqlFunction(2, Integer.MAX_VALUE, false, a -> extreme(a, 1)));
    all.put("least", new SqlFunction(2, Integer.MAX_VALUE, false, a -> extreme(a, -1)));
    all.put("round", strict(1, 2, a -> rounded(a[0], a.length == 2 ? toInt(a[1]) : 0)));
    all.put(
        "floor",
        strict(1, 1, a -> isWhole(a[0]) ? toLong(a[0]) : toLong(Math.floor(toDouble(a[0])))));
    SqlFunction ceiling =
        strict(1, 1, a -> isWhole(a[0]) ? toLong(a[0]) : toLong(Math.ceil(toDouble(a[0]))));
    all.put("ceil", ceiling);
    all.put("ceiling", ceiling);
    all.put("sqrt", of(Math::sqrt));
    all.put("exp", of(StrictMath::exp));
    all.put("ln", logarithm(StrictMath::log));
    all.put("log2", logarithm(x -> StrictMath.log(x) / LOG_2));
    all.put("log10", logarithm(StrictMath::log10));
    SqlFunction power = strict(2, 2, a -> StrictMath.pow(toDouble(a[0]), toDouble(a[1])));
    all.put("pow", power);
    all.put("power", power);
    all.put("sin", of(Math::sin));
    all.put("cos", of(Math::cos));
    all.put("acos", of(Math::acos));
    all.put("asin", of(Math::asin));
    all.put("radians", of(Math::toRadians));
    all.put("sign", of(Math::signum));
    return all;
  }

  private static SqlFunction of(DoubleUnaryOperator body) {
    return strict(1, 1, a -> body.applyAsDouble(toDouble(a[0])));
  }

  /** Null where there is no logarithm. */
  private static SqlFunction logarithm(DoubleUnaryOperator body) {
    return strict(
        1, 1, a -> toDouble(a[0]) <= 0 ? null : (Object) body.applyAsDouble(toDouble(a[0])));
  }

  private static Object absolute(Object value) {
    if (value instanceof Integer number) {
      return Math.absExact(number);
    } else if (value instanceof Long number) {
      return Math.absExact(number);
    } else if (value instanceof BigDecimal number) {
      return number.abs();
    }
    return Math.abs(toDouble(value));
  }

  /** Nulls do not count; null where all are. */
  private static Object extreme(Object[] arguments, int direction) {
    boolean fractional = Arrays.stream(arguments).anyMatch(Double.class::isInstance);
    return Arrays.stream(arguments)
        .filter(Objects::nonNull)
        .map(value -> fractional ? (Object) toDouble(value) : value)
        .reduce((a, b) -> SqlValues.compare(b, a) * direction > 0 ? b : a)
        .orElse(null);
  }

  private static Object rounded(Object value, int places) {
    if (isWhole(value) && places >= 0) {
      return value;
    } else if (value instanceof Double number && Double.isFinite(number)) {
      return BigDecimal.valueOf(number).setScale(places, RoundingMode.HALF_UP).doubleValue();
    } else if (value instanceof Double) {
      return value;
    }
    throw new EvaluationException("round of such a number is not known without Spark");
  }
}
