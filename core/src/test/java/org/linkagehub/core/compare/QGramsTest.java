package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QGramsTest {
  // Worked by hand from the definitions; AB ~ ABC with q = 1 is also DuckDB 1.5.6's jaccard.
  @ParameterizedTest(name = "{0} ~ {1}, q = {2}")
  @CsvSource({
    "AB, ABC, 1, 0.6666666666666666, 0.816496580927726",
    "NIGHT, NACHT, 1, 0.42857142857142855, 0.6",
    "NIGHT, NACHT, 2, 0.14285714285714285, 0.25",
    "NIGHT, NACHT, 3, 0, 0",
    "AAA, AA, 2, 1, 1",
    "AAB, AB, 1, 1, 0.9486832980505138",
    "LISTEN, SILENT, 1, 1, 1",
    "A, A, 2, 1, 1",
    "A, B, 2, 0, 0",
    "'', '', 2, 1, 1",
    "Núñez, Nunez, 2, 0.14285714285714285, 0.25",
    "Łukasz, Lukasz, 2, 0.6666666666666666, 0.8",
    "李明, 李敏, 1, 0.3333333333333333, 0.5",
    "李明华, 李明, 2, 0.5, 0.7071067811865475",
  })
  void knownAnswers(String left, String right, int q, double jaccard, double cosine) {
    assertEquals(jaccard, QGrams.jaccard(left, right, q), 1e-15);
    assertEquals(cosine, QGrams.cosine(left, right, q), 1e-15);
  }

  static LongStream seeds() {
    return RandomText.seeds();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void areSymmetricBoundedAndAgreeWithTheirDefinitions(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      String left = RandomText.text(random);
      String right = RandomText.near(left, random);
      int q = 1 + random.nextInt(3);
      String pair = "'%s' ~ '%s', q = %d".formatted(left, right, q);
      double jaccard = QGrams.jaccard(left, right, q);
      assertTrue(jaccard >= 0 && jaccard <= 1, pair);
      assertEquals(jaccard, QGrams.jaccard(right, left, q), pair);
      assertEquals(1, QGrams.jaccard(left, left, q), pair);
      assertEquals(jaccardByDefinition(left, right, q), jaccard, 1e-15, pair);
      double cosine = QGrams.cosine(left, right, q);
      assertTrue(cosine >= 0 && cosine <= 1, pair);
      assertEquals(cosine, QGrams.cosine(right, left, q), pair);
      assertEquals(1, QGrams.cosine(left, left, q), pair);
      assertEquals(cosineByDefinition(left, right, q), cosine, 1e-14, pair);
    }
  }

  @Test
  void refuseAGramLengthThatTheyDoNotKnow() {
    assertEquals(
        "q must be from 1 to 3, was 0",
        assertThrows(IllegalArgumentException.class, () -> QGrams.jaccard("A", "B", 0))
            .getMessage());
    assertEquals(
        "q must be from 1 to 3, was 4",
        assertThrows(IllegalArgumentException.class, () -> QGrams.cosine("A", "B", 4))
            .getMessage());
  }

  private static double jaccardByDefinition(String left, String right, int q) {
    Set<String> l = grams(left, q).keySet();
    Set<String> r = grams(right, q).keySet();
    if (l.isEmpty() || r.isEmpty()) {
      return left.equals(right) ? 1 : 0;
    }
    Set<String> both = new HashSet<>(l);
    both.retainAll(r);
    Set<String> any = new HashSet<>(l);
    any.addAll(r);
    return (double) both.size() / any.size();
  }

  private static double cosineByDefinition(String left, String right, int q) {
    Map<String, Integer> l = grams(left, q);
    Map<String, Integer> r = grams(right, q);
    if (l.isEmpty() || r.isEmpty()) {
      return left.equals(right) ? 1 : 0;
    }
    double product = 0;
    for (Map.Entry<String, Integer> gram : l.entrySet()) {
      product += gram.getValue() * r.getOrDefault(gram.getKey(), 0);
    }
    return product / (norm(l) * norm(r));
  }

  private static double norm(Map<String, Integer> counts) {
    return Math.sqrt(counts.values().stream().mapToDouble(count -> count * count).sum());
  }

  private static Map<String, Integer> grams(String text, int q) {
    int[] points = text.codePoints().toArray();
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i + q <= points.length; i++) {
      counts.merge(new String(points, i, q), 1, Integer::sum);
    }
    return counts;
  }
}
