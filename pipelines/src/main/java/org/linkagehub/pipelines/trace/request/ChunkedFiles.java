package org.linkagehub.pipelines.trace.request;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.trace.StableNumbers;
import org.linkagehub.pipelines.trace.TraceTables;

/**
 * Writes rows into files of a bounded number of rows, each with a header, each by one task, row by
 * row. The same rows come into the same files, in the order of the hash of their key. A file
 * appears whole under its name; one that is there already is replaced.
 */
public final class ChunkedFiles {
  /** What was written: {@code file}, {@code rows}. */
  public static final StructType SCHEMA =
      new StructType()
          .add("file", DataTypes.StringType, false)
          .add("rows", DataTypes.LongType, false);

  private static final String VALUES = "values";

  private ChunkedFiles() {}

  /** What the files are called, and what stands above their rows. */
  public interface Layout extends Serializable {
    /** The name of a file, by its number from 0. */
    String name(int chunk);

    /** The values of its first line. */
    List<String> header(int chunk, long rows);
  }

  /**
   * Writes the files, when the rows that are returned are asked for.
   *
   * @param rows {@code request_key}, unique, and {@code values}, the values of a line
   * @param perFile the most rows of a file
   * @param folder where they go
   */
  public static Dataset<Row> write(Dataset<Row> rows, int perFile, String folder, Layout layout) {
    long total = rows.count();
    int files = (int) Math.max(1, (total + perFile - 1) / perFile);
    return StableNumbers.number(rows, TraceTables.REQUEST_KEY, "number")
        .select(
            call_function("div", col("number"), lit((long) perFile)).as("chunk"),
            col("number"),
            col(VALUES))
        .repartition(files, col("chunk"))
        .sortWithinPartitions("chunk", "number")
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>)
                lines -> written(lines, total, perFile, folder, layout),
            Encoders.row(SCHEMA));
  }

  private static Iterator<Row> written(
      Iterator<Row> lines, long total, int perFile, String folder, Layout layout)
      throws IOException {
    var files = new ArrayList<Row>();
    Row next = lines.hasNext() ? lines.next() : null;
    while (next != null) {
      long chunk = next.getLong(0);
      long rows = Math.min(perFile, total - chunk * perFile);
      String name = layout.name((int) chunk);
      var whole = new Path(folder, name);
      // Another attempt at the same task must not write into the same file.
      var part = new Path(folder, "." + name + "." + TaskContext.get().taskAttemptId());
      FileSystem system = whole.getFileSystem(SparkHadoopUtil.get().conf());
      long count = 0;
      try (OutputStream out = system.create(part, true);
          var csv = new CsvLines(out)) {
        csv.write(layout.header((int) chunk, rows));
        while (next != null && next.getLong(0) == chunk) {
          csv.write(next.getList(2));
          count++;
          next = lines.hasNext() ? lines.next() : null;
        }
      }
      if (count != rows) {
        throw new IllegalStateException(
            "%s has %d rows in the place of %d: the rows changed while they were written"
                .formatted(name, count, rows));
      }
      system.delete(whole, false);
      if (!system.rename(part, whole)) {
        throw new IOException("cannot write " + whole);
      }
      files.add(RowFactory.create(name, count));
    }
    return files.iterator();
  }
}
