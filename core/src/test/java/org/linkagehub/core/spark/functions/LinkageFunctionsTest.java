package org.linkagehub.core.spark.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.compare.DamerauLevenshtein;
import org.linkagehub.core.compare.Jaro;
import org.linkagehub.core.compare.JaroWinkler;
import org.linkagehub.core.compare.Levenshtein;
import org.linkagehub.core.compare.OptimalStringAlignment;
import org.linkagehub.core.compare.RandomText;
import org.linkagehub.core.spark.TestSession;

class LinkageFunctionsTest {
  private static SparkSession spark;
  private static Dataset<Row> pairs;

  @BeforeAll
  static void register() {
    spark = TestSession.spark().newSession();
    LinkageFunctions.register(spark);
    pairs = pairs(spark);
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

  @ParameterizedTest(name = "code generation {0}")
  @ValueSource(strings = {"CODEGEN_ONLY", "NO_CODEGEN"})
  void answerAsThePlainFunctions(String mode) {
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.codegen.factoryMode", mode);
    session.conf().set("spark.sql.codegen.wholeStage", mode.equals("CODEGEN_ONLY"));
    LinkageFunctions.register(session);
    List<Row> answers =
        pairs(session)
            .selectExpr(
                "x_l",
                "x_r",
                "jaro_similarity(x_l, x_r)",
                "jaro_winkler_similarity(x_l, x_r)",
                "damerau_levenshtein(x_l, x_r)",
                "optimal_string_alignment(x_l, x_r)",
                "levenshtein(x_l, x_r)")
            .collectAsList();
    assertEquals(502, answers.size());
    for (Row row : answers) {
      if (row.isNullAt(0) || row.isNullAt(1)) {
        for (int i = 2; i < 7; i++) {
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
    }
  }

  @Test
  void workInFiltersAndJoins() {
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
  void compileIntoTheStage() {
    String plan =
        pairs
            .selectExpr("jaro_winkler_similarity(x_l, x_r) AS s")
            .queryExecution()
            .executedPlan()
            .toString();
    assertTrue(plan.contains("jaroWinklerSimilarity"), plan);
    assertTrue(plan.contains("Project"), plan);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "jaro_similarity('A')|jaro_similarity",
        "jaro_similarity('A', 'B', 'C')|jaro_similarity"
      })
  void refuseTheWrongNumberOfArguments(String call, String named) {
    String message =
        assertThrows(AnalysisException.class, () -> spark.sql("SELECT " + call)).getMessage();
    assertTrue(message.contains("WRONG_NUM_ARGS"), message);
    assertTrue(message.contains(named), message);
  }

  @Test
  void areDescribed() {
    for (LinkageFunction function : LinkageFunctions.all()) {
      String text = spark.sql("DESCRIBE FUNCTION " + function.name()).collectAsList().toString();
      assertTrue(text.contains(function.signature()), text);
    }
  }

  @Test
  void comeWithTheExtension() {
    // A session of its own on the running context; the setting finds the class by name, makes it
    // without arguments and does the same.
    TestSession.spark();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    try {
      SparkSession extended =
          SparkSession.builder().withExtensions(new LinkageExtensions()).getOrCreate();
      assertEquals(
          2,
          extended.sql("SELECT damerau_levenshtein('CA', 'ABC')").collectAsList().get(0).getInt(0));
    } finally {
      SparkSession.setDefaultSession(TestSession.spark());
      SparkSession.setActiveSession(TestSession.spark());
    }
  }
}
