package org.linkagehub.core.engine;

import java.util.Arrays;

/**
 * The different texts that a partition's records have in the fields that kernels compare, each with
 * a number of its own and with what tells quickly how alike two can be. The number replaces the
 * text's hash in the record, so that equal texts are known by their numbers.
 */
final class TextValues {
  private static final int MOST_LENGTH = (1 << 15) - 1;
  private static final int LENGTH_BITS = 15;
  private static final int BUCKETS = 32;

  private final Records records;

  /** Open addressing: the numbers of values, 0 is an empty slot. */
  private int[] slots = new int[1 << 12];

  // By number; 0 is not used.
  private int[] starts = new int[1 << 10];
  private int[] lengths = new int[1 << 10];
  private int[] hashes = new int[1 << 10];

  /**
   * Of 32 buckets of letters, a bit for those that the text has at least once (the lower half) and
   * at least twice (the upper half).
   */
  private long[] signatures = new long[1 << 10];

  /**
   * Of an ASCII text its length, and above it how many of its letters no bit stands for; -1 of any
   * other text.
   */
  private int[] shapes = new int[1 << 10];

  private int used = 1;

  TextValues(Records records) {
    this.records = records;
  }

  /** The number of the text from {@code start} to {@code end} of the records' bytes. */
  int number(int start, int end, int hash) {
    byte[] bytes = records.bytes();
    int length = end - start;
    int slot = slot(hash);
    for (int number; (number = slots[slot]) != 0; slot = (slot + 1) & (slots.length - 1)) {
      if (hashes[number] == hash
          && lengths[number] == length
          && Arrays.equals(bytes, starts[number], starts[number] + length, bytes, start, end)) {
        return number;
      }
    }
    if (used == starts.length) {
      grow();
    }
    starts[used] = start;
    lengths[used] = length;
    hashes[used] = hash;
    describe(bytes, start, end);
    place(used);
    return used++;
  }

  private void describe(byte[] bytes, int start, int end) {
    int once = 0;
    int twice = 0;
    int length = end - start;
    boolean described = length <= MOST_LENGTH;
    for (int i = start; described && i < end; i++) {
      int bit = 1 << (bytes[i] & (BUCKETS - 1));
      twice |= once & bit;
      once |= bit;
      described = bytes[i] >= 0;
    }
    long signature = (long) twice << BUCKETS | (once & 0xFFFFFFFFL);
    signatures[used] = signature;
    shapes[used] = described ? (length - Long.bitCount(signature)) << LENGTH_BITS | length : -1;
  }

  int start(int number) {
    return starts[number];
  }

  int length(int number) {
    return lengths[number];
  }

  /** Whether a text is ASCII; of a very long one not told. */
  boolean isAscii(int number) {
    return shapes[number] >= 0;
  }

  /**
   * No fewer letters than two ASCII texts have in common, each letter counted as often as in both.
   */
  int mostShared(int a, int b) {
    return Long.bitCount(signatures[a] & signatures[b])
        + Math.min(shapes[a] >>> LENGTH_BITS, shapes[b] >>> LENGTH_BITS);
  }

  private int slot(int hash) {
    return (hash * 0x9E3779B1) >>> Integer.numberOfLeadingZeros(slots.length - 1);
  }

  private void grow() {
    int size = used * 2;
    starts = Arrays.copyOf(starts, size);
    lengths = Arrays.copyOf(lengths, size);
    hashes = Arrays.copyOf(hashes, size);
    signatures = Arrays.copyOf(signatures, size);
    shapes = Arrays.copyOf(shapes, size);
    slots = new int[slots.length * 2];
    for (int number = 1; number < used; number++) {
      place(number);
    }
  }

  private void place(int number) {
    int slot = slot(hashes[number]);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = number;
  }
}
