package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Parts of a postcode of the United Kingdom, and near agreement of two. Known answers: {@code
 * PostcodeTest}.
 *
 * <p>In SW1A 2AA, SW is the area, SW1A the district (also called outward code), SW1A 2 the sector.
 * Case does not count, and spaces may stand anywhere or be left out. A district alone (SW1A), or a
 * sector with its space (SW1A 2), has the parts that it has. ZZ99, the pseudo district for no fixed
 * abode, not known and other countries, has no part and is near nothing: it is no place.
 */
public final class Postcode {
  /** The shortest whole postcode without its space: M1 1AA. */
  private static final int SHORTEST = 5;

  private static final int INWARD = 3;

  /** Districts without a figure: the bank's, and what Newport was until NP9 and NP20. */
  private static final Set<String> WITHOUT_FIGURE = Set.of("GIR", "NPT");

  private static final String PSEUDO = "ZZ99";

  private Postcode() {}

  /** The area, the letters that it begins with: SW of SW1A 2AA; empty where it is no postcode. */
  public static Optional<String> area(String postcode) {
    return district(postcode)
        .map(
            district -> {
              int letters = 1;
              while (letters < district.length() && isLetter(district.charAt(letters))) {
                letters++;
              }
              return district.substring(0, letters);
            });
  }

  /** The district: SW1A of SW1A 2AA; empty where the text is no postcode. */
  public static Optional<String> district(String postcode) {
    return Optional.ofNullable(parse(postcode)).map(parts -> parts[0]);
  }

  /** The sector with one space: SW1A 2 of SW1A 2AA; empty where the text does not reach so far. */
  public static Optional<String> sector(String postcode) {
    String[] parts = parse(postcode);
    return parts == null || parts[1].isEmpty()
        ? Optional.empty()
        : Optional.of(parts[0] + " " + parts[1].charAt(0));
  }

  /**
   * Whether two texts of at least five characters differ by one letter or figure that was replaced,
   * put in or left out, or by two neighbours swapped. Neither need be a valid postcode: that may be
   * the mistake. Spaces and case do not count.
   */
  public static boolean oneCharacterOff(String left, String right) {
    String l = compact(requireNonNull(left, "left"));
    String r = compact(requireNonNull(right, "right"));
    return l.length() >= SHORTEST
        && r.length() >= SHORTEST
        && !l.startsWith(PSEUDO)
        && !r.startsWith(PSEUDO)
        && DamerauLevenshtein.of(l, r) == 1;
  }

  /** The district, and as much of the rest as there is; null where the text is no postcode. */
  private static String[] parse(String postcode) {
    String trimmed = requireNonNull(postcode, "postcode").strip();
    int space = trimmed.length() - 2;
    if (space > 0 && trimmed.charAt(space) == ' ' && isDigit(trimmed.charAt(space + 1))) {
      // "SW1A 2": only its space tells a sector from a longer district.
      String[] sector = parts(compact(trimmed.substring(0, space)), trimmed.substring(space + 1));
      if (sector != null) {
        return sector;
      }
    }
    String whole = compact(trimmed);
    int inward = whole.length() - INWARD;
    if (whole.length() >= SHORTEST
        && isDigit(whole.charAt(inward))
        && isLetter(whole.charAt(inward + 1))
        && isLetter(whole.charAt(inward + 2))) {
      return parts(whole.substring(0, inward), whole.substring(inward));
    }
    return parts(whole, "");
  }

  private static String[] parts(String outward, String inward) {
    return isOutward(outward) && !outward.equals(PSEUDO) ? new String[] {outward, inward} : null;
  }

  /** One or two letters, a figure, and perhaps one more figure or letter; or GIR, or NPT. */
  private static boolean isOutward(String text) {
    if (WITHOUT_FIGURE.contains(text)) {
      return true;
    }
    int letters = text.length() > 1 && isLetter(text.charAt(1)) ? 2 : 1;
    if (text.length() <= letters
        || text.length() > letters + 2
        || !isLetter(text.charAt(0))
        || !isDigit(text.charAt(letters))) {
      return false;
    }
    return text.length() == letters + 1
        || isDigit(text.charAt(letters + 1))
        || isLetter(text.charAt(letters + 1));
  }

  private static String compact(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    StringBuilder compact = new StringBuilder(upper.length());
    for (int i = 0; i < upper.length(); i++) {
      char character = upper.charAt(i);
      if (!Character.isWhitespace(character) && character != '\u00A0') {
        compact.append(character);
      }
    }
    return compact.toString();
  }

  private static boolean isLetter(char character) {
    return character >= 'A' && character <= 'Z';
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }
}
