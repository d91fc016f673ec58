package org.linkagehub.core.standardise;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Sex, electronic mail, telephone numbers and address lines. Known answers: {@code ValueRulesTest}.
 */
public final class ContactRules {
  private static final Map<String, String> SEXES =
      Map.of(
          "1", "male", "m", "male", "male", "male", "2", "female", "f", "female", "female",
          "female");
  private static final Set<String> NO_SEX =
      Set.of(
          "0",
          "9",
          "x",
          "u",
          "n",
          "z",
          "n k",
          "unk",
          "unknown",
          "not known",
          "not specified",
          "not stated",
          "null",
          "none");
  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s,;<>\"()]{1,64}@[\\p{L}\\p{Nd}](?:[\\p{L}\\p{Nd}-]*\\.)+\\p{L}{2,63}");
  private static final Pattern NO_EMAIL =
      Pattern.compile(
          "(?:no-?e?mail|none|no|noreply|no-reply|unknown|notknown|declined|test|a|x|na)@.*|.*@(?:none|nomail|noemail|test|unknown)\\..*");
  private static final Pattern ONE_DIGIT = Pattern.compile("0?7?(\\d)\\1{7,}");
  private static final int SHORTEST_PHONE = 9;
  private static final int LONGEST_PHONE = 15;
  private static final Set<String> NOTHING =
      Set.of(
          "unknown",
          "not known",
          "not stated",
          "none",
          "null",
          "no address",
          "address unknown",
          "not available",
          "n a",
          "n k",
          "x",
          "xx",
          "xxx",
          "tbc");
  private static final Set<String> NO_FIXED_ABODE =
      Set.of(
          "no fixed abode",
          "nfa",
          "no fixed address",
          "no fixed abode nfa",
          "of no fixed abode",
          "homeless");
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("rd", "road"),
          Map.entry("ave", "avenue"),
          Map.entry("av", "avenue"),
          Map.entry("cl", "close"),
          Map.entry("cres", "crescent"),
          Map.entry("ct", "court"),
          Map.entry("dr", "drive"),
          Map.entry("gdns", "gardens"),
          Map.entry("gro", "grove"),
          Map.entry("hse", "house"),
          Map.entry("ln", "lane"),
          Map.entry("pl", "place"),
          Map.entry("sq", "square"),
          Map.entry("terr", "terrace"),
          Map.entry("apt", "flat"),
          Map.entry("apartment", "flat"));

  private ContactRules() {}

  /** {@code male}, {@code female}, what is not known here in lower case, or null. */
  public static String sex(String raw, Hits hits) {
    if (raw == null) {
      return null;
    }
    String code = Characters.words(raw);
    if (code.isEmpty()) {
      if (!Characters.isBlank(raw)) {
        hits.add(Rule.SEX_NOT_KNOWN);
      }
      return null;
    }
    String sex = SEXES.get(code);
    if (sex != null) {
      return sex;
    }
    if (NO_SEX.contains(code)) {
      hits.add(Rule.SEX_NOT_KNOWN);
      return null;
    }
    hits.add(Rule.SEX_UNRECOGNISED);
    return code;
  }

  /**
   * The address in lower case, or null where it stands for none; a misspelt one is told and kept.
   */
  public static String email(String raw, Hits hits) {
    if (raw == null) {
      return null;
    }
    String text = Characters.visible(raw).strip().toLowerCase(Locale.ROOT);
    while (text.startsWith("mailto:")) {
      text = text.substring("mailto:".length()).strip();
    }
    if (text.isEmpty() && Characters.isBlank(raw)) {
      return null;
    }
    String words = Characters.words(text);
    if (words.isEmpty() || NOTHING.contains(words) || NO_EMAIL.matcher(text).matches()) {
      hits.add(Rule.EMAIL_PLACEHOLDER);
      return null;
    }
    if (!EMAIL.matcher(text).matches()) {
      hits.add(Rule.EMAIL_MALFORMED);
    }
    return text;
  }

  /**
   * The digits of a national number from its 0 on, or those of a foreign one after 00; null where
   * it stands for none; one of too few or too many digits is told and kept.
   */
  public static String phone(String raw, Hits hits) {
    if (raw == null) {
      return null;
    }
    String text = Characters.visible(raw);
    if (text.isBlank()) {
      return null;
    }
    StringBuilder digits = new StringBuilder();
    String bare = text.replace("(0)", "").strip();
    if (bare.startsWith("+")) {
      digits.append("00");
    }
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      }
    }
    String number = national(digits.toString());
    if (number.isEmpty() || ONE_DIGIT.matcher(number).matches() || number.contains("123456789")) {
      hits.add(Rule.PHONE_PLACEHOLDER);
      return null;
    }
    if (number.length() < SHORTEST_PHONE || number.length() > LONGEST_PHONE) {
      hits.add(Rule.PHONE_MALFORMED);
    }
    return number;
  }

  /** What stands before the national number may have been written twice. */
  private static String national(String digits) {
    String number = digits;
    while (true) {
      if (number.startsWith("0044")) {
        number = "0" + number.substring(4);
      } else if (number.startsWith("44") && number.length() == 12) {
        number = "0" + number.substring(2);
      } else {
        return number;
      }
    }
  }

  /** The words of a line of an address, common short forms written out; or null. */
  public static String address(String raw, Hits hits) {
    if (raw == null) {
      return null;
    }
    String words = Characters.words(raw);
    if (words.isEmpty()) {
      if (!Characters.isBlank(raw)) {
        hits.add(Rule.ADDRESS_PLACEHOLDER);
      }
      return null;
    }
    if (NO_FIXED_ABODE.contains(words)) {
      hits.add(Rule.ADDRESS_NO_FIXED_ABODE);
      return null;
    }
    if (NOTHING.contains(words)) {
      hits.add(Rule.ADDRESS_PLACEHOLDER);
      return null;
    }
    StringBuilder line = new StringBuilder(words.length() + 8);
    for (String word : words.split(" ", -1)) {
      String written = WORDS.get(word);
      if (written != null && !written.equals(word)) {
        hits.add(Rule.ADDRESS_ABBREVIATION);
      }
      line.append(line.isEmpty() ? "" : " ").append(written == null ? word : written);
    }
    return line.toString();
  }
}
