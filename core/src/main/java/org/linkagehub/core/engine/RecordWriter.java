package org.linkagehub.core.engine;

import java.util.Arrays;

/**
 * Encodes one record after another into the same array. Call {@link #begin}, then for each field in
 * order either nothing (it is missing) or the method of its type, then {@link #end}.
 */
public final class RecordWriter {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final RecordLayout layout;
  private byte[] bytes = new byte[256];
  private int used;
  private int nextText;

  public RecordWriter(RecordLayout layout) {
    this.layout = layout;
  }

  /** Begins a record in which every field is missing. */
  public void begin(long key, int sourceIndex) {
    used = layout.fixedBytes();
    reserve(0);
    Arrays.fill(bytes, 0, used, (byte) 0);
    RecordLayout.LONG.set(bytes, RecordLayout.KEY, key);
    RecordLayout.INT.set(bytes, RecordLayout.SOURCE_INDEX, sourceIndex);
    for (int f = 0; f < layout.fields().size(); f += Integer.SIZE) {
      RecordLayout.INT.set(bytes, RecordLayout.missingWord(f), -1);
    }
    nextText = 0;
  }

  /** Sets a field of type BOOLEAN, INT or DATE. */
  public void setInt(int field, int value) {
    present(field);
    RecordLayout.INT.set(bytes, layout.slot(field), value);
  }

  /** Sets a field of type LONG. */
  public void setLong(int field, long value) {
    present(field);
    RecordLayout.LONG.set(bytes, layout.slot(field), value);
  }

  /** Sets a field of type DOUBLE. */
  public void setDouble(int field, double value) {
    setLong(field, Double.doubleToLongBits(value));
  }

  /** Sets a field of type TEXT; after every text field before it. */
  public void setText(int field, byte[] utf8) {
    present(field);
    append(field, utf8);
  }

  /** Ends the record with its identity. */
  public void end(byte[] id, byte[] source) {
    append(layout.idField(), id);
    append(layout.sourceField(), source);
  }

  /** The array that holds the record, from index 0; the next record is written into it too. */
  public byte[] bytes() {
    return bytes;
  }

  /** The size of the record in bytes. */
  public int size() {
    return used;
  }

  private void present(int field) {
    int word = RecordLayout.missingWord(field);
    int missing = (int) RecordLayout.INT.get(bytes, word);
    RecordLayout.INT.set(bytes, word, missing & ~RecordLayout.missingBit(field));
  }

  private void append(int field, byte[] text) {
    // A missing text before this one ends where it begins.
    for (; nextText < field; nextText++) {
      if (layout.type(nextText) == FieldType.TEXT && isMissing(nextText)) {
        RecordLayout.INT.set(bytes, layout.slot(nextText) + Integer.BYTES, used);
      }
    }
    reserve(text.length);
    System.arraycopy(text, 0, bytes, used, text.length);
    used += text.length;
    RecordLayout.INT.set(bytes, layout.slot(field), hash(text));
    RecordLayout.INT.set(bytes, layout.slot(field) + Integer.BYTES, used);
    nextText = field + 1;
  }

  private boolean isMissing(int field) {
    int missing = (int) RecordLayout.INT.get(bytes, RecordLayout.missingWord(field));
    return (missing & RecordLayout.missingBit(field)) != 0;
  }

  private void reserve(int more) {
    if (used + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(used + more, bytes.length * 2));
    }
  }

  private static int hash(byte[] text) {
    long hash = text.length;
    int i = 0;
    for (; i + Long.BYTES <= text.length; i += Long.BYTES) {
      hash = (hash ^ (long) RecordLayout.LONG.get(text, i)) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    for (; i < text.length; i++) {
      hash = (hash ^ text[i]) * MULTIPLIER;
    }
    return (int) (hash ^ hash >>> 32);
  }
}
