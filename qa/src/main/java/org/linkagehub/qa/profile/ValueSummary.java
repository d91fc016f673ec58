package org.linkagehub.qa.profile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.spark.CatalystRows;

/**
 * What the counts of the values of one source and column come to.
 *
 * @param source may be null
 * @param column its number
 * @param records all of them
 * @param filled those with a value
 * @param distinct how many values
 * @param frequent the most frequent values, the most frequent first
 */
record ValueSummary(
    String source, int column, long records, long filled, long distinct, List<Frequent> frequent) {
  private static final Comparator<Frequent> MOST_FREQUENT_FIRST =
      Comparator.comparingLong(Frequent::records)
          .reversed()
          .thenComparing(frequent -> UTF8String.fromString(frequent.value()));

  /** A value and how many records have it. */
  record Frequent(String value, long records) implements Serializable {}

  /** What a task found of a source and column. */
  private record Part(
      String source,
      int column,
      long records,
      long filled,
      long distinct,
      ArrayList<Frequent> frequent)
      implements Serializable {}

  /**
   * Summaries in the order of columns and sources, now; a few values for each source and column
   * come to the driver.
   *
   * @param counts what {@link ValueCounter#count} gives
   * @param top how many of the most frequent values
   */
  static List<ValueSummary> of(Dataset<Row> counts, int top) {
    var parts = new TreeMap<Integer, TreeMap<String, List<Part>>>();
    CatalystRows.of(counts)
        .mapPartitions(new Summing(top))
        .collect()
        .forEach(
            part ->
                parts
                    .computeIfAbsent(
                        part.column(),
                        column -> new TreeMap<>(Comparator.nullsFirst(Comparator.naturalOrder())))
                    .computeIfAbsent(part.source(), source -> new ArrayList<>())
                    .add(part));
    return parts.values().stream()
        .flatMap(bySource -> bySource.values().stream())
        .map(of -> joined(of, top))
        .toList();
  }

  private static ValueSummary joined(List<Part> parts, int top) {
    return new ValueSummary(
        parts.get(0).source(),
        parts.get(0).column(),
        parts.stream().mapToLong(Part::records).sum(),
        parts.stream().mapToLong(Part::filled).sum(),
        parts.stream().mapToLong(Part::distinct).sum(),
        parts.stream()
            .flatMap(part -> part.frequent().stream())
            .sorted(MOST_FREQUENT_FIRST)
            .limit(top)
            .toList());
  }

  /** Every value of a source and column comes once, in any order. */
  private static final class Summing implements FlatMapFunction<Iterator<InternalRow>, Part> {
    private static final long serialVersionUID = 1;

    private final int top;

    Summing(int top) {
      this.top = top;
    }

    private record Key(UTF8String source, int column) {}

    private static final class Sums {
      private long records;
      private long filled;
      private long distinct;
      private final PriorityQueue<Frequent> frequent =
          new PriorityQueue<>(MOST_FREQUENT_FIRST.reversed());
    }

    @Override
    public Iterator<Part> call(Iterator<InternalRow> rows) {
      var sums = new HashMap<Key, Sums>();
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        UTF8String source = row.isNullAt(0) ? null : row.getUTF8String(0);
        Sums of = sums.get(new Key(source, row.getInt(1)));
        if (of == null) {
          of = new Sums();
          sums.put(new Key(source == null ? null : source.copy(), row.getInt(1)), of);
        }
        long n = row.getLong(3);
        of.records += n;
        if (!row.isNullAt(2)) {
          of.filled += n;
          of.distinct++;
          offer(of.frequent, row.getUTF8String(2), n);
        }
      }
      var parts = new ArrayList<Part>();
      for (Map.Entry<Key, Sums> entry : sums.entrySet()) {
        Key key = entry.getKey();
        Sums of = entry.getValue();
        parts.add(
            new Part(
                key.source() == null ? null : key.source().toString(),
                key.column(),
                of.records,
                of.filled,
                of.distinct,
                new ArrayList<>(of.frequent)));
      }
      return parts.iterator();
    }

    private void offer(PriorityQueue<Frequent> frequent, UTF8String value, long n) {
      if (frequent.size() == top && n < frequent.peek().records()) {
        return; // as nearly all: no object is made of them
      }
      frequent.add(new Frequent(value.toString(), n));
      if (frequent.size() > top) {
        frequent.poll();
      }
    }
  }
}
