package org.linkagehub.core.compare;

import java.util.Arrays;

/**
 * Working memory of the text kernels, kept from call to call so that a comparison allocates
 * nothing.
 *
 * <p>Not safe for use by several threads at once: give each its own, or take {@link #ofThread()}.
 * Between calls {@link #masks} and {@link #slotOf} hold only zeros; every kernel that sets an entry
 * clears it.
 */
public final class Scratch {
  /** The longest string, in characters, that the bit-parallel kernels take: one bit each. */
  static final int WORD = 64;

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private static final int SLOTS = 512;

  /** For each character code, the positions at which the left string has it, a bit each. */
  final long[] masks = new long[256];

  /** The left and right string in a dense alphabet of their own. */
  final byte[] leftSymbols = new byte[WORD];

  final byte[] rightSymbols = new byte[WORD];

  /** The strings of a call that came as {@link String} or UTF-8. */
  final Characters left = new Characters();

  final Characters right = new Characters();

  // Open addressing: code point + 1 (0 is an empty slot) and the symbol given to it.
  private final int[] slotOf = new int[SLOTS];
  private final byte[] symbolOf = new byte[SLOTS];
  private final int[] usedSlots = new int[2 * WORD];
  private int used;

  private int[][] rows = new int[0][];
  private boolean[] leftFlags = new boolean[0];
  private boolean[] rightFlags = new boolean[0];
  private long[] leftGrams = new long[0];
  private long[] rightGrams = new long[0];
  private int[] leftWide = new int[0];
  private int[] rightWide = new int[0];

  /** The scratch memory of the running thread. */
  public static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /**
   * Writes two strings of at most {@link #WORD} code points into {@link #leftSymbols} and {@link
   * #rightSymbols}, equal symbols standing for equal code points. There are at most 128 different
   * ones, so a byte holds them all.
   */
  void toSymbols(int[] l, int leftFrom, int leftLength, int[] r, int rightFrom, int rightLength) {
    used = 0;
    for (int i = 0; i < leftLength; i++) {
      leftSymbols[i] = symbol(l[leftFrom + i]);
    }
    for (int i = 0; i < rightLength; i++) {
      rightSymbols[i] = symbol(r[rightFrom + i]);
    }
    for (int i = 0; i < used; i++) {
      slotOf[usedSlots[i]] = 0;
    }
  }

  private byte symbol(int codePoint) {
    int slot = (codePoint * 0x9E3779B1) >>> 23; // 9 bits: SLOTS
    while (slotOf[slot] != 0) {
      if (slotOf[slot] == codePoint + 1) {
        return symbolOf[slot];
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    slotOf[slot] = codePoint + 1;
    symbolOf[slot] = (byte) used;
    usedSlots[used] = slot;
    return (byte) used++;
  }

  /** A row of at least {@code length} numbers, left as the last caller left them. */
  int[] row(int which, int length) {
    if (which >= rows.length) {
      int before = rows.length;
      rows = Arrays.copyOf(rows, which + 1);
      for (int i = before; i < rows.length; i++) {
        rows[i] = new int[0];
      }
    }
    if (rows[which].length < length) {
      rows[which] = new int[grown(length)];
    }
    return rows[which];
  }

  /** At least {@code length} flags for the left string, all false. */
  boolean[] leftFlags(int length) {
    if (leftFlags.length < length) {
      leftFlags = new boolean[grown(length)];
    }
    Arrays.fill(leftFlags, 0, length, false);
    return leftFlags;
  }

  /** At least {@code length} flags for the right string, all false. */
  boolean[] rightFlags(int length) {
    if (rightFlags.length < length) {
      rightFlags = new boolean[grown(length)];
    }
    Arrays.fill(rightFlags, 0, length, false);
    return rightFlags;
  }

  /** Room for the q-grams of the left string. */
  long[] leftGrams(int length) {
    if (leftGrams.length < length) {
      leftGrams = new long[grown(length)];
    }
    return leftGrams;
  }

  /** Room for the q-grams of the right string. */
  long[] rightGrams(int length) {
    if (rightGrams.length < length) {
      rightGrams = new long[grown(length)];
    }
    return rightGrams;
  }

  /** The left ASCII string as code points, from index 0. */
  int[] widenLeft(byte[] ascii, int from, int length) {
    leftWide = widen(leftWide, ascii, from, length);
    return leftWide;
  }

  /** The right ASCII string as code points, from index 0. */
  int[] widenRight(byte[] ascii, int from, int length) {
    rightWide = widen(rightWide, ascii, from, length);
    return rightWide;
  }

  private static int[] widen(int[] into, byte[] ascii, int from, int length) {
    int[] wide = into.length < length ? new int[grown(length)] : into;
    for (int i = 0; i < length; i++) {
      wide[i] = ascii[from + i] & 0xFF;
    }
    return wide;
  }

  static int grown(int length) {
    return Math.max(WORD, Math.max(length, length + (length >> 1)));
  }
}
