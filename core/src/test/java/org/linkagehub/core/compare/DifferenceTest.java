package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {
  // Worked by hand.
  @ParameterizedTest(name = "{0} ~ {1}")
  @CsvSource({
    "100, 100, 0, 0",
    "50, 100, 50, 0.5",
    "0, 100, 100, 1",
    "0, 0, 0, 0",
    "-50, 100, 150, 1.5",
    "-100, -50, 50, 0.5",
    "-1, 1, 2, 2",
  })
  void knownAnswers(double left, double right, double absolute, double relative) {
    assertEquals(absolute, Difference.absolute(left, right));
    assertEquals(relative, Difference.relative(left, right));
  }

  @Test
  void areSymmetricAndBounded() {
    var random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double left = random.nextGaussian() * 100;
      double right = random.nextGaussian();
      assertEquals(Difference.absolute(left, right), Difference.absolute(right, left));
      double relative = Difference.relative(left, right);
      assertEquals(relative, Difference.relative(right, left));
      assertTrue(relative >= 0 && relative <= 2, left + " " + right);
    }
  }
}
