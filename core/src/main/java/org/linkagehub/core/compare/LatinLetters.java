package org.linkagehub.core.compare;

import java.text.Normalizer;
import java.util.Optional;

/** A name in the 26 letters A to Z, for the codes that know no other. */
final class LatinLetters {
  // Letters that Unicode does not decompose, and the letters they are filed under.
  private static final String[][] UNDECOMPOSED = {
    {"Æ", "AE"}, {"Ð", "D"}, {"Ø", "O"}, {"Þ", "TH"}, {"ẞ", "SS"}, {"Đ", "D"}, {"Ħ", "H"},
    {"İ", "I"}, {"Ŀ", "L"}, {"Ł", "L"}, {"Ŋ", "NG"}, {"Œ", "OE"}, {"Ŧ", "T"}, {"Ə", "A"},
    {"Ɨ", "I"}, {"ĸ", "K"}, {"ı", "I"}, {"ß", "SS"},
  };

  private LatinLetters() {}

  /**
   * The letters in upper case without accents; punctuation, spaces and digits go. Empty where
   * nothing is left, or where any letter is of another script: half a name would be a wrong name.
   */
  static Optional<String> of(String name) {
    String decomposed = Normalizer.normalize(name, Normalizer.Form.NFKD);
    StringBuilder letters = new StringBuilder(decomposed.length());
    for (int i = 0; i < decomposed.length(); ) {
      int character = decomposed.codePointAt(i);
      i += Character.charCount(character);
      int upper = Character.toUpperCase(character);
      if (upper >= 'A' && upper <= 'Z') {
        letters.append((char) upper);
      } else if (Character.isLetter(character)
          && Character.getType(character) != Character.MODIFIER_LETTER) {
        String latin = undecomposed(upper);
        if (latin == null) {
          return Optional.empty();
        }
        letters.append(latin);
      }
    }
    return letters.length() == 0 ? Optional.empty() : Optional.of(letters.toString());
  }

  /** The letter or letters A to Z that an undecomposed Latin letter stands for, or null. */
  static String undecomposed(int upper) {
    for (String[] pair : UNDECOMPOSED) {
      if (pair[0].codePointAt(0) == upper) {
        return pair[1];
      }
    }
    return null;
  }
}
