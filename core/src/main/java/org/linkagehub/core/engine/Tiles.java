package org.linkagehub.core.engine;

/**
 * The pairs of a large block as tiles of a square: the records are divided into parts by a hash of
 * their keys, and for every two parts, and every part with itself, there is a tile that is made
 * like a block of its own, in whichever task. So no task has more to do than the others, at the
 * price of a copy of each record for every part.
 */
public final class Tiles {
  /** A part has about so many records, so that a tile has at most about a million pairs. */
  private static final int PART_RECORDS = 1024;

  /** A block with no more records than this is not divided. */
  public static final long WHOLE_RECORDS = 2 * PART_RECORDS;

  /** More parts would cost more in copies than they gain: parts of a larger block are larger. */
  private static final int MOST_PARTS = 64;

  /** Bits that hold the number of any tile: 64 x 65 / 2 of them. */
  static final int BITS = 12;

  private static final long LOW_BITS = 0xFFFFFFFFL;

  private Tiles() {}

  /** Of a block of so many records the number of parts; 1 where it is not worth dividing. */
  static int parts(long records) {
    long parts = (records + PART_RECORDS - 1) / PART_RECORDS;
    return records <= WHOLE_RECORDS ? 1 : (int) Math.min(MOST_PARTS, parts);
  }

  /** The part of a record, from 0. */
  static int part(long recordKey, int parts) {
    return (int) (((Hashes.of(recordKey) & LOW_BITS) * parts) >>> Integer.SIZE);
  }

  /** The number of the tile of two parts, from 1. */
  static int tile(int a, int b) {
    int low = Math.min(a, b);
    int high = Math.max(a, b);
    return high * (high + 1) / 2 + low + 1;
  }
}
