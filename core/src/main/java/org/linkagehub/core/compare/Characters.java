package org.linkagehub.core.compare;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The characters of one string in an array that is used again: bytes where all are ASCII, else code
 * points.
 */
final class Characters {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final int REPLACEMENT = 0xFFFD;

  /** Set where {@link #isAscii}; the string starts at {@link #from}. */
  byte[] ascii = new byte[0];

  /** Set where not {@link #isAscii}; the string starts at index 0. */
  int[] codePoints = new int[0];

  int from;
  int length;
  boolean isAscii;

  private byte[] owned = new byte[0];

  /** Whether every one of {@code length} bytes is below 128. */
  static boolean isAscii(byte[] bytes, int from, int length) {
    int i = from;
    int end = from + length;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      if (((long) LONG.get(bytes, i) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; i < end; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** An array of at least {@code size} bytes that this object keeps. */
  byte[] room(int size) {
    if (owned.length < size) {
      owned = new byte[Scratch.grown(size)];
    }
    return owned;
  }

  /**
   * Takes ASCII characters as they stand; the array must stay as it is until the kernel is done.
   */
  void setAscii(byte[] bytes, int start, int size) {
    isAscii = true;
    ascii = bytes;
    from = start;
    length = size;
  }

  /** Takes the characters of a string. A lone surrogate counts as a character of its own. */
  void set(String text) {
    int units = text.length();
    byte[] bytes = room(units);
    for (int i = 0; i < units; i++) {
      char unit = text.charAt(i);
      if (unit >= 0x80) {
        setCodePoints(text);
        return;
      }
      bytes[i] = (byte) unit;
    }
    setAscii(bytes, 0, units);
  }

  private void setCodePoints(String text) {
    int units = text.length();
    ensureCodePoints(units);
    int n = 0;
    for (int i = 0; i < units; ) {
      int codePoint = text.codePointAt(i);
      codePoints[n++] = codePoint;
      i += Character.charCount(codePoint);
    }
    isAscii = false;
    from = 0;
    length = n;
  }

  /**
   * Takes the characters of a UTF-8 string. ASCII is not copied: the array must stay as it is until
   * the kernel is done. A byte that belongs to no well-formed character counts as U+FFFD.
   */
  void setUtf8(byte[] bytes, int start, int byteLength) {
    if (isAscii(bytes, start, byteLength)) {
      setAscii(bytes, start, byteLength);
      return;
    }
    ensureCodePoints(byteLength);
    int n = 0;
    int end = start + byteLength;
    for (int i = start; i < end; ) {
      int first = bytes[i];
      int size = first >= 0 ? 1 : first >= -32 ? (first >= -16 ? 4 : 3) : 2;
      int codePoint = first >= 0 ? first : multiByte(bytes, i, size, end);
      codePoints[n++] = codePoint < 0 ? REPLACEMENT : codePoint;
      i += codePoint < 0 ? 1 : size;
    }
    isAscii = false;
    from = 0;
    length = n;
  }

  /** The code point of {@code size} bytes, or -1 where they are not well formed. */
  private static int multiByte(byte[] bytes, int at, int size, int end) {
    int first = bytes[at] & 0xFF;
    if (first < 0xC2 || first > 0xF4 || at + size > end) {
      return -1;
    }
    int codePoint = first & (0x7F >> size);
    for (int i = 1; i < size; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return -1;
      }
      codePoint = (codePoint << 6) | (bytes[at + i] & 0x3F);
    }
    boolean overlong = (size == 3 && codePoint < 0x800) || (size == 4 && codePoint < 0x10000);
    return overlong || codePoint > Character.MAX_CODE_POINT ? -1 : codePoint;
  }

  /** The string as code points from index 0, whatever it came as. */
  int[] wide() {
    if (isAscii) {
      ensureCodePoints(length);
      for (int i = 0; i < length; i++) {
        codePoints[i] = ascii[from + i];
      }
    }
    return codePoints;
  }

  private void ensureCodePoints(int size) {
    if (codePoints.length < size) {
      codePoints = new int[Scratch.grown(size)];
    }
  }
}
