package org.linkagehub.core.spark;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * Many rows in one array of bytes: to write and read each as an object of its own takes Java's
 * serialisation longer than all else that is done with them.
 *
 * <p>Each row is its size in bytes (64 bits, so that what follows keeps its alignment) and its
 * bytes, as Spark lays them out.
 */
final class PackedRows {
  private static final int SIZE = Long.BYTES;
  private static final int ARRAY = 1 << 18;

  private PackedRows() {}

  /** Packs rows, as a plan of Spark gives them. */
  static Iterator<byte[]> pack(Iterator<InternalRow> rows) {
    return new Iterator<>() {
      private byte[] bytes = new byte[ARRAY];

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public byte[] next() {
        if (!rows.hasNext()) {
          throw new NoSuchElementException();
        }
        int used = 0;
        while (used < ARRAY && rows.hasNext()) {
          UnsafeRow row = (UnsafeRow) rows.next();
          int size = row.getSizeInBytes();
          int end = Math.addExact(used, SIZE + size);
          if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
          }
          Platform.putLong(bytes, Platform.BYTE_ARRAY_OFFSET + used, size);
          row.writeToMemory(bytes, Platform.BYTE_ARRAY_OFFSET + used + SIZE);
          used = end;
        }
        return Arrays.copyOf(bytes, used);
      }
    };
  }

  /** Takes them out again; a row is only good until the next one is taken. */
  static Iterator<InternalRow> unpack(Iterator<byte[]> packed, int columns) {
    return new Iterator<>() {
      private final UnsafeRow row = new UnsafeRow(columns);
      private byte[] bytes = {};
      private int at;

      @Override
      public boolean hasNext() {
        while (at == bytes.length && packed.hasNext()) {
          bytes = packed.next();
          at = 0;
        }
        return at < bytes.length;
      }

      @Override
      public InternalRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int size = (int) Platform.getLong(bytes, Platform.BYTE_ARRAY_OFFSET + at);
        row.pointTo(bytes, Platform.BYTE_ARRAY_OFFSET + at + SIZE, size);
        at += SIZE + size;
        return row;
      }
    };
  }
}
