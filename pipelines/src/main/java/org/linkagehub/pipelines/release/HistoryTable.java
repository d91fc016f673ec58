package org.linkagehub.pipelines.release;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.stage.RunStore;

/**
 * A Delta table of the output that only grows: {@code runs}, {@code releases}. It is in the folder
 * {@code history} of the output, or in the schema that the tables go to.
 */
final class HistoryTable {
  private final SparkSession spark;
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
    this.inCatalog = catalogSchema.isPresent();
    this.location = catalogSchema.map(in -> in + "." + name).orElse(store.historyPath(name));
    this.schema = schema;
  }

  /** Its path, or its name in the catalog. */
  String location() {
    return location;
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
