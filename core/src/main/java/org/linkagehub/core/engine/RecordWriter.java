package org.linkagehub.core.engine;

import java.util.Arrays;

/**
 * Encodes one record after another into the same array. Call {@link #begin}, then for each field in
 * order either nothing (it is missing) or the method of its type, then {@link #end}. A list without
 * elements is not missing.
 */
public final class RecordWriter {
  private final RecordLayout layout;

  /** A hash of the value of each field. */
  private final long[] hashes;

  private final boolean[] present;

  /** Of each field that is a list, the hashes of its elements; else null. */
  private final long[][] elementHashes;

  private final int[] elements;
  private byte[] list = new byte[64];
  private byte[] bytes = new byte[256];
  private int used;
  private int nextText;

  public RecordWriter(RecordLayout layout) {
    this.layout = layout;
    hashes = new long[layout.fields().size()];
    present = new boolean[layout.fields().size()];
    elementHashes = new long[layout.fields().size()][];
    elements = new int[layout.fields().size()];
    for (int f = 0; f < elements.length; f++) {
      if (layout.type(f).isList()) {
        elementHashes[f] = new long[8];
      }
    }
  }

  /** Begins a record in which every field is missing. */
  public void begin(long key, int sourceIndex) {
    used = layout.fixedBytes();
    reserve(0);
    Arrays.fill(bytes, 0, used, (byte) 0);
    Arrays.fill(present, false);
    RecordLayout.LONG.set(bytes, RecordLayout.KEY, key);
    RecordLayout.INT.set(bytes, RecordLayout.SOURCE_INDEX, sourceIndex);
    for (int f = 0; f < layout.fields().size(); f += Integer.SIZE) {
      RecordLayout.INT.set(bytes, RecordLayout.missingWord(f), -1);
    }
    nextText = 0;
  }

  /** Sets a field of type BOOLEAN, INT or DATE. */
  public void setInt(int field, int value) {
    present(field, Hashes.of(value));
    RecordLayout.INT.set(bytes, layout.slot(field), value);
  }

  /** Sets a field of type LONG. */
  public void setLong(int field, long value) {
    present(field, Hashes.of(value));
    RecordLayout.LONG.set(bytes, layout.slot(field), value);
  }

  /** Sets a field of type DOUBLE. */
  public void setDouble(int field, double value) {
    // What is equal has one hash: 0 and -0, and whatever is not a number.
    present(field, Hashes.of(Double.doubleToLongBits(value + 0.0)));
    RecordLayout.LONG.set(bytes, layout.slot(field), Double.doubleToLongBits(value));
  }

  /** Sets a field of type TEXT, to bytes of UTF-8; after every text field before it. */
  public void setText(int field, byte[] utf8, int from, int length) {
    long hash = Hashes.of(utf8, from, length);
    present(field, hash);
    append(field, utf8, from, length, (int) (hash ^ hash >>> Integer.SIZE));
  }

  /**
   * Sets a field of type LONGS or DATES; after every text and list before it.
   *
   * @param values different ones, ascending
   */
  public void setLongs(int field, long[] values, int count) {
    present(field, count);
    reserveElements(field, count);
    reserveList(count * Long.BYTES);
    for (int e = 0; e < count; e++) {
      elementHashes[field][e] = Hashes.of(values[e]);
      RecordLayout.LONG.set(list, e * Long.BYTES, values[e]);
    }
    append(field, list, 0, count * Long.BYTES, count);
  }

  /**
   * Sets a field of type TEXTS; after every text and list before it.
   *
   * @param utf8 different texts, ascending by their bytes, one after another from index 0
   * @param ends where each ends
   */
  public void setTexts(int field, byte[] utf8, int[] ends, int count) {
    present(field, count);
    reserveElements(field, count);
    int size = count == 0 ? 0 : ends[count - 1];
    reserveList(count * Integer.BYTES + size);
    for (int e = 0; e < count; e++) {
      int from = e == 0 ? 0 : ends[e - 1];
      elementHashes[field][e] = Hashes.of(utf8, from, ends[e] - from);
      RecordLayout.INT.set(list, e * Integer.BYTES, ends[e]);
    }
    System.arraycopy(utf8, 0, list, count * Integer.BYTES, size);
    append(field, list, 0, count * Integer.BYTES + size, count);
  }

  private void reserveElements(int field, int count) {
    elements[field] = count;
    if (elementHashes[field].length < count) {
      elementHashes[field] = new long[count * 2];
    }
  }

  private void reserveList(int size) {
    if (list.length < size) {
      list = new byte[size * 2];
    }
  }

  /** Ends the record with its identity, in bytes of UTF-8. */
  public void end(
      byte[] id, int idFrom, int idLength, byte[] source, int sourceFrom, int sourceLength) {
    append(layout.idField(), id, idFrom, idLength, 0);
    append(layout.sourceField(), source, sourceFrom, sourceLength, 0);
  }

  /** The key of the record. */
  long key() {
    return (long) RecordLayout.LONG.get(bytes, RecordLayout.KEY);
  }

  /** Whether a field of the record is set. */
  boolean isPresent(int field) {
    return present[field];
  }

  /** The number of elements of a list that is set. */
  int elements(int field) {
    return elements[field];
  }

  /** A hash of an element of a list that is set, from 0: equal elements have one hash. */
  long elementHash(int field, int element) {
    return elementHashes[field][element];
  }

  /** A hash of the value of a field that is set: equal values have one hash. */
  public long hash(int field) {
    return hashes[field];
  }

  /** The array that holds the record, from index 0; the next record is written into it too. */
  public byte[] bytes() {
    return bytes;
  }

  /** The size of the record in bytes. */
  public int size() {
    return used;
  }

  private void present(int field, long hash) {
    present[field] = true;
    hashes[field] = hash;
    int word = RecordLayout.missingWord(field);
    int missing = (int) RecordLayout.INT.get(bytes, word);
    RecordLayout.INT.set(bytes, word, missing & ~RecordLayout.missingBit(field));
  }

  private void append(int field, byte[] text, int from, int length, int fixed) {
    // A missing text before this one ends where it begins.
    for (; nextText < field; nextText++) {
      if (layout.type(nextText).isVariable() && !present[nextText]) {
        RecordLayout.INT.set(bytes, layout.slot(nextText) + Integer.BYTES, used);
      }
    }
    reserve(length);
    System.arraycopy(text, from, bytes, used, length);
    used += length;
    RecordLayout.INT.set(bytes, layout.slot(field), fixed);
    RecordLayout.INT.set(bytes, layout.slot(field) + Integer.BYTES, used);
    nextText = field + 1;
  }

  private void reserve(int more) {
    if (used + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(used + more, bytes.length * 2));
    }
  }
}
