package org.linkagehub.pipelines.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.Conclusion;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.StageChoice;
import org.linkagehub.pipelines.stage.StageFailedException;
import org.linkagehub.pipelines.stage.StageRunner;
import org.linkagehub.pipelines.trace.bucket.BucketKeys;
import org.linkagehub.pipelines.trace.bucket.BucketMatching;
import org.linkagehub.pipelines.trace.bucket.BucketRules;
import org.linkagehub.pipelines.trace.bucket.BucketSettings;
import org.linkagehub.pipelines.trace.bucket.RecordBucket;
import org.linkagehub.pipelines.trace.diagnostics.Diagnostics;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.request.RequestSettings;
import org.linkagehub.pipelines.trace.request.RequestsStage;
import org.linkagehub.pipelines.trace.token.TokenKey;
import org.linkagehub.pipelines.trace.token.TokenSettings;
import org.linkagehub.pipelines.trace.token.Tokeniser;

/** The stages around a trace, whose answers are made up, so that every outcome is there. */
@Tag("slow")
class SubmissionStagesIT {
  private static final String SECRET = "correct-horse-battery-staple-0123456789";
  private static final String HEADER =
      "MPTREQ_20260314091502,SPINE_MPTPHASE4_TRACE,20260314091502,%d";

  @TempDir static Path folder;

  private final SparkSession spark = TestSession.spark();

  /**
   * A row: reference, number, names, gender, birth, postcode, local id, and the word of its fate.
   */
  private static String row(String text) {
    String[] in = text.split(" ", -1);
    String[] row = new String[23];
    java.util.Arrays.fill(row, "");
    int[] places = {0, 1, 2, 3, 5, 6, 7, 18, 22};
    for (int i = 0; i < places.length; i++) {
      row[places[i]] = in[i].equals("-") ? "" : in[i].replace('_', ' ');
    }
    return String.join(",", row);
  }

  private static void write(String name, String... rows) throws IOException {
    var lines = new ArrayList<String>();
    lines.add(HEADER.formatted(rows.length));
    Stream.of(rows).map(SubmissionStagesIT::row).forEach(lines::add);
    Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  private static SubmissionSettings settings(long number, String file) {
    RequestSettings requests =
        ConfigSource.ofText(
                "mine.conf",
                "linkage.trace.requests { on-problem = quarantine, check-file-names = false, check-tables = false, inputs = [{ name = hes, files = true, path = \"%s\", format = csv }] }"
                    .formatted(folder.resolve(file)))
            .read(
                in -> {
                  var root = in;
                  ConfigSource.ofText("x", "linkage {}").keys().forEach(root::has);
                  return RequestSettings.read(in.block("trace").block("requests"));
                });
    return new SubmissionSettings(
        OptionalLong.of(number),
        LocalDate.of(2026, 3, 14),
        requests,
        Optional.of(
            new BucketSettings(
                folder.resolve("bucket").toString(),
                false,
                List.of("15", "91", "96", "98"),
                List.of("cohort"),
                LocalDate.of(1800, 1, 2),
                LocalDate.of(3000, 12, 31))),
        Optional.of(folder.resolve("sent").toString()),
        Optional.of(folder.resolve("returned").toString()),
        true,
        Optional.of(
            new TokenSettings(
                List.of("alpha", "beta"),
                Optional.of("LINKAGE_TOKEN_KEY"),
                Optional.empty(),
                true)));
  }

  private CompletedRun run(SubmissionSettings settings, String output) {
    return run(settings, output, Optional.empty(), () -> {});
  }

  /** A run in which something happens after a stage. */
  private CompletedRun run(
      SubmissionSettings settings, String output, Optional<String> after, Runnable happening) {
    var around = new SubmissionStages(spark, settings, Optional.of(TokenKey.of(SECRET)));
    var stages = new ArrayList<>(around.before());
    stages.add(
        Stage.of(
                "trace",
                List.of(TraceTables.REQUESTS),
                Stage.Output.of(TraceTables.ANSWERS),
                tables -> AnswerRow.of(tables.table(TraceTables.REQUESTS)))
            .dependingOn("none"));
    stages.addAll(around.after());
    after.ifPresent(
        name -> {
          int at = stages.stream().map(Stage::name).toList().indexOf(name);
          stages.add(
              at + 1,
              Stage.of(
                  "killed",
                  List.of(),
                  Stage.Output.small("nothing"),
                  tables -> {
                    happening.run();
                    return spark.range(1).toDF("happened");
                  }));
        });
    Conclusion none = run -> Map.of();
    return new StageRunner(
            spark,
            RunStore.at(
                folder.resolve(output).toString(), spark.sparkContext().hadoopConfiguration()),
            Progress.silent(),
            Clock.systemUTC())
        .run(
            new RunPlan(
                "mps", "trace", "{}", "{}", "none", 1, around.sources(), stages, Optional.empty()),
            StageChoice.asNeeded(),
            none);
  }

  private static final String OVERTAKEN = "another submission was put into the record bucket ";

  /** The record of a person, as a submission would put it in. */
  private Dataset<Row> addition(String mpsId, long submission, SparkSession session) {
    return session.createDataFrame(
        List.of(
            RowFactory.create(
                mpsId,
                "RXX2",
                "JONES",
                "BEN",
                "19810304",
                "1",
                "M1 1AE",
                submission,
                submission,
                java.sql.Date.valueOf("2026-03-14"))),
        RecordBucket.SCHEMA);
  }

  @Test
  void aSubmissionThatAnotherOvertakesIsAnsweredAnew() throws IOException {
    write("overtaken.csv", "s1 - JONES BEN 1 19810304 M1_1AE RXX2 unknown");
    SubmissionSettings whole = settings(20260401000000L, "overtaken.csv");
    var bucket =
        new BucketSettings(
            folder.resolve("overtaken").toString(),
            false,
            List.of("98"),
            List.of(),
            LocalDate.of(1800, 1, 2),
            LocalDate.of(3000, 12, 31));
    var settings =
        new SubmissionSettings(
            whole.number(),
            whole.day(),
            whole.requests(),
            Optional.of(bucket),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    var failure =
        assertThrows(
            StageFailedException.class,
            () ->
                run(
                    settings,
                    "late",
                    Optional.of("response"),
                    () ->
                        new RecordBucket(spark, bucket, 99)
                            .append(addition("A000000099", 99, spark))));
    assertEquals("append", failure.stage());
    assertTrue(
        failure.getCause().getMessage().startsWith(OVERTAKEN), failure.getCause().getMessage());
    CompletedRun again = run(settings, "late");
    assertEquals("A000000099", byReference(again, "response").get("s1").getAs("mps_id"));
    assertEquals(
        List.of(99L),
        spark
            .read()
            .format("delta")
            .load(bucket.location())
            .select("submission")
            .collectAsList()
            .stream()
            .map(row -> row.getLong(0))
            .toList());
  }

  @Test
  void ofTwoSubmissionsThatAppendAtOnceOneIsToldOfTheOther() throws Exception {
    var settings =
        new BucketSettings(
            folder.resolve("at-once").toString(),
            false,
            List.of("98"),
            List.of(),
            LocalDate.of(1800, 1, 2),
            LocalDate.of(3000, 12, 31));
    var together = new CyclicBarrier(2);
    var pool = Executors.newFixedThreadPool(2);
    var told = new ArrayList<String>();
    try {
      var submissions = new ArrayList<Future<?>>();
      for (long number : new long[] {1, 2}) {
        SparkSession session = spark.newSession(); // as in a process of its own
        var bucket = new RecordBucket(session, settings, number);
        Dataset<Row> additions = addition("A00000000" + number, number, session);
        submissions.add(
            pool.submit(
                () -> {
                  together.await();
                  return bucket.append(additions);
                }));
      }
      for (Future<?> submission : submissions) {
        try {
          submission.get();
        } catch (ExecutionException e) {
          told.add(e.getCause().getMessage());
        }
      }
    } finally {
      pool.shutdown();
    }
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).startsWith(OVERTAKEN), told.get(0));
    assertEquals(1, spark.read().format("delta").load(settings.location()).count());
  }

  private static Map<String, Row> byReference(CompletedRun run, String table) {
    var rows = new TreeMap<String, Row>();
    run.tables()
        .table(table)
        .collectAsList()
        .forEach(row -> rows.put(row.getAs("unique_reference"), row));
    return rows;
  }

  private static String response(Row row) {
    return "%s %s %s %s %s %s %s"
        .formatted(
            row.<String>getAs("error_success_code"),
            row.<String>getAs("matched_nhs_no"),
            row.<String>getAs("mps_id") == null ? "-" : row.<String>getAs("mps_id"),
            row.<Integer>getAs("matched_algorithm_indicator"),
            row.getAs("matched_confidence_percentage"),
            row.getAs("algorithmic_trace_dob_score_perc"),
            row.<String>getAs("person_id_type"));
  }

  private String digest(CompletedRun run) {
    var lines = new ArrayList<String>();
    for (String table :
        List.of(
            "response",
            "bucket_matches",
            "bucket_additions",
            "diagnostics",
            "tokens_alpha",
            "token_lookup")) {
      run.tables().table(table).toJSON().collectAsList().forEach(line -> lines.add(table + line));
    }
    lines.sort(null);
    return String.join("\n", lines);
  }

  private List<String> bucket() {
    return spark
        .read()
        .format("delta")
        .load(folder.resolve("bucket").toString())
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  @Test
  void aSubmissionIsAnsweredWholeAndOnce() throws IOException {
    write(
        "first.csv",
        "a1 9990000018 SMITH ANNA 2 19800102 LS1_4AP RXX1 cached",
        "a2 9990000026 SMITH ANNA 2 19800102 LS1_4AP RXX1 live",
        "a3 9990000034 SMITH ANNA 2 19800102 LS1_4AP RXX1 superseded",
        "a4 - SMITH ANNA 2 19800102 LS1_4AP RXX1 alphanumeric",
        "a5 - SMITH ANNA 2 19800102 LS1_4AP RXX1 algorithmic",
        "a6 - SMITH ANNA 2 19800102 LS1_4AP RXX1 close",
        "a7 - JONES BEN 1 19810304 M1_1AE RXX2 unknown",
        "a8 - jones. BEN 1 19810304 M11AE RXX2 unknown", // the same once cleaned
        "a9 - JONES BEN 1 19810304 M2_2AE RXX3 little",
        "b1 - - - 1 - - - none",
        "b2 - SINGH - 2 1981 M1_1AE - unknown", // no whole date of birth
        "b3 - SINGH SANA F 19810304 M1_1AE - unknown"); // set aside
    SubmissionSettings first = settings(20260314091502L, "first.csv");

    CompletedRun done = run(first, "out");
    assertEquals(2, bucket().size(), bucket().toString()); // a7 and a8 as one, a9

    Map<String, Row> responses = byReference(done, "response");
    // Person_ID Handbook, February 2024, table 4: the values of each outcome.
    assertEquals("00 9990000018 - 1 100.00 null NHSNUMBER", response(responses.get("a1")));
    assertEquals("00 9990000026 - 1 100.00 0.00 NHSNUMBER", response(responses.get("a2")));
    assertEquals("90 9990000034 - 1 100.00 0.00 NHSNUMBER", response(responses.get("a3")));
    assertEquals("00 9990000018 - 3 100.00 0.00 NHSNUMBER", response(responses.get("a4")));
    assertEquals("00 9990000018 - 4 88.50 90.00 NHSNUMBER", response(responses.get("a5")));
    assertEquals("97 9999999999 - 4 0.00 0.00 ONE_TIME_USE_ID", response(responses.get("a6")));
    String made = responses.get("a7").getAs("mps_id");
    assertTrue(made.matches("A[0-9A-Z]{9,}"), made);
    assertEquals("98 0000000000 " + made + " 4 0.00 0.00 MPS_ID", response(responses.get("a7")));
    assertEquals(made, responses.get("a8").getAs("person_id"));
    assertEquals("96 0000000000", response(responses.get("a9")).substring(0, 13));
    assertEquals("15 null - 0 0.00 0.00 ONE_TIME_USE_ID", response(responses.get("b1")));
    assertEquals("98 0000000000 - 4 0.00 0.00 ONE_TIME_USE_ID", response(responses.get("b2")));
    assertFalse(responses.containsKey("b3"));
    assertEquals("OF INDEX", responses.get("a1").getAs("family_name"));
    assertEquals("RXX2", responses.get("a7").getAs("local_patient_id"));

    Row problem = done.tables().table(RequestsStage.PROBLEMS).collectAsList().get(0);
    assertEquals("[hes,first.csv,13,12,GENDER,must be 0, 1, 2 or 9]", problem.toString());

    // The next submission finds what the first put in, by the local id, and by demographics.
    write(
        "second.csv",
        "c1 - JONES BEN 1 19810304 M9_9AE RXX2 unknown",
        "c2 - JONES BEN 1 19810304 M1_1AE - unknown",
        "c3 - JONES BEN 2 19810305 M1_1AE RXX2 unknown");
    CompletedRun second = run(settings(20260315000000L, "second.csv"), "out");
    Map<String, Row> later = byReference(second, "response");
    assertEquals(made, later.get("c1").getAs("mps_id"));
    assertEquals("local_patient_id", later.get("c1").getAs("mps_id_route"));
    assertEquals(made, later.get("c2").getAs("mps_id"));
    assertEquals("demographics", later.get("c2").getAs("mps_id_route"));
    assertNotEquals(made, later.get("c3").getAs("mps_id"));
    assertEquals(3, bucket().size());

    // The first again, after the second: the same to the byte but for what is not its own to see.
    CompletedRun again = run(first, "elsewhere");
    assertEquals(made, byReference(again, "response").get("a7").getAs("mps_id"));
    assertEquals(digest(done), digest(again));
    assertEquals(3, bucket().size());

    // The same number for other requests would give out ids that are others' already.
    var failure =
        assertThrows(
            InputDataException.class,
            () ->
                new RecordBucket(spark, first.bucket().orElseThrow(), 20260314091502L)
                    .append(second.tables().table("bucket_additions")));
    assertTrue(
        failure.getMessage().contains("give every submission a number of its own"),
        failure.getMessage());

    checkFiles(responses);
    checkTokens(done);
    checkDiagnostics(done);
  }

  private static void checkFiles(Map<String, Row> responses) throws IOException {
    List<String> sent = Files.readAllLines(folder.resolve("sent/MPTREQ_20260314091502.csv"));
    assertEquals("MPTREQ_20260314091502,SPINE_MPTPHASE4_TRACE,20260314091502,11", sent.get(0));
    assertEquals(12, sent.size());
    List<String> back =
        Files.readAllLines(folder.resolve("returned/RESP_MPTREQ_20260314091502.csv"));
    assertEquals("MPTREQ_20260314091502,DSP_MPS,11,00", back.get(0));
    assertEquals(12, back.size());
    String[] line =
        back.stream().filter(l -> l.startsWith("a7,")).findFirst().orElseThrow().split(",", -1);
    assertEquals(34, line.length); // 33 fields, and the Person_ID
    assertEquals(responses.get("a7").getAs("person_id"), line[33]);
  }

  private static void checkTokens(CompletedRun run) throws IOException {
    var key = TokenKey.of(SECRET);
    Map<String, Row> alpha = byReference(run, "tokens_alpha");
    Map<String, Row> beta = byReference(run, "tokens_beta");
    String token = alpha.get("a1").getAs("token_nhs_number");
    assertEquals(new Tokeniser(key, "alpha", "nhs_number").token("9990000018"), token);
    assertEquals(token, alpha.get("a4").getAs("token_nhs_number"), "one token for one value");
    assertNotEquals(token, beta.get("a1").getAs("token_nhs_number"));
    assertNotEquals(token, alpha.get("a1").getAs("token_person_id"));
    Row sealed =
        run.tables().table("token_lookup").where("token = '" + token + "'").collectAsList().get(0);
    assertEquals(
        "9990000018", new Tokeniser(key, "alpha", "nhs_number").open(sealed.getAs("sealed_value")));
    // The key is nowhere in what a run writes; nor, in the tables of tokens, a value.
    try (Stream<Path> files = Files.walk(Path.of(run.folder().toString()))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertFalse(text.contains(SECRET), file + " holds the key");
        if (file.toString().contains("/token")) {
          assertFalse(text.contains("9990000018"), file + " holds an NHS number");
        }
      }
    }
  }

  private static void checkDiagnostics(CompletedRun run) {
    Map<String, Row> rows = byReference(run, Diagnostics.DIAGNOSTICS);
    var found = new TreeMap<String, String>();
    rows.forEach(
        (reference, row) ->
            found.put(
                reference,
                row.getAs("mps_last_step_attempted")
                    + " "
                    + row.getAs("mps_successful_step")
                    + (row.<Boolean>getAs("superseded_nhs_number_flag") ? " superseded" : "")
                    + (row.<Boolean>getAs("multiple_pds_matches_flag") ? " several" : "")));
    assertEquals(
        "{a1=CCT_cached CCT_cached, a2=CCT_live CCT_live, a3=CCT_live CCT_live superseded,"
            + " a4=alphanumeric_trace_live alphanumeric_trace_live,"
            + " a5=algorithmic_trace_live algorithmic_trace_live,"
            + " a6=algorithmic_trace_live No_PDS_match_found several,"
            + " a7=algorithmic_trace_live No_PDS_match_found,"
            + " a8=algorithmic_trace_live No_PDS_match_found,"
            + " a9=No_PDS_tracing_run No_PDS_tracing_run, b1=No_PDS_tracing_run No_PDS_tracing_run,"
            + " b2=algorithmic_trace_live No_PDS_match_found}",
        found.toString());
    List<Row> report = run.tables().table(Diagnostics.REPORT).collectAsList();
    assertEquals(11, report.stream().mapToLong(row -> row.<Long>getAs("requests")).sum());
    report.forEach(row -> assertTrue(row.<String>getAs("sentence").endsWith("."), row.toString()));
  }

  @Test
  void badRequestsAreRefusedWholeWithFileLineAndCode() throws IOException {
    Files.writeString(
        folder.resolve("MPTREQ_20260314091502.csv"),
        String.join(
            "\n",
            HEADER.formatted(4),
            row("a1 999 SMITH ANNA 2 19800102 LS1_4AP RXX1 cached"),
            row("a1 - SMITH ANNA 2 19800102 LS1_4AP RXX1 cached"),
            "a3"));
    var stage =
        new RequestsStage(
            new RequestSettings(
                settings(1, "MPTREQ_20260314091502.csv").requests().inputs(),
                RequestSettings.OnProblem.REFUSE,
                EnumSet.noneOf(RequestField.class),
                true,
                false));
    var inputs = new TreeMap<String, Dataset<Row>>();
    stage.sources(spark).forEach(source -> inputs.put(source.table(), source.rows()));
    var failure =
        assertThrows(
            InputDataException.class,
            () -> stage.apply(org.linkagehub.pipelines.stage.Tables.of(inputs)));
    assertEquals(
        """
        the requests are refused whole, as MPS does, for they break rules (on-problem = quarantine or blank traces the others):
          MPTREQ_20260314091502.csv:2: code 08: UNIQUE_REFERENCE is that of several rows
          MPTREQ_20260314091502.csv:2: code 13: NHS_NO must be 10 digits
          MPTREQ_20260314091502.csv:3: code 08: UNIQUE_REFERENCE is that of several rows
          MPTREQ_20260314091502.csv:4: code 16: the row has 1 values, and must have 23
          MPTREQ_20260314091502.csv:5: code 04: the file has 3 rows, and its header says 4""",
        failure.getMessage());
  }

  /** The joins against the rules in plain Java, on values so few that everything happens. */
  @Test
  void theJoinsEqualThePlainRules() {
    var random = new Random(11);
    var schema =
        new StructType()
            .add("request_key", "bigint")
            .add("source", "string")
            .add("email_address", "string");
    for (RequestField field : RequestField.values()) {
      if (field != RequestField.EMAIL_ADDRESS) {
        schema = schema.add(field.column(), "string");
      }
    }
    var queries = new TreeMap<Long, BucketKeys>();
    var requests = new ArrayList<Row>();
    for (long key = 1; key <= 400; key++) {
      BucketKeys keys = keys(random);
      queries.put(key, keys);
      Object[] row = new Object[schema.length()];
      row[0] = key;
      row[1] = key % 50 == 0 ? "cohort" : "hes";
      row[2] = key % 40 == 1 ? "live" : "unknown";
      row[schema.fieldIndex("local_patient_id")] = keys.localPatientId();
      row[schema.fieldIndex("family_name")] = keys.familyName();
      row[schema.fieldIndex("given_name")] = keys.givenName();
      row[schema.fieldIndex("date_of_birth")] = keys.birthDate();
      row[schema.fieldIndex("gender")] = keys.gender();
      row[schema.fieldIndex("postcode")] = keys.postcode();
      requests.add(RowFactory.create(row));
    }
    var records = new TreeMap<String, BucketKeys>(); // by the day of entry, then by id
    var bucket = new ArrayList<Row>();
    for (int i = 0; i < 60; i++) {
      BucketKeys keys = keys(random);
      int day = random.nextInt(5) + 1;
      String id = "A%09d".formatted(random.nextInt(1_000_000));
      records.put(day + id, keys);
      bucket.add(
          RowFactory.create(
              id,
              keys.localPatientId(),
              keys.familyName(),
              keys.givenName(),
              keys.birthDate(),
              keys.gender(),
              keys.postcode(),
              i % 10 == 0 ? 77L : 5L,
              (long) i,
              java.sql.Date.valueOf("2026-01-0" + day)));
      if (i % 10 == 0) {
        records.remove(day + id); // came with this very submission
      }
    }
    var settings =
        new BucketSettings(
            "nowhere",
            false,
            List.of("98"),
            List.of("cohort"),
            LocalDate.of(1800, 1, 2),
            LocalDate.of(3000, 12, 31));
    BucketMatching.Result result =
        new BucketMatching(settings, 77, LocalDate.of(2026, 3, 14))
            .of(
                AnswerRow.of(spark.createDataFrame(requests, schema).repartition(3)),
                spark.createDataFrame(bucket, RecordBucket.SCHEMA));
    var found = new TreeMap<Long, String>();
    result
        .matches()
        .collectAsList()
        .forEach(
            row ->
                found.put(
                    row.getAs("request_key"),
                    row.getAs("route")
                        + " "
                        + (row.getAs("route").equals("created") ? "" : row.getAs("mps_id"))));
    var expected = new TreeMap<Long, String>();
    queries.forEach(
        (key, query) -> {
          if (key % 50 == 0 || key % 40 == 1) {
            return; // of a cohort, or found by the trace
          }
          String local = fitting(query, records, true);
          String others = local.isEmpty() ? fitting(query, records, false) : "";
          if (!local.isEmpty()) {
            expected.put(key, "local_patient_id " + local);
          } else if (!others.isEmpty()) {
            expected.put(key, "demographics " + others);
          } else if (BucketRules.mayEnter(query, query.postcode() != null)) {
            expected.put(key, "created ");
          }
        });
    assertEquals(expected, found);
    assertTrue(expected.values().stream().anyMatch(ids -> ids.contains("~~~")), "several fit");
    long entering =
        expected.entrySet().stream()
            .filter(e -> e.getValue().startsWith("created"))
            .map(e -> List.of(fields(queries.get(e.getKey()))))
            .distinct()
            .count();
    assertEquals(entering, result.additions().count(), "those that say the same enter once");
  }

  private static String[] fields(BucketKeys keys) {
    return new String[] {
      "" + keys.localPatientId(), "" + keys.familyName(), "" + keys.givenName(),
      "" + keys.birthDate(), "" + keys.gender(), "" + keys.postcode()
    };
  }

  private static String fitting(
      BucketKeys query, Map<String, BucketKeys> records, boolean withLocalId) {
    var ids = new ArrayList<String>();
    records.forEach(
        (place, record) -> {
          if (BucketRules.fitting(query, record).stream()
              .anyMatch(r -> r.needsLocalId() == withLocalId)) {
            ids.add(place.substring(1));
          }
        });
    return String.join("~~~", ids);
  }

  private static BucketKeys keys(Random random) {
    return new BucketKeys(
        any(random, "RXX1", "RXX2"),
        any(random, "SMITH", "JONES"),
        any(random, "ANNA", "BEN"),
        any(random, "19800102", "19810304"),
        any(random, "1", "2"),
        any(random, "LS1 4AP", "M1 1AE"));
  }

  private static String any(Random random, String one, String other) {
    return random.nextInt(5) == 0 ? null : random.nextBoolean() ? one : other;
  }
}
