package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.stage.Digest;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.SourceTable;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.pipelines.trace.bucket.BucketMatching;
import org.linkagehub.pipelines.trace.bucket.BucketSettings;
import org.linkagehub.pipelines.trace.bucket.RecordBucket;
import org.linkagehub.pipelines.trace.diagnostics.Diagnostics;
import org.linkagehub.pipelines.trace.diagnostics.SanityChecks;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.ResponseCode;
import org.linkagehub.pipelines.trace.request.ChunkedFiles;
import org.linkagehub.pipelines.trace.request.RequestFileHeader;
import org.linkagehub.pipelines.trace.request.RequestsStage;
import org.linkagehub.pipelines.trace.request.UniqueReferences;
import org.linkagehub.pipelines.trace.response.ResponseColumns;
import org.linkagehub.pipelines.trace.response.Responses;
import org.linkagehub.pipelines.trace.token.TokenKey;
import org.linkagehub.pipelines.trace.token.TokenSettings;
import org.linkagehub.pipelines.trace.token.TokenTables;

/**
 * The stages before and after the trace of a submission: requests, (trace,) bucket, response,
 * check, append, diagnostics, outcomes, files, tokens.
 *
 * <p>All but one are pure: {@code append} puts into the record bucket what {@code bucket} said,
 * once the response is written and checked, and nothing else; what it puts in depends on the
 * submission alone, so that it may be killed and repeated at any time. The master index is only
 * read.
 */
public final class SubmissionStages {
  static final String BUCKET = "record_bucket";
  static final String BUCKET_STATE = "record_bucket_state";
  static final String BUCKET_MATCHES = "bucket_matches";
  static final String BUCKET_ADDITIONS = "bucket_additions";
  static final String BUCKET_APPENDED = "bucket_appended";
  static final String BUCKET_REPAIR = "bucket_repair_plan";
  static final String REQUEST_FILES = "request_files";
  static final String RESPONSE_FILES = "response_files";

  private static final String RESPONSE_WORKFLOW = "SPINE_MPT_RESPONSE";
  private static final String PERSON_ID_WORKFLOW = "DSP_MPS";

  private final SubmissionSettings settings;
  private final RequestsStage requests;
  private final Supplier<TokenKey> key;
  private final List<SourceTable> requestSources;
  private final long number;
  private final Optional<RecordBucket> bucket;
  private final Optional<BucketMatching> matching;

  /**
   * The stages of a submission.
   *
   * @throws InputDataException if tokens are asked for and their key is not to be found
   */
  public SubmissionStages(SparkSession spark, SubmissionSettings settings) {
    this(
        spark,
        settings,
        settings
            .tokens()
            .map(
                tokens ->
                    TokenKey.find(
                        tokens, System.getenv(), spark.sparkContext().hadoopConfiguration())));
  }

  SubmissionStages(SparkSession spark, SubmissionSettings settings, Optional<TokenKey> key) {
    this.settings = settings;
    this.requests = new RequestsStage(settings.requests());
    this.key = key::orElseThrow;
    this.requestSources = requests.sources(spark);
    this.number = settings.number().orElseGet(this::derivedNumber);
    this.bucket = settings.bucket().map(of -> new RecordBucket(spark, of, number));
    this.matching = settings.bucket().map(of -> new BucketMatching(of, number, settings.day()));
  }

  /** A number that follows from what the requests are read of: the same as long as that is. */
  private long derivedNumber() {
    var digest = new Digest();
    requestSources.forEach(source -> digest.add(source.described().fingerprint()));
    long bits = Long.parseUnsignedLong(digest.hex().substring(0, 15), 16);
    return 1 + bits % SubmissionSettings.MOST;
  }

  /** The number of the submission. */
  public long number() {
    return number;
  }

  /** What the stages read beside what they make. */
  public List<SourceTable> sources() {
    var sources = new ArrayList<>(requestSources);
    bucket.ifPresent(
        seen -> {
          sources.add(seen.source(BUCKET));
          sources.add(seen.state(BUCKET_STATE));
        });
    return sources;
  }

  /** Those whose tables the trace reads. */
  public List<Stage> before() {
    return List.of(requests);
  }

  /** Those that read the answers of the trace. */
  public List<Stage> after() {
    var stages = new ArrayList<Stage>();
    settings.bucket().ifPresent(bucket -> stages.add(match(bucket)));
    stages.add(respond());
    stages.add(check());
    bucket.ifPresent(seen -> stages.add(append(seen)));
    var told = new ArrayList<>(List.of(TraceTables.ANSWERS));
    settings.bucket().ifPresent(bucket -> told.add(BUCKET_MATCHES));
    stages.add(
        Stage.of("diagnostics", told, Output.of(Diagnostics.DIAGNOSTICS), this::diagnostics)
            .dependingOn(number));
    stages.add(
        Stage.of(
                "outcomes",
                List.of(Diagnostics.DIAGNOSTICS),
                Output.small(Diagnostics.REPORT),
                tables -> Diagnostics.report(tables.table(Diagnostics.DIAGNOSTICS)))
            .dependingOn());
    settings.requestFiles().ifPresent(folder -> stages.add(requestFiles(folder)));
    settings.responseFiles().ifPresent(folder -> stages.add(responseFiles(folder)));
    settings.tokens().ifPresent(tokens -> stages.add(tokens(tokens)));
    return stages;
  }

  private Stage match(BucketSettings bucket) {
    return Stage.of(
            "bucket",
            List.of(TraceTables.ANSWERS, BUCKET),
            List.of(Output.of(BUCKET_MATCHES), Output.of(BUCKET_ADDITIONS)),
            tables -> {
              BucketMatching.Result result =
                  matching
                      .orElseThrow()
                      .of(tables.table(TraceTables.ANSWERS), tables.table(BUCKET));
              return Map.of(BUCKET_MATCHES, result.matches(), BUCKET_ADDITIONS, result.additions());
            })
        .dependingOn(number, settings.day(), bucket.deciding());
  }

  private Stage respond() {
    var inputs = new ArrayList<>(List.of(TraceTables.ANSWERS));
    settings.bucket().ifPresent(bucket -> inputs.add(BUCKET_MATCHES));
    return Stage.of(
            "response",
            inputs,
            Output.of(ResponseColumns.RESPONSE),
            tables -> {
              matching.ifPresent(BucketMatching::release); // the matches are written
              return Responses.of(
                  tables.table(TraceTables.ANSWERS),
                  settings.bucket().map(bucket -> tables.table(BUCKET_MATCHES)),
                  number);
            })
        .dependingOn(number);
  }

  private Stage check() {
    var inputs = new ArrayList<>(List.of(ResponseColumns.RESPONSE, TraceTables.REQUESTS));
    settings.bucket().ifPresent(bucket -> inputs.add(BUCKET_ADDITIONS));
    return Stage.of(
            "check",
            inputs,
            Output.small(SanityChecks.SANITY_CHECKS),
            tables ->
                SanityChecks.log(
                    tables.table(ResponseColumns.RESPONSE),
                    tables.table(TraceTables.REQUESTS),
                    settings.bucket().map(bucket -> tables.table(BUCKET_ADDITIONS)),
                    number))
        .dependingOn(number);
  }

  /** Reads the log of checks, so that it never runs before it. */
  private Stage append(RecordBucket seen) {
    return Stage.of(
            "append",
            List.of(BUCKET_ADDITIONS, BUCKET_STATE, SanityChecks.SANITY_CHECKS),
            List.of(Output.small(BUCKET_APPENDED), Output.of(BUCKET_REPAIR)),
            tables ->
                Map.of(
                    BUCKET_APPENDED,
                    seen.append(tables.table(BUCKET_ADDITIONS)),
                    BUCKET_REPAIR,
                    seen.repairPlan()))
        .dependingOn(number, seen.location());
  }

  private Dataset<Row> diagnostics(Tables tables) {
    return Diagnostics.of(
        tables.table(TraceTables.ANSWERS),
        settings.bucket().map(bucket -> tables.table(BUCKET_MATCHES)),
        number);
  }

  private Stage requestFiles(String folder) {
    var time = SubmissionTimes.of(number, settings.day());
    return Stage.of(
            "request-files",
            List.of(TraceTables.REQUESTS),
            Output.small(REQUEST_FILES),
            tables -> {
              Dataset<Row> requests = tables.table(TraceTables.REQUESTS);
              requireSentApart(requests);
              return ChunkedFiles.write(
                  requests.select(col(TraceTables.REQUEST_KEY), sentValues().as("values")),
                  RequestFileHeader.MOST_RECORDS,
                  folder,
                  new RequestLayout(time));
            })
        .dependingOn(number, settings.day(), folder);
  }

  /** A colon becomes a hyphen on its way: two references must not become one. */
  private static void requireSentApart(Dataset<Row> requests) {
    long same =
        requests
            .groupBy(sentReference().as("sent"))
            .agg(count(lit(1)).as("n"))
            .where(col("n").gt(1))
            .count();
    if (same > 0) {
      throw new InputDataException(
          "%,d unique references are the same in several rows once a colon is written as a hyphen, which request files need: choose others"
              .formatted(same));
    }
  }

  private static Column sentReference() {
    return org.apache.spark.sql.functions.translate(
        col(RequestField.UNIQUE_REFERENCE.column()), ":", UniqueReferences.sent(":"));
  }

  private static Column sentValues() {
    var columns = new ArrayList<Column>();
    for (RequestField field : RequestField.values()) {
      Column value = col(field.column());
      columns.add(
          switch (field) {
            case UNIQUE_REFERENCE -> sentReference();
            // The senders of requests leave out what has not the shape of a postcode.
            case POSTCODE ->
                org.apache.spark.sql.functions.when(
                    value.rlike("^[a-zA-Z]{1,2}[0-9][a-zA-Z0-9]?\\s*[0-9][a-zA-Z]{2}$"), value);
            default -> value;
          });
    }
    return array(columns.toArray(Column[]::new));
  }

  private record RequestLayout(LocalDateTime first) implements ChunkedFiles.Layout {
    @Override
    public String name(int chunk) {
      return RequestFileHeader.of(first.plusSeconds(chunk), 0).reference() + ".csv";
    }

    @Override
    public List<String> header(int chunk, long rows) {
      return RequestFileHeader.of(first.plusSeconds(chunk), rows).values();
    }
  }

  private Stage responseFiles(String folder) {
    var time = SubmissionTimes.of(number, settings.day());
    var fields = new ArrayList<>(ResponseColumns.FILE);
    if (settings.personIdInFiles()) {
      fields.add(ResponseColumns.PERSON_ID);
    }
    var layout = new ResponseLayout(time, settings.personIdInFiles());
    return Stage.of(
            "response-files",
            List.of(ResponseColumns.RESPONSE, SanityChecks.SANITY_CHECKS),
            Output.small(RESPONSE_FILES),
            tables ->
                ChunkedFiles.write(
                    tables
                        .table(ResponseColumns.RESPONSE)
                        .select(
                            col(TraceTables.REQUEST_KEY),
                            array(
                                    fields.stream()
                                        .map(field -> col(field).cast("string"))
                                        .toArray(Column[]::new))
                                .as("values")),
                    RequestFileHeader.MOST_RECORDS,
                    folder,
                    layout))
        .dependingOn(number, settings.day(), settings.personIdInFiles(), folder);
  }

  private record ResponseLayout(LocalDateTime first, boolean personId)
      implements ChunkedFiles.Layout {
    private String reference(int chunk) {
      return RequestFileHeader.REFERENCE_PREFIX + SubmissionTimes.stamp(first.plusSeconds(chunk));
    }

    @Override
    public String name(int chunk) {
      return "RESP_" + reference(chunk) + ".csv";
    }

    @Override
    public List<String> header(int chunk, long rows) {
      return List.of(
          reference(chunk),
          personId ? PERSON_ID_WORKFLOW : RESPONSE_WORKFLOW,
          Long.toString(rows),
          ResponseCode.SUCCESS.code());
    }
  }

  private Stage tokens(TokenSettings tokens) {
    var outputs = new ArrayList<Output>();
    tokens.domains().forEach(domain -> outputs.add(Output.of(TokenTables.of(domain))));
    outputs.add(Output.of(TokenTables.LOOKUP));
    // Of the key the stage depends on a digest, from which nothing can be told.
    return Stage.of(
            "tokens",
            List.of(ResponseColumns.RESPONSE, SanityChecks.SANITY_CHECKS),
            outputs,
            tables -> {
              Dataset<Row> responses = tables.table(ResponseColumns.RESPONSE);
              var made = new LinkedHashMap<String, Dataset<Row>>();
              tokens
                  .domains()
                  .forEach(
                      domain ->
                          made.put(
                              TokenTables.of(domain),
                              TokenTables.domain(responses, tokens, key.get(), domain)));
              made.put(TokenTables.LOOKUP, TokenTables.lookup(responses, tokens, key.get()));
              return made;
            })
        .dependingOn(tokens.domains(), tokens.byType(), key.get().fingerprint());
  }
}
