package org.linkagehub.core.standardise;

import java.util.Set;

/**
 * Postcodes: capitals and digits without a space, letters and digits that are easily taken for each
 * other put right by their place before anything is derived of them. Known answers: {@code
 * ValueRulesTest}.
 *
 * <p>The second half is a digit and two letters. The first is of the patterns A9, A99, AA9, AA99,
 * A9A and AA9A, in an area that there is. Of the patterns that fit once O is 0, I is 1 or the
 * reverse, the one with the fewest such repairs is taken; where two are as near, the first. ZZ99,
 * which stands for no fixed abode, not known and countries, is no evidence but told as a group.
 * Source: Royal Mail's postcode formats; NHS Data Model and Dictionary, POSTCODE, for ZZ99.
 */
public final class PostcodeRules {
  private static final int INWARD = 3;
  private static final int LONGEST = 7;
  private static final String GIROBANK = "GIR0AA";
  private static final String PSEUDO = "ZZ99";
  private static final String INWARD_PATTERN = "9AA";
  private static final String[] OUTWARD = {"A9", "A99", "AA9", "AA99", "A9A", "AA9A"};
  private static final Set<String> AREAS =
      Set.of(
          ("AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL"
                  + " DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE"
                  + " KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE"
                  + " PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN"
                  + " TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE")
              .split(" ", -1));

  private PostcodeRules() {}

  /**
   * The postcode, or null where it is no evidence.
   *
   * @param raw may be null, which stays null and meets no rule
   */
  public static String clean(String raw, Hits hits) {
    if (raw == null) {
      return null;
    }
    String text = Characters.compact(raw);
    if (text.isEmpty()) {
      if (!Characters.isBlank(raw)) {
        hits.add(Rule.POSTCODE_WITHOUT_DIGIT);
      }
      return null;
    }
    String fitted = whole(text);
    if (fitted == null) {
      if (text.chars().noneMatch(c -> c <= '9') && outward(text) == null) {
        hits.add(Rule.POSTCODE_WITHOUT_DIGIT);
        return null;
      }
      fitted = text.length() < INWARD + 2 ? outward(text) : null;
      hits.add(fitted == null ? Rule.POSTCODE_MALFORMED : Rule.POSTCODE_OUTCODE_ALONE);
      fitted = fitted == null ? text : fitted;
    }
    if (!fitted.equals(text)) {
      hits.add(Rule.POSTCODE_REPAIRED);
    }
    return withoutPseudo(fitted, hits);
  }

  private static String withoutPseudo(String postcode, Hits hits) {
    if (!postcode.startsWith(PSEUDO)) {
      return postcode;
    }
    hits.add(
        switch (postcode) {
          case "ZZ993VZ" -> Rule.POSTCODE_NO_FIXED_ABODE;
          case "ZZ993WZ", PSEUDO -> Rule.POSTCODE_NOT_KNOWN;
          default -> Rule.POSTCODE_COUNTRY;
        });
    return null;
  }

  /** The text as a whole postcode, or null where it cannot be one. */
  private static String whole(String text) {
    if (text.length() < INWARD + 2 || text.length() > LONGEST) {
      return null;
    }
    String inward = fitted(text.substring(text.length() - INWARD), INWARD_PATTERN);
    if (inward == null) {
      return null;
    }
    String first = text.substring(0, text.length() - INWARD);
    if (GIROBANK.equals(first + inward)) {
      return GIROBANK;
    }
    String outward = outward(first);
    return outward == null ? null : outward + inward;
  }

  private static String outward(String text) {
    String best = null;
    int fewest = Integer.MAX_VALUE;
    for (String pattern : OUTWARD) {
      String fitted = fitted(text, pattern);
      if (fitted != null && isThere(fitted, pattern)) {
        int repairs = different(text, fitted);
        if (repairs < fewest) {
          fewest = repairs;
          best = fitted;
        }
      }
    }
    return best;
  }

  /** In an area that there is, and no district of two digits that begins with 0. */
  private static boolean isThere(String outward, String pattern) {
    int letters = pattern.charAt(1) == 'A' ? 2 : 1;
    boolean pseudo = outward.equals(PSEUDO);
    boolean zeroFirst = pattern.endsWith("99") && outward.charAt(letters) == '0';
    return pseudo || (AREAS.contains(outward.substring(0, letters)) && !zeroFirst);
  }

  /** The text with A to Z where the pattern has A, and a digit where it has 9; or null. */
  private static String fitted(String text, String pattern) {
    if (text.length() != pattern.length()) {
      return null;
    }
    char[] fitted = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c <= '9';
      if (digit != (pattern.charAt(i) == '9')) {
        char other = likeness(c);
        if (other == 0) {
          return null;
        }
        fitted = fitted == null ? text.toCharArray() : fitted;
        fitted[i] = other;
      }
    }
    return fitted == null ? text : new String(fitted);
  }

  private static char likeness(char c) {
    return switch (c) {
      case '0' -> 'O';
      case 'O' -> '0';
      case '1' -> 'I';
      case 'I' -> '1';
      default -> 0;
    };
  }

  private static int different(String text, String other) {
    int different = 0;
    for (int i = 0; i < text.length(); i++) {
      different += text.charAt(i) == other.charAt(i) ? 0 : 1;
    }
    return different;
  }
}
