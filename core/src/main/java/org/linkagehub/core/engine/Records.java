package org.linkagehub.core.engine;

import java.util.Arrays;

/** Encoded records in one array. A record is told by the position at which it begins. */
final class Records {
  private final RecordLayout layout;
  private byte[] bytes;
  private int used;

  Records(RecordLayout layout) {
    this.layout = layout;
    this.bytes = new byte[1 << 16];
  }

  RecordLayout layout() {
    return layout;
  }

  byte[] bytes() {
    return bytes;
  }

  void clear() {
    used = 0;
  }

  /**
   * Takes records of another array.
   *
   * @return where they now begin
   */
  int append(byte[] from, int start, int size) {
    if (bytes.length - used < size) {
      long wanted = Math.max((long) used + size, used + (used >> 1));
      if ((long) used + size > Integer.MAX_VALUE - 8) {
        throw new IllegalStateException(
            "a partition of records is larger than 2 GiB; raise spark.sql.shuffle.partitions");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
    System.arraycopy(from, start, bytes, used, size);
    used += size;
    return used - size;
  }

  long key(int record) {
    return (long) RecordLayout.LONG.get(bytes, record + RecordLayout.KEY);
  }

  int sourceIndex(int record) {
    return (int) RecordLayout.INT.get(bytes, record + RecordLayout.SOURCE_INDEX);
  }

  boolean isMissing(int record, int field) {
    int word = (int) RecordLayout.INT.get(bytes, record + RecordLayout.missingWord(field));
    return (word & RecordLayout.missingBit(field)) != 0;
  }

  int intAt(int record, int field) {
    return (int) RecordLayout.INT.get(bytes, record + layout.slot(field));
  }

  long longAt(int record, int field) {
    return (long) RecordLayout.LONG.get(bytes, record + layout.slot(field));
  }

  double doubleAt(int record, int field) {
    return Double.longBitsToDouble(longAt(record, field));
  }

  /** Where a text begins in {@link #bytes}. */
  int textStart(int record, int field) {
    int before = layout.slotBefore(field);
    return record
        + (before < 0
            ? layout.fixedBytes()
            : (int) RecordLayout.INT.get(bytes, record + before + Integer.BYTES));
  }

  /** Where a text ends in {@link #bytes}. */
  int textEnd(int record, int field) {
    return record + (int) RecordLayout.INT.get(bytes, record + layout.slot(field) + Integer.BYTES);
  }

  /** Whether two texts, neither missing, are equal. */
  boolean textsEqual(int left, int leftField, int right, int rightField) {
    return intAt(left, leftField) == intAt(right, rightField)
        && Arrays.equals(
            bytes,
            textStart(left, leftField),
            textEnd(left, leftField),
            bytes,
            textStart(right, rightField),
            textEnd(right, rightField));
  }

  /** Whether two values of one type are there and equal. */
  boolean equal(int left, int leftField, int right, int rightField) {
    if (isMissing(left, leftField) || isMissing(right, rightField)) {
      return false;
    }
    return switch (layout.type(leftField)) {
      case TEXT -> textsEqual(left, leftField, right, rightField);
      case BOOLEAN, INT, DATE -> intAt(left, leftField) == intAt(right, rightField);
      case LONG -> longAt(left, leftField) == longAt(right, rightField);
      case DOUBLE -> Numbers.compare(doubleAt(left, leftField), doubleAt(right, rightField)) == 0;
    };
  }

  /**
   * Orders the two sides of a pair: by the position of the source, then by id, byte by byte, as
   * Spark orders text. 0 for a record and itself.
   */
  int order(int a, int b) {
    int bySource = Integer.compare(sourceIndex(a), sourceIndex(b));
    return bySource != 0 ? bySource : compareTexts(a, layout.idField(), b, layout.idField());
  }

  int compareTexts(int a, int fieldOfA, int b, int fieldOfB) {
    return Arrays.compareUnsigned(
        bytes,
        textStart(a, fieldOfA),
        textEnd(a, fieldOfA),
        bytes,
        textStart(b, fieldOfB),
        textEnd(b, fieldOfB));
  }
}
