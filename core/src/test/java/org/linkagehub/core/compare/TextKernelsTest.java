package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The five text kernels: known answers, and what must hold for any two strings. */
class TextKernelsTest {
  // The first three: Winkler (1990) and the tables of Cohen, Ravikumar and Fienberg (2003), to four
  // decimals there. DAVE to CA/ABC: worked by hand. The rest: DuckDB 1.5.6, which rapidfuzz 3.14.6
  // equals; WEAHAM/WHEAM is where transpositions that are not rounded down give 0.86.
  @ParameterizedTest(name = "{0} ~ {1}")
  @CsvSource({
    "MARTHA, MARHTA, 0.9444444444444445, 0.9611111111111111",
    "DWAYNE, DUANE, 0.8222222222222223, 0.84",
    "DIXON, DICKSONX, 0.7666666666666666, 0.8133333333333332",
    "DAVE, DAVID, 0.7833333333333332, 0.8483333333333333",
    "HELLO, HALLO, 0.8666666666666667, 0.88",
    "HIPPO, ELEPHANT, 0.44166666666666665, 0.44166666666666665",
    "WEAHAM, WHEAM, 0.8777777777777778, 0.89",
    "A, B, 0, 0",
    "A, A, 1, 1",
    "AB, BA, 0, 0",
    "'', '', 1, 1",
    "A, '', 0, 0",
  })
  void knownJaro(String left, String right, double jaro, double jaroWinkler) {
    assertEquals(jaro, Jaro.of(left, right), 1e-15);
    assertEquals(jaroWinkler, JaroWinkler.of(left, right), 1e-15);
  }

  // Worked by hand; CA/ABC tells the variants apart.
  @ParameterizedTest(name = "{0} ~ {1}")
  @CsvSource({
    "KITTEN, SITTING, 3, 3, 3",
    "CA, ABC, 3, 3, 2",
    "MARTHA, MARHTA, 2, 1, 1",
    "HELLO, HALLO, 1, 1, 1",
    "HIPPO, ELEPHANT, 7, 7, 7",
    "DAVE, DAVID, 2, 2, 2",
    "DAVE, '', 4, 4, 4",
    "'', '', 0, 0, 0",
    "A CAT, AN ACT, 3, 2, 2",
  })
  void knownDistances(
      String left, String right, int levenshtein, int optimalStringAlignment, int damerau) {
    assertEquals(levenshtein, Levenshtein.of(left, right));
    assertEquals(optimalStringAlignment, OptimalStringAlignment.of(left, right));
    assertEquals(damerau, DamerauLevenshtein.of(left, right));
  }

  // By characters, worked by hand; by bytes, as DuckDB counts, Núñez and Nunez are 4 apart.
  @ParameterizedTest(name = "{0} ~ {1}")
  @CsvSource({
    "Núñez, Nunez, 0.733, 2",
    "José, Jose, 0.833, 1",
    "Müller, Muller, 0.889, 1",
    "Łukasz, Lukasz, 0.889, 1",
    "Zoë, Zoe, 0.778, 1",
    "李明, 李敏, 0.667, 1",
    "😀a, 👍a, 0.667, 1",
  })
  void countsCodePoints(String left, String right, double jaro, int levenshtein) {
    assertEquals(jaro, Jaro.of(left, right), 5e-4);
    assertEquals(levenshtein, Levenshtein.of(left, right));
    assertEquals(levenshtein, OptimalStringAlignment.of(left, right));
    assertEquals(levenshtein, DamerauLevenshtein.of(left, right));
  }

  // Random ASCII strings of ours and what DuckDB 1.5.6 answers; the first twelve have a Jaro
  // similarity of 0.7 as nearly as a double can, where the boost of Jaro-Winkler begins.
  @ParameterizedTest(name = "{0} ~ {1}")
  @CsvFileSource(resources = "duckdb-answers.csv", numLinesToSkip = 1)
  void equalDuckDbToTheBit(
      String left,
      String right,
      double jaro,
      double jaroWinkler,
      int levenshtein,
      int damerauLevenshtein,
      double jaccard) {
    assertEquals(jaro, Jaro.of(left, right));
    assertEquals(jaroWinkler, JaroWinkler.of(left, right));
    assertEquals(levenshtein, Levenshtein.of(left, right));
    assertEquals(damerauLevenshtein, DamerauLevenshtein.of(left, right));
    assertEquals(jaccard, QGrams.jaccard(left, right, 1));
  }

  static LongStream seeds() {
    return RandomText.seeds();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void areSymmetricBoundedAndAgreeWithTheirDefinitions(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      String left = RandomText.text(random);
      String right = RandomText.near(left, random);
      String pair = "'%s' ~ '%s'".formatted(left, right);
      double jaro = Jaro.of(left, right);
      assertTrue(jaro >= 0 && jaro <= 1, pair);
      assertEquals(jaro == 1, left.equals(right), pair);
      assertEquals(jaro, Jaro.of(right, left), pair);
      assertEquals(SlowTwins.jaro(left, right), jaro, 1e-15, pair);
      double winkler = JaroWinkler.of(left, right);
      assertTrue(winkler >= jaro && winkler <= 1, pair);
      assertEquals(winkler, JaroWinkler.of(right, left), pair);
      assertEquals(SlowTwins.jaroWinkler(left, right), winkler, 1e-15, pair);

      int levenshtein = Levenshtein.of(left, right);
      assertEquals(levenshtein, Levenshtein.of(right, left), pair);
      assertEquals(SlowTwins.levenshtein(left, right), levenshtein, pair);
      int aligned = OptimalStringAlignment.of(left, right);
      assertEquals(aligned, OptimalStringAlignment.of(right, left), pair);
      assertEquals(SlowTwins.optimalStringAlignment(left, right), aligned, pair);
      int damerau = DamerauLevenshtein.of(left, right);
      assertEquals(damerau, DamerauLevenshtein.of(right, left), pair);
      assertEquals(SlowTwins.damerauLevenshtein(left, right), damerau, pair);
      assertTrue(damerau <= aligned && aligned <= levenshtein, pair);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void answerTheSameInEveryForm(long seed) {
    var random = new Random(seed);
    var scratch = new Scratch();
    String left = RandomText.text(random);
    String right = RandomText.near(left, random);
    byte[] l = ("é" + left + "x").getBytes(StandardCharsets.UTF_8);
    byte[] r = ("xyz" + right).getBytes(StandardCharsets.UTF_8);
    String pair = "'%s' ~ '%s'".formatted(left, right);
    int ll = l.length - 3;
    int rl = r.length - 3;
    assertEquals(Jaro.of(left, right), Jaro.ofUtf8(l, 2, ll, r, 3, rl, scratch), pair);
    assertEquals(
        JaroWinkler.of(left, right), JaroWinkler.ofUtf8(l, 2, ll, r, 3, rl, scratch), pair);
    assertEquals(
        Levenshtein.of(left, right), Levenshtein.ofUtf8(l, 2, ll, r, 3, rl, scratch), pair);
    assertEquals(
        OptimalStringAlignment.of(left, right),
        OptimalStringAlignment.ofUtf8(l, 2, ll, r, 3, rl, scratch),
        pair);
    assertEquals(
        DamerauLevenshtein.of(left, right),
        DamerauLevenshtein.ofUtf8(l, 2, ll, r, 3, rl, scratch),
        pair);

    int[] lp = ("zz" + left).codePoints().toArray();
    int[] rp = right.codePoints().toArray();
    assertEquals(
        JaroWinkler.of(left, right),
        JaroWinkler.of(lp, 2, lp.length - 2, rp, 0, rp.length, scratch),
        pair);
    assertEquals(
        DamerauLevenshtein.of(left, right),
        DamerauLevenshtein.of(lp, 2, lp.length - 2, rp, 0, rp.length, scratch),
        pair);
  }

  @Test
  void malformedUtf8IsReadAsReplacementCharacters() {
    byte[] cut = {'A', (byte) 0xC3}; // the first byte of a two-byte character, and no second
    byte[] whole = "A\uFFFD".getBytes(StandardCharsets.UTF_8);
    assertEquals(0, Levenshtein.ofUtf8(cut, 0, 2, whole, 0, whole.length, new Scratch()));
    byte[] overlong = {(byte) 0xF0, (byte) 0x82, (byte) 0x82, (byte) 0xAC}; // € in a byte too many
    assertEquals(4, Levenshtein.ofUtf8(overlong, 0, 4, cut, 0, 0, new Scratch()));
    byte[] stray = {(byte) 0x80, (byte) 0xFF, (byte) 0xE0, (byte) 0x80, (byte) 0x80};
    assertEquals(5, Levenshtein.ofUtf8(stray, 0, 5, cut, 0, 0, new Scratch()));
  }

  @Test
  void refuseAMissingValueByName() {
    assertEquals(
        "right",
        assertThrows(NullPointerException.class, () -> JaroWinkler.of("A", null)).getMessage());
    assertEquals(
        "left", assertThrows(NullPointerException.class, () -> Jaro.of(null, "A")).getMessage());
    assertEquals(
        "left",
        assertThrows(NullPointerException.class, () -> Levenshtein.of(null, "A")).getMessage());
    assertEquals(
        "left",
        assertThrows(NullPointerException.class, () -> DamerauLevenshtein.of(null, "A"))
            .getMessage());
    assertEquals(
        "left",
        assertThrows(NullPointerException.class, () -> OptimalStringAlignment.of(null, "A"))
            .getMessage());
  }
}
