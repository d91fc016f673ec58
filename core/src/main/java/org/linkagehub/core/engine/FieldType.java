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
  DOUBLE(8);

  /** The size in bytes of the fixed part of a value: of a text, its hash and where it ends. */
  final int slotBytes;

  FieldType(int slotBytes) {
    this.slotBytes = slotBytes;
  }

  /** Whether values are numbers that may be added and compared with other numbers. */
  boolean isNumber() {
    return this == INT || this == LONG || this == DOUBLE;
  }
}
