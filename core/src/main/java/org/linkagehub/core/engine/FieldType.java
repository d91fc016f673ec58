package org.linkagehub.core.engine;

/** What a field of an encoded record holds. */
public enum FieldType {
  /** UTF-8 text. */
  TEXT(8),
  /** A truth value. */
  BOOLEAN(4),
  /** A whole number of at most 32 bits. */
  INT(4),
  /** Days since 1970-01-01. */
  DATE(4),
  /** A whole number of 64 bits. */
  LONG(8),
  /** A 64-bit floating-point number. */
  DOUBLE(8),
  /** Different UTF-8 texts in ascending order. */
  TEXTS(8),
  /** Different whole numbers in ascending order. */
  LONGS(8),
  /** Different dates in ascending order, each as days since 1970-01-01. */
  DATES(8);

  /**
   * The size in bytes of the fixed part of a value: of a text its hash, of a list the number of its
   * elements, and of both where they end.
   */
  final int slotBytes;

  FieldType(int slotBytes) {
    this.slotBytes = slotBytes;
  }

  /** Whether values are lists. */
  boolean isList() {
    return this == TEXTS || this == LONGS || this == DATES;
  }

  /** Whether values have a part that differs in length. */
  boolean isVariable() {
    return this == TEXT || isList();
  }

  /** Whether values are numbers that may be added and compared with other numbers. */
  boolean isNumber() {
    return this == INT || this == LONG || this == DOUBLE;
  }
}
