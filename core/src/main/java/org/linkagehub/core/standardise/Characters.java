package org.linkagehub.core.standardise;

import java.text.Normalizer;
import java.util.Locale;

/** Characters as the rules of all fields see them. */
final class Characters {
  private Characters() {}

  /**
   * The text in Unicode's compatibility form (full-width digits are digits, ligatures are letters)
   * without characters that are not seen: controls, marks of direction, joiners of no width.
   */
  static String visible(String text) {
    if (isVisibleAscii(text)) {
      return text; // is its own compatibility form, and all of it is seen
    }
    String form =
        Normalizer.isNormalized(text, Normalizer.Form.NFKC)
            ? text
            : Normalizer.normalize(text, Normalizer.Form.NFKC);
    StringBuilder kept = null;
    for (int i = 0; i < form.length(); ) {
      int character = form.codePointAt(i);
      int length = Character.charCount(character);
      if (isUnseen(character)) {
        if (kept == null) {
          kept = new StringBuilder(form.length()).append(form, 0, i);
        }
        if (Character.isWhitespace(character)) {
          kept.append(' ');
        }
      } else if (kept != null) {
        kept.appendCodePoint(character);
      }
      i += length;
    }
    if (kept == null) {
      return form;
    }
    // two letters that a mark of direction stood between may now be one
    return Normalizer.normalize(kept, Normalizer.Form.NFKC);
  }

  private static boolean isVisibleAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isUnseen(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /** The letters and digits of ASCII, in capitals. */
  static String compact(String text) {
    String visible = visible(text);
    StringBuilder kept = new StringBuilder(visible.length());
    for (int i = 0; i < visible.length(); i++) {
      char c = visible.charAt(i);
      if (c >= 'a' && c <= 'z') {
        kept.append((char) (c - 'a' + 'A'));
      } else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  /** Whether nothing is to be seen. */
  static boolean isBlank(String text) {
    return visible(text).isBlank();
  }

  /**
   * Lower case, letters, marks and digits of any script, one space between what else parts them.
   */
  static String words(String text) {
    return isVisibleAscii(text) ? asciiWords(text) : anyWords(text);
  }

  private static String asciiWords(String text) {
    char[] kept = new char[text.length()];
    int length = 0;
    boolean gap = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char lower = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
      if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
        if (gap && length > 0) {
          kept[length++] = ' ';
        }
        gap = false;
        kept[length++] = lower;
      } else if (!isApostrophe(c)) {
        gap = true;
      }
    }
    return new String(kept, 0, length);
  }

  /** Of any script: what {@link #asciiWords} is of ASCII. */
  static String anyWords(String text) {
    String lower = visible(withPlainApostrophes(text)).toLowerCase(Locale.ROOT);
    StringBuilder kept = new StringBuilder(lower.length());
    boolean gap = true;
    for (int i = 0; i < lower.length(); ) {
      int character = lower.codePointAt(i);
      if (isMark(character)) {
        if (!gap) { // a mark needs a letter to stand on
          kept.appendCodePoint(character);
        }
      } else if (Character.isLetter(character)
          || Character.getType(character) == Character.DECIMAL_DIGIT_NUMBER) {
        if (gap && !kept.isEmpty()) {
          kept.append(' ');
        }
        gap = false;
        kept.appendCodePoint(character);
      } else if (!isApostrophe(character)) {
        gap = true;
      }
      i += Character.charCount(character);
    }
    return Normalizer.normalize(kept, Normalizer.Form.NFKC);
  }

  /** The compatibility form of an acute accent that stands alone is a space and a mark. */
  private static String withPlainApostrophes(String text) {
    return text.replace('\u00B4', '\'');
  }

  private static boolean isMark(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }

  /** Of O'Brien, in the ways in which it is typed. */
  private static boolean isApostrophe(int character) {
    return character == '\''
        || character == '`'
        || character == 0x2018
        || character == 0x2019
        || character == 0x02BC;
  }
}
