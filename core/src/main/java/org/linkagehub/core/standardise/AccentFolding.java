package org.linkagehub.core.standardise;

import java.text.Normalizer;

/**
 * Latin letters without their accents: Núñez becomes Nunez, Łukasz Lukasz, Strauß Strauss.
 *
 * <p>A letter whose canonical decomposition (Unicode NFD) is an ASCII letter and combining marks
 * becomes that letter; the few Latin letters without such a decomposition (ø, ł, đ …) become the
 * letter they are filed under, ligatures their two letters. Combining diacritical marks U+0300 to
 * U+036F after any letter vanish. Letters of other scripts stay as they are: nothing is romanised.
 */
public final class AccentFolding {
  /** Latin letters that have no canonical decomposition to an ASCII letter. */
  private static final String UNDECOMPOSED = "ØøŁłĐđÐðĦħŦŧŊŋıĸƏəƗɨ";

  private static final String UNDECOMPOSED_AS = "OoLlDdDdHhTtNnikAaIi";

  /** Letters that stand for two. */
  private static final String LIGATURES = "ßẞæÆœŒþÞĳĲ";

  private static final String LIGATURES_AS = "ssSSaeAEoeOEthTHijIJ";

  /** Latin-1 to Latin Extended Additional, with the combining marks between. */
  private static final char FIRST = 0x00C0;

  private static final char LAST = 0x1EFF;

  /** What stands for each character from the first; null for those that stay. */
  private static final String[] FOLDED = new String[LAST - FIRST + 1];

  static {
    for (char letter = FIRST; letter <= LAST; letter++) {
      String decomposed = Normalizer.normalize(String.valueOf(letter), Normalizer.Form.NFD);
      if (decomposed.length() > 1 && isAsciiLetter(decomposed.charAt(0))) {
        fold(letter, decomposed.substring(0, 1));
      }
    }
    for (char mark = 0x0300; mark <= 0x036F; mark++) {
      fold(mark, "");
    }
    for (int i = 0; i < UNDECOMPOSED.length(); i++) {
      fold(UNDECOMPOSED.charAt(i), UNDECOMPOSED_AS.substring(i, i + 1));
    }
    for (int i = 0; i < LIGATURES.length(); i++) {
      fold(LIGATURES.charAt(i), LIGATURES_AS.substring(2 * i, 2 * i + 2));
    }
  }

  private AccentFolding() {}

  /** The text without accents. */
  public static String folded(String text) {
    StringBuilder folded = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String as = c < FIRST || c > LAST ? null : FOLDED[c - FIRST];
      if (as != null) {
        folded = folded == null ? new StringBuilder(text.length()).append(text, 0, i) : folded;
        folded.append(as);
      } else if (folded != null) {
        folded.append(c);
      }
    }
    return folded == null ? text : folded.toString();
  }

  private static void fold(char letter, String as) {
    FOLDED[letter - FIRST] = as;
  }

  private static boolean isAsciiLetter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
  }
}
