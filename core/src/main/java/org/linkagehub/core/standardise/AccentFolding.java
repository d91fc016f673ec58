package org.linkagehub.core.standardise;

import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Latin letters without their accents, as an SQL expression: Núñez becomes Nunez, Łukasz Lukasz,
 * Strauß Strauss.
 *
 * <p>A letter whose canonical decomposition (Unicode NFD) is an ASCII letter and combining marks
 * becomes that letter; the few Latin letters without such a decomposition (ø, ł, đ …) become the
 * letter they are filed under, ligatures their two letters. Combining diacritical marks U+0300 to
 * U+036F after any letter vanish. Letters of other scripts stay as they are: nothing is romanised.
 */
final class AccentFolding {
  /** Latin letters that have no canonical decomposition to an ASCII letter. */
  private static final String UNDECOMPOSED = "ØøŁłĐđÐðĦħŦŧŊŋıĸƏəƗɨ";

  private static final String UNDECOMPOSED_AS = "OoLlDdDdHhTtNnikAaIi";

  /** Letters that stand for two. */
  private static final Map<String, String> LIGATURES = ligatures();

  private static final String FROM;
  private static final String TO;

  static {
    var from = new StringBuilder(UNDECOMPOSED);
    var to = new StringBuilder(UNDECOMPOSED_AS);
    for (char letter = 0x00C0; letter <= 0x1EFF; letter++) { // Latin-1 to Latin Extended Additional
      String decomposed = Normalizer.normalize(String.valueOf(letter), Normalizer.Form.NFD);
      if (decomposed.length() > 1 && isAsciiLetter(decomposed.charAt(0))) {
        from.append(letter);
        to.append(decomposed.charAt(0));
      }
    }
    for (char mark = 0x0300; mark <= 0x036F; mark++) {
      from.append(mark); // translate() drops what has no counterpart
    }
    FROM = from.toString();
    TO = to.toString();
  }

  private AccentFolding() {}

  static String sql(String value) {
    String folded = "translate(" + value + ", '" + FROM + "', '" + TO + "')";
    for (Map.Entry<String, String> ligature : LIGATURES.entrySet()) {
      folded =
          "replace(" + folded + ", '" + ligature.getKey() + "', '" + ligature.getValue() + "')";
    }
    return folded;
  }

  private static boolean isAsciiLetter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
  }

  private static Map<String, String> ligatures() {
    var pairs = new LinkedHashMap<String, String>();
    pairs.put("ß", "ss");
    pairs.put("ẞ", "SS");
    pairs.put("æ", "ae");
    pairs.put("Æ", "AE");
    pairs.put("œ", "oe");
    pairs.put("Œ", "OE");
    pairs.put("þ", "th");
    pairs.put("Þ", "TH");
    pairs.put("ĳ", "ij");
    pairs.put("Ĳ", "IJ");
    return pairs;
  }
}
