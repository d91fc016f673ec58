package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.linkagehub.core.engine.Field;
import org.linkagehub.core.engine.PairPlan;
import org.linkagehub.core.engine.RecordLayout;
import org.linkagehub.core.engine.RecordRouter;
import org.linkagehub.core.engine.RecordWriter;

/**
 * Encodes records and brings those together that have a key of a rule in common: one shuffle for
 * all rules, of chunks of bytes rather than of rows.
 */
final class BlockShuffle {
  private static final String TARGET = "target";
  private static final String CHUNK = "chunk";
  private static final int SPARK_HASH_SEED = 42;

  private static final StructType CHUNKS =
      DataTypes.createStructType(
          List.of(
              DataTypes.createStructField(TARGET, DataTypes.IntegerType, false),
              DataTypes.createStructField(CHUNK, DataTypes.BinaryType, false)));

  private BlockShuffle() {}

  /**
   * The records in chunks ({@code chunk} BINARY), so spread that those that meet are in one
   * partition.
   */
  static Dataset<Row> of(Dataset<Row> records, PairPlan plan, int partitions) {
    return records
        .select(columns(plan))
        .mapPartitions(new Encode(plan, targets(partitions)), Encoders.row(CHUNKS))
        .repartition(partitions, col(TARGET))
        .select(CHUNK);
  }

  /** A record's identity, its fields, and for each rule one or two hashes of rule and keys. */
  private static Column[] columns(PairPlan plan) {
    var columns = new ArrayList<Column>();
    columns.add(col(Columns.RECORD_KEY));
    columns.add(col(Columns.SOURCE_INDEX));
    columns.add(col(Columns.RECORD_ID).cast(DataTypes.BinaryType));
    columns.add(col(Columns.SOURCE).cast(DataTypes.BinaryType));
    List<Field> fields = plan.layout().fields();
    for (int f = 0; f < fields.size(); f++) {
      columns.add(encoded(fields.get(f)).as("field_" + f));
    }
    for (int rule = 0; rule < plan.ruleNames().size(); rule++) {
      columns.add(hash(plan, rule, true));
      if (!plan.isSymmetric(rule)) {
        columns.add(hash(plan, rule, false));
      }
    }
    return columns.toArray(Column[]::new);
  }

  private static Column encoded(Field field) {
    Column value = expr(field.expression());
    return switch (field.type()) {
      case TEXT -> value.cast(DataTypes.BinaryType);
      case BOOLEAN, INT -> value.cast(DataTypes.IntegerType);
      case DATE -> expr("unix_date(" + field.expression() + ")");
      case LONG -> value.cast(DataTypes.LongType);
      case DOUBLE -> value.cast(DataTypes.DoubleType);
    };
  }

  private static Column hash(PairPlan plan, int rule, boolean left) {
    Column complete = lit(true);
    var hashed = new ArrayList<Column>(List.of(lit(rule)));
    for (String key : plan.keys(rule, left)) {
      Column value = expr(key);
      complete = complete.and(value.isNotNull());
      hashed.add(value);
    }
    return when(complete, xxhash64(hashed.toArray(Column[]::new)))
        .as("key_" + rule + (left ? "_l" : "_r"));
  }

  /** For each partition a number that Spark's hash partitioning sends to it. */
  private static int[] targets(int partitions) {
    int[] targets = new int[partitions];
    boolean[] found = new boolean[partitions];
    int left = partitions;
    for (int number = 0; left > 0; number++) {
      int partition = Math.floorMod(Murmur3_x86_32.hashInt(number, SPARK_HASH_SEED), partitions);
      if (!found[partition]) {
        found[partition] = true;
        targets[partition] = number;
        left--;
      }
    }
    return targets;
  }

  private static final class Encode implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;

    private final PairPlan plan;
    private final int[] targets;

    Encode(PairPlan plan, int[] targets) {
      this.plan = plan;
      this.targets = targets;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return new Chunks(plan, targets, rows);
    }
  }

  /** Encodes rows until a chunk is full. */
  private static final class Chunks implements Iterator<Row> {
    private static final int FIRST_FIELD = 4;

    private final PairPlan plan;
    private final RecordLayout layout;
    private final int[] targets;
    private final Iterator<Row> rows;
    private final RecordWriter writer;
    private final RecordRouter router;
    private RecordRouter.Chunk next;
    private boolean flushed;

    Chunks(PairPlan plan, int[] targets, Iterator<Row> rows) {
      this.plan = plan;
      this.layout = plan.layout();
      this.targets = targets;
      this.rows = rows;
      this.writer = new RecordWriter(layout);
      this.router = new RecordRouter(targets.length);
    }

    @Override
    public boolean hasNext() {
      while (next == null) {
        next = router.poll();
        if (next == null) {
          if (rows.hasNext()) {
            route(rows.next());
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
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = RowFactory.create(targets[next.target()], next.bytes());
      next = null;
      return row;
    }

    private void route(Row row) {
      int fields = layout.fields().size();
      encode(row, fields);
      router.nextRecord();
      int column = FIRST_FIELD + fields;
      int rules = plan.ruleNames().size();
      for (int rule = 0; rule < rules; rule++) {
        boolean symmetric = plan.isSymmetric(rule);
        if (!row.isNullAt(column)) {
          router.send(writer, row.getLong(column), rule, true, symmetric);
        }
        column++;
        if (!symmetric) {
          if (!row.isNullAt(column)) {
            router.send(writer, row.getLong(column), rule, false, true);
          }
          column++;
        }
      }
    }

    private void encode(Row row, int fields) {
      writer.begin(row.getLong(0), row.getInt(1));
      for (int f = 0; f < fields; f++) {
        int column = FIRST_FIELD + f;
        if (row.isNullAt(column)) {
          continue;
        }
        switch (layout.fields().get(f).type()) {
          case TEXT -> writer.setText(f, row.getAs(column));
          case BOOLEAN, INT, DATE -> writer.setInt(f, row.getInt(column));
          case LONG -> writer.setLong(f, row.getLong(column));
          case DOUBLE -> writer.setDouble(f, row.getDouble(column));
        }
      }
      writer.end(row.getAs(2), row.getAs(3));
    }
  }
}
