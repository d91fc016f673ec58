package org.linkagehub.core.spark.functions;

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.compare.DamerauLevenshtein;
import org.linkagehub.core.compare.Jaro;
import org.linkagehub.core.compare.JaroWinkler;
import org.linkagehub.core.compare.Levenshtein;
import org.linkagehub.core.compare.MinHash;
import org.linkagehub.core.compare.OptimalStringAlignment;
import org.linkagehub.core.compare.QGrams;
import org.linkagehub.core.compare.Scratch;

/**
 * What generated code calls for text: the kernels on Spark's own strings, without a copy where the
 * bytes are on the heap. Arguments are never null: Spark answers null without calling.
 */
public final class TextFunctions {
  private TextFunctions() {}

  /** Null where the text has no q-gram. */
  public static ArrayData minhashBands(UTF8String text, int q, int bands, int rows, long seed) {
    long[] keys = MinHash.keys(text.toString(), q, bands, rows, seed);
    return keys.length == 0 ? null : UnsafeArrayData.fromPrimitiveArray(keys);
  }

  public static double jaroSimilarity(UTF8String left, UTF8String right) {
    byte[] l = bytes(left);
    byte[] r = bytes(right);
    return Jaro.ofUtf8(
        l, from(left, l), left.numBytes(), r, from(right, r), right.numBytes(), Scratch.ofThread());
  }

  public static double jaroWinklerSimilarity(UTF8String left, UTF8String right) {
    byte[] l = bytes(left);
    byte[] r = bytes(right);
    return JaroWinkler.ofUtf8(
        l, from(left, l), left.numBytes(), r, from(right, r), right.numBytes(), Scratch.ofThread());
  }

  public static int levenshtein(UTF8String left, UTF8String right) {
    byte[] l = bytes(left);
    byte[] r = bytes(right);
    return Levenshtein.ofUtf8(
        l, from(left, l), left.numBytes(), r, from(right, r), right.numBytes(), Scratch.ofThread());
  }

  public static int damerauLevenshtein(UTF8String left, UTF8String right) {
    byte[] l = bytes(left);
    byte[] r = bytes(right);
    return DamerauLevenshtein.ofUtf8(
        l, from(left, l), left.numBytes(), r, from(right, r), right.numBytes(), Scratch.ofThread());
  }

  public static int optimalStringAlignment(UTF8String left, UTF8String right) {
    byte[] l = bytes(left);
    byte[] r = bytes(right);
    return OptimalStringAlignment.ofUtf8(
        l, from(left, l), left.numBytes(), r, from(right, r), right.numBytes(), Scratch.ofThread());
  }

  public static double jaccard(UTF8String left, UTF8String right, int q) {
    byte[] l = bytes(left);
    byte[] r = bytes(right);
    return QGrams.jaccardUtf8(
        l,
        from(left, l),
        left.numBytes(),
        r,
        from(right, r),
        right.numBytes(),
        q,
        Scratch.ofThread());
  }

  public static double cosine(UTF8String left, UTF8String right, int q) {
    byte[] l = bytes(left);
    byte[] r = bytes(right);
    return QGrams.cosineUtf8(
        l,
        from(left, l),
        left.numBytes(),
        r,
        from(right, r),
        right.numBytes(),
        q,
        Scratch.ofThread());
  }

  public static int shorterLength(UTF8String left, UTF8String right) {
    return Math.min(left.numChars(), right.numChars());
  }

  private static byte[] bytes(UTF8String text) {
    return text.getBaseObject() instanceof byte[] array ? array : text.getBytes();
  }

  private static int from(UTF8String text, byte[] bytes) {
    return text.getBaseObject() == bytes
        ? (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET)
        : 0;
  }
}
