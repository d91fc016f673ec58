package org.linkagehub.pipelines.release;

import static org.apache.spark.sql.functions.col;

import java.sql.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.stage.RunStore;

/** The table {@code releases}: a row for each release; the one of the highest number is current. */
final class ReleaseTable {
  private static final StructType SCHEMA =
      new StructType()
          .add("linkage", DataTypes.StringType, false)
          .add("release", DataTypes.LongType, false)
          .add("action", DataTypes.StringType, false)
          .add("of_release", DataTypes.LongType, true)
          .add("run_id", DataTypes.StringType, false)
          .add("published", DataTypes.TimestampType, false)
          .add("published_by", DataTypes.StringType, false)
          .add("configuration_sha256", DataTypes.StringType, false)
          .add("code_sha256", DataTypes.StringType, false)
          .add("model_sha256", DataTypes.StringType, true)
          .add("tables", DataTypes.createArrayType(WrittenTableType.STRUCT, false), false);

  private static final Comparator<Release> NEWEST_FIRST =
      Comparator.comparing(Release::published)
          .reversed()
          .thenComparing(Release::linkage)
          .thenComparing(Comparator.comparingLong(Release::number).reversed());

  private final HistoryTable table;

  ReleaseTable(SparkSession spark, RunStore store, Optional<String> catalogSchema) {
    this.table = new HistoryTable(spark, store, catalogSchema, "releases", SCHEMA);
  }

  /** See {@link HistoryTable#requireOurs}. */
  void requireOurs() {
    table.requireOurs();
  }

  /** Its path, or its name in the catalog. */
  String location() {
    return table.location();
  }

  /** All releases of a linkage, or of all linkages, newest first. */
  List<Release> all(Optional<String> linkage) {
    Optional<Dataset<Row>> rows = table.read();
    if (rows.isEmpty()) {
      return List.of();
    }
    Dataset<Row> wanted =
        linkage.map(name -> rows.get().where(col("linkage").equalTo(name))).orElse(rows.get());
    // They are few, and for Spark to order them would take it two jobs at the end of every run.
    return wanted.collectAsList().stream().map(ReleaseTable::release).sorted(NEWEST_FIRST).toList();
  }

  /**
   * Adds a release, unless there is one of its number already: Delta refuses a second commit of the
   * same application and transaction, whether it comes later or at the same time.
   *
   * @return whether it was added
   */
  boolean add(Release release) {
    try {
      table.append(
          List.of(row(release)),
          Map.of(
              "txnAppId",
              "linkage releases of " + release.linkage(),
              "txnVersion",
              Long.toString(release.number())));
    } catch (RuntimeException e) {
      if (!e.getClass().getSimpleName().equals("ConcurrentTransactionException")) {
        throw e;
      }
    }
    // One that comes too late is passed over without a word.
    return all(Optional.of(release.linkage())).contains(release);
  }

  private static Row row(Release release) {
    return RowFactory.create(
        release.linkage(),
        release.number(),
        release.action().name().toLowerCase(Locale.ROOT),
        release.of() == 0 ? null : release.of(),
        release.runId(),
        Timestamp.from(release.published()),
        release.user(),
        release.configurationSha256(),
        release.codeSha256(),
        release.modelSha256().isEmpty() ? null : release.modelSha256(),
        release.tables().stream().map(WrittenTableType::row).toList());
  }

  private static Release release(Row row) {
    Long of = row.getAs("of_release");
    String model = row.getAs("model_sha256");
    return new Release(
        row.<Long>getAs("release"),
        row.getAs("linkage"),
        Release.Action.valueOf(row.<String>getAs("action").toUpperCase(Locale.ROOT)),
        of == null ? 0 : of,
        row.getAs("run_id"),
        row.<Timestamp>getAs("published").toInstant(),
        row.getAs("published_by"),
        row.getAs("configuration_sha256"),
        row.getAs("code_sha256"),
        model == null ? "" : model,
        row.<Row>getList(row.fieldIndex("tables")).stream().map(WrittenTableType::table).toList());
  }
}
