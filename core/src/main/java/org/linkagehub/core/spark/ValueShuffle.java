package org.linkagehub.core.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.linkagehub.core.train.ValueCounts;
import scala.Tuple2;

/**
 * Counts the pairs of records with the same value, of several kinds of value in one pass: what one
 * task finds of a value goes, counted, to the task that all of this value goes to.
 */
final class ValueShuffle {
  /** So many numbers a task holds, two and its counts for each value, before it sends them off. */
  private static final int MOST_HELD = 1 << 21;

  /** The columns of the rows: the source, and for each kind two words of hash. */
  private static final int FIRST_HASH = 1;

  private ValueShuffle() {}

  /**
   * The number of pairs of each kind.
   *
   * @param rows {@code source_index}, then for each kind a hash, null where a record has no value,
   *     and another hash of the same
   * @param sources the indices of the sources
   * @param withinASource whether pairs of one source count
   */
  static long[] pairs(
      JavaRDD<InternalRow> rows,
      int kinds,
      List<Integer> sources,
      boolean withinASource,
      int partitions) {
    // Where all pairs count, it does not matter which source a record is of.
    var positions = new TreeMap<Integer, Integer>();
    for (int source : sources) {
      positions.put(source, withinASource ? 0 : positions.size());
    }
    int counted = withinASource ? 1 : Math.max(1, positions.size());
    long[] pairs = new long[kinds];
    for (long[] part :
        ArrayShuffle.of(
                rows.mapPartitionsToPair(new Send(kinds, positions, counted, partitions)),
                partitions,
                long[].class)
            .mapPartitions(chunks -> List.of(sum(chunks, kinds, counted, withinASource)).iterator())
            .collect()) {
      for (int kind = 0; kind < kinds; kind++) {
        pairs[kind] = Math.addExact(pairs[kind], part[kind]);
      }
    }
    return pairs;
  }

  private static List<ValueCounts> empty(int kinds, int sources) {
    return IntStream.range(0, kinds).mapToObj(kind -> new ValueCounts(sources)).toList();
  }

  private static long[] sum(
      Iterator<long[]> chunks, int kinds, int sources, boolean withinASource) {
    List<ValueCounts> counts = empty(kinds, sources);
    chunks.forEachRemaining(
        chunk -> {
          ValueCounts ofKind = counts.get((int) chunk[0]);
          for (int at = 1; at < chunk.length; at += 2 + sources) {
            for (int s = 0; s < sources; s++) {
              if (chunk[at + 2 + s] > 0) {
                ofKind.add(chunk[at], chunk[at + 1], s, chunk[at + 2 + s]);
              }
            }
          }
        });
    return counts.stream().mapToLong(of -> of.pairs(withinASource)).toArray();
  }

  private static final class Send
      implements PairFlatMapFunction<Iterator<InternalRow>, Integer, long[]> {
    private static final long serialVersionUID = 1;

    private final int kinds;
    private final TreeMap<Integer, Integer> positions;
    private final int sources;
    private final int targets;

    Send(int kinds, Map<Integer, Integer> positions, int sources, int targets) {
      this.kinds = kinds;
      this.positions = new TreeMap<>(positions);
      this.sources = sources;
      this.targets = targets;
    }

    @Override
    public Iterator<Tuple2<Integer, long[]>> call(Iterator<InternalRow> rows) {
      return new Sent(this, rows);
    }
  }

  /** Counts rows until there are too many values, then sends these off. */
  private static final class Sent implements Iterator<Tuple2<Integer, long[]>> {
    private final Send send;
    private final Iterator<InternalRow> rows;
    private final List<ValueCounts> counts;
    private final Deque<Tuple2<Integer, long[]>> ready = new ArrayDeque<>();

    Sent(Send send, Iterator<InternalRow> rows) {
      this.send = send;
      this.rows = rows;
      this.counts = empty(send.kinds, send.sources);
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && rows.hasNext()) {
        int held = 0;
        while (held < MOST_HELD && rows.hasNext()) {
          held = add(rows.next()) * (2 + send.sources);
        }
        send();
      }
      return !ready.isEmpty();
    }

    @Override
    public Tuple2<Integer, long[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.poll();
    }

    /** Counts a row, and gives how many values are held. */
    private int add(InternalRow row) {
      int source = send.positions.get(row.getInt(0));
      int held = 0;
      for (int kind = 0; kind < send.kinds; kind++) {
        int at = FIRST_HASH + 2 * kind;
        ValueCounts ofKind = counts.get(kind);
        if (!row.isNullAt(at)) {
          ofKind.add(row.getLong(at), row.getLong(at + 1), source, 1);
        }
        held += ofKind.size();
      }
      return held;
    }

    private void send() {
      for (int kind = 0; kind < send.kinds; kind++) {
        ValueCounts ofKind = counts.get(kind);
        int[] sizes = new int[send.targets];
        ofKind.visit((hash, otherHash, all, from) -> sizes[target(otherHash)]++);
        var chunks = new ArrayList<long[]>();
        int[] used = new int[send.targets];
        for (int target = 0; target < send.targets; target++) {
          long[] chunk = new long[1 + sizes[target] * (2 + send.sources)];
          chunk[0] = kind;
          used[target] = 1;
          chunks.add(chunk);
        }
        ofKind.visit(
            (hash, otherHash, all, from) -> {
              int target = target(otherHash);
              long[] chunk = chunks.get(target);
              int at = used[target];
              chunk[at] = hash;
              chunk[at + 1] = otherHash;
              System.arraycopy(all, from, chunk, at + 2, send.sources);
              used[target] = at + 2 + send.sources;
            });
        for (int target = 0; target < send.targets; target++) {
          if (sizes[target] > 0) {
            ready.add(new Tuple2<>(target, chunks.get(target)));
          }
        }
        ofKind.clear();
      }
    }

    private int target(long hash) {
      return (int) Long.remainderUnsigned(hash, send.targets);
    }
  }
}
