package org.linkagehub.core.evaluate;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Values of SQL and what their types do to each other, as in Spark's ANSI mode.
 *
 * <p>A value is null, a String, Integer, Long, Double, BigDecimal, Boolean, LocalDate, Instant, or
 * a List of such values.
 */
final class SqlValues {
  private SqlValues() {}

  /**
   * The value in the form that is computed with.
   *
   * @throws EvaluationException naming the class, if there is no such SQL value
   */
  static Object of(Object given) {
    if (given == null
        || given instanceof String
        || given instanceof Integer
        || given instanceof Long
        || given instanceof Double
        || given instanceof BigDecimal
        || given instanceof Boolean
        || given instanceof LocalDate
        || given instanceof Instant) {
      return given;
    } else if (given instanceof Byte || given instanceof Short) {
      return ((Number) given).intValue();
    } else if (given instanceof Float single) {
      return single.doubleValue();
    } else if (given instanceof java.sql.Timestamp timestamp) {
      return timestamp.toInstant();
    } else if (given instanceof java.sql.Date date) {
      return date.toLocalDate();
    } else if (given instanceof LocalDateTime local) {
      return local.toInstant(ZoneOffset.UTC);
    } else if (given instanceof List<?> list) {
      return listOf(list);
    } else if (given instanceof Object[] array) {
      return listOf(Arrays.asList(array));
    } else if (given instanceof double[] numbers) {
      return Arrays.stream(numbers).boxed().toList();
    }
    throw new EvaluationException(
        "a value is of " + given.getClass().getName() + ", which is no value of SQL");
  }

  private static List<Object> listOf(List<?> given) {
    var values = new ArrayList<Object>();
    given.forEach(element -> values.add(of(element)));
    return values;
  }

  /** Below, at or above 0, as {@code left} is before, equal to or after {@code right}. */
  static int compare(Object left, Object right) {
    if (left instanceof String l && right instanceof String r) {
      return compareText(l, r);
    } else if (left instanceof String l && !(right instanceof List)) {
      return compare(like(l, right), right);
    } else if (right instanceof String r && !(left instanceof List)) {
      return compare(left, like(r, left));
    } else if (isWhole(left) && isWhole(right)) {
      return Long.compare(((Number) left).longValue(), ((Number) right).longValue());
    } else if (left instanceof Number && right instanceof Number) {
      return left instanceof Double || right instanceof Double
          ? compareNumbers(toDouble(left), toDouble(right))
          : decimal(left).compareTo(decimal(right));
    } else if (left instanceof LocalDate l && right instanceof LocalDate r) {
      return l.compareTo(r);
    } else if (isTime(left) && isTime(right)) {
      return toInstant(left).compareTo(toInstant(right));
    } else if (left instanceof Boolean l && right instanceof Boolean r) {
      return Boolean.compare(l, r);
    } else if (left instanceof List<?> l && right instanceof List<?> r) {
      return compareLists(l, r);
    }
    throw new EvaluationException(
        "a " + typeOf(left) + " cannot be compared with a " + typeOf(right));
  }

  static boolean equal(Object left, Object right) {
    return compare(left, right) == 0;
  }

  private static int compareLists(List<?> left, List<?> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      Object l = left.get(i);
      Object r = right.get(i);
      int order = compareNullsFirst(l, r);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int compareNullsFirst(Object left, Object right) {
    if (left == null || right == null) {
      return Boolean.compare(left != null, right != null);
    }
    return compare(left, right);
  }

  /** NaN equals itself and is greater than all else; the two zeros are equal. */
  private static int compareNumbers(double left, double right) {
    return left == right ? 0 : Double.compare(left, right);
  }

  /** By code point, which is the order of the bytes of UTF-8. */
  private static int compareText(String left, String right) {
    int shorter = Math.min(left.length(), right.length());
    for (int i = 0; i < shorter; i++) {
      char l = left.charAt(i);
      char r = right.charAt(i);
      if (l != r) {
        boolean pairs = Character.isSurrogate(l) ^ Character.isSurrogate(r);
        return pairs ? (Character.isSurrogate(l) ? 1 : -1) : Character.compare(l, r);
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** A text as the type of what it is compared with. */
  private static Object like(String text, Object other) {
    if (isWhole(other)) {
      return toLong(text);
    } else if (other instanceof Number) {
      return toDouble(text);
    } else if (other instanceof LocalDate) {
      return toDate(text);
    } else if (other instanceof Instant) {
      return toInstant(text);
    }
    return toBoolean(text);
  }

  static boolean isWhole(Object value) {
    return value instanceof Integer || value instanceof Long;
  }

  private static boolean isTime(Object value) {
    return value instanceof LocalDate || value instanceof Instant;
  }

  private static BigDecimal decimal(Object value) {
    return value instanceof BigDecimal exact
        ? exact
        : BigDecimal.valueOf(((Number) value).longValue());
  }

  /** What a cast to text gives. */
  static String toText(Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof Instant instant) {
      return SqlDates.text(instant);
    } else if (value instanceof BigDecimal exact) {
      return exact.toPlainString();
    } else if (value instanceof List) {
      throw cannotBe(value, "text");
    }
    return value.toString();
  }

  static double toDouble(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    } else if (value instanceof String text) {
      try {
        return Double.parseDouble(SqlDates.trimmed(text));
      } catch (NumberFormatException noNumber) {
        throw noSuch("double");
      }
    } else if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    throw cannotBe(value, "double");
  }

  static long toLong(Object value) {
    if (isWhole(value)) {
      return ((Number) value).longValue();
    } else if (value instanceof Double number) {
      double whole = number < 0 ? Math.ceil(number) : Math.floor(number);
      if (!(whole >= -0x1p63 && whole < 0x1p63)) {
        throw noSuch("bigint");
      }
      return (long) whole;
    } else if (value instanceof BigDecimal exact) {
      return exact.longValue();
    } else if (value instanceof String text) {
      try {
        return Long.parseLong(SqlDates.trimmed(text));
      } catch (NumberFormatException noNumber) {
        throw noSuch("bigint");
      }
    } else if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    } else if (value instanceof Instant instant) {
      return instant.getEpochSecond();
    }
    throw cannotBe(value, "bigint");
  }

  static int toInt(Object value) {
    long whole = toLong(value);
    if (whole != (int) whole) {
      throw noSuch("int");
    }
    return (int) whole;
  }

  static boolean toBoolean(Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    } else if (value instanceof String text) {
      return switch (SqlDates.trimmed(text).toLowerCase(Locale.ROOT)) {
        case "t", "true", "y", "yes", "1" -> true;
        case "f", "false", "n", "no", "0" -> false;
        default -> throw noSuch("boolean");
      };
    } else if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    throw cannotBe(value, "boolean");
  }

  static LocalDate toDate(Object value) {
    if (value instanceof LocalDate date) {
      return date;
    } else if (value instanceof Instant instant) {
      return SqlDates.dayOf(instant);
    } else if (value instanceof String text) {
      return SqlDates.date(text).orElseThrow(() -> noSuch("date"));
    }
    throw cannotBe(value, "date");
  }

  static int toDay(Object value) {
    return Math.toIntExact(toDate(value).toEpochDay());
  }

  static Instant toInstant(Object value) {
    if (value instanceof Instant instant) {
      return instant;
    } else if (value instanceof LocalDate date) {
      return SqlDates.startOf(date);
    } else if (value instanceof String text) {
      return SqlDates.timestamp(text).orElseThrow(() -> noSuch("timestamp"));
    }
    throw cannotBe(value, "timestamp");
  }

  static List<?> toList(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw cannotBe(value, "array");
  }

  /** The elements as text; null stays null. */
  static List<String> toTexts(Object value) {
    var texts = new ArrayList<String>();
    for (Object element : toList(value)) {
      texts.add(element == null ? null : toText(element));
    }
    return texts;
  }

  /**
   * The value of another type.
   *
   * @param type in lower case, for example {@code date}
   */
  static Object cast(Object value, String type) {
    return switch (type) {
      case "string" -> toText(value);
      case "int", "integer" -> toInt(value);
      case "bigint", "long" -> toLong(value);
      case "double" -> toDouble(value);
      case "float" -> (double) (float) toDouble(value);
      case "boolean" -> toBoolean(value);
      case "date" -> toDate(value);
      case "timestamp" -> toInstant(value);
      default -> throw new EvaluationException("a cast to " + type + " is not known without Spark");
    };
  }

  private static String typeOf(Object value) {
    return value instanceof List ? "list" : value.getClass().getSimpleName();
  }

  private static EvaluationException cannotBe(Object value, String type) {
    return new EvaluationException("a " + typeOf(value) + " cannot be taken as " + type);
  }

  /** The value itself is not named: it may be a person's. */
  private static EvaluationException noSuch(String type) {
    return new EvaluationException("a value cannot be read as " + type);
  }
}
