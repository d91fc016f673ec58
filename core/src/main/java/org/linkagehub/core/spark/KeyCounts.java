package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * How often each 64-bit key occurs under each rule.
 *
 * <p>Keys are hardly ever met again in the task that reads them, so nothing is counted before the
 * shuffle: they are shuffled as they are, 8 bytes each, and counted once they are sorted.
 */
final class KeyCounts {
  /** So many keys of a rule are shuffled in one piece. */
  private static final int PIECE = 1 << 12;

  private KeyCounts() {}

  /** Takes a key and how often it occurs. */
  @FunctionalInterface
  interface Counted {
    void take(long key, long times);
  }

  /** What some of the keys of each rule come to. */
  interface Summary<T> extends Serializable {
    T of(List<long[]> sortedKeys);
  }

  /**
   * Summaries of parts of the keys, of which each has all that are equal.
   *
   * @param keys rows of a rule's number and a key, neither of them null
   * @param rules how many there are
   * @param parts into how many parts the keys are shuffled
   */
  static <T> JavaRDD<T> summaries(
      JavaRDD<InternalRow> keys, int rules, int parts, Summary<T> summary) {
    PairFlatMapFunction<Iterator<InternalRow>, Integer, long[]> pieces =
        rows -> new Pieces(rows, rules, parts);
    return ArrayShuffle.of(keys.mapPartitionsToPair(pieces), parts, long[].class)
        .mapPartitions(shuffled -> List.of(summary.of(sorted(shuffled, rules))).iterator());
  }

  /**
   * Whether any value occurs more than once.
   *
   * @param values one column of 64-bit numbers, none of them null
   */
  static boolean isAnyRepeated(Dataset<Row> values) {
    JavaRDD<InternalRow> keys =
        CatalystRows.of(values.select(lit(0), values.col(values.columns()[0])));
    return summaries(
                keys,
                1,
                2 * keys.getNumPartitions(),
                sorted -> {
                  boolean[] repeated = {false};
                  count(sorted.get(0), (key, times) -> repeated[0] |= times > 1);
                  return repeated[0];
                })
            .filter(repeated -> repeated)
            .count()
        > 0;
  }

  /** Tells each key of an ascending array, with its count. */
  static void count(long[] ascending, Counted counted) {
    for (int from = 0; from < ascending.length; ) {
      int to = from + 1;
      while (to < ascending.length && ascending[to] == ascending[from]) {
        to++;
      }
      counted.take(ascending[from], to - from);
      from = to;
    }
  }

  private static List<long[]> sorted(Iterator<long[]> pieces, int rules) {
    var keys = new long[rules][PIECE];
    var lengths = new int[rules];
    while (pieces.hasNext()) {
      long[] piece = pieces.next();
      int rule = (int) piece[0];
      int added = piece.length - 1;
      int length = Math.addExact(lengths[rule], added);
      if (length > keys[rule].length) {
        int more = keys[rule].length + (keys[rule].length >> 1);
        keys[rule] = Arrays.copyOf(keys[rule], Math.max(length, more < 0 ? length : more));
      }
      System.arraycopy(piece, 1, keys[rule], lengths[rule], added);
      lengths[rule] = length;
    }
    var sorted = new ArrayList<long[]>();
    for (int r = 0; r < rules; r++) {
      Arrays.sort(keys[r], 0, lengths[r]);
      sorted.add(Arrays.copyOf(keys[r], lengths[r]));
    }
    return sorted;
  }

  /**
   * Divides the keys of a task among the parts, a few at a time: in each piece the number of the
   * rule, then some of its keys.
   */
  private static final class Pieces implements Iterator<Tuple2<Integer, long[]>> {
    private final Iterator<InternalRow> rows;
    private final int parts;
    private final long[][] held;
    private final int[] lengths;
    private int next;
    private Tuple2<Integer, long[]> full;

    Pieces(Iterator<InternalRow> rows, int rules, int parts) {
      this.rows = rows;
      this.parts = parts;
      this.held = new long[rules * parts][];
      this.lengths = new int[rules * parts];
    }

    @Override
    public boolean hasNext() {
      while (full == null && rows.hasNext()) {
        InternalRow row = rows.next();
        add(row.getInt(0), row.getLong(1));
      }
      while (full == null && next < held.length) {
        give(next++);
      }
      return full != null;
    }

    @Override
    public Tuple2<Integer, long[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Tuple2<Integer, long[]> given = full;
      full = null;
      return given;
    }

    private void add(int rule, long key) {
      int part = (int) Long.remainderUnsigned(key, parts);
      int slot = rule * parts + part;
      long[] keys = held[slot];
      if (keys == null) {
        keys = new long[16];
        held[slot] = keys;
      } else if (keys.length == lengths[slot]) {
        keys = Arrays.copyOf(keys, 2 * keys.length);
        held[slot] = keys;
      }
      keys[lengths[slot]++] = key;
      if (lengths[slot] == PIECE) {
        give(slot);
      }
    }

    private void give(int slot) {
      if (lengths[slot] > 0) {
        long[] piece = new long[1 + lengths[slot]];
        piece[0] = slot / parts;
        System.arraycopy(held[slot], 0, piece, 1, lengths[slot]);
        full = new Tuple2<>(slot % parts, piece);
        lengths[slot] = 0;
      }
    }
  }
}
