package org.linkagehub.core.spark;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.engine.RecordWriter;

/** Hands arrays of Spark to a {@link RecordWriter}, in the same working memory each time. */
final class ListFields {
  private long[] numbers = new long[16];
  private int[] ends = new int[16];
  private byte[] utf8 = new byte[256];

  /** Sets a field of whole numbers; elements that are null are left out. */
  void longs(RecordWriter writer, int field, ArrayData values) {
    reserve(values.numElements());
    int count = 0;
    for (int e = 0; e < values.numElements(); e++) {
      if (!values.isNullAt(e)) {
        numbers[count++] = values.getLong(e);
      }
    }
    writer.setLongs(field, numbers, count);
  }

  /** Sets a field of dates, given as days. */
  void dates(RecordWriter writer, int field, ArrayData days) {
    reserve(days.numElements());
    int count = 0;
    for (int e = 0; e < days.numElements(); e++) {
      if (!days.isNullAt(e)) {
        numbers[count++] = days.getInt(e);
      }
    }
    writer.setLongs(field, numbers, count);
  }

  /** Sets a field of texts. */
  void texts(RecordWriter writer, int field, ArrayData texts) {
    reserve(texts.numElements());
    int count = 0;
    int size = 0;
    for (int e = 0; e < texts.numElements(); e++) {
      if (texts.isNullAt(e)) {
        continue;
      }
      UTF8String text = texts.getUTF8String(e);
      if (utf8.length - size < text.numBytes()) {
        utf8 = Arrays.copyOf(utf8, Math.max(utf8.length * 2, size + text.numBytes()));
      }
      text.writeToMemory(utf8, Platform.BYTE_ARRAY_OFFSET + size);
      size += text.numBytes();
      ends[count++] = size;
    }
    writer.setTexts(field, utf8, ends, count);
  }

  private void reserve(int elements) {
    if (ends.length < elements) {
      numbers = new long[elements * 2];
      ends = new int[elements * 2];
    }
  }
}
