package org.linkagehub.core.evaluate;

import java.util.Locale;

/** Lower and upper case as Spark 3.5 makes them: by the JDK. */
final class LetterCase {
  private LetterCase() {}

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
