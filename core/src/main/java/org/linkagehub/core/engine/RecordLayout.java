package org.linkagehub.core.engine;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Where the parts of an encoded record stand: its 64-bit key, the position of its source, a bit for
 * each missing value, the fixed part of each field, and then the texts and lists one after another,
 * those of the fields first, then the record's id and the name of its source.
 *
 * <p>A text's fixed part is a hash of it, by which most unequal texts are told apart, and where it
 * ends, counted from the beginning of the record; it begins where the text before it ends. A list's
 * fixed part is the number of its elements, and where it ends. Of texts it holds where each ends
 * (32 bits, counted from where the first begins) and then the texts; of numbers, 64 bits each.
 */
public final class RecordLayout implements Serializable {
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static final int KEY = 0;
  static final int SOURCE_INDEX = 8;
  static final int MISSING = 12;

  private static final long serialVersionUID = 1;
  private static final int BITS = 32;

  private final List<Field> fields;
  private final int[] slots;

  /** For each text the slot of the text before it; -1 for the first. */
  private final int[] slotBefore;

  private final int fixedBytes;

  /** A layout for these fields, and a record's identity. */
  public RecordLayout(List<Field> fields) {
    this.fields = List.copyOf(fields);
    int texts = fields.size() + 2;
    slots = new int[texts];
    slotBefore = new int[texts];
    int at = MISSING + (fields.size() + BITS - 1) / BITS * Integer.BYTES;
    int before = -1;
    for (int f = 0; f < texts; f++) {
      slots[f] = at;
      slotBefore[f] = before;
      FieldType type = f < fields.size() ? fields.get(f).type() : FieldType.TEXT;
      if (type.isVariable()) {
        before = at;
      }
      at += type.slotBytes;
    }
    fixedBytes = at;
  }

  /** The fields, in the order of their numbers. */
  public List<Field> fields() {
    return fields;
  }

  FieldType type(int field) {
    return fields.get(field).type();
  }

  /** The number, as a text field, of the record's id. */
  int idField() {
    return fields.size();
  }

  /** The number, as a text field, of the name of the record's source. */
  int sourceField() {
    return fields.size() + 1;
  }

  int slot(int field) {
    return slots[field];
  }

  int slotBefore(int field) {
    return slotBefore[field];
  }

  /** The bytes before the first text. */
  int fixedBytes() {
    return fixedBytes;
  }

  static int missingWord(int field) {
    return MISSING + field / BITS * Integer.BYTES;
  }

  static int missingBit(int field) {
    return 1 << (field % BITS);
  }
}
