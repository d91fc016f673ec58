package org.linkagehub.pipelines.stage;

import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table that a run reads and did not make.
 *
 * @param table what stages call it
 * @param described what the manifest says of it, as it is when the run begins
 * @param rows of it, read when a stage asks for them
 * @param again describes it anew, so that a change while it is read is noticed
 */
public record SourceTable(
    String table,
    RunManifest.Input described,
    Dataset<Row> rows,
    Supplier<RunManifest.Input> again) {

  /** A table that stays as it is while the run reads it. */
  public static SourceTable constant(String table, RunManifest.Input described, Dataset<Row> rows) {
    return new SourceTable(table, described, rows, () -> described);
  }
}
