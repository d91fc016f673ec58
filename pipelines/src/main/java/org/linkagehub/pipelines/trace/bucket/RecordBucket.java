package org.linkagehub.pipelines.trace.bucket;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.delta.tables.DeltaTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.stage.Digest;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.SourceTable;
import org.linkagehub.pipelines.trace.TraceTables;

/**
 * The Delta table of the record bucket: read before a submission is looked up in it, and appended
 * to in one commit once its response stands.
 *
 * <p>Its records bear the number of the submission that they came with. A submission does not look
 * at its own, and puts in again what it would have put in before: one that was killed anywhere, or
 * is repeated, gives the same response and the same bucket.
 */
public final class RecordBucket {
  /** The columns of the table. */
  public static final StructType SCHEMA =
      new StructType()
          .add(BucketMatching.MPS_ID, DataTypes.StringType, false)
          .add(BucketMatching.LOCAL, DataTypes.StringType)
          .add(BucketMatching.FAMILY, DataTypes.StringType)
          .add(BucketMatching.GIVEN, DataTypes.StringType)
          .add(BucketMatching.BIRTH, DataTypes.StringType)
          .add(BucketMatching.GENDER, DataTypes.StringType)
          .add(BucketMatching.POSTCODE, DataTypes.StringType)
          .add(BucketMatching.SUBMISSION, DataTypes.LongType, false)
          .add(TraceTables.REQUEST_KEY, DataTypes.LongType, false)
          .add(BucketMatching.ENTERED, DataTypes.DateType, false);

  /** What was put in. */
  public static final StructType APPENDED =
      new StructType()
          .add(BucketMatching.SUBMISSION, DataTypes.LongType, false)
          .add("records", DataTypes.LongType, false)
          .add("bucket_records", DataTypes.LongType, false);

  private static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";

  /** Delta refuses a second commit of one application and turn, later or at the same time. */
  private static final String APPLICATION = "spark.databricks.delta.write.txnAppId";

  private static final String TURN = "spark.databricks.delta.write.txnVersion";
  private static final String LOG = "_delta_log";
  private static final Pattern COMMIT = Pattern.compile("\\d{20}\\.(json|checkpoint\\..*)");

  /** Another submission may take 10 s from the first file of a new bucket to its commit. */
  private static final int LOOKS = 50;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final SparkSession spark;
  private final BucketSettings settings;
  private final long submission;
  private final IntPredicate patience;
  private final long seen;

  /**
   * A bucket, as a submission sees it now: what it is answered by. It is appended to only if no
   * other submission was put in since.
   *
   * @throws InputDataException if it is to be made in a folder that holds something else
   */
  public RecordBucket(SparkSession spark, BucketSettings settings, long submission) {
    this(spark, settings, submission, RecordBucket::waited);
  }

  /**
   * The same.
   *
   * @param patience waits for another submission that makes the bucket, given how often it did, and
   *     tells whether to look again
   */
  RecordBucket(
      SparkSession spark, BucketSettings settings, long submission, IntPredicate patience) {
    this.spark = spark;
    this.settings = settings;
    this.submission = submission;
    this.patience = patience;
    if (exists()) {
      this.seen = table().history(1).select("version").head().getLong(0);
    } else {
      requireRoom();
      this.seen = -1;
    }
  }

  /**
   * The bucket as it is now, as a table that a run reads. It counts as unchanged by what the
   * submission itself put in.
   *
   * @param table what stages call it
   */
  public SourceTable source(String table) {
    Supplier<RunManifest.Input> describe = this::described;
    Dataset<Row> rows = exists() ? read() : spark.createDataFrame(List.of(), SCHEMA);
    return new SourceTable(table, describe.get(), rows, describe);
  }

  /**
   * Whether what the submission puts in is there, as a table without rows: one that was deleted or
   * put back to an earlier state is appended to again.
   *
   * @param table what stages call it
   */
  public SourceTable state(String table) {
    String state = "none";
    if (exists()) {
      long own = read().where(col(BucketMatching.SUBMISSION).equalTo(submission)).count();
      state = table().detail().select("id").head().getString(0) + " with " + own;
    }
    return SourceTable.constant(
        table,
        new RunManifest.Input(
            "state of the record bucket",
            "delta",
            settings.location(),
            state,
            new Digest().add(settings.location()).add(state).hex()),
        spark.createDataFrame(List.of(), SCHEMA));
  }

  /**
   * Puts records in, all or none, in one commit; those that are there already stay.
   *
   * @param additions in the columns of {@link #SCHEMA}, of this submission
   * @return a row in the columns of {@link #APPENDED}
   * @throws InputDataException if the number of the submission was given to another one before, or
   *     another submission was put in since this one began to be answered
   */
  public Dataset<Row> append(Dataset<Row> additions) {
    Row distinct = additions.agg(count(lit(1)), countDistinct(col(BucketMatching.MPS_ID))).head();
    long records = distinct.getLong(0);
    if (records != distinct.getLong(1)) {
      throw new IllegalStateException(
          "%d new MPS_IDs are not unique".formatted(records - distinct.getLong(1)));
    }
    if (!exists()) {
      create();
    }
    Row counts = counts();
    if (counts.getLong(0) > 0) {
      requireSame(additions);
    }
    if (counts.getLong(0) < records) {
      merge(additions);
      counts = counts();
      if (counts.getLong(0) < records) {
        throw new InputDataException(
            "another submission was put into the record bucket %s while this one was answered, and its people were not looked for: run the same command again, which takes what is made and looks up anew what the bucket has now"
                .formatted(settings.location()));
      }
    }
    return spark.createDataFrame(
        List.of(RowFactory.create(submission, counts.getLong(0), counts.getLong(1))), APPENDED);
  }

  /** What came with this submission. */
  private Dataset<Row> own() {
    return read().where(col(BucketMatching.SUBMISSION).equalTo(submission));
  }

  /** How many records came with this submission, and how many there are. */
  private Row counts() {
    return read()
        .agg(count_if(col(BucketMatching.SUBMISSION).equalTo(submission)), count(lit(1)))
        .head();
  }

  private void requireSame(Dataset<Row> additions) {
    Column[] all =
        Stream.concat(
                Stream.of(BucketMatching.MPS_ID, TraceTables.REQUEST_KEY),
                BucketMatching.KEYS.stream())
            .map(name -> col(name))
            .toArray(Column[]::new);
    long others = own().select(all).except(additions.select(all)).count();
    if (others > 0) {
      throw new InputDataException(
          "%,d records of the bucket came with submission %d before and are not of these requests: give every submission a number of its own"
              .formatted(others, submission));
    }
  }

  /**
   * Puts in, in one commit, the records that are not there, unless another submission has been put
   * in since this bucket was seen.
   */
  private void merge(Dataset<Row> additions) {
    Map<String, String> commit =
        Map.of(
            USER_METADATA,
            mark(),
            APPLICATION,
            "linkage record bucket",
            TURN,
            Long.toString(seen + 1));
    commit.forEach(spark.conf()::set);
    try {
      table()
          .as("b")
          .merge(additions.as("a"), "b.mps_id = a.mps_id")
          .whenNotMatched()
          .insertAll()
          .execute();
    } catch (ConcurrentModificationException atTheSameTime) {
      // Whether the records are in is looked at anyway: Delta passes over a turn that is taken.
    } finally {
      commit.keySet().forEach(spark.conf()::unset);
    }
  }

  /**
   * Records that the rules of the bucket take for one person and that have different MPS_IDs: a row
   * for each id that would give way to another. Nothing is changed; to follow the plan, replace
   * {@code mps_id} by {@code keep_mps_id} wherever it was given out.
   *
   * @return {@code rule}, {@code mps_id}, {@code keep_mps_id} (the oldest, then the lowest), {@code
   *     ids} that the rule brings together
   */
  public Dataset<Row> repairPlan() {
    Dataset<Row> plan = null;
    for (String[] rule :
        new String[][] {
          {
            "local_patient_id",
            BucketMatching.LOCAL,
            BucketMatching.BIRTH,
            BucketMatching.FAMILY,
            BucketMatching.GIVEN
          },
          {
            "local_patient_id",
            BucketMatching.LOCAL,
            BucketMatching.BIRTH,
            BucketMatching.FAMILY,
            BucketMatching.POSTCODE,
            BucketMatching.GENDER
          },
          {
            "local_patient_id",
            BucketMatching.LOCAL,
            BucketMatching.BIRTH,
            BucketMatching.GIVEN,
            BucketMatching.POSTCODE
          },
          {
            "local_patient_id",
            BucketMatching.LOCAL,
            BucketMatching.GIVEN,
            BucketMatching.FAMILY,
            BucketMatching.GENDER,
            BucketMatching.POSTCODE
          },
          {
            "demographics",
            BucketMatching.BIRTH,
            BucketMatching.POSTCODE,
            BucketMatching.GIVEN,
            BucketMatching.FAMILY
          },
        }) {
      Dataset<Row> together = together(rule[0], List.of(rule).subList(1, rule.length));
      plan = plan == null ? together : plan.unionByName(together);
    }
    return plan.groupBy("mps_id")
        .agg(
            min(struct(col("keep_entered"), col("keep_mps_id"), col("rule"), col("ids")))
                .as("first"))
        .select(
            col("first").getField("rule").as("rule"),
            col("mps_id"),
            col("first").getField("keep_mps_id").as("keep_mps_id"),
            col("first").getField("ids").as("ids"));
  }

  private Dataset<Row> together(String rule, List<String> keys) {
    Column known = keys.stream().map(key -> col(key).isNotNull()).reduce(Column::and).orElseThrow();
    var window = Window.partitionBy(keys.stream().map(key -> col(key)).toArray(Column[]::new));
    return read()
        .where(known)
        .withColumn(
            "keep",
            min(struct(col(BucketMatching.ENTERED), col(BucketMatching.MPS_ID))).over(window))
        .withColumn("ids", count(lit(1)).over(window))
        .select(
            lit(rule).as("rule"),
            col("mps_id"),
            col("keep").getField(BucketMatching.ENTERED).as("keep_entered"),
            col("keep").getField(BucketMatching.MPS_ID).as("keep_mps_id"),
            col("ids"))
        .where(col("mps_id").notEqual(col("keep_mps_id")));
  }

  /** Its path, or its name in the catalog. */
  public String location() {
    return settings.location();
  }

  /** Whether there is the table, by its commits: Delta remembers of a folder that it was none. */
  private boolean exists() {
    return settings.catalogTable()
        ? spark.catalog().tableExists(settings.location())
        : names(new Path(settings.location(), LOG)).stream()
            .anyMatch(name -> COMMIT.matcher(name).matches());
  }

  private DeltaTable table() {
    return settings.catalogTable()
        ? DeltaTable.forName(spark, settings.location())
        : DeltaTable.forPath(spark, settings.location());
  }

  private Dataset<Row> read() {
    return settings.catalogTable()
        ? spark.read().table(settings.location())
        : spark.read().format("delta").load(settings.location());
  }

  /**
   * Makes the table. Of two submissions that make it at once one fails, in a way that depends on
   * how far the other has come: in its commit, or at the folder that the other has begun to fill.
   */
  private void create() {
    requireRoom();
    spark.conf().set(USER_METADATA, mark());
    try {
      var builder = DeltaTable.createIfNotExists(spark).addColumns(SCHEMA);
      (settings.catalogTable()
              ? builder.tableName(settings.location())
              : builder.location(settings.location()))
          .execute();
    } catch (Exception failure) { // Scala code throws checked exceptions undeclared
      if (madeByAnotherSubmission()) {
        return;
      }
      if (settings.catalogTable() || inFolder().isEmpty()) {
        throw failure;
      }
      throw new InputDataException(
          "the record bucket %s was begun, perhaps by a submission that was killed, and is no table yet: if no submission is at work, remove %s/%s and run the same command again"
              .formatted(settings.location(), settings.location(), LOG),
          failure);
    } finally {
      spark.conf().unset(USER_METADATA);
    }
  }

  private boolean madeByAnotherSubmission() {
    for (int waits = 0; !exists(); waits++) {
      if (!patience.test(waits)) {
        return false;
      }
    }
    return true;
  }

  private static boolean waited(int before) {
    if (before == LOOKS) {
      return false;
    }
    try {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Passes a folder for a new table that holds nothing, or what another submission has begun. */
  private void requireRoom() {
    List<String> foreign = inFolder().stream().filter(name -> !name.equals(LOG)).toList();
    if (!foreign.isEmpty() && !exists()) {
      throw new InputDataException(
          "the record bucket is to be made in %s, which is no Delta table and holds something else (%s): name an empty folder, or one that is not there yet, as linkage.trace.bucket.path"
              .formatted(
                  settings.location(),
                  String.join(", ", foreign.subList(0, Math.min(3, foreign.size())))
                      + (foreign.size() > 3 ? ", …" : "")));
    }
  }

  /** What is in the folder of a table that is none of the catalog. */
  private List<String> inFolder() {
    return settings.catalogTable() ? List.of() : names(new Path(settings.location()));
  }

  /** What is in a folder, in order; nothing if there is none. */
  private List<String> names(Path folder) {
    try {
      return Arrays.stream(
              folder.getFileSystem(spark.sparkContext().hadoopConfiguration()).listStatus(folder))
          .map(file -> file.getPath().getName())
          .sorted()
          .toList();
    } catch (FileNotFoundException none) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  private String mark() {
    return "submission " + submission;
  }

  /**
   * By the newest commit of someone else: what the submission itself put in it does not look at.
   */
  private RunManifest.Input described() {
    Optional<Row> commit =
        exists()
            ? table()
                .history()
                .where("userMetadata is null or userMetadata <> '" + mark() + "'")
                .select("version", "timestamp")
                .orderBy(col("version").desc())
                .limit(1)
                .collectAsList()
                .stream()
                .findFirst()
            : Optional.empty();
    return new RunManifest.Input(
        "record bucket",
        "delta",
        settings.location(),
        commit.map(row -> "Delta version " + row.getLong(0)).orElse("empty"),
        new Digest()
            .add(settings.location())
            .add(commit.map(row -> row.mkString("|")).orElse("empty"))
            .hex());
  }
}
