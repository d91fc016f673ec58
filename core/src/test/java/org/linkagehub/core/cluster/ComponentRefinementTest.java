package org.linkagehub.core.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComponentRefinementTest {
  @Test
  void namesClustersByTheirSmallestKeyAndSaysWhyTheyAreApart() {
    var component = component(new long[] {40, 30, 20, 10}, 8, -5, -5, -5, -5, 8);
    ComponentRefinement.Result result = component.solve(0);
    assertArrayEquals(new long[] {10, 20, 30, 40}, result.keys());
    assertArrayEquals(new long[] {10, 10, 30, 30}, result.clusters());
    assertEquals(
        List.of(new ComponentRefinement.Apart(10, 30, -5, PairRules.NONE)), result.apart());
  }

  @Test
  void anImpossiblePairIsNeverInOneClusterHoweverStrong() {
    var component = component(new long[] {1, 2, 3}, 30, 30, 30);
    component.forbid(3, 1, 4);
    ComponentRefinement.Result result = component.solve(0);
    // The tie between (1, 2) and (2, 3) goes to the smaller keys; 3 can then join neither.
    assertArrayEquals(new long[] {1, 1, 3}, result.clusters());
    assertEquals(List.of(new ComponentRefinement.Apart(1, 3, 30, 4)), result.apart());
  }

  @Test
  void twinsWithRepeatedNamesAreKeptApartAndALoneOtherNameIsNot() {
    var twins = component(new long[] {1, 2, 3, 4}, 20, 6, 6, 6, 6, 20);
    for (long a = 1; a <= 2; a++) {
      for (long b = 3; b <= 4; b++) {
        twins.looksLikeTwins(a, b);
      }
    }
    ComponentRefinement.Result apart = twins.solve(0);
    assertArrayEquals(new long[] {1, 1, 3, 3}, apart.clusters());
    assertEquals(List.of(new ComponentRefinement.Apart(1, 3, 6, PairRules.TWINS)), apart.apart());
    var alias = component(new long[] {1, 2, 3}, 20, 6, 6);
    alias.looksLikeTwins(1, 3);
    alias.looksLikeTwins(2, 3);
    assertArrayEquals(new long[] {1, 1, 1}, alias.solve(0).clusters());
  }

  @Test
  void canBeUsedAgain() {
    var component = component(new long[] {1, 2}, -1);
    component.forbid(1, 2, 0);
    component.looksLikeTwins(1, 2);
    component.solve(0);
    component.clear();
    component.weight(7, 5, 1);
    ComponentRefinement.Result result = component.solve(0);
    assertArrayEquals(new long[] {5, 5}, result.clusters());
    assertEquals(List.of(), result.apart());
  }

  @Test
  void needsTheWeightOfEveryPair() {
    var component = new ComponentRefinement();
    component.weight(1, 2, 3);
    component.weight(2, 3, 3);
    assertEquals(
        "a component of 3 records needs the weights of 3 pairs, had 2",
        assertThrows(IllegalStateException.class, () -> component.solve(0)).getMessage());
  }

  /**
   * A component of these keys.
   *
   * @param weights for all pairs of the keys in their order: first with second, first with third,
   *     ...
   */
  private static ComponentRefinement component(long[] keys, double... weights) {
    var component = new ComponentRefinement();
    int next = 0;
    for (int i = 0; i < keys.length; i++) {
      for (int j = i + 1; j < keys.length; j++) {
        component.weight(keys[i], keys[j], weights[next++]);
      }
    }
    return component;
  }
}
