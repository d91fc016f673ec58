package org.linkagehub.core.engine;

/**
 * 64-bit hashes of values. They spread evenly and are the same everywhere; they are no proof that
 * values are equal.
 */
final class Hashes {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private Hashes() {}

  static long of(long value) {
    long hash = value * MULTIPLIER;
    hash = (hash ^ hash >>> 29) * 0xBF58476D1CE4E5B9L;
    return hash ^ hash >>> 32;
  }

  static long of(byte[] text, int from, int length) {
    long hash = length;
    int i = from;
    int end = from + length;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      hash = (hash ^ (long) RecordLayout.LONG.get(text, i)) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    long rest = 0;
    for (int shift = 0; i < end; i++, shift += Byte.SIZE) {
      rest |= (text[i] & 0xFFL) << shift;
    }
    return of(hash ^ rest);
  }

  /** The hash of a hash and one more. */
  static long with(long hash, long more) {
    return of(hash * 31 + more);
  }
}
