package org.linkagehub.core.standardise;

import java.util.Locale;

/** Text that is safe inside an SQL expression. */
public final class Sql {
  private Sql() {}

  /** A string literal. */
  public static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** A column name in back quotes. */
  public static String column(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** A number without an exponent, where it has at most 15 digits. */
  public static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.format(Locale.ROOT, "%d", (long) value);
    }
    return new java.math.BigDecimal(String.valueOf(value)).toPlainString();
  }
}
