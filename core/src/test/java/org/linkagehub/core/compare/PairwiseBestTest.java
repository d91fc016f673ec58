package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairwiseBestTest {
  private static final List<String> LEFT = Arrays.asList("ANNE", null, "MARTHA");
  private static final List<String> RIGHT = Arrays.asList("ZOE", "MARHTA", null);

  // MARTHA ~ MARHTA is the best pair under each: JaroWinklerTest and LevenshteinTest hold the
  // values.
  @Test
  void takeTheBestPairAndPassOverNulls() {
    assertEquals(
        0.9611111111111111,
        PairwiseBest.similarity(LEFT, RIGHT, JaroWinkler::of).getAsDouble(),
        1e-15);
    assertEquals(
        2, PairwiseBest.distance(LEFT, RIGHT, (l, r) -> Levenshtein.of(l, r)).getAsDouble());
  }

  @Test
  void haveNoAnswerWithoutAPair() {
    assertTrue(PairwiseBest.similarity(List.of(), RIGHT, JaroWinkler::of).isEmpty());
    assertTrue(
        PairwiseBest.distance(Arrays.asList((String) null), RIGHT, (l, r) -> Levenshtein.of(l, r))
            .isEmpty());
  }

  @Test
  void agreeWithTheDefinitionAndAreSymmetric() {
    var random = new Random(1);
    for (int i = 0; i < 500; i++) {
      List<String> left = list(random);
      List<String> right = list(random);
      OptionalDouble greatest =
          left.stream()
              .filter(Objects::nonNull)
              .flatMap(l -> right.stream().filter(Objects::nonNull).map(r -> SlowTwins.jaro(l, r)))
              .mapToDouble(Double::doubleValue)
              .max();
      OptionalDouble best = PairwiseBest.similarity(left, right, Jaro::of);
      assertEquals(greatest.isPresent(), best.isPresent());
      assertEquals(greatest.orElse(0), best.orElse(0), 1e-15);
      assertEquals(best, PairwiseBest.similarity(right, left, Jaro::of));
      assertEquals(
          best.orElse(0),
          -PairwiseBest.distance(left, right, (l, r) -> -Jaro.of(l, r)).orElse(0),
          1e-15);
    }
  }

  private static List<String> list(Random random) {
    List<String> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(random.nextInt(5) == 0 ? null : RandomText.text(random));
    }
    return list;
  }
}
