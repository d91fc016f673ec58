package org.linkagehub.core.spark.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.compare.DamerauLevenshtein;
import org.linkagehub.core.compare.Jaro;
import org.linkagehub.core.compare.JaroWinkler;
import org.linkagehub.core.compare.Levenshtein;
import org.linkagehub.core.compare.OptimalStringAlignment;
import org.linkagehub.core.compare.PairwiseBest;
import org.linkagehub.core.compare.Phonetic;
import org.linkagehub.core.compare.QGrams;
import org.linkagehub.core.compare.RandomText;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.spark.TestSession;

@Tag("every-spark")
class LinkageFunctionsTest {
  /**
   * Session settings under which expressions are compiled, and under which they are interpreted.
   */
  private static final Map<String, String> COMPILED =
      Map.of(
          "spark.sql.codegen.factoryMode", "CODEGEN_ONLY", "spark.sql.codegen.wholeStage", "true");

  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.factoryMode", "NO_CODEGEN", "spark.sql.codegen.wholeStage", "false");

  private static SparkSession spark;

  @BeforeAll
  static void register() {
    spark = session(COMPILED);
  }

  private static SparkSession session(Map<String, String> settings) {
    SparkSession session = TestSession.spark().newSession();
    settings.forEach(session.conf()::set);
    // Otherwise the optimiser computes a literal query on the driver, and nothing is compiled.
    session
        .conf()
        .set(
            "spark.sql.optimizer.excludedRules",
            "org.apache.spark.sql.catalyst.optimizer.ConstantFolding,"
                + "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation");
    LinkageFunctions.register(session);
    return session;
  }

  static Stream<Map<String, String>> modes() {
    return Stream.of(COMPILED, INTERPRETED);
  }

  /** Two records with one surname, by a model that knows surnames and years. */
  private static final String SMITHS =
      "('%s', named_struct('surname', 'smith', 'year', 1980), named_struct('surname', 'smith',"
          + " 'year', %s), '%s')";

  private static final Path MODEL = file("model.json", ModelJson.write(model()));
  private static final Path FREQUENCIES =
      file("frequencies.jsonl", "{\"column_name\":\"surname\",\"value\":\"smith\",\"tf\":0.02}\n");

  private static Path file(String name, String text) {
    try {
      Path file = Files.createTempDirectory("functions").resolve(name);
      file.toFile().deleteOnExit();
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prior 1/2: no bits. The same surname: log2(0.9 / 0.01); the same year: log2(0.8 / 0.1). */
  private static Model model() {
    return new Model(
        LinkType.DEDUPE_ONLY,
        0.5,
        List.of(
            new Comparison(
                "surname",
                "",
                List.of(
                    ComparisonLevel.missing("missing", "surname_l is null or surname_r is null"),
                    ComparisonLevel.when("equal", "surname_l = surname_r")
                        .with(OptionalDouble.of(0.9), OptionalDouble.of(0.01))
                        .with(new TermFrequencyAdjustment("surname", 1, 0)),
                    ComparisonLevel.otherwise()
                        .with(OptionalDouble.of(0.1), OptionalDouble.of(0.99)))),
            new Comparison(
                "year",
                "",
                List.of(
                    ComparisonLevel.missing("missing", "year_l is null or year_r is null"),
                    ComparisonLevel.when("equal", "absolute_difference(year_l, year_r) = 0")
                        .with(OptionalDouble.of(0.8), OptionalDouble.of(0.1)),
                    ComparisonLevel.otherwise()
                        .with(OptionalDouble.of(0.2), OptionalDouble.of(0.9))))));
  }

  /** An answer of every function, and a null where it has none. */
  private static final Map<String, Object> ANSWERS =
      Map.ofEntries(
          Map.entry("jaro_similarity('MARTHA', 'MARHTA')", 17 / 18.0),
          Map.entry("jaro_winkler_similarity('DWAYNE', 'DUANE')", 0.84),
          Map.entry("damerau_levenshtein('CA', 'ABC')", 2),
          Map.entry("optimal_string_alignment('CA', 'ABC')", 3),
          Map.entry("qgram_jaccard('NIGHT', 'NACHT')", 1 / 7.0),
          Map.entry("qgram_jaccard('NIGHT', 'NACHT', 1)", 3 / 7.0),
          Map.entry("qgram_cosine('NIGHT', 'NACHT')", 0.25),
          Map.entry("qgram_cosine('NIGHT', 'NACHT', 1)", 0.6),
          Map.entry("size(minhash_bands('NIGHT'))", 20),
          Map.entry("minhash_bands('NIGHT', 2, 5) = minhash_bands('NIGHT', 2, 5, 2, 1)", true),
          Map.entry("jaccard('AB', 'ABC')", 2 / 3.0),
          Map.entry("shorter_length('李明', 'ANNE')", 2),
          Map.entry(
              "array_best_similarity(array('ANNE', 'MARTHA'), array('MARHTA'), 'jaro_similarity')",
              17 / 18.0),
          Map.entry(
              "array_least_distance(array('ANNE', null), array('ANN', 'ZOE'), 'LEVENSHTEIN')", 1.0),
          Map.entry(
              "array_intersection_size(array('A', 'B', 'B', null), array('B', null, 'C'))", 1),
          Map.entry("array_intersection_size(array(1, 2), array(2, 3))", 1),
          Map.entry("array_intersection_size(array(DATE'2000-01-01'), array(DATE'2000-01-01'))", 1),
          Map.entry("array_is_subset(array('A'), array('B', 'A'))", true),
          Map.entry("array_is_subset(array(), array('A'))", false),
          Map.entry("array_is_subset(array(), array('A'), true)", true),
          Map.entry("array_cosine_similarity(array(1, 2, 2), array(2, 1, 2))", 8 / 9.0),
          Map.entry("absolute_difference(3, 5)", 2.0),
          Map.entry("percentage_difference(50, 100)", 0.5),
          Map.entry("distance_km(0, 0, 0, 1)", 111.19492664455873),
          Map.entry("date_difference_days(DATE'2000-01-01', DATE'1999-12-31')", 1),
          Map.entry("date_edit_distance(DATE'1980-02-03', DATE'1980-02-08')", 1),
          Map.entry("date_day_month_swapped(DATE'1980-02-03', DATE'1980-03-02')", true),
          Map.entry("date_parts_agreeing(DATE'1980-02-03', DATE'1981-02-03')", 2),
          Map.entry("is_placeholder_date(DATE'1900-01-01')", true),
          Map.entry("is_placeholder_date(DATE'1956-01-01')", false),
          Map.entry("is_placeholder_date(DATE'1956-01-01', true)", true),
          Map.entry("without_placeholder_date(DATE'1956-01-01')", LocalDate.parse("1956-01-01")),
          Map.entry("phonetic_soundex('Élodie')", "E430"),
          Map.entry("phonetic_double_metaphone('Smith')", "SM0"),
          Map.entry("phonetic_double_metaphone_codes('Smith')", List.of("SM0", "XMT")),
          Map.entry("phonetic_nysiis('Knight')", "NAGT"),
          Map.entry("phonetic_match_rating('Smith')", "SMTH"),
          Map.entry("match_rating_agrees('Byrne', 'Boern')", true),
          Map.entry("nickname_agrees('Peggy', 'MAGGIE')", true),
          Map.entry("nickname_groups('Nobody')", List.of("nobody")),
          Map.entry("tokens_same('SMITH-JONES', 'JONES SMITH')", true),
          Map.entry("tokens_shared('SMITH-JONES', 'SMITH')", 1),
          Map.entry("token_overlap('SMITH-JONES', 'SMITH')", 1.0),
          Map.entry("token_jaccard('SMITH-JONES', 'SMITH')", 0.5),
          Map.entry("token_similarity('SMYTH-JONES', 'JONES SMITH')", 0.9466666666666667),
          Map.entry("initial_agrees('J', 'JOHN')", true),
          Map.entry("postcode_area('sw1a2aa')", "SW"),
          Map.entry("postcode_district('sw1a2aa')", "SW1A"),
          Map.entry("postcode_sector('sw1a2aa')", "SW1A 2"),
          Map.entry("postcode_one_character_off('LS1 4AP', 'LS14AB')", true),
          Map.entry("nhs_number_one_digit_different('9991234560', '9991234569')", true),
          Map.entry("nhs_number_two_digits_transposed('9991234560', '9991243560')", true),
          Map.entry("trim_space(' \\t a b\u00A0')", "a b"),
          Map.entry("null_if_blank(' a ')", " a "),
          Map.entry("fold_accents('Łukasz Strauß')", "Lukasz Strauss"),
          Map.entry("iso_date('1980-03-12')", LocalDate.parse("1980-03-12")),
          Map.entry("clean_value('name', ' Mr O’Brien ')", "obrien"),
          Map.entry("cleaning_rules('name', 'Mr Count')", List.of("name-title", "name-ambiguous")),
          Map.entry("cleaning_rules('postcode', 'LS1 4AP')", List.of()),
          Map.entry("birth_date('1980-03-12')", LocalDate.parse("1980-03-12")),
          Map.entry("birth_date('12/03/1980', 'dd/MM/yyyy')", LocalDate.parse("1980-03-12")),
          Map.entry("partial_birth_date('198003')", "1980-03"),
          Map.entry("partial_birth_date('23/03/1980', 'dd/MM/yyyy')", "1980-03-23"),
          Map.entry("birth_date_rules('1980')", List.of("date-partial")),
          Map.entry(
              "birth_date_rules('2025-07-01', 'yyyy-MM-dd', '2025-06-30')", List.of("date-future")),
          // log2(90) + log2(8); without a year, log2(90); of a surname of 2 %, log2(0.9 / 0.02)
          Map.entry("match_weight" + SMITHS.formatted(MODEL, "1980", "none"), 9.491853096329674),
          Map.entry("match_weight" + SMITHS.formatted(MODEL, "null", "none"), 6.491853096329675),
          Map.entry(
              "match_weight" + SMITHS.formatted(MODEL, "null", FREQUENCIES), 5.491853096329675),
          Map.entry("match_probability" + SMITHS.formatted(MODEL, "null", FREQUENCIES), 45 / 46.0),
          Map.entry("email_username('ann@example.org')", "ann"),
          Map.entry("email_domain('ann@example.org')", "example.org"));

  private static final List<String> NO_ANSWER =
      List.of(
          "jaro_similarity('A', cast(null as string))",
          "jaro_winkler_similarity(cast(null as string), 'A')",
          "damerau_levenshtein('A', null)",
          "minhash_bands('A')",
          "array_best_similarity(array(), array('A'), 'jaro_similarity')",
          "array_best_similarity(array('A'), null, 'jaro_similarity')",
          "array_least_distance(array(cast(null as string)), array('A'), 'levenshtein')",
          "array_cosine_similarity(array(0, 0), array(1, 1))",
          "array_cosine_similarity(array(null, 0), array(1, 1))",
          "distance_km(91, 0, 0, 0)",
          "distance_km(51, 0, 0, null)",
          "without_placeholder_date(DATE'1900-01-01')",
          "without_placeholder_date(DATE'1956-01-01', true)",
          "phonetic_soundex('李明')",
          "phonetic_double_metaphone('42')",
          "phonetic_double_metaphone_codes('Иванов')",
          "phonetic_nysiis('')",
          "phonetic_match_rating('محمد')",
          "postcode_area('75001')",
          "postcode_district('ZZ99 3VZ')",
          "postcode_sector('LS1')",
          "null_if_blank(' \\t\u00A0')",
          "iso_date('1980-02-30')",
          "iso_date('1582-01-01')",
          "iso_date('12/03/1980')",
          "clean_value('nhs-number', '0000000000')",
          "clean_value('name', cast(null as string))",
          "cleaning_rules('name', cast(null as string))",
          "birth_date('1980')",
          "partial_birth_date('1900-01-01')",
          "match_weight('%s', cast(null as struct<surname: string, year: int>),".formatted(MODEL)
              + " named_struct('surname', 'smith', 'year', 1980), 'none')",
          "email_username('ann')",
          "email_domain('ann@')");

  @ParameterizedTest(name = "{0}")
  @MethodSource("modes")
  void knownAnswers(Map<String, String> mode) {
    List<String> calls = List.copyOf(ANSWERS.keySet());
    Row row = one(session(mode), calls);
    for (int i = 0; i < calls.size(); i++) {
      Object expected = ANSWERS.get(calls.get(i));
      Object actual = row.get(i);
      if (expected instanceof Double number) {
        assertEquals(number, (double) actual, 1e-9, calls.get(i));
      } else if (expected instanceof List<?>) {
        assertEquals(expected, row.getList(i), calls.get(i));
      } else if (expected instanceof LocalDate date) {
        assertEquals(Date.valueOf(date), actual, calls.get(i));
      } else {
        assertEquals(expected, actual, calls.get(i));
      }
    }
  }

  @Test
  void everyFunctionHasAKnownAnswer() {
    for (LinkageFunction function : LinkageFunctions.all()) {
      assertTrue(
          ANSWERS.keySet().stream().anyMatch(call -> call.contains(function.name() + "(")),
          function.name());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("modes")
  void answerNullWhereThereIsNoAnswer(Map<String, String> mode) {
    Row row = one(session(mode), NO_ANSWER);
    for (int i = 0; i < NO_ANSWER.size(); i++) {
      assertNull(row.get(i), NO_ANSWER.get(i));
    }
  }

  /** One row of all calls, computed in a task of its own, not by the optimiser. */
  private static Row one(SparkSession session, List<String> calls) {
    return session.range(1).repartition(1).selectExpr(calls.toArray(String[]::new)).head();
  }

  private static Dataset<Row> pairs(SparkSession session) {
    var random = new Random(1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String left = RandomText.text(random);
      rows.add(RowFactory.create(left, RandomText.near(left, random)));
    }
    rows.add(RowFactory.create(null, "A"));
    rows.add(RowFactory.create("A", null));
    StructType type =
        new StructType()
            .add("x_l", DataTypes.StringType, true)
            .add("x_r", DataTypes.StringType, true);
    // A shuffle, so that the strings reach the functions inside rows of the exchange.
    return session.createDataFrame(rows, type).repartition(3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("modes")
  void answerAsThePlainFunctions(Map<String, String> mode) {
    List<Row> answers =
        pairs(session(mode))
            .selectExpr(
                "x_l",
                "x_r",
                "jaro_similarity(x_l, x_r)",
                "jaro_winkler_similarity(x_l, x_r)",
                "damerau_levenshtein(x_l, x_r)",
                "optimal_string_alignment(x_l, x_r)",
                "levenshtein(x_l, x_r)",
                "qgram_jaccard(x_l, x_r)",
                "qgram_cosine(x_l, x_r, 3)",
                "phonetic_soundex(x_l)")
            .collectAsList();
    assertEquals(502, answers.size());
    for (Row row : answers) {
      if (row.isNullAt(0) || row.isNullAt(1)) {
        for (int i = 2; i < 9; i++) {
          assertTrue(row.isNullAt(i), "a missing value gives a missing answer");
        }
        continue;
      }
      String l = row.getString(0);
      String r = row.getString(1);
      assertEquals(Jaro.of(l, r), row.getDouble(2));
      assertEquals(JaroWinkler.of(l, r), row.getDouble(3));
      assertEquals(DamerauLevenshtein.of(l, r), row.getInt(4));
      assertEquals(OptimalStringAlignment.of(l, r), row.getInt(5));
      assertEquals(Levenshtein.of(l, r), row.getInt(6), "Spark's own levenshtein: " + l + "~" + r);
      assertEquals(QGrams.jaccard(l, r, 2), row.getDouble(7));
      assertEquals(QGrams.cosine(l, r, 3), row.getDouble(8));
      assertEquals(Phonetic.soundex(l).orElse(null), row.getString(9));
    }
  }

  @Test
  void workInFiltersAndJoins() {
    Dataset<Row> pairs = pairs(spark);
    assertEquals(
        pairs.filter("x_l = x_r").count(),
        pairs.filter("jaro_winkler_similarity(x_l, x_r) = 1").count());
    Dataset<Row> words = spark.sql("SELECT * FROM VALUES ('ANNA'), ('ANNE'), ('ZOE') AS t(word)");
    assertEquals(
        2,
        words
            .as("l")
            .join(
                words.as("r"),
                org.apache.spark.sql.functions.expr(
                    "l.word <> r.word AND damerau_levenshtein(l.word, r.word) <= 1"))
            .count());
  }

  @Test
  void anyFunctionOfTwoStringsServesArrays() {
    List<String> left = Arrays.asList("SMITH-JONES", null, "BROWN");
    List<String> right = List.of("JONES", "BRAUN");
    assertEquals(
        PairwiseBest.similarity(left, right, (l, r) -> QGrams.jaccard(l, r, 2)).getAsDouble(),
        one(
                spark,
                List.of(
                    "array_best_similarity(array('SMITH-JONES', null, 'BROWN'),"
                        + " array('JONES', 'BRAUN'), 'qgram_jaccard')"))
            .getDouble(0));
    spark
        .udf()
        .register(
            "length_gap",
            (String l, String r) -> l == null || r == null ? null : l.length() - r.length(),
            DataTypes.IntegerType);
    assertEquals(
        -1.0,
        one(
                spark,
                List.of(
                    "array_least_distance(array('ABC', null), array('ABCD', 'A'), 'length_gap')"))
            .getDouble(0));
    assertNull(
        one(
                spark,
                List.of(
                    "array_least_distance(cast(array() as array<string>), array('A'),"
                        + " 'length_gap')"))
            .get(0));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "array_best_similarity(array('A'), array('B'), 'levenshtein')|levenshtein is a distance;"
            + " use array_least_distance",
        "array_least_distance(array('A'), array('B'), 'jaccard')|jaccard is a similarity; use"
            + " array_best_similarity",
        "array_best_similarity(array('A'), array('B'), cast(rand() as string))|the function must be"
            + " named by a text in quotes",
        "array_best_similarity(array('A'), array('B'), 'no_such')|no_such",
        "jaro_similarity('A')|WRONG_NUM_ARGS",
        "jaro_similarity('A', 'B', 'C')|WRONG_NUM_ARGS",
        "qgram_jaccard('A')|[2, 3]",
        "jaro_similarity(array('A'), 'B')|DATATYPE_MISMATCH",
      })
  void aWrongCallIsRefusedBeforeAnythingRuns(String call, String says) {
    String message = assertThrows(Exception.class, () -> spark.sql("SELECT " + call)).getMessage();
    assertTrue(message.contains(says), message);
  }

  @Test
  void aModelThatCannotBeUsedIsRefusedByName() {
    Map<String, String> says =
        Map.of(
            "match_weight(concat('a', cast(rand() as string)), struct(1), struct(1))",
            "match_weight: model must be a text in quotes",
            "match_weight('/no/such.json', struct(1), struct(1))",
            "match_weight: cannot read the model /no/such.json",
            "match_probability('" + FREQUENCIES + "', struct(1), struct(1))",
            "is not a model",
            "match_weight" + SMITHS.formatted(MODEL, "1980", ""),
            "adjusts by term frequencies: give their file as the fourth argument",
            "match_weight" + SMITHS.formatted(MODEL, "1980", "/no/such.jsonl"),
            "cannot read the frequencies /no/such.jsonl",
            "match_weight('" + MODEL + "', 'smith', 'smith', 'none')",
            "left must be a record, a struct such as struct(l.*), was string",
            "match_weight('"
                + MODEL
                + "', named_struct('year', 1), named_struct('year', 1), 'none')",
            "surname");
    says.forEach(
        (call, words) -> {
          String message =
              assertThrows(Exception.class, () -> spark.sql("SELECT " + call)).getMessage();
          assertTrue(message.contains(words), call + ": " + message);
        });
  }

  @Test
  void usersBringTheirOwnNicknames(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.txt");
    Files.write(file, List.of("Xavier: Xav, Javi"));
    for (Map<String, String> mode : List.of(COMPILED, INTERPRETED)) {
      SparkSession session = session(mode);
      session.conf().set("spark.linkagehub.nicknames", file.toString());
      Row row =
          one(
              session,
              List.of(
                  "nickname_agrees('javi', 'XAV')",
                  "nickname_agrees('Bill', 'William')",
                  "nickname_groups('Xav')"));
      assertEquals(true, row.getBoolean(0));
      assertEquals(false, row.getBoolean(1));
      assertEquals(List.of("xavier"), row.getList(2));

      session.conf().set("spark.linkagehub.nicknames", folder.resolve("absent.txt").toString());
      String message =
          assertThrows(Exception.class, () -> session.sql("SELECT nickname_agrees('A', 'B')"))
              .getMessage();
      assertTrue(message.contains("spark.linkagehub.nicknames: cannot read "), message);
      assertTrue(message.contains("absent.txt"), message);
    }
  }

  @Test
  void areDescribed() {
    for (LinkageFunction function : LinkageFunctions.all()) {
      String text = spark.sql("DESCRIBE FUNCTION " + function.name()).collectAsList().toString();
      assertTrue(text.contains(function.signature()), text);
    }
  }

  @Test
  void haveNamesOfTheirOwn() {
    List<String> names = LinkageFunctions.all().stream().map(LinkageFunction::name).toList();
    assertEquals(names.size(), new TreeSet<>(names).size());
    SparkSession bare = TestSession.spark().newSession();
    for (String name : names) {
      assertThrows(
          AnalysisException.class,
          () -> bare.sql("DESCRIBE FUNCTION " + name).collectAsList(),
          name + " would hide a function of Spark");
    }
  }

  /** core/README.md documents what is registered, in the same words. */
  @Test
  void areListedInTheReadme() throws IOException {
    Path readme = Path.of(System.getProperty("linkage.root", ".."), "core", "README.md");
    String text = Files.readString(readme);
    String table =
        LinkageFunctions.all().stream()
            .map(
                function ->
                    "| "
                        + function.group()
                        + " | `"
                        + function.signature()
                        + "` | "
                        + function.returns().simpleString()
                        + " | "
                        + function.doc().replace("|", "\\|")
                        + " | "
                        + example(function)
                        + " |\n")
            .collect(Collectors.joining());
    assertTrue(
        text.contains(table), () -> "core/README.md must hold this table of functions:\n" + table);
  }

  /** Of the known answers of a function the first. */
  private static String example(LinkageFunction function) {
    if (function.group().equals("Scoring")) {
      return "[below](#a-model-in-sql)"; // its arguments are files
    }
    String call =
        ANSWERS.keySet().stream()
            .filter(known -> known.startsWith(function.name() + "("))
            .min(Comparator.naturalOrder())
            .orElseThrow();
    Object answer = ANSWERS.get(call);
    String shown =
        answer instanceof Double number
            ? BigDecimal.valueOf(number)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString()
            : String.valueOf(answer);
    return "`" + call.replace("|", "\\|") + "` is " + shown;
  }

  @ParameterizedTest(name = "twice: {0}")
  @ValueSource(booleans = {true, false})
  void comeWithTheExtension(boolean twice) {
    // A session of its own on the running context; the setting finds the class by name, makes it
    // without arguments and does the same.
    TestSession.spark();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    try {
      SparkSession extended =
          SparkSession.builder().withExtensions(new LinkageExtensions()).getOrCreate();
      if (twice) {
        LinkageFunctions.register(extended);
      }
      assertEquals(2, one(extended, List.of("damerau_levenshtein('CA', 'ABC')")).getInt(0));
      assertEquals(
          17 / 18.0,
          one(
                  extended,
                  List.of(
                      "array_best_similarity(array('MARTHA'), array('MARHTA'),"
                          + " 'jaro_similarity')"))
              .getDouble(0),
          1e-15);
    } finally {
      SparkSession.setDefaultSession(TestSession.spark());
      SparkSession.setActiveSession(TestSession.spark());
    }
  }
}
