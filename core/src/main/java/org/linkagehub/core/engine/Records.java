package org.linkagehub.core.engine;

import java.util.Arrays;

/** Encoded records in one array. A record is told by the position at which it begins. */
final class Records {
  private final RecordLayout layout;
  private final TextValues values = new TextValues(this);

  /** Whether the texts of a field have a number of {@link #values} in the place of their hash. */
  private final boolean[] numbered;

  private int[] numberedFields = {};

  private byte[] bytes;
  private int used;

  Records(RecordLayout layout) {
    this.layout = layout;
    this.numbered = new boolean[layout.fields().size()];
    this.bytes = new byte[1 << 16];
  }

  RecordLayout layout() {
    return layout;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Has the texts of a field numbered; before the first record comes. */
  void number(int field) {
    if (!numbered[field]) {
      numbered[field] = true;
      numberedFields = Arrays.copyOf(numberedFields, numberedFields.length + 1);
      numberedFields[numberedFields.length - 1] = field;
    }
  }

  /** The different texts of the fields that are numbered. */
  TextValues values() {
    return values;
  }

  /** Numbers the texts of a record; once, after it was appended. */
  void numberTexts(int record) {
    for (int f : numberedFields) {
      if (!isMissing(record, f)) {
        int number = values.number(textStart(record, f), textEnd(record, f), intAt(record, f));
        RecordLayout.INT.set(bytes, record + layout.slot(f), number);
      }
    }
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

  /** Where a text or list begins in {@link #bytes}. */
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
    boolean known = numbered[leftField];
    if (known == numbered[rightField]) {
      if (intAt(left, leftField) != intAt(right, rightField)) {
        return false;
      }
      if (known) {
        return true;
      }
    }
    return Arrays.equals(
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
      case TEXTS, LONGS, DATES -> throw new IllegalStateException("lists are no plain keys");
    };
  }

  /** The hash of a value that is not missing, as {@link RecordWriter#hash} has it. */
  long hash(int record, int field) {
    return switch (layout.type(field)) {
      case TEXT -> {
        int start = textStart(record, field);
        yield Hashes.of(bytes, start, textEnd(record, field) - start);
      }
      case BOOLEAN, INT, DATE -> Hashes.of(intAt(record, field));
      case LONG -> Hashes.of(longAt(record, field));
      case DOUBLE -> Hashes.of(Double.doubleToLongBits(doubleAt(record, field) + 0.0));
      case TEXTS, LONGS, DATES -> throw new IllegalStateException("lists are no plain keys");
    };
  }

  /** The first element of a list on the left that a list on the right has too; -1 for none. */
  int firstShared(int left, int leftField, int right, int rightField) {
    if (isMissing(left, leftField) || isMissing(right, rightField)) {
      return -1;
    }
    int lefts = intAt(left, leftField);
    int rights = intAt(right, rightField);
    int l = 0;
    int r = 0;
    while (l < lefts && r < rights) {
      int order = compareElements(left, leftField, l, right, rightField, r);
      if (order == 0) {
        return l;
      } else if (order < 0) {
        l++;
      } else {
        r++;
      }
    }
    return -1;
  }

  /** The hash of an element, as {@link RecordWriter#elementHash} has it. */
  long elementHash(int record, int field, int element) {
    if (layout.type(field) != FieldType.TEXTS) {
      return Hashes.of(longElement(record, field, element));
    }
    int start = elementStart(record, field, element);
    return Hashes.of(bytes, start, elementEnd(record, field, element) - start);
  }

  private int compareElements(int left, int leftField, int l, int right, int rightField, int r) {
    return layout.type(leftField) == FieldType.TEXTS
        ? Arrays.compareUnsigned(
            bytes,
            elementStart(left, leftField, l),
            elementEnd(left, leftField, l),
            bytes,
            elementStart(right, rightField, r),
            elementEnd(right, rightField, r))
        : Long.compare(longElement(left, leftField, l), longElement(right, rightField, r));
  }

  private long longElement(int record, int field, int element) {
    return (long) RecordLayout.LONG.get(bytes, textStart(record, field) + element * Long.BYTES);
  }

  private int elementStart(int record, int field, int element) {
    return element == 0
        ? textStart(record, field) + intAt(record, field) * Integer.BYTES
        : elementEnd(record, field, element - 1);
  }

  private int elementEnd(int record, int field, int element) {
    int start = textStart(record, field);
    return start
        + intAt(record, field) * Integer.BYTES
        + (int) RecordLayout.INT.get(bytes, start + element * Integer.BYTES);
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
