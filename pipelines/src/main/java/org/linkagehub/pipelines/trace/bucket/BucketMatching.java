package org.linkagehub.pipelines.trace.bucket;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.right;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.try_to_timestamp;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.linkagehub.pipelines.trace.StableNumbers;
import org.linkagehub.pipelines.trace.SubmissionIds;
import org.linkagehub.pipelines.trace.TraceTables;
import org.linkagehub.pipelines.trace.record.RequestField;

/**
 * Looks requests up in the record bucket, and says which of them enter it: equality joins, by the
 * rules of {@link BucketRules}.
 *
 * <p>Requests see the bucket as it was before their submission. Requests of one submission that say
 * the same of a person get one MPS_ID; others that the rules would bring together each get their
 * own, and the repair plan tells so: in which order a submission is read decides nothing. All
 * records that fit are kept: the oldest first, then by MPS_ID.
 */
public final class BucketMatching {
  /** Between several MPS_IDs. */
  public static final String SEPARATOR = "~~~";

  public static final String MPS_ID = "mps_id";

  /**
   * How a request came by its MPS_ID: {@code local_patient_id}, {@code demographics}, {@code
   * created}.
   */
  public static final String ROUTE = "route";

  /** How many records fitted. */
  public static final String HITS = "hits";

  /** The number of the submission that a record of the bucket came with. */
  public static final String SUBMISSION = "submission";

  /** The day of that submission. */
  public static final String ENTERED = "entered";

  static final String CREATED = "created";
  static final String LOCAL = "local_patient_id";
  static final String FAMILY = "family_name";
  static final String GIVEN = "given_name";
  static final String BIRTH = "date_of_birth";
  static final String GENDER = "gender";
  static final String POSTCODE = "postcode";

  /** The columns of {@link BucketKeys}. */
  static final List<String> KEYS = List.of(LOCAL, FAMILY, GIVEN, BIRTH, GENDER, POSTCODE);

  private static final String BY_LOCAL_ID = "local_patient_id";
  private static final String BY_DEMOGRAPHICS = "demographics";
  private static final String VALID_POSTCODE = "valid_postcode";
  private static final String PROFILE = "profile";

  /** What Spine takes out of names and postcodes; the handbook, section 3.2. */
  private static final String STRIPPED = "!$%&()[]{}=:;#~@|<>.?/_\\£";

  private static final String POSTCODE_SHAPE = "^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$";
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  private final BucketSettings settings;
  private final long submission;
  private final LocalDate day;
  private Optional<Dataset<Row>> held = Optional.empty();

  /**
   * A matching.
   *
   * @param submission the number of the submission, its own
   * @param day the day of the submission
   */
  public BucketMatching(BucketSettings settings, long submission, LocalDate day) {
    this.settings = settings;
    this.submission = submission;
    this.day = day;
  }

  /**
   * What a submission finds in the bucket, and what it adds.
   *
   * @param matches {@code request_key}, {@code mps_id} (several joined by {@value #SEPARATOR}),
   *     {@code route}, {@code hits}: a row for each request that has any
   * @param additions records for the bucket, in its columns
   */
  public record Result(Dataset<Row> matches, Dataset<Row> additions) {}

  /**
   * Looks up the requests that nobody was found for. They are few, and looked at several times:
   * until {@link #release} they are held on disk.
   *
   * @param answers of the trace
   * @param bucket in the columns of {@link RecordBucket#SCHEMA}; records of this very submission
   *     are not looked at, so that it may be repeated
   */
  public Result of(Dataset<Row> answers, Dataset<Row> bucket) {
    Dataset<Row> queries = queries(answers).persist(StorageLevel.DISK_ONLY());
    held = Optional.of(queries);
    Dataset<Row> profiles =
        queries
            .where(col(TraceTables.REQUEST_KEY).equalTo(col(PROFILE)))
            .drop(TraceTables.REQUEST_KEY);
    Dataset<Row> records = bucket.where(col(SUBMISSION).notEqual(submission));
    Dataset<Row> local = hits(byLocalId(profiles, records), BY_LOCAL_ID);
    Dataset<Row> rest = profiles.join(local.select(PROFILE), arrayOf(PROFILE), "left_anti");
    Dataset<Row> found = local.unionByName(hits(byDemographics(rest, records), BY_DEMOGRAPHICS));
    Dataset<Row> entering =
        profiles
            .where(col(BIRTH).isNotNull().and(col(LOCAL).isNotNull().or(col(VALID_POSTCODE))))
            .join(found.select(PROFILE), arrayOf(PROFILE), "left_anti");
    Dataset<Row> made =
        StableNumbers.number(entering, PROFILE, "number")
            .withColumn(MPS_ID, newIds().apply(col("number")))
            .drop("number");
    Dataset<Row> byProfile =
        found.unionByName(
            made.select(col(PROFILE), col(MPS_ID), lit(CREATED).as(ROUTE), lit(1).as(HITS)));
    return new Result(
        queries.select(TraceTables.REQUEST_KEY, PROFILE).join(byProfile, PROFILE).drop(PROFILE),
        made.select(
            Stream.concat(
                    Stream.of(col(MPS_ID)),
                    Stream.concat(
                        KEYS.stream().map(key -> col(key)),
                        Stream.of(
                            lit(submission).as(SUBMISSION),
                            col(PROFILE).as(TraceTables.REQUEST_KEY),
                            lit(java.sql.Date.valueOf(day)).as(ENTERED))))
                .toArray(Column[]::new)));
  }

  /** Lets go of what was held; it can be made again. */
  public void release() {
    held.ifPresent(Dataset::unpersist);
    held = Optional.empty();
  }

  private org.apache.spark.sql.expressions.UserDefinedFunction newIds() {
    long own = submission;
    UDF1<Long, String> id = number -> SubmissionIds.of(SubmissionIds.MPS_ID, own, number);
    return udf(id, DataTypes.StringType).asNonNullable();
  }

  /** The requests that are looked up, cleaned; those that say the same have one profile. */
  private Dataset<Row> queries(Dataset<Row> answers) {
    Column tried =
        col(TraceTables.CODE)
            .isin(settings.codes().toArray())
            .and(not(col(TraceTables.SOURCE).isin(settings.excluded().toArray())));
    Dataset<Row> cleaned =
        answers
            .where(tried)
            .select(
                col(TraceTables.REQUEST_KEY),
                nullIfBlank(trim(value(RequestField.LOCAL_PATIENT_ID))).as(LOCAL),
                cleaned(RequestField.FAMILY_NAME).as(FAMILY),
                cleaned(RequestField.GIVEN_NAME).as(GIVEN),
                birthDate().as(BIRTH),
                gender().as(GENDER),
                postcode().as(POSTCODE))
            .withColumn(VALID_POSTCODE, coalesce(col(POSTCODE).rlike(POSTCODE_SHAPE), lit(false)));
    return cleaned.withColumn(
        PROFILE, min(TraceTables.REQUEST_KEY).over(Window.partitionBy(columns(KEYS))));
  }

  private static Column value(RequestField field) {
    return col(TraceTables.REQUEST).getField(field.column());
  }

  private static Column nullIfBlank(Column value) {
    return when(value.notEqual(""), value);
  }

  private static Column cleaned(RequestField field) {
    return nullIfBlank(trim(translate(upper(value(field)), STRIPPED, "")));
  }

  private static Column gender() {
    Column gender = trim(value(RequestField.GENDER));
    return when(gender.isin("0", "1", "2", "9"), gender);
  }

  private Column birthDate() {
    Column text = trim(value(RequestField.DATE_OF_BIRTH));
    Column eight = when(text.rlike("^[0-9]{8}$"), text);
    return when(
        try_to_timestamp(eight, lit("yyyyMMdd"))
            .isNotNull()
            .and(eight.geq(DAY.format(settings.earliestBirth())))
            .and(eight.leq(DAY.format(settings.latestBirth()))),
        eight);
  }

  /** With one space before its last three characters, where it is long enough for a postcode. */
  private static Column postcode() {
    Column solid =
        regexp_replace(translate(upper(value(RequestField.POSTCODE)), STRIPPED, ""), "\\s", "");
    Column outward = solid.substr(lit(1), length(solid).minus(3));
    return nullIfBlank(
        when(length(solid).gt(3), concat(outward, lit(" "), right(solid, lit(3))))
            .otherwise(solid));
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }

  private static String[] arrayOf(String name) {
    return new String[] {name};
  }

  /** The five rules of one local patient id: by two equality joins, with and without the birth. */
  private static Dataset<Row> byLocalId(Dataset<Row> profiles, Dataset<Row> records) {
    Column family = agree(FAMILY);
    Column given = agree(GIVEN);
    Column gender = agree(GENDER);
    Column postcode = agree(POSTCODE);
    Column aNameMissing = query(FAMILY).isNull().or(query(GIVEN).isNull());
    Dataset<Row> withBirth =
        joined(profiles, records, LOCAL, BIRTH)
            .where(
                coalesce(family.and(postcode).and(given.or(gender)), lit(false))
                    .or(coalesce(given.and(postcode), lit(false)))
                    .or(coalesce(given.and(family), lit(false)))
                    .or(aNameMissing));
    return found(withBirth)
        .unionByName(found(joined(profiles, records, LOCAL, GIVEN, FAMILY, GENDER, POSTCODE)));
  }

  private static Dataset<Row> byDemographics(Dataset<Row> profiles, Dataset<Row> records) {
    Column aNameMissing = col(FAMILY).isNull().or(col(GIVEN).isNull());
    return found(joined(profiles, records, BIRTH, POSTCODE, GIVEN, FAMILY))
        .unionByName(found(joined(profiles.where(aNameMissing), records, BIRTH, POSTCODE, GENDER)));
  }

  private static Dataset<Row> joined(Dataset<Row> profiles, Dataset<Row> records, String... equal) {
    Column condition =
        Arrays.stream(equal).map(key -> agree(key)).reduce(Column::and).orElseThrow();
    return profiles.as("q").join(records.as("r"), condition);
  }

  private static Dataset<Row> found(Dataset<Row> joined) {
    return joined.select(
        query(PROFILE).as(PROFILE), col("r." + ENTERED).as(ENTERED), col("r." + MPS_ID).as(MPS_ID));
  }

  private static Column query(String key) {
    return col("q." + key);
  }

  /** A gender agrees as any other value does; a missing value with nothing. */
  private static Column agree(String key) {
    return query(key).equalTo(col("r." + key));
  }

  private static Dataset<Row> hits(Dataset<Row> found, String route) {
    Column inOrder = array_sort(collect_set(struct(ENTERED, MPS_ID)));
    return found
        .groupBy(PROFILE)
        .agg(inOrder.as("records"))
        .select(
            col(PROFILE),
            array_join(transform(col("records"), record -> record.getField(MPS_ID)), SEPARATOR)
                .as(MPS_ID),
            lit(route).as(ROUTE),
            size(col("records")).as(HITS));
  }
}
