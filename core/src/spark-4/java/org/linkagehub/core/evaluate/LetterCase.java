package org.linkagehub.core.evaluate;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.ULocale;

/** Lower and upper case as Spark 4 makes them: by ICU. */
final class LetterCase {
  private LetterCase() {}

  static String lower(String text) {
    return UCharacter.toLowerCase(ULocale.ROOT, text);
  }

  static String upper(String text) {
    return UCharacter.toUpperCase(ULocale.ROOT, text);
  }
}
