package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.transform;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.engine.Field;
import org.linkagehub.core.engine.FrequencyTable;
import org.linkagehub.core.engine.LargeKeys;
import org.linkagehub.core.engine.PairPlan;
import org.linkagehub.core.engine.RecordRouter;
import org.linkagehub.core.engine.RecordWriter;
import scala.Tuple2;

/**
 * Encodes records and brings those together that have a key of a rule in common: one shuffle for
 * all rules, of chunks of bytes rather than of rows.
 */
final class BlockShuffle {
  private static final double PARTITION_BYTES = 32 << 20;
  private static final int MOST_PARTITIONS = 20_000;

  /** What a record takes in memory, as a multiple of what it takes in a compressed file. */
  private static final double UNPACKED = 3;

  private BlockShuffle() {}

  /**
   * Fields that hold, of a column, the rank of its value's frequency.
   *
   * @param columns the field of each column
   * @param tables the frequencies of each column; null where there is no such field
   */
  record Ranks(Map<String, Integer> columns, Broadcast<Map<String, FrequencyTable>> tables) {
    static final Ranks NONE = new Ranks(Map.of(), null);
  }

  /**
   * The blocks that are divided.
   *
   * @param keyHashes by the number of each rule that has such blocks, the SQL of the hashes of its
   *     keys, as {@link BlockSizes#keyHashes} has them
   * @param keys by the same numbers the keys; null where there is no such rule
   */
  record Divided(SortedMap<Integer, String> keyHashes, Broadcast<Map<Integer, LargeKeys>> keys) {
    static final Divided NONE = new Divided(new TreeMap<>(), null);
  }

  /** The records in chunks, so spread that those that meet are in one partition. */
  static JavaRDD<byte[]> of(Dataset<Row> records, PairPlan plan, Ranks ranks, Divided divided) {
    int partitions = partitions(records, plan);
    return ArrayShuffle.of(
        encoded(records, plan, ranks, divided, partitions), partitions, byte[].class);
  }

  /** The chunks as they are sent, with the partition that each goes to. */
  static JavaPairRDD<Integer, byte[]> encoded(
      Dataset<Row> records, PairPlan plan, Ranks ranks, Divided divided, int partitions) {
    var rankFields = new TreeMap<Integer, String>();
    ranks.columns().forEach((column, field) -> rankFields.put(field, column));
    List<Column> columns = columns(plan, rankFields);
    divided.keyHashes().forEach((rule, sql) -> columns.add(expr(sql).as("key_hash_" + rule)));
    Dataset<Row> selected = records.select(columns.toArray(Column[]::new));
    return CatalystRows.of(selected)
        .mapPartitionsToPair(new Encode(plan, rankFields, ranks.tables(), divided, partitions));
  }

  /** Enough that what comes to one fits the memory of a task well. */
  private static int partitions(Dataset<Row> records, PairPlan plan) {
    int configured =
        Integer.parseInt(records.sparkSession().conf().get("spark.sql.shuffle.partitions"));
    double bytes = CatalystRows.estimatedBytes(records) * UNPACKED * plan.ruleCount();
    double wanted = Math.min(MOST_PARTITIONS, Math.ceil(bytes / PARTITION_BYTES));
    // Of a Dataset that comes from an RDD Spark knows no size and says the largest there is.
    return bytes < Long.MAX_VALUE ? Math.max(configured, (int) wanted) : configured;
  }

  /** A record's identity and its fields. */
  private static List<Column> columns(PairPlan plan, Map<Integer, String> rankFields) {
    var columns = new ArrayList<Column>();
    columns.add(col(Columns.RECORD_KEY));
    columns.add(col(Columns.SOURCE_INDEX));
    columns.add(col(Columns.RECORD_ID));
    columns.add(col(Columns.SOURCE));
    List<Field> fields = plan.layout().fields();
    for (int f = 0; f < fields.size(); f++) {
      Column value =
          rankFields.containsKey(f)
              ? col("`" + rankFields.get(f) + "`").cast(DataTypes.StringType)
              : encoded(fields.get(f));
      columns.add(value.as("field_" + f));
    }
    return columns;
  }

  private static Column encoded(Field field) {
    Column value = expr(field.expression());
    return switch (field.type()) {
      case TEXT, BOOLEAN, DATE -> value;
      case INT -> value.cast(DataTypes.IntegerType);
      case LONG -> value.cast(DataTypes.LongType);
      case DOUBLE -> value.cast(DataTypes.DoubleType);
      case TEXTS -> value;
      case LONGS -> value.cast(DataTypes.createArrayType(DataTypes.LongType));
      case DATES -> transform(value, functions::unix_date);
    };
  }

  private static final class Encode
      implements PairFlatMapFunction<Iterator<InternalRow>, Integer, byte[]> {
    private static final long serialVersionUID = 1;

    private final PairPlan plan;
    private final TreeMap<Integer, String> rankFields;
    private final Broadcast<Map<String, FrequencyTable>> tables;
    private final ArrayList<Integer> dividedRules;
    private final Broadcast<Map<Integer, LargeKeys>> largeKeys;
    private final int partitions;

    Encode(
        PairPlan plan,
        Map<Integer, String> rankFields,
        Broadcast<Map<String, FrequencyTable>> tables,
        Divided divided,
        int partitions) {
      this.plan = plan;
      this.rankFields = new TreeMap<>(rankFields);
      this.tables = tables;
      this.dividedRules = new ArrayList<>(divided.keyHashes().keySet());
      this.largeKeys = divided.keys();
      this.partitions = partitions;
    }

    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(Iterator<InternalRow> rows) {
      return new Chunks(this, rows);
    }
  }

  /** Encodes rows until a chunk is full. */
  private static final class Chunks implements Iterator<Tuple2<Integer, byte[]>> {
    private static final int FIRST_FIELD = 4;

    private final List<Field> fields;

    /** For each field that holds ranks, the frequencies; else null. */
    private final FrequencyTable[] tables;

    private final int[] dividedRules;

    /** For each of them the keys of its large blocks. */
    private final LargeKeys[] largeKeys;

    private final Iterator<InternalRow> rows;
    private final RecordWriter writer;
    private final RecordRouter router;
    private final ListFields lists = new ListFields();
    private RecordRouter.Chunk next;
    private boolean flushed;

    Chunks(Encode encode, Iterator<InternalRow> rows) {
      this.fields = encode.plan.layout().fields();
      this.tables = new FrequencyTable[fields.size()];
      encode.rankFields.forEach((f, column) -> tables[f] = encode.tables.value().get(column));
      this.dividedRules = encode.dividedRules.stream().mapToInt(rule -> rule).toArray();
      this.largeKeys =
          encode.dividedRules.stream()
              .map(rule -> encode.largeKeys.value().get(rule))
              .toArray(LargeKeys[]::new);
      this.rows = rows;
      this.writer = new RecordWriter(encode.plan.layout());
      this.router = new RecordRouter(encode.plan, encode.partitions);
    }

    @Override
    public boolean hasNext() {
      while (next == null) {
        next = router.poll();
        if (next == null) {
          if (rows.hasNext()) {
            InternalRow row = rows.next();
            encode(row);
            divide(row);
            router.send(writer);
          } else if (flushed) {
            return false;
          } else {
            router.flush();
            flushed = true;
          }
        }
      }
      return true;
    }

    @Override
    public Tuple2<Integer, byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var chunk = new Tuple2<>(next.target(), next.bytes());
      next = null;
      return chunk;
    }

    private void encode(InternalRow row) {
      writer.begin(row.getLong(0), row.getInt(1));
      for (int f = 0; f < tables.length; f++) {
        int column = FIRST_FIELD + f;
        if (row.isNullAt(column)) {
          continue;
        }
        if (tables[f] != null) {
          UTF8String text = row.getUTF8String(column);
          byte[] bytes = bytes(text);
          int rank = tables[f].rank(bytes, from(text, bytes), text.numBytes());
          if (rank != FrequencyTable.NONE) {
            writer.setInt(f, rank);
          }
          continue;
        }
        switch (fields.get(f).type()) {
          case TEXT -> {
            UTF8String text = row.getUTF8String(column);
            byte[] bytes = bytes(text);
            writer.setText(f, bytes, from(text, bytes), text.numBytes());
          }
          case BOOLEAN -> writer.setInt(f, row.getBoolean(column) ? 1 : 0);
          case INT, DATE -> writer.setInt(f, row.getInt(column));
          case LONG -> writer.setLong(f, row.getLong(column));
          case DOUBLE -> writer.setDouble(f, row.getDouble(column));
          case TEXTS -> lists.texts(writer, f, row.getArray(column));
          case LONGS -> lists.longs(writer, f, row.getArray(column));
          case DATES -> lists.dates(writer, f, row.getArray(column));
        }
      }
      UTF8String id = row.getUTF8String(2);
      UTF8String source = row.getUTF8String(3);
      byte[] idBytes = bytes(id);
      byte[] sourceBytes = bytes(source);
      writer.end(
          idBytes,
          from(id, idBytes),
          id.numBytes(),
          sourceBytes,
          from(source, sourceBytes),
          source.numBytes());
    }

    private void divide(InternalRow row) {
      int first = FIRST_FIELD + tables.length;
      for (int d = 0; d < dividedRules.length; d++) {
        if (row.isNullAt(first + d)) {
          continue;
        }
        ArrayData hashes = row.getArray(first + d);
        for (int e = 0; e < hashes.numElements(); e++) {
          int parts = hashes.isNullAt(e) ? 1 : largeKeys[d].parts(hashes.getLong(e));
          if (parts > 1) {
            router.divide(dividedRules[d], e, parts);
          }
        }
      }
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
}
