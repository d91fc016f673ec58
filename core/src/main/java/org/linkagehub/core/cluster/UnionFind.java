package org.linkagehub.core.cluster;

import java.util.Arrays;

/**
 * Disjoint sets of 64-bit keys that grow together as pairs of keys are joined.
 *
 * <p>The representative of a set is its smallest key, so the answer does not depend on the order of
 * the pairs. Keys live in primitive arrays with an open-addressing index: 20 to 28 bytes a key, and
 * half as much again for the moment in which the arrays grow. A call costs amortised O(log n), in
 * practice a few memory reads.
 *
 * <p>Not safe for use by several threads.
 *
 * <p>Source: path halving, Tarjan and van Leeuwen (1984), "Worst-case Analysis of Set Union
 * Algorithms", Journal of the ACM 31(2); a root is linked below the root of smaller key.
 */
public final class UnionFind {
  /** The index has at least twice, at most four times, as many slots as there are keys. */
  private static final int MAX_KEYS = 1 << 29;

  private static final int EMPTY = 0;

  private long[] keys;
  private int[] parents;

  /** A slot holds the position of a key plus one; {@link #EMPTY} holds none. */
  private int[] slots;

  private int size;
  private int components;

  /**
   * An empty collection of sets.
   *
   * @param expectedKeys room made from the start; more keys may come
   */
  public UnionFind(int expectedKeys) {
    if (expectedKeys < 0 || expectedKeys > MAX_KEYS) {
      throw new IllegalArgumentException(
          "expected keys must be from 0 to " + MAX_KEYS + ", was " + expectedKeys);
    }
    int room = Math.max(8, expectedKeys);
    keys = new long[room];
    parents = new int[room];
    slots = new int[slotsFor(room)];
  }

  /** Adds a key as a set of its own; does nothing if it is known. */
  public void add(long key) {
    position(key);
  }

  /**
   * Joins the sets of two keys, adding keys not seen before.
   *
   * @return whether they were apart
   */
  public boolean union(long left, long right) {
    int leftRoot = root(position(left));
    int rightRoot = root(position(right));
    if (leftRoot == rightRoot) {
      return false;
    }
    if (keys[leftRoot] < keys[rightRoot]) {
      parents[rightRoot] = leftRoot;
    } else {
      parents[leftRoot] = rightRoot;
    }
    components--;
    return true;
  }

  /** The smallest key of the key's set; the key itself if it was never added. */
  public long representative(long key) {
    int position = find(key);
    return position < 0 ? key : keys[root(position)];
  }

  /** Whether two keys are in one set; a key that was never added is alone. */
  public boolean connected(long left, long right) {
    return representative(left) == representative(right);
  }

  /** The number of distinct keys. */
  public int size() {
    return size;
  }

  /** The number of sets. */
  public int components() {
    return components;
  }

  /**
   * The key at a position; positions follow the order in which keys were first seen.
   *
   * @param position from 0 to {@link #size()} - 1
   */
  public long keyAt(int position) {
    return keys[checked(position)];
  }

  /** The smallest key of the set of the key at a position. */
  public long representativeAt(int position) {
    return keys[root(checked(position))];
  }

  private int checked(int position) {
    if (position < 0 || position >= size) {
      throw new IndexOutOfBoundsException("position " + position + " of " + size + " keys");
    }
    return position;
  }

  private int root(int position) {
    int at = position;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  /** The position of a key, added if it is new. */
  private int position(long key) {
    int mask = slots.length - 1;
    int slot = hash(key) & mask;
    while (slots[slot] != EMPTY) {
      int position = slots[slot] - 1;
      if (keys[position] == key) {
        return position;
      }
      slot = (slot + 1) & mask;
    }
    if (size == keys.length) {
      grow();
      return position(key);
    }
    int position = size++;
    keys[position] = key;
    parents[position] = position;
    slots[slot] = position + 1;
    components++;
    return position;
  }

  private int find(long key) {
    int mask = slots.length - 1;
    int slot = hash(key) & mask;
    while (slots[slot] != EMPTY) {
      int position = slots[slot] - 1;
      if (keys[position] == key) {
        return position;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private void grow() {
    if (size == MAX_KEYS) {
      throw new IllegalStateException(
          "union-find holds at most " + MAX_KEYS + " keys; cluster with the distributed method");
    }
    int room = (int) Math.min(MAX_KEYS, size + (size >> 1) + 8L);
    keys = Arrays.copyOf(keys, room);
    parents = Arrays.copyOf(parents, room);
    int slotCount = slotsFor(room);
    if (slotCount == slots.length) {
      return;
    }
    slots = new int[slotCount];
    int mask = slotCount - 1;
    for (int position = 0; position < size; position++) {
      int slot = hash(keys[position]) & mask;
      while (slots[slot] != EMPTY) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = position + 1;
    }
  }

  private static int slotsFor(int room) {
    return Integer.highestOneBit(Math.max(8, room - 1)) << 2;
  }

  /** Keys may be consecutive or share their low bits: spread them over the slots. */
  private static int hash(long key) {
    return (int) KeyPermutation.mix(key);
  }
}
