package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorCosineTest {
  // Worked by hand: (1, 2, 2) and (2, 1, 2) have norm 3 and product 8.
  @Test
  void knownAnswers() {
    assertEquals(8.0 / 9, of(new double[] {1, 2, 2}, new double[] {2, 1, 2}), 1e-15);
    assertEquals(0, of(new double[] {1, 0}, new double[] {0, 5}));
    assertEquals(-1, of(new double[] {1, 1}, new double[] {-2, -2}), 1e-15);
  }

  @Test
  void aVectorOfZerosHasNoDirection() {
    assertTrue(VectorCosine.of(new double[] {0, 0}, new double[] {1, 0}).isEmpty());
    assertTrue(VectorCosine.of(new double[0], new double[0]).isEmpty());
    assertTrue(VectorCosine.of(new double[] {Double.NaN}, new double[] {1}).isEmpty());
  }

  @Test
  void refusesVectorsOfDifferentLength() {
    assertEquals(
        "the vectors must be equally long, were 1 and 2",
        assertThrows(
                IllegalArgumentException.class, () -> of(new double[] {1}, new double[] {1, 2}))
            .getMessage());
  }

  @Test
  void isSymmetricBoundedAndBlindToScale() {
    var random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      int length = 1 + random.nextInt(20);
      double[] left = random.doubles(length, -1, 1).toArray();
      double[] right = random.doubles(length, -1, 1).toArray();
      double[] scaled = left.clone();
      for (int j = 0; j < length; j++) {
        scaled[j] *= 7;
      }
      double cosine = of(left, right);
      assertTrue(cosine >= -1 && cosine <= 1);
      assertEquals(cosine, of(right, left));
      assertEquals(cosine, of(scaled, right), 1e-14);
      assertEquals(1, of(left, scaled), 1e-14);
    }
  }

  private static double of(double[] left, double[] right) {
    return VectorCosine.of(left, right).getAsDouble();
  }
}
