package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.config.Problem;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.model.TrainingReport;
import org.linkagehub.core.score.PairScorer;
import org.linkagehub.core.score.ScoredPair;
import org.linkagehub.core.score.TermFrequencyFile;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.TrainingException;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.FailureText;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.StageChoice;
import org.linkagehub.pipelines.stage.StageFailedException;
import org.linkagehub.pipelines.stage.StageRunner;
import org.linkagehub.pipelines.summary.Explanation;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.pipelines.summary.SummaryText;
import org.linkagehub.qa.synthetic.SyntheticPeople;
import org.linkagehub.qa.synthetic.SyntheticSettings;

class LinkageJobTest {
  private static final String SETTINGS =
      """
      linkage {
        name = test
        inputs = [{ name = people, path = "%s", id = id %s }]
        comparisons = [
          { template = name, column = first_name }
          { template = name, column = surname }
          { template = date_of_birth, column = dob }
        ]
        blocking.rules = [[surname], [dob]]
        training {
          prior.deterministic-rules = [[first_name, surname, dob]]
          em.rules = [[surname], [dob]]
        }
        %s
      }
      """;

  /** Nothing but linking. */
  private static final String BARE =
      """
      leave-out = [profile, pair-counts, check, quality], cleaning.keep-raw = false
      checks = [], report.write = false
      """;

  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();

  private Path file(String... lines) throws IOException {
    Path file = folder.resolve("people.csv");
    Files.write(file, List.of(lines));
    return file;
  }

  private CompletedRun run(LinkageConfig config) {
    var job = new LinkageJob(config);
    RunStore store =
        RunStore.at(folder.resolve("out").toString(), spark.sparkContext().hadoopConfiguration());
    return new StageRunner(spark, store, Progress.silent(), Clock.systemUTC())
        .run(
            job.plan(spark, "run"),
            StageChoice.all(),
            done -> {
              job.files(done).forEach(done.folder()::write);
              return job.results(done);
            });
  }

  private CompletedRun run(Path file, String ofInput, String more) {
    return run(config(file, ofInput, more));
  }

  private static LinkageConfig config(Path file, String ofInput, String more) {
    return LinkageConfig.of(
        ConfigSource.ofText("test.conf", SETTINGS.formatted(file, ofInput, more)));
  }

  /** What comes before pairs are made being taken from the run before, where there was one. */
  private String refusal(Path file, String more) {
    var failed =
        assertThrows(
            StageFailedException.class,
            () -> run(config(file, "", BARE + more), StageChoice.asNeeded(), Progress.silent()));
    assertTrue(
        failed.getCause() instanceof InputDataException
            || failed.getCause() instanceof TrainingException,
        String.valueOf(failed.getCause()));
    return failed.getCause().getMessage();
  }

  @Test
  @Tag("every-spark")
  void setsAsideRecordsWithoutAnIdOfTheirOwnAndCountsThem() throws IOException {
    Path file =
        file(
            "id,first_name,surname,dob",
            "1,Ann,Smith,1980-01-02",
            "2,Ann,Smith,1980-01-02",
            "3,Ann,Smyth,02/01/1980",
            "4,Bob,Jones,1970-05-06",
            "5,Bob,Jones,1970-05-06",
            ",Nobody,Knows,1970-05-06",
            "6,Cat,First,1990-01-01",
            "6,Cat,Second,1990-01-01",
            "7,Dan,Brown,not a date");
    CompletedRun run = run(file, "", "quarantine.max-share = 0.5");
    Dataset<Row> records = run.tables().table(RecordsStage.RECORDS);
    assertEquals(
        Set.of("1", "2", "3", "4", "5", "7"),
        new HashSet<>(records.select("record_id").as(Encoders.STRING()).collectAsList()));
    var reasons = new TreeMap<String, Long>();
    run.tables()
        .table(RecordsStage.QUARANTINE)
        .groupBy("reason")
        .count()
        .collectAsList()
        .forEach(row -> reasons.put(row.getString(0), row.getLong(1)));
    assertEquals(Map.of("no id", 1L, "id of several records", 2L), reasons);

    RunSummary summary =
        new LinkageJob(
                LinkageConfig.of(
                    ConfigSource.ofText(
                        "test.conf", SETTINGS.formatted(file, "", "quarantine.max-share = 0.5"))))
            .summarise(run);
    assertEquals(9, summary.sources().get(0).read());
    assertEquals(3, summary.sources().get(0).setAside());
    assertEquals(
        List.of(
            "1 of the 9 values of column dob in input people are no date of the formats it is"
                + " read by; they count as missing",
            "column dob in input people has dates of 2 formats (1 as dd/MM/yyyy, 7 as yyyy-MM-dd);"
                + " see that each is read as it is meant"),
        summary.warnings().stream().filter(warning -> warning.contains("column dob")).toList(),
        summary.warnings().toString());
  }

  @Test
  void findsColumnsWhateverTheirLetterCase() throws IOException {
    Path file =
        file(
            "id,first_name,surname,dob",
            "1,Ann,Smith,1980-01-02",
            "2,Ann,Smith,1980-01-02",
            "3,Bob,Smith,1970-05-06",
            "4,Bob,Smith,1970-05-06");
    CompletedRun run =
        run(
            config(file, ", columns { first_name = First_Name, surname = SURNAME, dob = DOB }", ""),
            StageChoice.only("standardise"),
            Progress.silent());
    assertEquals(4, run.tables().table(RecordsStage.RECORDS).where("surname = 'smith'").count());
  }

  @Test
  void readsADatabaseOnceAndKnowsItsRowsAgain() throws SQLException {
    String url = "jdbc:derby:memory:job;create=true";
    String rows =
        "INSERT INTO people VALUES (1, 'Ann', 'Smith', '1980-01-02'),"
            + " (2, 'Ann', 'Smith', '1980-01-02'), (3, 'Bob', 'Jones', '1970-05-06'),"
            + " (4, 'Bob', 'Jones', '1970-05-06'), (5, 'Cat', 'Brown', null)";
    String none = "DELETE FROM people";
    String input = "inputs = [{ name = people, id = id, jdbc { url = \"%s\", table = people } }]";
    LinkageConfig config =
        LinkageConfig.of(
            ConfigSource.ofText(
                "test.conf",
                SETTINGS.formatted("", "", "").replaceFirst("inputs = .*", input.formatted(url))));
    try (Connection database = DriverManager.getConnection(url);
        var statement = database.createStatement()) {
      statement.execute(
          "CREATE TABLE people (id INT, first_name VARCHAR(9), surname VARCHAR(9), dob DATE)");
      statement.execute(rows);
      CompletedRun run = run(config, StageChoice.asNeeded(), atFirstStage(statement, none));
      assertEquals(
          List.of("1 ann smith 1980-01-02", "2 ann smith 1980-01-02", "3 bob jones 1970-05-06")
              .toString(),
          run.tables()
              .table(RecordsStage.RECORDS)
              .orderBy("record_id")
              .selectExpr("concat_ws(' ', record_id, first_name, surname, dob)")
              .as(Encoders.STRING())
              .takeAsList(3)
              .toString());
      assertEquals(5, run.tables().table(RecordsStage.RECORDS).count());
      assertEquals(List.of("1 2", "3 4"), linked(run));
      RunManifest.Input read = run.manifest().inputs().get(0);
      assertTrue(read.state().matches("5 rows, read at 2\\d{3}-.*Z"), read.state());

      // The same rows in another order.
      statement.execute(rows.replaceFirst("\\(1, (.*?)\\), (.*)", "$2, (1, $1)"));
      CompletedRun same = run(config, StageChoice.asNeeded(), Progress.silent());
      assertTrue(same.unchanged());
      assertEquals(run.manifest().runId(), same.manifest().runId());

      // A value more, in another column than the one that lost it.
      statement.execute("UPDATE people SET first_name = null, surname = 'Cat' WHERE id = 5");
      RunManifest other =
          run(config, StageChoice.only("standardise"), Progress.silent()).manifest();
      assertEquals("input_people changed", other.stages().get(0).why());
      assertFalse(other.inputs().get(0).fingerprint().equals(read.fingerprint()));

      // What comes later needs no database.
      statement.execute(none);
      RunManifest later = run(config, StageChoice.only("profile"), Progress.silent()).manifest();
      assertEquals(other.inputs(), later.inputs());
      assertEquals(other.runId(), later.stages().get(0).madeBy());
    }
  }

  private static List<String> linked(CompletedRun run) {
    return run.tables()
        .table(LinkageStages.LINKS)
        .orderBy("left_id")
        .selectExpr("concat(left_id, ' ', right_id)")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private CompletedRun run(LinkageConfig config, StageChoice choice, Progress progress) {
    var job = new LinkageJob(config);
    RunStore store =
        RunStore.at(folder.resolve("out").toString(), spark.sparkContext().hadoopConfiguration());
    return new StageRunner(spark, store, progress, Clock.systemUTC())
        .run(job.plan(spark, "run"), choice, job::files);
  }

  /** Executes it when the first stage begins. */
  private static Progress atFirstStage(Statement statement, String sql) {
    return new Progress() {
      @Override
      public void started(String stage, int number, int stages, Supplier<Work> soFar) {
        try {
          if (number == 1) {
            statement.execute(sql);
          }
        } catch (SQLException e) {
          throw new AssertionError(e);
        }
      }

      @Override
      public void finished(RunManifest.StageResult result) {}

      @Override
      public void failed(String stage) {}
    };
  }

  @Test
  void refusesAnIdThatManyRecordsShareOrLack() throws IOException {
    Path file =
        file(
            "id,first_name,surname,dob",
            "1,Ann,Smith,1980-01-02",
            "1,Ann,Smith,1980-01-02",
            "2,Bob,Jones,1970-05-06");
    assertEquals(
        "2 of the 3 records of input people share their id with another record (column id), more"
            + " than the share of 0.05 that linkage.quarantine.max-share allows; name the column"
            + " that tells records apart as the input's id, or mend the table",
        refusal(file, ""));
  }

  @Test
  void refusesATableWithoutRecords() throws IOException {
    assertEquals("input people has no records", refusal(file("id,first_name,surname,dob"), ""));
  }

  @Test
  void refusesAComparedColumnWithoutAnyValue() throws IOException {
    Path file = file("id,first_name,surname,dob", "1,Ann,,1980-01-02", "2,Ann, ,1980-01-02");
    assertEquals(
        "column surname is compared, but has no value in any record; leave out its comparison, or"
            + " name the right column under the input's columns",
        refusal(file, ""));
  }

  @Test
  void refusesDatesOfWhichNoneCanBeRead() throws IOException {
    Path file =
        file("id,first_name,surname,dob", "1,Ann,Smith,Jan 2 1980", "2,Ann,Smith,Jan 3 1980");
    assertEquals(
        "none of the 2 values of column dob is a date of the formats it is read by; give theirs:"
            + " linkage.standardise.dob = [trim, { date = [\"dd/MM/yyyy\"] }]",
        refusal(file, ""));
  }

  @Test
  void refusesRulesBeyondTheBudgetBeforeAnyPairIsMade() throws IOException {
    Path file =
        file(
            "id,first_name,surname,dob",
            "1,Ann,Smith,1980-01-02",
            "2,Ann,Smith,1980-01-02",
            "3,Bob,Smith,1970-05-06");
    assertEquals(
        "blocking rule surname makes 3 pairs, more than the 2 that"
            + " linkage.blocking.max-pairs-per-rule allows; its largest block holds 3 records: add"
            + " a column to the rule, or make frequent placeholder values missing under"
            + " linkage.standardise",
        refusal(file, "blocking.max-pairs-per-rule = 2"));
    assertEquals(
        "the blocking rules make up to 4 pairs, more than the 3 that linkage.blocking.max-pairs"
            + " allows; make the rules stricter, or raise the bound",
        refusal(file, "blocking.max-pairs = 3"));
    assertEquals(
        "blocking rule surname has a block of up to 3 records and 3 pairs, more than the 2 that"
            + " linkage.blocking.max-pairs-per-block allows: make placeholder values missing under"
            + " linkage.standardise, add a column to the rule, or set"
            + " linkage.blocking.large-blocks = leave-out",
        refusal(file, "blocking.max-pairs-per-block = 2"));
  }

  @Test
  void refusesRecordsOfWhichNoneAgree() throws IOException {
    Path file =
        file("id,first_name,surname,dob", "1,Ann,Smith,1980-01-02", "2,Bob,Jones,1970-05-06");
    assertTrue(
        refusal(file, "").startsWith("no two records agree on the keys of any blocking rule"));
  }

  @Test
  void leavesAFailedRunMarkedAsFailed() throws IOException {
    refusal(file("id,first_name,surname,dob"), "");
    RunStore store =
        RunStore.at(folder.resolve("out").toString(), spark.sparkContext().hadoopConfiguration());
    assertEquals(RunManifest.Status.FAILED, store.list().get(0).manifest().status());
  }

  private Path generated() {
    Path people = folder.resolve("generated");
    if (!Files.exists(people)) {
      SyntheticPeople.records(spark, SyntheticSettings.of(300, 3))
          .withColumnRenamed("unique_id", "id")
          .write()
          .parquet(people.toString());
    }
    return people;
  }

  /** Pairs of one person, of two, of which it is not known, and one of a record that is none. */
  private Path labels() throws IOException {
    Dataset<Row> people = spark.read().parquet(generated().toString());
    List<Row> same =
        people
            .as("a")
            .join(people.as("b"), col("a.person").equalTo(col("b.person")))
            .where("a.id < b.id")
            .selectExpr("a.id", "b.id")
            .orderBy("a.id", "b.id")
            .limit(43)
            .collectAsList();
    List<Row> other =
        people
            .as("a")
            .join(people.as("b"), col("a.person").notEqual(col("b.person")))
            .selectExpr("a.id", "b.id")
            .orderBy("a.id", "b.id")
            .limit(5)
            .collectAsList();
    var lines = new ArrayList<>(List.of("one,two,same", "no-such-id,1,1"));
    for (int i = 0; i < same.size(); i++) {
      // In either order, and three of them not judged.
      Row pair = same.get(i);
      lines.add(
          pair.getString(i % 2) + "," + pair.getString(1 - i % 2) + "," + (i < 40 ? "1" : ""));
    }
    other.forEach(pair -> lines.add(pair.getString(0) + "," + pair.getString(1) + ",0"));
    return Files.write(folder.resolve("labels.csv"), lines);
  }

  private Path surnames() throws IOException {
    return Files.write(
        folder.resolve("surnames.csv"),
        List.of(
            "name,bearers", "SMITH,2000", "O'Brien,900", "Obrien,100", "Smith,1000", "Lee,none"));
  }

  @Test
  @Tag("every-spark")
  void scoresAlikeWithTheModelOfAnEarlierRunAndExplainsIt() throws IOException {
    String ofInput = ", format = parquet";
    String more =
        """
        derive { year = "year(dob)" }
        clustering.method = components
        scoring.partial-weights = true
        training.labels.pairs { path = "%s", left-id = one, right-id = two, match = "same = 1" }
        term-frequencies.surname { path = "%s", value = name, count = bearers, unseen = 0.001 }
        """
            .formatted(labels(), surnames());
    CompletedRun first = run(generated(), ofInput, more);
    Path model = Path.of(first.folder().toString(), "model.json");
    ModelFile file = ModelJson.readFile(Files.readString(model));
    assertEquals("term_frequencies", file.termFrequencies().path().orElseThrow());
    assertEquals(Map.of("year", "year(dob)"), file.derived());
    assertEquals(first.manifest().runId(), file.metadata().get("run"));
    assertEquals(
        first.tables().table(RecordsStage.RECORDS).count(),
        file.data().orElseThrow().sources().get(0).records());
    TrainingReport report = file.training().orElseThrow();
    assertEquals(2, report.sessions().size());
    assertEquals(
        new TrainingReport.Labels(folder + "/labels.csv", 40, 5, 3, 1, 0, 0),
        report.labels().get(0));
    assertEquals(
        List.of(
            new TrainingReport.Frequencies("first_name", "records"),
            new TrainingReport.Frequencies("surname", folder + "/surnames.csv")),
        report.frequencies());
    // Cleaned as the records are; what the file does not list has the share that it states.
    assertEquals(
        List.of("[null,0.001]", "[obrien,0.25]", "[smith,0.75]"),
        first
            .tables()
            .table(LinkageStages.TERM_FREQUENCIES)
            .where("column_name = 'surname'")
            .orderBy("value")
            .select("value", "tf")
            .collectAsList()
            .stream()
            .map(Row::toString)
            .toList());
    String told = new LinkageJob(config(generated(), ofInput, more)).summarise(first).text();
    assertTrue(
        told.contains("m                 from 40 matches of ")
            && told.contains("not used: 5 no match, 3 not known, 1 with an unknown id")
            && told.contains("of surname from "),
        told);
    assertEquals(
        report.sessions(),
        new LinkageJob(config(generated(), ofInput, more))
            .summarise(first)
            .model()
            .orElseThrow()
            .training()
            .orElseThrow()
            .sessions());

    explains(first);
    scoresInMemoryAsTheRunDid(first, model);

    // A part of the records alone: frequencies of its own would be others.
    String given =
        """
        linkage {
          name = test, inputs = [{ name = people, path = "%s", id = id, format = parquet, where = "pmod(xxhash64(id), 3) > 0" }]
          model = "%s"
          clustering.method = components
          %s
        }
        """;
    LinkageConfig config =
        LinkageConfig.of(
            ConfigSource.ofText("again.conf", given.formatted(generated(), model, BARE)));
    CompletedRun second = run(config);
    List<String> stages =
        second.manifest().stages().stream().map(RunManifest.StageResult::name).toList();
    assertEquals(
        List.of("standardise", "block", "model", "score", "cluster", "choose"),
        stages,
        "not trained, and nothing beside linking");
    List<Row> common =
        second
            .tables()
            .table(LinkageStages.LINKS)
            .join(
                first
                    .tables()
                    .table(LinkageStages.LINKS)
                    .selectExpr("left_id", "right_id", "match_weight as before"),
                new String[] {"left_id", "right_id"},
                "left")
            .select("match_weight", "before")
            .collectAsList();
    assertTrue(common.size() > 20, "links " + common.size());
    common.forEach(row -> assertEquals(row.getDouble(1), row.getDouble(0)));
    RunSummary summary = new LinkageJob(config).summarise(second);
    assertEquals(Optional.of(model.toString()), summary.model().orElseThrow().from());
    assertEquals(OptionalLong.empty(), summary.rules().get(0).newPairs());
    assertTrue(summary.text().contains("not counted"), summary.text());
    assertEquals(second.tables().table(LinkageStages.LINKS).count(), summary.links().keptPairs());
    ModelFile again = ModelJson.readFile(second.folder().text("model.json"));
    assertEquals(file.model(), again.model());
    assertEquals(first.manifest().runId(), again.metadata().get("run"), "where it was trained");
    assertEquals("term_frequencies", again.termFrequencies().path().orElseThrow());
  }

  /** With model.json and a file of its frequencies alone, each link has its weight to the bit. */
  private void scoresInMemoryAsTheRunDid(CompletedRun run, Path model) throws IOException {
    Path frequencies = folder.resolve("frequencies.jsonl.gz");
    long lines =
        ModelFrequencies.write(spark, TrainedModel.at(model.getParent().toString()), frequencies);
    assertEquals(run.manifest().table(LinkageStages.TERM_FREQUENCIES).rows(), lines);
    PairScorer scorer =
        PairScorer.of(
            ModelJson.readFile(Files.readString(model)).model(),
            TermFrequencyFile.read(frequencies));
    var records = new HashMap<Long, Map<String, Object>>();
    for (Row row : run.tables().table(RecordsStage.RECORDS).collectAsList()) {
      var values = new HashMap<String, Object>();
      for (String column : row.schema().fieldNames()) {
        values.put(column, row.getAs(column));
      }
      records.put(row.getAs("record_key"), values);
    }
    List<Row> links = run.tables().table(LinkageStages.LINKS).collectAsList();
    int adjusted = 0;
    for (Row link : links) {
      ScoredPair scored =
          scorer.score(
              records.get(link.<Long>getAs("left_key")),
              records.get(link.<Long>getAs("right_key")));
      assertEquals(link.<Double>getAs("match_weight"), scored.matchWeight());
      assertEquals(link.<Double>getAs("match_probability"), scored.matchProbability());
      adjusted += link.<Double>getAs("tf_weight_surname") != 0 ? 1 : 0;
    }
    assertTrue(links.size() > 20 && adjusted > 20, links.size() + " links, " + adjusted);
  }

  /** Explains pairs of a run whose links keep their parts. */
  private void explains(CompletedRun run) {
    RunStore store =
        RunStore.at(folder.resolve("out").toString(), spark.sparkContext().hadoopConfiguration());
    var explainer = new PairExplainer(spark, store, run.folder());
    Row link =
        run.tables()
            .table(LinkageStages.LINKS)
            .orderBy(col("match_weight").desc(), col("left_id"), col("right_id"))
            .head();
    // Given the wrong way round: the answer has the run's order.
    Explanation made = explainer.explain(link.getAs("right_id"), "people:" + link.getAs("left_id"));
    assertEquals(link.<String>getAs("left_id"), made.left().id());
    assertEquals(Optional.of(link.<String>getAs("blocking_rule")), made.blockingRule());
    assertTrue(made.isLink());
    assertEquals(Optional.of(true), made.oneCluster());
    assertEquals(Optional.empty(), made.samePerson());
    Explanation.Score score = made.score().orElseThrow();
    assertEquals(link.<Double>getAs("match_weight"), score.matchWeight());
    for (Explanation.Part part : score.comparisons()) {
      String name = part.comparison();
      assertEquals(link.<Integer>getAs("gamma_" + name), part.gamma());
      assertEquals(link.<Double>getAs("partial_weight_" + name), part.weightBits());
      assertEquals(link.<Double>getAs("tf_weight_" + name), part.tfBits());
    }
    double sum =
        score.priorBits() + score.comparisons().stream().mapToDouble(Explanation.Part::bits).sum();
    assertEquals(score.matchWeight(), sum, 1e-9);
    assertTrue(made.columns().get(0).compared(), "what is compared comes first");

    Dataset<Row> records = run.tables().table(RecordsStage.RECORDS);
    Row other =
        records
            .join(
                records
                    .where(col("record_id").equalTo(made.left().id()))
                    .selectExpr("surname as s", "dob as d"),
                col("surname").notEqual(col("s")).and(col("dob").notEqual(col("d"))))
            .orderBy("record_id")
            .head();
    Explanation never = explainer.explain(made.left().id(), other.getAs("record_id"));
    assertEquals(Optional.empty(), never.blockingRule());
    assertTrue(
        never.blockingRules().stream()
            .flatMap(rule -> rule.keys().stream())
            .anyMatch(key -> key.outcome() == Explanation.Outcome.DIFFERS),
        never.blockingRules().toString());
    assertTrue(!never.isLink() && never.oneCluster().equals(Optional.of(false)), never.toString());

    assertEquals(
        "run %s has no record nobody among those it linked; name it by its id, or as source:id"
            .formatted(run.manifest().runId()),
        assertThrows(InputDataException.class, () -> explainer.explain("nobody", "x"))
            .getMessage());
    assertTrue(
        assertThrows(
                InputDataException.class,
                () -> explainer.explain(made.left().id(), made.left().id()))
            .getMessage()
            .endsWith("are the same record; name two"));
  }

  private static final String NUMBERED =
      """
      id,nhs,first_name,surname,dob
      1,9000000068,Ann,Smith,1980-01-02
      2,9000000068,Anne,Smyth,1980-01-02
      3,,Ann,Smith,1980-01-02
      4,9000000017,Bob,Jones,1970-05-06
      5,9000000017,Rob,Jones,1970-05-06
      6,,Bob,Jones,1970-05-06
      7,9000000025,Cat,Brown,1990-03-04
      8,9000000025,Dan,Green,1991-03-04
      9,,Zed,Brown,1990-03-04
      """;

  /** The links as "left right: pass", in order. */
  private static List<String> links(CompletedRun run) {
    return run.tables()
        .table(LinkageStages.LINKS)
        .orderBy("left_id", "right_id")
        .selectExpr("concat(left_id, ' ', right_id, ': ', coalesce(pass, 'model'))")
        .as(Encoders.STRING())
        .collectAsList();
  }

  @Test
  void linksByPassesAlone() throws IOException {
    Path file = file(NUMBERED.split("\n", -1));
    LinkageConfig config =
        LinkageConfig.of(
            ConfigSource.ofText(
                "passes.conf",
                """
                linkage {
                  name = passes, inputs = [{ name = people, path = "%s", id = id }]
                  standardise { nhs = [nhs-number], dob = [{ date = ["yyyy-MM-dd"] }] }
                  passes {
                    rules = [
                      { columns = [nhs, dob], name = verified }
                      { columns = [nhs], where = "levenshtein(surname_l, surname_r) <= 2", counts-as = 0.99 }
                      [first_name, surname, dob]
                      { columns = [surname, dob], where = "nickname_agrees(first_name_l, first_name_r)", name = nickname }
                    ]
                    alone = true
                  }
                  nicknames = "%s"
                }
                """
                    .formatted(file, Files.writeString(folder.resolve("names.txt"), "zed: cat"))));
    CompletedRun run = run(config);
    assertEquals(
        List.of(
            "1 2: verified",
            "1 3: first_name + surname + dob",
            "4 5: verified",
            "4 6: first_name + surname + dob",
            "7 9: nickname"), // by a table of one's own: Bob and Rob are strangers in it
        links(run));
    assertEquals(
        1 - Math.pow(2, -40),
        run.tables()
            .table(LinkageStages.LINKS)
            .where("left_id = '1'")
            .head()
            .<Double>getAs("match_probability"),
        1e-13);
    assertEquals(
        List.of(
            "standardise",
            "profile",
            "cleaning",
            "block",
            "pass",
            "cluster",
            "choose",
            "check",
            "quality",
            "drift",
            "bounds"),
        run.manifest().stages().stream().map(RunManifest.StageResult::name).toList());
    RunSummary summary = new LinkageJob(config).summarise(run);
    assertEquals(Optional.empty(), summary.model());
    assertEquals(Map.of(), new LinkageJob(config).results(run));
    assertEquals(4, summary.rules().size());
    assertTrue(SummaryText.of(summary).contains("pass verified"), SummaryText.of(summary));
    assertEquals(
        List.of(
            new RunSummary.ClusterSize(1, 1),
            new RunSummary.ClusterSize(2, 1),
            new RunSummary.ClusterSize(3, 2)),
        summary.clusterSizes());

    var explainer =
        new PairExplainer(
            spark,
            RunStore.at(
                folder.resolve("out").toString(), spark.sparkContext().hadoopConfiguration()),
            run.folder());
    Explanation linked = explainer.explain("3", "1");
    assertEquals(Optional.of("first_name + surname + dob"), linked.blockingRule());
    assertEquals(40, linked.pass().orElseThrow().countsAsBits());
    assertEquals(Optional.empty(), linked.score());
    assertTrue(linked.isLink() && linked.oneCluster().equals(Optional.of(true)));
    Explanation not = explainer.explain("7", "8");
    assertEquals(
        List.of(
            "nhs AGREES, dob DIFFERS",
            "nhs AGREES, false",
            "first_name DIFFERS, surname DIFFERS, dob DIFFERS",
            "surname DIFFERS, dob DIFFERS, false"),
        not.passes().stream().map(LinkageJobTest::said).toList());
    assertTrue(not.pass().isEmpty() && !not.isLink(), not.toString());
    assertEquals(
        List.of("nhs", "dob", "first_name", "surname"),
        not.columns().stream()
            .filter(Explanation.Values::compared)
            .map(Explanation.Values::column)
            .toList());
  }

  private static String said(Explanation.RuleTrial trial) {
    var said = new ArrayList<String>();
    trial.keys().forEach(key -> said.add(key.key() + " " + key.outcome()));
    trial.where().ifPresent(where -> said.add(String.valueOf(where.holds())));
    return String.join(", ", said);
  }

  @Test
  void linksByPassesFirstAndLeavesTheRestToTheModel() throws IOException {
    CompletedRun run =
        run(
            file(NUMBERED.split("\n", -1)),
            "",
            BARE
                + """
                standardise.nhs = [nhs-number]
                passes { rules = [{ columns = [nhs], name = number }], counts-as = "20 bits" }
                training.prior.fixed = 0.2
                scoring.threshold = "-100 bits"
                """);
    assertEquals(
        List.of(
            "1 2: number",
            "1 3: model",
            "2 3: model",
            "4 5: number",
            "4 6: model",
            "5 6: model",
            "7 8: number",
            "7 9: model"),
        links(run));
    Row link = run.tables().table(LinkageStages.LINKS).where("right_id = '8'").head();
    assertEquals(20, link.<Double>getAs("match_weight"));
    assertTrue(link.isNullAt(link.fieldIndex("gamma_surname")), "the model did not compare it");
    // By the model they are two people: neither name nor date of birth agrees.
    Row[] numbered =
        (Row[])
            run.tables().table(ClusterStages.CLUSTERS).where("record_id in ('7', '8')").collect();
    assertEquals(numbered[0].<Long>getAs("cluster_id"), numbered[1].<Long>getAs("cluster_id"));
  }

  @Test
  void tellsWhatDoesNotGoTogetherWithPasses() {
    String settings =
        """
        linkage {
          name = passes, inputs = [{ name = people, path = "p", id = id }]
          comparisons = [{ template = name, column = surname }]
          blocking.rules = [[nhs]]
          training.prior.fixed = 0.1
          passes { rules = [[nhs], { columns = [dob], name = nhs, counts-as = 2 }], settled = [peple] %s }
        }
        """;
    assertEquals(
        List.of(
            "c:6: linkage.passes have the rule \"nhs\" that blocking.rules has too; leave it out"
                + " there, for its pairs are links already"),
        problems(
            settings
                .formatted("")
                .replace(
                    ", { columns = [dob], name = nhs, counts-as = 2 }], settled = [peple]", "]")));
    assertEquals(
        List.of(
            "c:3: linkage.comparisons is not used where passes.alone = true; leave it out",
            "c:4: linkage.blocking.rules are not used where passes.alone = true; leave them out"),
        problems(
            settings
                .formatted(", alone = true")
                .replace(
                    ", { columns = [dob], name = nhs, counts-as = 2 }], settled = [peple]", "]")));
    assertEquals(
        List.of(
            "c:6: linkage.passes.rules[1].counts-as must be strictly between 0 and 1 when it is a"
                + " match probability, was 2; for a match weight write \"2 bits\""),
        problems(settings.formatted("").replace(", settled = [peple]", "")));
    assertEquals(
        List.of("c:6: linkage.passes settled names no input, \"peple\"; did you mean people?"),
        problems(
            settings
                .formatted("")
                .replace(", { columns = [dob], name = nhs, counts-as = 2 }", "")
                .replace("[[nhs]]", "[[dob]]")
                .replace("rules = [[dob]], settled", "rules = [[nhs]], settled")));
  }

  private static List<String> problems(String settings) {
    return assertThrows(
            ConfigException.class, () -> LinkageConfig.of(ConfigSource.ofText("c", settings)))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void refusesComparisonsAndALinkTypeThatAreNotTheModels() throws IOException {
    Path model = folder.resolve("model.json");
    Files.writeString(
        model,
        ModelJson.write(
            new Model(
                LinkType.LINK_ONLY,
                .01,
                List.of(
                    new Comparison("surname", "surname", List.of(ComparisonLevel.otherwise()))))));
    var refused =
        assertThrows(
            ConfigException.class,
            () -> run(folder.resolve("none"), "", "model = \"" + model + "\""));
    assertEquals(
        List.of(
            "test.conf:1: linkage.link-type must be that of the model, link_only, was dedupe_only",
            "test.conf:4: linkage.comparisons must be those of the model: it compares [surname],"
                + " the configuration [first_name, surname, dob]; leave them out to take the"
                + " model's"),
        refused.problems().stream().map(Problem::toString).toList());
    var missing =
        assertThrows(
            ConfigException.class,
            () -> run(folder.resolve("none"), "", "model = \"/nowhere/model.json\""));
    assertTrue(
        missing
            .getMessage()
            .contains("linkage.model leads to no model: there is no /nowhere/model.json"),
        missing.getMessage());
  }

  @Test
  void refusesAnInputThatChangesWhileItIsRead() throws IOException {
    String line = "2,Ann,Smith,1980-01-02\n";
    Path grown = Files.createDirectories(folder.resolve("grown.csv"));
    Files.writeString(
        grown.resolve("a.csv"), "id,first_name,surname,dob\n1,Ann,Smith,1980-01-02\n");
    Path gone = Files.createDirectories(folder.resolve("gone.csv"));
    for (String name : List.of("a.csv", "b.csv")) {
      Files.writeString(gone.resolve(name), "id,first_name,surname,dob\n" + line);
    }
    assertEquals(
        "input people changed while it was read: it was 1 file, 49 bytes, and now is 1 file, 72"
            + " bytes (%s); run again when nothing writes to it".formatted(grown),
        refusalWhere(
            grown,
            () -> Files.writeString(grown.resolve("a.csv"), line, StandardOpenOption.APPEND)));
    assertEquals(
        "input people changed while it was read: it was 2 files, 98 bytes, and now is 1 file, 49"
            + " bytes (%s); run again when nothing writes to it".formatted(gone),
        refusalWhere(gone, () -> Files.delete(gone.resolve("b.csv"))));
  }

  private interface Change {
    void make() throws IOException;
  }

  /** Why a run fails during which its input is changed. */
  private String refusalWhere(Path file, Change change) {
    var job =
        new LinkageJob(
            LinkageConfig.of(ConfigSource.ofText("test.conf", SETTINGS.formatted(file, "", ""))));
    Progress changing =
        new Progress() {
          @Override
          public void started(String stage, int number, int stages, Supplier<Work> soFar) {
            try {
              change.make();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void finished(RunManifest.StageResult result) {}

          @Override
          public void failed(String stage) {}
        };
    RunStore store =
        RunStore.at(folder.resolve("out").toString(), spark.sparkContext().hadoopConfiguration());
    var failed =
        assertThrows(
            StageFailedException.class,
            () ->
                new StageRunner(spark, store, changing, Clock.systemUTC())
                    .run(job.plan(spark, "run"), StageChoice.all(), done -> Map.of()));
    assertEquals("standardise", failed.stage());
    return FailureText.of(failed);
  }

  /**
   * Other partitions, files, splits and orders of rows; compiled or not, planned anew or not; other
   * cores are tried in BadLuckIT.
   */
  @Test
  void givesTheSameRowsInEveryShape() {
    Dataset<Row> people = spark.read().parquet(generated().toString());
    var before = new HashMap<String, String>();
    for (String setting :
        List.of(
            "spark.sql.shuffle.partitions",
            "spark.sql.files.maxPartitionBytes",
            "spark.sql.codegen.wholeStage",
            "spark.sql.codegen.factoryMode",
            "spark.sql.adaptive.enabled")) {
      before.put(setting, spark.conf().get(setting));
    }
    var digests = new LinkedHashMap<String, Map<String, String>>();
    try {
      for (String shape : List.of("1", "2", "7")) {
        Path files = folder.resolve("shaped"); // one place: a model tells what it was trained on
        Dataset<Row> shaped =
            switch (shape) {
              case "1" -> people.orderBy("id").coalesce(1);
              case "2" -> people.orderBy(xxhash64(col("id"))).repartition(5);
              default -> people.orderBy(col("surname").desc(), col("id").desc()).coalesce(1);
            };
        shaped
            .write()
            .mode("overwrite")
            .option("header", "true")
            .option("escape", "\"")
            .csv(files.toString());
        spark.conf().set("spark.sql.shuffle.partitions", shape);
        spark.conf().set("spark.sql.files.maxPartitionBytes", shape.equals("7") ? "4000" : "1g");
        if (!shape.equals("1")) { // compiling takes longer than running on a few rows
          spark.conf().set("spark.sql.codegen.wholeStage", "false");
          spark.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
          spark.conf().set("spark.sql.adaptive.enabled", "false");
        }
        CompletedRun run = run(files, ", format = csv", "evaluation.true-person = person");
        digests.put(shape, TableDigest.of(run));
      }
    } finally {
      before.forEach((setting, value) -> spark.conf().set(setting, value));
    }
    Map<String, String> first = digests.get("1");
    digests.forEach((shape, digest) -> assertEquals(first, digest, shape));
    assertFalse(first.get("links").endsWith("/0") || first.get("cuts").endsWith("/0"), first + "");
  }
}
