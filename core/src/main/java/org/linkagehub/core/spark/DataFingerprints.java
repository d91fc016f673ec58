package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.DataFingerprint;

/** Fingerprints of records, in one pass over them and whatever their order. */
public final class DataFingerprints {
  private DataFingerprints() {}

  /**
   * The fingerprint of RECORDS.
   *
   * @param columns of them that it covers, beside their ids; those that they lack are left out
   */
  public static DataFingerprint of(Dataset<Row> records, Collection<String> columns) {
    var covered = new TreeSet<>(columns);
    covered.retainAll(List.of(records.columns()));
    var hashed = new ArrayList<Column>(List.of(col(Columns.RECORD_ID)));
    // A missing value would not move the hash of what follows it.
    covered.forEach(column -> hashed.add(col(column).isNull()));
    covered.forEach(column -> hashed.add(col(column)));
    List<Row> sources =
        records
            .groupBy(Columns.SOURCE)
            .agg(
                count(lit(1)).as("records"),
                bit_xor(xxhash64(hashed.toArray(Column[]::new))).as("digest"))
            .orderBy(Columns.SOURCE)
            .collectAsList();
    return new DataFingerprint(
        List.copyOf(covered),
        sources.stream()
            .map(
                row ->
                    new DataFingerprint.Source(
                        row.getString(0),
                        row.getLong(1),
                        String.format(Locale.ROOT, "%016x", row.getLong(2))))
            .toList());
  }
}
