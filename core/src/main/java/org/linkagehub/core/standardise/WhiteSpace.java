package org.linkagehub.core.standardise;

import java.util.regex.Pattern;

/** White space of any kind: what {@code \\s} and Unicode's separators match. */
public final class WhiteSpace {
  private static final Pattern AT_AN_END = Pattern.compile("^[\\s\\p{Z}]+|[\\s\\p{Z}]+$");
  private static final Pattern ALONE = Pattern.compile("^[\\s\\p{Z}]+$");

  private WhiteSpace() {}

  /** The text without white space at its ends. */
  public static String trimmed(String text) {
    return AT_AN_END.matcher(text).replaceAll("");
  }

  /** The text, or null where it is empty or nothing but white space. */
  public static String nullIfBlank(String text) {
    String left = ALONE.matcher(text).replaceAll("");
    return left.isEmpty() ? null : left;
  }

  /** Whether a character of ASCII is white space. */
  public static boolean isAsciiSpace(byte character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
