package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrayOverlapTest {
  // Worked by hand.
  @Test
  void countsDifferentValuesThatBothHold() {
    assertEquals(2, ArrayOverlap.size(List.of("A", "B", "C"), List.of("C", "B", "D")));
    assertEquals(1, ArrayOverlap.size(List.of("A", "A"), List.of("A", "A", "A")));
    assertEquals(0, ArrayOverlap.size(List.of("A"), List.of()));
    assertEquals(0, ArrayOverlap.size(Arrays.asList("A", null), Arrays.asList(null, "B")));
  }

  @Test
  void theSmallerMustLieInTheLarger() {
    assertTrue(ArrayOverlap.isSubset(List.of("A", "B"), List.of("B", "A", "C"), false));
    assertTrue(ArrayOverlap.isSubset(List.of("B", "A", "C"), List.of("A", "B"), false));
    assertFalse(ArrayOverlap.isSubset(List.of("A", "D"), List.of("A", "B", "C"), false));
    assertTrue(ArrayOverlap.isSubset(List.of("A", "A", "A"), List.of("A", "B"), false));
  }

  @Test
  void anEmptyListIsASubsetOnlyIfAskedFor() {
    assertFalse(ArrayOverlap.isSubset(List.of(), List.of("A"), false));
    assertTrue(ArrayOverlap.isSubset(List.of(), List.of("A"), true));
    assertFalse(ArrayOverlap.isSubset(Arrays.asList((String) null), List.of("A"), false));
  }

  @Test
  void agreeWithCountingByHandOnRandomLists() {
    var random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      List<Integer> left = list(random);
      List<Integer> right = list(random);
      int shared = 0;
      int inLeft = 0;
      int inRight = 0;
      for (int value = 0; value < 6; value++) {
        shared += left.contains(value) && right.contains(value) ? 1 : 0;
        inLeft += left.contains(value) ? 1 : 0;
        inRight += right.contains(value) ? 1 : 0;
      }
      assertEquals(shared, ArrayOverlap.size(left, right));
      assertEquals(shared, ArrayOverlap.size(right, left));
      boolean empty = random.nextBoolean();
      boolean subset = Math.min(inLeft, inRight) == 0 ? empty : shared == Math.min(inLeft, inRight);
      assertEquals(subset, ArrayOverlap.isSubset(left, right, empty), left + " " + right);
      assertEquals(subset, ArrayOverlap.isSubset(right, left, empty), left + " " + right);
    }
  }

  private static List<Integer> list(Random random) {
    List<Integer> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(random.nextInt(8) == 0 ? null : (Integer) random.nextInt(6));
    }
    return list;
  }
}
