package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ComparisonSettings;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.model.TestModels;
import org.linkagehub.core.score.PairScorer;
import org.linkagehub.core.score.ScoredPair;
import org.linkagehub.core.score.TermFrequencyLookup;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.core.spark.internals.SparkInternals;

/** One pair in memory as in a batch, to the bit. */
class PairScorerTest {
  private static final BlockingRule ALL =
      new BlockingRule("all", List.of(BlockingRule.Key.of("1")), Optional.empty());

  private static final String EVERY_TEMPLATE =
      """
      linkage.comparisons = [
        { template = exact, column = sex }
        { template = levenshtein, column = code }
        { template = damerau_levenshtein, name = dl, column = code }
        { template = optimal_string_alignment, name = osa, column = code }
        { template = jaro, name = j, column = code }
        { template = jaro_winkler, name = jw, column = code }
        { template = jaccard, name = jac, column = code }
        { template = qgram, name = q, column = code }
        { template = name, column = forename }
        { template = forename, name = f, column = forename }
        { template = surname, column = surname, term-frequency-weight = 0.5, term-frequency-minimum-u = 0.1 }
        { template = phonetic, name = p, column = surname }
        { template = forename_surname, forename = forename, surname = surname }
        { template = date_of_birth, column = dob }
        { template = sex, name = s, column = sex }
        { template = postcode, column = postcode }
        { template = address_line, name = a, column = code }
        { template = distance, latitude = lat, longitude = lon }
        { template = email, column = email }
        { template = phone, column = phone }
        { template = nhs_number, column = nhs }
        { template = numeric, column = amount }
        { template = time, column = seen }
        { template = array, column = names }
        { template = cosine, column = vector }
        { template = custom, name = own, levels = [
          { sql = "code_l is null or code_r is null", missing = true }
          { sql = "code_l like 'a%' and substr(code_r, 1, 1) = 'a'", term-frequency = surname }
        ] }
      ]
      """;

  private static final StructType SCHEMA =
      new StructType()
          .add("record_id", DataTypes.StringType)
          .add("sex", DataTypes.StringType)
          .add("code", DataTypes.StringType)
          .add("forename", DataTypes.StringType)
          .add("surname", DataTypes.StringType)
          .add("dob", DataTypes.DateType)
          .add("postcode", DataTypes.StringType)
          .add("lat", DataTypes.DoubleType)
          .add("lon", DataTypes.DoubleType)
          .add("email", DataTypes.StringType)
          .add("phone", DataTypes.StringType)
          .add("nhs", DataTypes.StringType)
          .add("amount", DataTypes.DoubleType)
          .add("seen", DataTypes.TimestampType)
          .add("names", DataTypes.createArrayType(DataTypes.StringType))
          .add("vector", DataTypes.createArrayType(DataTypes.DoubleType));

  @Test
  void scoresEveryTemplateAsABatchDoes(@TempDir Path folder) throws IOException {
    LinkageFunctions.register(TestSession.spark());
    List<ComparisonSettings> settings =
        ConfigSource.ofText("every", EVERY_TEMPLATE)
            .read(in -> Optional.of(ComparisonSettings.readAll(in)));
    List<Comparison> comparisons = settings.stream().map(ComparisonSettings::comparison).toList();
    Model model = TestModels.withRandomParameters(new Random(3), comparisons);
    var rows = new ArrayList<Row>();
    var random = new Random(11);
    for (int i = 0; i < 60; i++) {
      rows.add(record(i, random));
    }
    Dataset<Row> records = TestSession.spark().createDataFrame(rows, SCHEMA);
    for (ComparisonSettings comparison : settings) {
      for (Map.Entry<String, String> derived : comparison.derived().entrySet()) {
        records = records.withColumn(derived.getKey(), expr(derived.getValue()));
      }
    }
    Dataset<Row> identified = TestRecords.identified(records, "people", 0);
    assertEquals(60 * 59 / 2, assertSame(identified, model));
    assertSameInSql(identified, model, folder);
  }

  /** Weighs all pairs by the functions of SQL. */
  private static void assertSameInSql(Dataset<Row> records, Model model, Path folder)
      throws IOException {
    TermFrequencies frequencies =
        TermFrequencies.of(records, TermFrequencies.columns(model.comparisons()));
    var lines = new StringBuilder();
    for (var column : frequencies.byColumn().entrySet()) {
      for (Row row : column.getValue().selectExpr("cast(value as string)", "tf").collectAsList()) {
        var line = new ObjectMapper().createObjectNode();
        line.put("column_name", column.getKey()).put("value", row.getString(0));
        lines.append(line.put("tf", row.getDouble(1))).append('\n');
      }
    }
    Path file = Files.writeString(folder.resolve("model.json"), ModelJson.write(model));
    Path values = Files.writeString(folder.resolve("frequencies.jsonl"), lines);
    String arguments = "('%s', l, r, '%s')".formatted(file, values);
    Dataset<Row> one = records.selectExpr("record_key", "struct(*) AS one");
    List<Row> weighed =
        one.selectExpr("record_key AS left_key", "one AS l")
            .crossJoin(one.selectExpr("record_key AS right_key", "one AS r"))
            .where("left_key < right_key")
            .selectExpr(
                "left_key",
                "right_key",
                "match_weight" + arguments,
                "match_probability" + arguments)
            .collectAsList();
    PairScorer scorer = PairScorer.of(model, lookup(frequencies));
    Map<Long, Map<String, Object>> byKey = new HashMap<>();
    for (Row row : records.collectAsList()) {
      byKey.put(row.<Long>getAs(Columns.RECORD_KEY), values(row));
    }
    assertEquals(60 * 59 / 2, weighed.size());
    for (Row pair : weighed) {
      ScoredPair other = scorer.score(byKey.get(pair.getLong(0)), byKey.get(pair.getLong(1)));
      assertEquals(other.matchWeight(), pair.getDouble(2), pair::toString);
      assertEquals(other.matchProbability(), pair.getDouble(3), pair::toString);
    }
  }

  /** Compares all pairs, and says how many there were. */
  static long assertSame(Dataset<Row> records, Model model) {
    TermFrequencies frequencies =
        TermFrequencies.of(records, TermFrequencies.columns(model.comparisons()));
    Dataset<Row> links =
        new SqlEngine()
            .score(
                records,
                new Scoring(model, List.of(ALL), frequencies, Double.NEGATIVE_INFINITY, true));
    return assertSame(records, links, model, frequencies);
  }

  /** Compares links that a batch made of the records. */
  static long assertSame(
      Dataset<Row> records, Dataset<Row> links, Model model, TermFrequencies frequencies) {
    PairScorer scorer = PairScorer.of(model, lookup(frequencies));
    Map<Long, Map<String, Object>> byKey = new HashMap<>();
    for (Row row : records.collectAsList()) {
      byKey.put(row.<Long>getAs(Columns.RECORD_KEY), values(row));
    }
    List<Row> batch = links.collectAsList();
    var wrong = new ArrayList<String>();
    for (Row link : batch) {
      ScoredPair pair =
          scorer.score(
              byKey.get(link.<Long>getAs(Columns.LEFT_KEY)),
              byKey.get(link.<Long>getAs(Columns.RIGHT_KEY)));
      if (!pair.equals(batchPair(link, pair, model))) {
        wrong.add(batchPair(link, pair, model) + " in a batch, " + pair + " in memory");
      }
    }
    assertEquals(List.of(), wrong.subList(0, Math.min(3, wrong.size())), wrong.size() + " differ");
    return batch.size();
  }

  /** What the batch says of a pair; labels and the prior, which it does not hold, of the other. */
  private static ScoredPair batchPair(Row link, ScoredPair other, Model model) {
    var parts = new ArrayList<ScoredPair.Part>();
    for (int c = 0; c < model.comparisons().size(); c++) {
      String name = model.comparisons().get(c).name();
      parts.add(
          new ScoredPair.Part(
              name,
              link.<Integer>getAs(Columns.gamma(name)),
              other.parts().get(c).level(),
              link.<Double>getAs(Columns.partialWeight(name)),
              link.<Double>getAs(Columns.tfWeight(name))));
    }
    return new ScoredPair(
        other.priorWeight(),
        parts,
        link.<Double>getAs(Columns.MATCH_WEIGHT),
        link.<Double>getAs(Columns.MATCH_PROBABILITY));
  }

  private static TermFrequencyLookup lookup(TermFrequencies frequencies) {
    var byColumn = new HashMap<String, Map<String, Double>>();
    frequencies
        .byColumn()
        .forEach(
            (column, table) -> {
              var byValue = new HashMap<String, Double>();
              table
                  .selectExpr("cast(value as string)", "tf")
                  .collectAsList()
                  .forEach(row -> byValue.put(row.getString(0), row.getDouble(1)));
              byColumn.put(column, byValue);
            });
    return TermFrequencyLookup.of(byColumn);
  }

  private static Map<String, Object> values(Row row) {
    var values = new HashMap<String, Object>();
    for (String column : row.schema().fieldNames()) {
      Object value = row.getAs(column);
      values.put(
          column, value instanceof scala.collection.Seq<?> seq ? SparkInternals.list(seq) : value);
    }
    return values;
  }

  private static Row record(int id, Random random) {
    return RowFactory.create(
        String.valueOf(id),
        of(random, "male", "female"),
        of(random, "abcde", "abcd", "acbde", "abxyde", "edcba", "a", "Zoë", "李明", "李敏", "sea view"),
        of(random, "margaret", "peggy", "maggie", "m", "jon", "john", "martha", "marhta"),
        of(random, "smith", "smyth", "smith jones", "jones smith", "dickson", "dixon", "martha"),
        of(
            random,
            date("1980-03-04"),
            date("1980-04-03"),
            date("1980-03-05"),
            date("1981-03-04"),
            date("1990-12-31")),
        of(random, "SW1A2AA", "SW1A2AB", "SW1A1AA", "SW1X7AA", "SE57AA", "M11AE", "SW1A"),
        of(random, 51.5, 51.505, 51.55, 52.3, 95.0),
        of(random, -0.1, -0.101, 2.0),
        of(random, "a.b@c.org", "a.b@d.org", "ab@c.org", "x@y.z", "nobody"),
        of(random, "02079460000", "02079460001", "02079640000", "07700900123"),
        of(random, "9000000009", "9000000008", "9000000090", "9123456789"),
        of(random, 100.0, 100.5, 105.0, 200.0, 0.0),
        of(
            random,
            Timestamp.valueOf("2020-01-01 10:00:00"),
            Timestamp.valueOf("2020-01-01 10:00:30.5"),
            Timestamp.valueOf("2020-01-01 10:30:00"),
            Timestamp.valueOf("2020-01-03 10:30:00")),
        of(
            random,
            new String[] {"smith", "jones"},
            new String[] {"jonse"},
            new String[] {"brown", null}),
        of(random, new Double[] {1.0, 0.0}, new Double[] {2.0, 0.5}, new Double[] {0.0, 1.0}));
  }

  private static Date date(String iso) {
    return Date.valueOf(LocalDate.parse(iso));
  }

  @SafeVarargs
  private static <T> T of(Random random, T... values) {
    int drawn = random.nextInt(values.length + 1);
    return drawn == values.length ? null : values[drawn];
  }

  private static Comparison comparison(String condition) {
    return new Comparison(
        "n",
        "n",
        List.of(
            ComparisonLevel.missing("missing", "n_l IS NULL OR n_r IS NULL"),
            ComparisonLevel.when("equal", condition)
                .with(OptionalDouble.of(.9), OptionalDouble.of(.1))
                .with(new TermFrequencyAdjustment("n", 1, .05)),
            ComparisonLevel.otherwise().with(OptionalDouble.of(.1), OptionalDouble.of(.9))));
  }

  @Test
  void saysWhichLevelCannotBeScoredWithoutSpark() {
    assertEquals(
        "comparison n, level 'equal' cannot be scored without Spark: the function crc32 is not"
            + " known without Spark",
        refusal("crc32(n_l) = crc32(n_r)"));
    assertEquals(
        "comparison n, level 'equal' cannot be scored without Spark: unexpected '[' at character 4"
            + " of: n_l[0] = n_r[0]",
        refusal("n_l[0] = n_r[0]"));
  }

  private static String refusal(String condition) {
    return assertThrows(
            IllegalArgumentException.class,
            () ->
                PairScorer.of(
                    TestModels.withAnyParameters(comparison(condition)),
                    TermFrequencyLookup.none()))
        .getMessage();
  }

  @Test
  void readsTheColumnsOfConditionsAndFrequencies() {
    Model model = TestModels.withAnyParameters(comparison("lower(n_l) = lower(o_r)"));
    assertEquals(Set.of("n", "o"), PairScorer.of(model, TermFrequencyLookup.none()).columns());
  }

  // Splink's public test of term frequencies: a value that is in no table is not adjusted, floor or
  // not.
  @Test
  void adjustsNothingWhereNoFrequencyIsKnown() {
    var records = TestRecords.records("record_id n", "1|x", "2|x", "3|y");
    var model = new Model(LinkType.DEDUPE_ONLY, .01, List.of(comparison("n_l = n_r")));
    var frequencies =
        new TermFrequencies(
            Map.of(
                "n",
                TestRecords.table("value tf", "y|0.5").selectExpr("value", "double(tf) as tf")));
    Row link =
        new SqlEngine()
            .score(
                records,
                new Scoring(model, List.of(ALL), frequencies, Double.NEGATIVE_INFINITY, true))
            .where("left_id = '1' and right_id = '2'")
            .head();
    assertEquals(0, link.<Double>getAs("tf_weight_n"));
    PairScorer scorer = PairScorer.of(model, TermFrequencyLookup.of(Map.of("n", Map.of("y", .5))));
    assertEquals(0, scorer.score(Map.of("n", "x"), Map.of("n", "x")).parts().get(0).tfWeight());
    assertEquals(
        Math.log(.1 / .5) / Math.log(2),
        scorer.score(Map.of("n", "y"), Map.of("n", "y")).parts().get(0).tfWeight(),
        1e-12);
  }
}
