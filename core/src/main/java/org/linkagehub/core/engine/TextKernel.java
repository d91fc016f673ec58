package org.linkagehub.core.engine;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleBiFunction;
import org.linkagehub.core.compare.DamerauLevenshtein;
import org.linkagehub.core.compare.Jaro;
import org.linkagehub.core.compare.JaroWinkler;
import org.linkagehub.core.compare.Levenshtein;
import org.linkagehub.core.compare.NameTokens;
import org.linkagehub.core.compare.NhsNumbers;
import org.linkagehub.core.compare.Nicknames;
import org.linkagehub.core.compare.OptimalStringAlignment;
import org.linkagehub.core.compare.Phonetic;
import org.linkagehub.core.compare.Postcode;
import org.linkagehub.core.compare.QGrams;
import org.linkagehub.core.compare.Scratch;

/**
 * A comparison of two texts in UTF-8.
 *
 * @param answer what kind of answer it gives
 * @param function computes it
 * @param ofAscii computes it faster of texts that are ASCII; null where nothing does
 * @param bound of what kernels of ASCII answer; null where there is none
 */
record TextKernel(Answer answer, Function function, Function ofAscii, Bound bound) {
  private static final Map<String, TextKernel> BY_NAME =
      Map.ofEntries(
          Map.entry(
              "jaro_similarity",
              new TextKernel(
                  Answer.NUMBER,
                  (b, l, n, r, m, scratch) -> Jaro.ofUtf8(b, l, n, b, r, m, scratch),
                  (b, l, n, r, m, scratch) -> Jaro.of(b, l, n, b, r, m, scratch),
                  TextKernel::mostJaro)),
          Map.entry(
              "jaro_winkler_similarity",
              new TextKernel(
                  Answer.NUMBER,
                  (b, l, n, r, m, scratch) -> JaroWinkler.ofUtf8(b, l, n, b, r, m, scratch),
                  (b, l, n, r, m, scratch) -> JaroWinkler.of(b, l, n, b, r, m, scratch),
                  (values, l, r) -> JaroWinkler.most(mostJaro(values, l, r)))),
          Map.entry(
              "levenshtein",
              distance(
                  (b, l, n, r, m, scratch) -> Levenshtein.ofUtf8(b, l, n, b, r, m, scratch),
                  (b, l, n, r, m, scratch) -> Levenshtein.of(b, l, n, b, r, m, scratch))),
          Map.entry(
              "damerau_levenshtein",
              distance(
                  (b, l, n, r, m, scratch) -> DamerauLevenshtein.ofUtf8(b, l, n, b, r, m, scratch),
                  (b, l, n, r, m, scratch) -> DamerauLevenshtein.of(b, l, n, b, r, m, scratch))),
          Map.entry(
              "optimal_string_alignment",
              distance(
                  (b, l, n, r, m, scratch) ->
                      OptimalStringAlignment.ofUtf8(b, l, n, b, r, m, scratch),
                  (b, l, n, r, m, scratch) ->
                      OptimalStringAlignment.of(b, l, n, b, r, m, scratch))),
          Map.entry("qgram_jaccard", jaccard(2)),
          Map.entry("jaccard", jaccard(1)),
          Map.entry("qgram_cosine", cosine(2)),
          Map.entry(
              "shorter_length",
              whole(
                  (b, l, n, r, m, scratch) -> Math.min(codePoints(b, l, n), codePoints(b, r, m)))),
          Map.entry("postcode_one_character_off", flag(Postcode::oneCharacterOff)),
          Map.entry("nhs_number_one_digit_different", flag(NhsNumbers::oneDigitDifferent)),
          Map.entry("nhs_number_two_digits_transposed", flag(NhsNumbers::twoDigitsTransposed)),
          Map.entry("match_rating_agrees", flag(Phonetic::matchRatingAgrees)),
          Map.entry("tokens_same", flag(NameTokens::same)),
          Map.entry("initial_agrees", flag(NameTokens::initialAgrees)),
          Map.entry("nickname_agrees", flag((l, r) -> Nicknames.builtIn().agree(l, r))),
          Map.entry("tokens_shared", strings(Answer.WHOLE, NameTokens::shared)),
          Map.entry("token_overlap", strings(Answer.NUMBER, NameTokens::overlap)),
          Map.entry("token_jaccard", strings(Answer.NUMBER, NameTokens::jaccard)),
          Map.entry("token_similarity", strings(Answer.NUMBER, NameTokens::similarity)));

  /** A kind of answer. */
  enum Answer {
    /** A floating-point number. */
    NUMBER,
    /** A whole number. */
    WHOLE,
    /** 1 for yes, 0 for no. */
    FLAG
  }

  /** Compares two texts that stand in one array. */
  interface Function {
    double of(byte[] bytes, int left, int leftLength, int right, int rightLength, Scratch scratch);
  }

  /**
   * A bound of the answer for two ASCII texts, by their numbers: of similarities no less, of
   * distances no more.
   */
  interface Bound {
    double of(TextValues values, int left, int right);
  }

  /** The kernel of a function of SQL with two texts as its arguments, if there is one. */
  static Optional<TextKernel> of(String function) {
    return Optional.ofNullable(BY_NAME.get(function));
  }

  /** The kernel of a function of SQL with two texts and q as its arguments, if there is one. */
  static Optional<TextKernel> ofGrams(String function, long q) {
    if (q < 1 || q > QGrams.LONGEST) {
      return Optional.empty();
    }
    return switch (function) {
      case "qgram_jaccard" -> Optional.of(jaccard((int) q));
      case "qgram_cosine" -> Optional.of(cosine((int) q));
      default -> Optional.empty();
    };
  }

  private static TextKernel number(Function function) {
    return new TextKernel(Answer.NUMBER, function, null, null);
  }

  private static TextKernel whole(Function function) {
    return new TextKernel(Answer.WHOLE, function, null, null);
  }

  /** Each edit changes at most one letter that the longer text has more of than both share. */
  private static TextKernel distance(Function function, Function ofAscii) {
    return new TextKernel(
        Answer.WHOLE,
        function,
        ofAscii,
        (values, l, r) -> Math.max(values.length(l), values.length(r)) - values.mostShared(l, r));
  }

  private static double mostJaro(TextValues values, int left, int right) {
    return Jaro.most(values.mostShared(left, right), values.length(left), values.length(right));
  }

  private static TextKernel jaccard(int q) {
    return number((b, l, n, r, m, scratch) -> QGrams.jaccardUtf8(b, l, n, b, r, m, q, scratch));
  }

  private static TextKernel cosine(int q) {
    return number((b, l, n, r, m, scratch) -> QGrams.cosineUtf8(b, l, n, b, r, m, q, scratch));
  }

  private static TextKernel flag(BiPredicate<String, String> test) {
    return strings(Answer.FLAG, (l, r) -> test.test(l, r) ? 1 : 0);
  }

  private static TextKernel strings(Answer answer, ToDoubleBiFunction<String, String> function) {
    return new TextKernel(
        answer,
        (b, l, n, r, m, scratch) -> function.applyAsDouble(text(b, l, n), text(b, r, m)),
        null,
        null);
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  private static int codePoints(byte[] bytes, int from, int length) {
    int count = 0;
    for (int i = from; i < from + length; i++) {
      count += (bytes[i] & 0xC0) == 0x80 ? 0 : 1;
    }
    return count;
  }
}
