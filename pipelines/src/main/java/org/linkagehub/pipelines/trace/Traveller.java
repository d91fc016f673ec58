package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.spark.CatalystRows;

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

  static InternalRow person(long route, long number, byte[] packed) {
    return new GenericInternalRow(new Object[] {route, PERSON, number, 0L, null, packed, 0});
  }

  static InternalRow request(long route, long key, UTF8String source, byte[] packed, int before) {
    return new GenericInternalRow(
        new Object[] {
          route, REQUEST, Packing.demographicsHash(packed), key, source, packed, before
        });
  }

  static long route(InternalRow row) {
    return row.getLong(0);
  }

  static boolean isPerson(InternalRow row) {
    return row.getInt(1) == PERSON;
  }

  static long key(InternalRow row) {
    return row.getLong(3);
  }

  /** It stays good when the next row is taken. */
  static UTF8String source(InternalRow row) {
    return row.getUTF8String(4).clone();
  }

  static byte[] packed(InternalRow row) {
    return row.getBinary(PACKED_INDEX);
  }

  static int before(InternalRow row) {
    return row.getInt(BEFORE_INDEX);
  }

  /** People and requests of one route side by side, people first, equal requests together. */
  static JavaRDD<InternalRow> together(Dataset<Row> travellers) {
    return CatalystRows.of(
        travellers
            .repartition(col(ROUTE))
            .sortWithinPartitions(col(ROUTE), col(KIND), col(ORDER), col(KEY)));
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
