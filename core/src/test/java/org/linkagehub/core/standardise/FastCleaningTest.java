package org.linkagehub.core.standardise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.spark.functions.CleaningFunctions;

/** What is read quickly because it is plain ASCII is what the slow, plain way makes of it. */
class FastCleaningTest {
  private static final int TEXTS = 20_000;
  private static final String[] PIECES = {
    "", " ", "  ", "\t", "\n", "\r", "\u000B", "\f", "\u001F", "\u007F", "\u0000", "\u0085",
    "\u00A0", "\u2028", "\u3000", "\u1680", "a", "Z", "ann", "O'", "`", "´", "’", "-", ".", "0",
    "9", "é", "É", "ß", "ẞ", "æ", "Œ", "Þ", "ĳ", "Ł", "ı", "ǽ", "e\u0301", "\u0301", "ﬁ", "Ａ", "٣",
    "李", "محمد", "😀", "\u200F", "\uD800", "ʹ", "\u0340", "ſ", "ự", "K"
  };

  @Test
  void whiteSpaceIsThatOfTheRegularExpression() {
    forEachText(
        text ->
            text.replaceAll("^[\\s\\p{Z}]+|[\\s\\p{Z}]+$", "")
                + "|"
                + emptyAsNull(text.replaceAll("^[\\s\\p{Z}]+$", "")),
        text ->
            CleaningFunctions.trimSpace(UTF8String.fromString(text))
                + "|"
                + CleaningFunctions.nullIfBlank(UTF8String.fromString(text)));
  }

  @Test
  void accentsGoAsUnicodeTakesLettersApart() {
    forEachText(
        FastCleaningTest::foldedByDefinition,
        text -> CleaningFunctions.foldAccents(UTF8String.fromString(text)).toString());
  }

  @Test
  void wordsOfAsciiAreWordsOfAnyScript() {
    forEachText(Characters::anyWords, Characters::words);
  }

  @Test
  void whatIsSeenOfAsciiIsWhatUnicodeMakesOfIt() {
    forEachText(FastCleaningTest::visibleByDefinition, Characters::visible);
  }

  @Test
  void datesAreThoseOfTheFormatter() {
    DateTimeFormatter formatter =
        DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    var random = new Random(5);
    for (int i = 0; i < TEXTS; i++) {
      String text =
          "%04d-%02d-%02d".formatted(random.nextInt(2200), random.nextInt(14), random.nextInt(33));
      if (i % 4 == 0) {
        int at = random.nextInt(text.length());
        text = text.substring(0, at) + "-1 x٣/".charAt(random.nextInt(6)) + text.substring(at + 1);
      }
      LocalDate expected;
      try {
        expected = LocalDate.parse(text, formatter);
      } catch (DateTimeParseException e) {
        expected = null;
      }
      assertEquals(expected, IsoDate.of(text), text);
    }
  }

  private static void forEachText(Function<String, String> plain, Function<String, String> fast) {
    var random = new Random(11);
    for (int i = 0; i < TEXTS; i++) {
      var text = new StringBuilder();
      int pieces = random.nextInt(6);
      for (int p = 0; p < pieces; p++) {
        text.append(piece(random, i % 2 == 0)); // the quick way is for ASCII
      }
      String whole = well(text.toString());
      assertEquals(
          plain.apply(whole),
          fast.apply(whole),
          () -> whole.codePoints().mapToObj(Integer::toHexString).toList().toString());
    }
  }

  private static String piece(Random random, boolean ascii) {
    String piece = PIECES[random.nextInt(PIECES.length)];
    while (ascii && piece.chars().anyMatch(c -> c > 127)) {
      piece = PIECES[random.nextInt(PIECES.length)];
    }
    return piece;
  }

  /** As Spark holds it: half of a pair of surrogates is no text in UTF-8. */
  private static String well(String text) {
    return UTF8String.fromString(text).toString();
  }

  private static String emptyAsNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String foldedByDefinition(String text) {
    String letters = "ØøŁłĐđÐðĦħŦŧŊŋıĸƏəƗɨ";
    String as = "OoLlDdDdHhTtNnikAaIi";
    String[] pairs = {"ßss", "ẞSS", "æae", "ÆAE", "œoe", "ŒOE", "þth", "ÞTH", "ĳij", "ĲIJ"};
    var folded = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              String letter = Character.toString(c);
              String apart = Normalizer.normalize(letter, Normalizer.Form.NFD);
              boolean latin = c >= 0xC0 && c <= 0x1EFF;
              if (letters.indexOf(c) >= 0) {
                folded.append(as.charAt(letters.indexOf(c)));
              } else if (latin && apart.length() > 1 && apart.substring(0, 1).matches("[A-Za-z]")) {
                folded.append(apart.charAt(0));
              } else if (c < 0x0300 || c > 0x036F) {
                folded.append(letter);
              }
            });
    String whole = folded.toString();
    for (String pair : pairs) {
      whole = whole.replace(pair.substring(0, 1), pair.substring(1));
    }
    return whole;
  }

  private static String visibleByDefinition(String text) {
    var seen = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKC)
        .codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean unseen =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.SURROGATE
                      || type == Character.PRIVATE_USE
                      || type == Character.UNASSIGNED;
              if (!unseen) {
                seen.appendCodePoint(c);
              } else if (Character.isWhitespace(c)) {
                seen.append(' ');
              }
            });
    return Normalizer.normalize(seen, Normalizer.Form.NFKC);
  }
}
