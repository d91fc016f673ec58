package org.linkagehub.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.compare.RandomText;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.functions.LinkageFunction;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.core.spark.internals.SparkInternals;

/** In memory as in Spark: the same expressions on the same values. */
@Tag("every-spark")
class ProgramTest {
  /** Over a, b (text), n, k (INT), g (BIGINT), x, y (DOUBLE), d, e (DATE), t (TIMESTAMP), v, w. */
  private static final List<String> EXPRESSIONS =
      List.of(
          // comparisons and logic
          "a = b",
          "a <> b",
          "a < b",
          "a >= b",
          "a <=> b",
          "n = k",
          "n < g",
          "n <= x",
          "x > y",
          "x = y",
          "d = e",
          "d < e",
          "d <= t",
          "v = w",
          "n = k AND x < y",
          "n = k OR x < y",
          "NOT (n = k OR a = b)",
          "a IS NULL AND b IS NOT NULL",
          "n IN (1, 2, k)",
          "a IN ('a', 'b')",
          "n NOT IN (1, 2)",
          "n BETWEEN 1 AND k",
          "CASE WHEN n = k THEN 'same' WHEN n > k THEN 'more' END",
          "CASE WHEN x > y THEN x ELSE y END",
          // arithmetic
          "n + k",
          "n - k",
          "n * k",
          "n * g",
          "x + y",
          "x - n",
          "x * y",
          "x / 3",
          "n / 4",
          "a || '-' || b",
          // casts
          "cast(n as string)",
          "cast(x as string)",
          "cast(x as int)",
          "cast(n as double)",
          "cast(x / 3 as float) <= 1.5",
          "cast(cast(x / 3 as float) as double)",
          "cast(n as boolean)",
          "cast(d as string)",
          "cast(d as timestamp)",
          "cast(t as string)",
          "cast(t as date)",
          "try_cast(a as int)",
          "try_cast(a as double)",
          "try_cast(a as date)",
          "try_cast(a as timestamp)",
          "try_cast(concat(cast(d as string), 'T01:02:03.4') as timestamp)",
          "try_cast(concat(year(d), '-', month(d)) as date)",
          "cast(cast(n as string) as bigint)",
          // nothing and choices
          "coalesce(a, b, 'none')",
          "nvl(n, k)",
          "ifnull(n, k)",
          "nullif(a, b)",
          "if(x > y, n, k)",
          "isnull(a)",
          "isnotnull(a)",
          // text
          "lower(a)",
          "upper(a)",
          "trim(a)",
          "ltrim(a)",
          "rtrim(a)",
          "length(a)",
          "char_length(a)",
          "substr(a, 2)",
          "substr(a, 2, 3)",
          "substring(a, -3, 2)",
          "substring(a, 0, 2)",
          "substring(a, -20, 10)",
          "left(a, 3)",
          "left(a, -1)",
          "right(a, 3)",
          "right(a, 0)",
          "concat(a, ' ', b)",
          "concat_ws('|', a, b, 'c')",
          "replace(a, 'A', 'xy')",
          "replace(a, 'A')",
          "reverse(a)",
          "soundex(a)",
          "soundex(concat('B', a, 'hws', a, '0z'))",
          "soundex(a) = soundex(b)",
          "instr(a, 'B')",
          "position('B', a)",
          "locate('B', a)",
          "startswith(a, 'A')",
          "endswith(a, 'A')",
          "contains(a, 'B')",
          "substring_index(a, 'B', 1)",
          "substring_index(a, 'B', -2)",
          "substring_index(a, 'B', 3)",
          "translate(a, 'ABÉ', '12')",
          "like(a, 'A%B_')",
          "rlike(a, 'A+B')",
          "regexp_like(a, '^[A-C]+$')",
          "regexp_extract(a, '([A-C]+)D', 1)",
          "regexp_extract(a, '[A-C]+', 0)",
          "regexp_replace(a, '([AB])C', '$1x')",
          "split(a, 'B')",
          "levenshtein(a, b)",
          "levenshtein(a, b, 2)",
          // numbers
          "abs(n)",
          "abs(x)",
          "greatest(n, k)",
          "greatest(x, n) = n",
          "greatest(x, y)",
          "least(x, y, n) < 0",
          "round(x)",
          "round(x, 1)",
          "floor(x)",
          "ceil(x)",
          "sqrt(abs(x))",
          "exp(x / 100)",
          "ln(x)",
          "log2(x)",
          "log10(x)",
          "pow(x / 10, 2.5)",
          "sin(x)",
          "cos(x)",
          "acos(x / 1000)",
          "asin(x / 1000)",
          "radians(x)",
          "sign(x)",
          // dates
          "year(d)",
          "month(d)",
          "day(d)",
          "datediff(d, e)",
          "date_diff(d, e)",
          "unix_date(d)",
          "unix_seconds(t)",
          "unix_seconds(cast(d as timestamp))",
          "try_to_timestamp(cast(d as string), 'yyyy-MM-dd')",
          "try_to_timestamp(cast(d as string), 'dd/MM/yyyy')",
          "try_to_timestamp(replace(cast(d as string), '-', ''), 'yyyyMMdd')",
          "try_to_timestamp(a, 'yyyy-MM-dd')",
          "to_date(cast(d as string), 'yyyy-MM-dd')",
          "try_to_timestamp(cast(t as string))",
          "to_date(cast(d as string))",
          // arrays
          "size(v)",
          "cardinality(v)",
          "array_size(w)",
          "array(a, b)",
          "array_contains(v, 'A')",
          "arrays_overlap(v, w)",
          "array_intersect(v, w)",
          "array_distinct(v)",
          "element_at(array(a, b), -1)",
          // our own
          "jaro_similarity(a, b)",
          "jaro_winkler_similarity(a, b)",
          "damerau_levenshtein(a, b)",
          "damerau_levenshtein(d, e)",
          "optimal_string_alignment(a, b)",
          "qgram_jaccard(a, b)",
          "qgram_jaccard(a, b, 3)",
          "qgram_cosine(a, b, 1)",
          "minhash_bands(a, 2, 3, 2, 7)",
          "minhash_bands(b)",
          "jaccard(a, b)",
          "shorter_length(a, b)",
          "array_best_similarity(v, w, 'jaro_winkler_similarity')",
          "array_least_distance(v, w, 'levenshtein')",
          "array_best_similarity(v, w, 'token_similarity')",
          "array_intersection_size(v, w)",
          "array_is_subset(v, w)",
          "array_is_subset(v, w, true)",
          "array_cosine_similarity(array(x, y), array(y, 1.5))",
          "absolute_difference(x, n)",
          "percentage_difference(x, y)",
          "distance_km(x, y, y, x)",
          "date_difference_days(d, e)",
          "date_edit_distance(d, e)",
          "date_day_month_swapped(d, e)",
          "date_parts_agreeing(d, e)",
          "is_placeholder_date(d)",
          "is_placeholder_date(d, true)",
          "without_placeholder_date(d, true)",
          "trim_space(a)",
          "null_if_blank(a)",
          "fold_accents(a)",
          "iso_date(cast(d as string))",
          "clean_value('name', a)",
          "cleaning_rules('postcode', a)",
          "birth_date(cast(d as string))",
          "partial_birth_date(left(cast(d as string), 7))",
          "birth_date_rules(cast(d as string), 'yyyy-MM-dd|dd/MM/yyyy', '2020-01-01')",
          "phonetic_soundex(a)",
          "phonetic_double_metaphone(a)",
          "phonetic_double_metaphone_codes(a)",
          "phonetic_nysiis(a)",
          "phonetic_match_rating(a)",
          "match_rating_agrees(a, b)",
          "nickname_agrees('Peggy', 'Maggie')",
          "nickname_agrees(a, b)",
          "nickname_groups('Bert')",
          "tokens_same(a, b)",
          "tokens_shared(a, b)",
          "token_overlap(a, b)",
          "token_jaccard(a, b)",
          "token_similarity(a, b)",
          "initial_agrees(a, b)",
          "postcode_area('SW1A 2AA')",
          "postcode_district(a)",
          "postcode_sector('ZZ99 3VZ')",
          "postcode_one_character_off(a, b)",
          "nhs_number_one_digit_different('9000000009', '9000000008')",
          "nhs_number_two_digits_transposed(a, b)",
          "email_username('a.b@c.org')",
          "email_domain(a)");

  private static final StructType SCHEMA =
      new StructType()
          .add("a", DataTypes.StringType)
          .add("b", DataTypes.StringType)
          .add("n", DataTypes.IntegerType)
          .add("k", DataTypes.IntegerType)
          .add("g", DataTypes.LongType)
          .add("x", DataTypes.DoubleType)
          .add("y", DataTypes.DoubleType)
          .add("d", DataTypes.DateType)
          .add("e", DataTypes.DateType)
          .add("t", DataTypes.TimestampType)
          .add("v", DataTypes.createArrayType(DataTypes.StringType))
          .add("w", DataTypes.createArrayType(DataTypes.StringType));

  @Test
  void evaluatesAsSparkDoes() {
    LinkageFunctions.register(TestSession.spark());
    List<Expression> expressions = EXPRESSIONS.stream().map(ExpressionParser::parse).toList();
    Program program = Program.of(expressions);
    var rows = new ArrayList<Row>();
    var random = new Random(7);
    for (int i = 0; i < 100; i++) {
      rows.add(row(random));
    }
    Dataset<Row> table = TestSession.spark().createDataFrame(rows, SCHEMA);
    String[] columns = expressions.stream().map(Expression::toSparkSql).toArray(String[]::new);
    List<Row> answers = table.selectExpr(columns).collectAsList();
    var wrong = new ArrayList<String>();
    for (int i = 0; i < rows.size(); i++) {
      Row given = rows.get(i);
      Program.Evaluation evaluation =
          program.on(
              program.columns().stream().map(c -> plain(given.get(SCHEMA.fieldIndex(c)))).toList());
      for (int e = 0; e < columns.length; e++) {
        Object spark = SqlValues.of(plain(answers.get(i).get(e)));
        Object ours = evaluation.value(e);
        if (!Objects.equals(spark, ours)) {
          wrong.add(EXPRESSIONS.get(e) + ": " + ours + " not " + spark + " of " + given);
        }
      }
    }
    assertEquals(List.of(), wrong.subList(0, Math.min(20, wrong.size())), wrong.size() + " differ");
  }

  private static Row row(Random random) {
    String a = RandomText.text(random);
    return RowFactory.create(
        orNull(random, a),
        orNull(random, RandomText.near(a, random)),
        orNull(random, random.nextInt(7) - 2),
        orNull(random, random.nextInt(7) - 2),
        orNull(random, random.nextLong() >> 40),
        orNull(random, (random.nextInt(4000) - 2000) / 16.0),
        orNull(random, random.nextGaussian() * 50),
        orNull(random, date(random)),
        orNull(random, date(random)),
        orNull(random, Timestamp.from(Instant.ofEpochMilli((random.nextLong() >> 24) / 10 * 10))),
        orNull(random, texts(random)),
        orNull(random, texts(random)));
  }

  private static Date date(Random random) {
    LocalDate date =
        LocalDate.of(1900 + random.nextInt(3), 1 + random.nextInt(4), 1 + random.nextInt(4));
    return Date.valueOf(random.nextInt(20) == 0 ? LocalDate.of(2090, 2, 28) : date);
  }

  private static String[] texts(Random random) {
    String[] texts = new String[random.nextInt(4)];
    Arrays.setAll(texts, i -> orNull(random, "ABCD".substring(random.nextInt(3))));
    return texts;
  }

  private static <T> T orNull(Random random, T value) {
    return random.nextInt(8) == 0 ? null : value;
  }

  /** Arrays as lists, on the way in and on the way out of Spark. */
  private static Object plain(Object value) {
    if (value instanceof scala.collection.Seq<?> seq) {
      return new ArrayList<>(SparkInternals.list(seq));
    }
    return value;
  }

  @Test
  void knowsEveryFunctionOfOursButThoseThatReadAModel() {
    var unknown = new TreeSet<String>();
    for (LinkageFunction function : LinkageFunctions.all()) {
      if (!Program.functions().contains(function.name())) {
        unknown.add(function.name());
      }
    }
    // A condition is a part of a model, and so cannot ask one.
    assertEquals(Set.of("match_weight", "match_probability"), unknown);
  }

  @Test
  void doesInMemoryEveryFunctionThatTheTestComparesWithSpark() {
    String all = String.join(" ", EXPRESSIONS);
    List<String> aliases =
        List.of(
            "lcase",
            "ucase",
            "len",
            "character_length",
            "regexp",
            "ceiling",
            "power",
            "dayofmonth",
            "to_timestamp");
    for (String function : Program.functions()) {
      assertTrue(all.contains(function + "(") || aliases.contains(function), function);
    }
  }

  @Test
  void namesAFunctionThatNeedsSparkAndTheNearestThatDoesNot() {
    var unknown =
        assertThrows(EvaluationException.class, () -> program("jaro_winkler_similarty(a, b)"));
    assertEquals(
        "the function jaro_winkler_similarty is not known without Spark; did you mean"
            + " jaro_winkler_similarity?",
        unknown.getMessage());
    var arguments = assertThrows(EvaluationException.class, () -> program("jaro_similarity(a)"));
    assertEquals(
        "the function jaro_similarity takes 2 arguments, was given 1", arguments.getMessage());
  }

  @Test
  void neverNamesAValueItCannotRead() {
    var unreadable =
        assertThrows(
            EvaluationException.class,
            () -> program("cast(a as date) = b").on(List.of("Miller", "x")).value(0));
    assertEquals("a value cannot be read as date", unreadable.getMessage());
  }

  @Test
  void refusesAnOverflowAndADivisionByZero() {
    assertThrows(EvaluationException.class, () -> program("a * a").on(List.of(100_000)).value(0));
    assertEquals(10_000_000_000L, program("a * a").on(List.of(100_000L)).value(0));
    assertThrows(EvaluationException.class, () -> program("a / 0").on(List.of(1)).value(0));
  }

  @Test
  void takesDecimalsSinglesAndSmallNumbers() {
    assertEquals(
        true, program("a = b").on(List.of(new BigDecimal("1.50"), new BigDecimal("1.5"))).value(0));
    assertEquals(true, program("a < b").on(List.of((short) 1, 1.5f)).value(0));
    assertEquals(
        "a value is of java.lang.Object, which is no value of SQL",
        assertThrows(EvaluationException.class, () -> program("a = b").on(List.of(new Object(), 1)))
            .getMessage());
  }

  private static Program program(String sql) {
    return Program.of(List.of(ExpressionParser.parse(sql)));
  }
}
