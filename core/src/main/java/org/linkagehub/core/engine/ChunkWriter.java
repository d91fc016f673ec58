package org.linkagehub.core.engine;

import java.util.Arrays;

/**
 * Gathers records that go to one place, each under the keys of the rules by which it is to meet
 * others, and packs them into a chunk of bytes. A record that goes there under several keys is in
 * the chunk once.
 *
 * <p>A chunk is the number of entries and the number of bytes of records (32 bits each), the
 * entries (64-bit key, position of the record, mark), and the records.
 */
public final class ChunkWriter {
  static final int HEADER = 2 * Integer.BYTES;
  static final int ENTRY = Long.BYTES + 2 * Integer.BYTES;

  /** The record may stand on the left of a pair. */
  static final int LEFT = 1;

  /** The record may stand on the right of a pair. */
  static final int RIGHT = 2;

  /** Of a {@link Tiles tile} between two parts of a block: only pairs of both parts are made. */
  static final int CROSSING = 4;

  static final int ROLE_BITS = 3;

  /** A mark is made of the number of the rule, the tile and the role. */
  static final int RULE_SHIFT = ROLE_BITS + Tiles.BITS;

  private byte[] entries = new byte[ENTRY * 64];
  private byte[] records = new byte[1 << 12];
  private int entryCount;
  private int recordBytes;
  private long lastRecord = -1;
  private int lastPosition;

  /**
   * Adds a record under a key.
   *
   * @param number tells one record of the caller's from another; not negative
   * @param key equal for all records that meet under the rule
   * @param mark of {@link #mark}
   */
  void add(long number, byte[] bytes, int size, long key, int mark) {
    if (number != lastRecord) {
      if (records.length - recordBytes < size) {
        records = Arrays.copyOf(records, Math.max(records.length * 2, recordBytes + size));
      }
      System.arraycopy(bytes, 0, records, recordBytes, size);
      lastPosition = recordBytes;
      recordBytes += size;
      lastRecord = number;
    }
    int at = entryCount * ENTRY;
    if (entries.length - at < ENTRY) {
      entries = Arrays.copyOf(entries, entries.length * 2);
    }
    RecordLayout.LONG.set(entries, at, key);
    RecordLayout.INT.set(entries, at + Long.BYTES, lastPosition);
    RecordLayout.INT.set(entries, at + Long.BYTES + Integer.BYTES, mark);
    entryCount++;
  }

  /**
   * What an entry is for.
   *
   * @param tile 0 where the block is whole
   * @param role the sum of {@link #LEFT}, {@link #RIGHT} and {@link #CROSSING}, as far as they hold
   */
  static int mark(int rule, int tile, int role) {
    return rule << RULE_SHIFT | tile << ROLE_BITS | role;
  }

  /** The tile of a mark; 0 where the block is whole. */
  static int tile(int mark) {
    return mark >>> ROLE_BITS & (1 << Tiles.BITS) - 1;
  }

  /** The size of the chunk so far, in bytes. */
  int size() {
    return HEADER + entryCount * ENTRY + recordBytes;
  }

  boolean isEmpty() {
    return entryCount == 0;
  }

  /** The chunk; what is added next begins another. */
  byte[] take() {
    byte[] chunk = new byte[size()];
    RecordLayout.INT.set(chunk, 0, entryCount);
    RecordLayout.INT.set(chunk, Integer.BYTES, recordBytes);
    System.arraycopy(entries, 0, chunk, HEADER, entryCount * ENTRY);
    System.arraycopy(records, 0, chunk, HEADER + entryCount * ENTRY, recordBytes);
    entryCount = 0;
    recordBytes = 0;
    lastRecord = -1;
    return chunk;
  }
}
