package org.linkagehub.core.cluster;

import java.util.Arrays;

/**
 * Numbers distinct 64-bit keys from 0 in the order in which they are first seen.
 *
 * <p>Keys live in a primitive array with an open-addressing index: 16 to 24 bytes a key, and half
 * as much again for the moment in which the arrays grow.
 */
final class KeyIndex {
  /** The index has at least twice, at most four times, as many slots as there are keys. */
  static final int MAX_KEYS = 1 << 29;

  private static final int EMPTY = 0;

  private long[] keys;

  /** A slot holds the position of a key plus one; {@link #EMPTY} holds none. */
  private int[] slots;

  private int size;

  /**
   * No keys.
   *
   * @param expectedKeys room made from the start; more keys may come
   */
  KeyIndex(int expectedKeys) {
    if (expectedKeys < 0 || expectedKeys > MAX_KEYS) {
      throw new IllegalArgumentException(
          "expected keys must be from 0 to " + MAX_KEYS + ", was " + expectedKeys);
    }
    int room = Math.max(8, expectedKeys);
    keys = new long[room];
    slots = new int[slotsFor(room)];
  }

  /** The number of distinct keys. */
  int size() {
    return size;
  }

  /** How many keys there is room for: other arrays of a number a key may grow with this. */
  int room() {
    return keys.length;
  }

  /** The key at a position. */
  long keyAt(int position) {
    return keys[position];
  }

  /** The position of a key; -1 if it was never added. */
  int find(long key) {
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

  /** The position of a key, added if it is new: it is new where the answer is the former size. */
  int add(long key) {
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
      return add(key);
    }
    keys[size] = key;
    slots[slot] = size + 1;
    return size++;
  }

  private void grow() {
    if (size == MAX_KEYS) {
      throw new IllegalStateException(
          "one task holds at most " + MAX_KEYS + " keys; cluster with the distributed method");
    }
    int room = (int) Math.min(MAX_KEYS, size + (size >> 1) + 8L);
    keys = Arrays.copyOf(keys, room);
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
