package org.linkagehub.pipelines.release;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.stage.FailureText;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunStore;

/**
 * A Delta table of the output that only grows: {@code runs}, {@code releases}. It is in the folder
 * {@code history} of the output, or in the schema that the tables go to.
 */
final class HistoryTable {
  private final SparkSession spark;
  private final String name;
  private final String location;
  private final boolean inCatalog;
  private final StructType schema;

  HistoryTable(
      SparkSession spark,
      RunStore store,
      Optional<String> catalogSchema,
      String name,
      StructType schema) {
    this.spark = spark;
    this.name = name;
    this.inCatalog = catalogSchema.isPresent();
    this.location = catalogSchema.map(in -> in + "." + name).orElse(store.historyPath(name));
    this.schema = schema;
  }

  /** Its path, or its name in the catalog. */
  String location() {
    return location;
  }

  /**
   * Passes a table that is ours, or not there yet.
   *
   * @throws InputDataException if it is another project's, or cannot be read
   */
  void requireOurs() {
    List<String> columns;
    try {
      columns = read().map(rows -> List.of(rows.columns())).orElse(List.of());
    } catch (Exception e) { // Scala code throws checked exceptions undeclared
      throw new InputDataException(
          "the table %s, where Linkage Hub keeps its %s, cannot be read: %s"
              .formatted(location, name, FailureText.of(e)),
          e);
    }
    if (!columns.isEmpty() && !columns.containsAll(List.of("linkage", "run_id"))) {
      throw new InputDataException(
          "%s is a table of something else (its columns are %s), and Linkage Hub keeps its %s there; name another output"
              .formatted(location, String.join(", ", columns), name));
    }
  }

  /** Adds rows, in one commit. */
  void append(List<Row> rows, Map<String, String> options) {
    var writer =
        spark
            .createDataFrame(rows, schema)
            .coalesce(1)
            .write()
            .format("delta")
            .mode("append")
            .option("mergeSchema", "true")
            .options(options);
    if (inCatalog) {
      writer.saveAsTable(location);
    } else {
      writer.save(location);
    }
  }

  /** Its rows as they are now; empty if it was never written to. */
  Optional<Dataset<Row>> read() {
    if (inCatalog) {
      return spark.catalog().tableExists(location)
          ? Optional.of(spark.read().table(location))
          : Optional.empty();
    }
    return io.delta.tables.DeltaTable.isDeltaTable(spark, location)
        ? Optional.of(spark.read().format("delta").load(location))
        : Optional.empty();
  }
}
