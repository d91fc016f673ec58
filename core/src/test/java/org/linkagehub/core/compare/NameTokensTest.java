package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NameTokensTest {
  @Test
  void partsAtWhateverIsNoLetterAndDropsApostrophes() {
    assertEquals(List.of("SMITH", "JONES"), NameTokens.of("SMITH-JONES"));
    assertEquals(List.of("OBRIEN"), NameTokens.of(" O’BRIEN "));
    assertEquals(List.of("De", "la", "Cruz"), NameTokens.of("De  la, Cruz"));
    assertEquals(List.of("Jose\u0301", "李明"), NameTokens.of("Jose\u0301/李明"));
    assertEquals(List.of(), NameTokens.of(" - "));
  }

  // Worked by hand; the similarity of SMITH and SMYTH is 0.8933..., of JONES and JONES 1.
  @ParameterizedTest(name = "{0} ~ {1}")
  @CsvSource({
    "SMITH-JONES, JONES SMITH, true, 2, 1, 1, 1",
    "SMITH-JONES, SMITHJONES, true, 0, 0, 0, 0.9",
    "SMITH-JONES, JONESSMITH, true, 0, 0, 0, 0.9",
    "DE LA CRUZ, DELACRUZ, true, 0, 0, 0, 0.8",
    "O'BRIEN, O BRIEN, true, 0, 0, 0, 0.9444444444444445",
    "MAC DONALD, MACDONALD, true, 0, 0, 0, 0.8444444444444443",
    "SMITH, SMITH-JONES, false, 1, 1, 0.5, 1",
    "SMITH SMITH, SMITH, false, 1, 1, 0.5, 1",
    "SMYTH-JONES, JONES SMITH, false, 1, 0.5, 0.3333333333333333, 0.9466666666666667",
    "ANN, BOB, false, 0, 0, 0, 0",
    "'', ANN, false, 0, 0, 0, 0",
    "-, -, false, 0, 0, 0, 0",
  })
  void knownAnswers(
      String left,
      String right,
      boolean same,
      int shared,
      double overlap,
      double jaccard,
      double similarity) {
    assertEquals(same, NameTokens.same(left, right));
    assertEquals(shared, NameTokens.shared(left, right));
    assertEquals(overlap, NameTokens.overlap(left, right), 1e-15);
    assertEquals(jaccard, NameTokens.jaccard(left, right), 1e-15);
    assertEquals(similarity, NameTokens.similarity(left, right), 1e-15);
  }

  @ParameterizedTest(name = "{0} ~ {1}: {2}")
  @CsvSource({
    "J, JOHN, true",
    "JOHN, J., true",
    "J, J, true",
    "J, MARY, false",
    "JOHN, JOHN, false",
    "'', J, false",
    "J SMITH, JOHN SMITH, true",
    "李, 李明, true",
  })
  void initials(String left, String right, boolean agree) {
    assertEquals(agree, NameTokens.initialAgrees(left, right));
  }

  static LongStream seeds() {
    return RandomText.seeds();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void areSymmetricBoundedAndAgreeWithTryingEveryOrder(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      String left = name(random);
      String right = random.nextInt(3) == 0 ? name(random) : shuffled(left, random);
      String pair = "'%s' ~ '%s'".formatted(left, right);
      assertEquals(NameTokens.same(left, right), NameTokens.same(right, left), pair);
      assertEquals(sameInSomeOrder(left, right), NameTokens.same(left, right), pair);
      assertEquals(NameTokens.shared(left, right), NameTokens.shared(right, left), pair);
      assertEquals(NameTokens.overlap(left, right), NameTokens.overlap(right, left), pair);
      assertEquals(NameTokens.jaccard(left, right), NameTokens.jaccard(right, left), pair);
      double similarity = NameTokens.similarity(left, right);
      assertTrue(similarity >= 0 && similarity <= 1, pair);
      assertTrue(similarity >= NameTokens.overlap(left, right) - 1e-15, pair);
      assertEquals(similarity, NameTokens.similarity(right, left), pair);
      assertEquals(bestOfEveryOrder(left, right), similarity, 1e-12, pair);
    }
  }

  private static String name(Random random) {
    String[] words = {"A", "AB", "BA", "ANN", "ANNE", "SMITH", "SMYTH", "É", "李"};
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      name.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "-");
    }
    return name.toString();
  }

  private static String shuffled(String name, Random random) {
    List<String> tokens = new ArrayList<>(NameTokens.of(name));
    Collections.shuffle(tokens, random);
    return String.join(random.nextBoolean() ? " " : "", tokens);
  }

  private static boolean sameInSomeOrder(String left, String right) {
    List<String> l = NameTokens.of(left);
    List<String> r = NameTokens.of(right);
    if (l.isEmpty() || r.isEmpty()) {
      return false;
    }
    List<String> sortedLeft = l.stream().sorted().toList();
    List<String> sortedRight = r.stream().sorted().toList();
    String joinedLeft = String.join("", l);
    String joinedRight = String.join("", r);
    return sortedLeft.equals(sortedRight)
        || joinedLeft.equals(joinedRight)
        || (r.size() == 1
            && orders(l).stream().anyMatch(order -> String.join("", order).equals(joinedRight)))
        || (l.size() == 1
            && orders(r).stream().anyMatch(order -> String.join("", order).equals(joinedLeft)));
  }

  private static double bestOfEveryOrder(String left, String right) {
    List<String> l = NameTokens.of(left);
    List<String> r = NameTokens.of(right);
    List<String> fewer = l.size() <= r.size() ? l : r;
    List<String> more = l.size() <= r.size() ? r : l;
    double best = 0;
    for (List<String> order : orders(more)) {
      double sum = 0;
      for (int i = 0; i < fewer.size(); i++) {
        sum += SlowTwins.jaroWinkler(fewer.get(i), order.get(i));
      }
      best = Math.max(best, fewer.isEmpty() ? 0 : sum / fewer.size());
    }
    return best;
  }

  private static List<List<String>> orders(List<String> tokens) {
    if (tokens.isEmpty()) {
      return List.of(List.of());
    }
    List<List<String>> orders = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      List<String> rest = new ArrayList<>(tokens);
      String first = rest.remove(i);
      for (List<String> order : orders(rest)) {
        List<String> whole = new ArrayList<>(List.of(first));
        whole.addAll(order);
        orders.add(whole);
      }
    }
    return orders;
  }
}
