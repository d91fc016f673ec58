package org.linkagehub.pipelines.release;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;

/** How a table that a run wrote stands in the tables of runs and releases. */
final class WrittenTableType {
  static final StructType STRUCT =
      new StructType()
          .add("table", DataTypes.StringType, false)
          .add("location", DataTypes.StringType, false)
          .add("version", DataTypes.LongType, false)
          .add("rows", DataTypes.LongType, false)
          .add("bytes", DataTypes.LongType, false)
          .add("files", DataTypes.LongType, false);

  private WrittenTableType() {}

  static Row row(TableWritten table) {
    return RowFactory.create(
        table.table(),
        table.location(),
        table.version(),
        table.rows(),
        table.bytes(),
        table.files());
  }

  static TableWritten table(Row row) {
    return new TableWritten(
        row.getAs("table"),
        row.getAs("location"),
        row.<Long>getAs("version"),
        row.<Long>getAs("rows"),
        row.<Long>getAs("bytes"),
        row.<Long>getAs("files"));
  }
}
