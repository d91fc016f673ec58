package org.linkagehub.core.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnionFindTest {
  @Test
  void theRepresentativeIsTheSmallestKey() {
    var sets = new UnionFind(0);
    assertTrue(sets.union(5, 9));
    assertTrue(sets.union(9, -3));
    assertFalse(sets.union(5, -3));
    sets.add(7);
    assertEquals(-3, sets.representative(5));
    assertEquals(-3, sets.representative(9));
    assertEquals(7, sets.representative(7));
    assertEquals(4, sets.size());
    assertEquals(2, sets.components());
    assertTrue(sets.connected(9, 5));
    assertFalse(sets.connected(9, 7));
  }

  @Test
  void aKeyNeverAddedIsAloneAndStaysUncounted() {
    var sets = new UnionFind(0);
    assertEquals(42, sets.representative(42));
    assertEquals(0, sets.size());
  }

  @Test
  void takesTheExtremeKeysAndZero() {
    var sets = new UnionFind(2);
    sets.union(Long.MAX_VALUE, 0);
    sets.union(0, Long.MIN_VALUE);
    assertEquals(Long.MIN_VALUE, sets.representative(Long.MAX_VALUE));
  }

  @Test
  void refusesAPositionThatHoldsNoKey() {
    var sets = new UnionFind(100);
    sets.add(1);
    assertEquals(
        "position 1 of 1 keys",
        assertThrows(IndexOutOfBoundsException.class, () -> sets.keyAt(1)).getMessage());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void equalsAWalkThroughTheGraphWhateverTheOrderOfTheEdges(long seed) {
    var random = new Random(seed);
    int nodes = 1 + random.nextInt(3000);
    List<long[]> edges = new ArrayList<>();
    int count = random.nextInt(nodes * 2);
    for (int i = 0; i < count; i++) {
      edges.add(new long[] {random.nextInt(nodes) - nodes / 2, random.nextInt(nodes) - nodes / 2});
    }
    Map<Long, Long> expected = walked(edges);
    for (int order = 0; order < 3; order++) {
      var sets = new UnionFind(random.nextInt(20));
      edges.forEach(edge -> sets.union(edge[0], edge[1]));
      Map<Long, Long> found = new TreeMap<>();
      for (int i = 0; i < sets.size(); i++) {
        found.put(sets.keyAt(i), sets.representativeAt(i));
        assertEquals(
            Collections.frequency(expected.values(), sets.representativeAt(i)), sets.sizeAt(i));
      }
      assertEquals(expected, found);
      assertEquals(new HashSet<>(expected.values()).size(), sets.components());
      Collections.shuffle(edges, random);
    }
  }

  @Test
  void aLongChainInTheWorstOrderIsQuick() {
    var sets = new UnionFind(0);
    for (long key = 1_000_000; key > 0; key--) {
      sets.union(key, key - 1);
    }
    assertEquals(0, sets.representative(1_000_000));
    assertEquals(1, sets.components());
  }

  /** Breadth-first search: slow, plain. */
  private static Map<Long, Long> walked(List<long[]> edges) {
    Map<Long, List<Long>> neighbours = new HashMap<>();
    for (long[] edge : edges) {
      neighbours.computeIfAbsent(edge[0], k -> new ArrayList<>()).add(edge[1]);
      neighbours.computeIfAbsent(edge[1], k -> new ArrayList<>()).add(edge[0]);
    }
    Map<Long, Long> smallest = new TreeMap<>();
    for (long start : neighbours.keySet()) {
      if (smallest.containsKey(start)) {
        continue;
      }
      Set<Long> seen = new HashSet<>(Set.of(start));
      Deque<Long> queue = new ArrayDeque<>(seen);
      while (!queue.isEmpty()) {
        for (long next : neighbours.get(queue.remove())) {
          if (seen.add(next)) {
            queue.add(next);
          }
        }
      }
      long least = Collections.min(seen);
      seen.forEach(key -> smallest.put(key, least));
    }
    return smallest;
  }
}
