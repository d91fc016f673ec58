package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * A row that is sent to where requests meet people: a person of the index or a request, packed,
 * with the route on which it is sent.
 */
final class Traveller {
  static final String ROUTE = "route";
  static final String KIND = "kind";

  /** Equal for requests of the same demographics; of people their NHS number. */
  static final String ORDER = "sort_key";

  static final String KEY = TraceTables.REQUEST_KEY;
  static final String SOURCE = TraceTables.SOURCE;

  /** As {@link Packing} writes it. */
  static final String PACKED = "packed";

  /** Of a request, what the cross-checks did: {@link CrossCheckOutcomes}. */
  static final String BEFORE = "before";

  /** A person of the index; they come first in a group. */
  static final int PERSON = 0;

  static final int REQUEST = 1;

  static final StructType SCHEMA =
      new StructType()
          .add(ROUTE, LongType, false)
          .add(KIND, IntegerType, false)
          .add(ORDER, LongType, false)
          .add(KEY, LongType, false)
          .add(SOURCE, StringType)
          .add(PACKED, BinaryType, false)
          .add(BEFORE, IntegerType, false);

  private static final int PACKED_INDEX = 5;
  private static final int BEFORE_INDEX = 6;

  private Traveller() {}

  static Row person(long route, long number, byte[] packed) {
    return RowFactory.create(route, PERSON, number, 0L, null, packed, 0);
  }

  static Row request(long route, long key, String source, byte[] packed, int before) {
    return RowFactory.create(
        route, REQUEST, Packing.demographicsHash(packed), key, source, packed, before);
  }

  static long route(Row row) {
    return row.getLong(0);
  }

  static boolean isPerson(Row row) {
    return row.getInt(1) == PERSON;
  }

  static long key(Row row) {
    return row.getLong(3);
  }

  static String source(Row row) {
    return row.getString(4);
  }

  static byte[] packed(Row row) {
    return (byte[]) row.get(PACKED_INDEX);
  }

  static int before(Row row) {
    return row.getInt(BEFORE_INDEX);
  }

  /** People and requests of one route side by side, people first, equal requests together. */
  static Dataset<Row> together(Dataset<Row> travellers) {
    return travellers
        .repartition(col(ROUTE))
        .sortWithinPartitions(col(ROUTE), col(KIND), col(ORDER), col(KEY));
  }

  /** The values of a function, as they are asked for. */
  static <A, B> Iterator<B> each(Iterator<A> values, Function<A, B> function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return values.hasNext();
      }

      @Override
      public B next() {
        return function.apply(values.next());
      }
    };
  }
}
