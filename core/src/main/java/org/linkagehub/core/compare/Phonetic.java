package org.linkagehub.core.compare;

import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.language.DoubleMetaphone;
import org.apache.commons.codec.language.MatchRatingApproachEncoder;
import org.apache.commons.codec.language.Nysiis;
import org.apache.commons.codec.language.Soundex;

/**
 * Codes that names which sound alike share, by Apache Commons Codec. Known answers: {@code
 * PhoneticTest}.
 *
 * <p>A name is first folded to the letters A to Z: upper case, accents off (É is E, Ø is O, ß is
 * SS), all else dropped. Where it has no letter, or a letter of another script, it has no code:
 * these codes hear Latin letters only, and a code of half a name is a wrong code. They were made
 * for names as the English say them, and serve other names less well.
 */
public final class Phonetic {
  private Phonetic() {}

  /** The Soundex of American English: a letter and three figures, R163 for ROBERT and RUPERT. */
  public static Optional<String> soundex(String name) {
    return LatinLetters.of(name).map(Soundex.US_ENGLISH::soundex);
  }

  /**
   * The same where H and W part letters as vowels do: A226 for ASHCRAFT, whose Soundex is A261.
   * Some databases and systems of record compute this one.
   */
  public static Optional<String> simplifiedSoundex(String name) {
    return LatinLetters.of(name).map(Soundex.US_ENGLISH_SIMPLIFIED::soundex);
  }

  /** The primary code of Double Metaphone (Philips 2000), at most 4 characters. */
  public static Optional<String> doubleMetaphone(String name) {
    return LatinLetters.of(name)
        .map(letters -> new DoubleMetaphone().doubleMetaphone(letters))
        .filter(code -> !code.isEmpty());
  }

  /**
   * The primary code of Double Metaphone and, where it is another, the alternate one: SM0 and XMT
   * for SMITH. Two names sound alike when they share one. Empty where there is none.
   */
  public static List<String> doubleMetaphoneCodes(String name) {
    Optional<String> letters = LatinLetters.of(name);
    if (letters.isEmpty()) {
      return List.of();
    }
    var encoder = new DoubleMetaphone();
    String primary = encoder.doubleMetaphone(letters.get(), false);
    String alternate = encoder.doubleMetaphone(letters.get(), true);
    if (primary.isEmpty()) {
      return List.of();
    }
    return primary.equals(alternate) ? List.of(primary) : List.of(primary, alternate);
  }

  /** The code of the New York State Identification and Intelligence System, at most 6 letters. */
  public static Optional<String> nysiis(String name) {
    return LatinLetters.of(name)
        .map(letters -> new Nysiis().nysiis(letters))
        .filter(code -> !code.isEmpty());
  }

  /** The code of the Match Rating Approach (Moore and others 1977), at most 6 letters. */
  public static Optional<String> matchRating(String name) {
    return LatinLetters.of(name)
        .map(letters -> new MatchRatingApproachEncoder().encode(letters))
        .filter(code -> !code.isEmpty());
  }

  /**
   * Whether two names agree by the Match Rating Approach: its codes are not only equal but near
   * enough, by a bound that falls with their length. Names of one letter, and names without a code,
   * agree with none. Symmetric. A coarse agreement: many names with a common beginning have it.
   */
  public static boolean matchRatingAgrees(String left, String right) {
    Optional<String> l = LatinLetters.of(left);
    Optional<String> r = LatinLetters.of(right);
    if (l.isEmpty() || r.isEmpty()) {
      return false;
    }
    return new MatchRatingApproachEncoder().isEncodeEquals(l.get(), r.get());
  }
}
