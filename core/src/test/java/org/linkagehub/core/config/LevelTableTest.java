package org.linkagehub.core.config;

import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TestModels;
import org.linkagehub.core.score.PairScorer;
import org.linkagehub.core.score.ScoredPair;
import org.linkagehub.core.score.TermFrequencyLookup;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.Scoring;
import org.linkagehub.core.spark.SqlEngine;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.core.spark.TestRecords;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.core.spark.internals.SparkInternals;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.core.standardise.Standardisation.SourceType;

/**
 * Every level that words can name, each with a pair just inside its bound and one just outside, by
 * three ways that must agree: Spark SQL, the block engine where it compiles the level, and one pair
 * in memory without Spark. Every level is then laid against every pair of the table, and the three
 * must still agree.
 */
class LevelTableTest {
  /**
   * Column, level, a pair that is on it, a pair that is not. Known answers of Jaro and
   * Jaro-Winkler: Winkler (1990); of CA and ABC: optimal string alignment 3, unrestricted 2.
   */
  private static final String TABLE =
      """
      text | exact | smith ~ smith | smith ~ smyth
      text | both is 'x' | x ~ x | x ~ y
      text | either is 'x' | y ~ x | y ~ z
      text | left is 'x' | x ~ y | y ~ x
      text | right is 'x' | y ~ x | x ~ y
      text | levenshtein <= 1 | abcd ~ abed | abcd ~ abdc
      text | levenshtein <= 2 | abcd ~ abdc | abcd ~ badc
      text | damerau_levenshtein <= 1 | abcd ~ abdc | CAT ~ ABCT
      text | damerau_levenshtein <= 2 | CAT ~ ABCT | abcd ~ xyzd
      text | optimal_string_alignment <= 1 | abcd ~ abdc | abcd ~ badc
      text | optimal_string_alignment <= 2 | abcd ~ badc | CAT ~ ABCT
      text | one-character | abcd ~ acbd | abcd ~ badc
      text | jaro >= 0.944 | MARTHA ~ MARHTA | DWAYNE ~ DUANE
      text | jaro >= 0.82 | DWAYNE ~ DUANE | DIXON ~ DICKSONX
      text | jaro_winkler >= 0.96 | MARTHA ~ MARHTA | DUNNINGHAM ~ CUNNIGHAM
      text | jaro_winkler >= 0.88 | DUNNINGHAM ~ CUNNIGHAM | DWAYNE ~ DUANE
      text | jaro_winkler >= 0.84 | DWAYNE ~ DUANE | DIXON ~ DICKSONX
      text | jaro_winkler >= 0.7 | DIXON ~ DICKSONX | 李明 ~ 李敏
      text | jaccard >= 0.9 | abcdefghij ~ abcdefghi | abcdefghij ~ abcdefgh
      text | qgram_jaccard >= 0.85 | abcdefgh ~ abcdefg | abcdefgh ~ abcdef
      text | qgram_jaccard 3 >= 0.8 | abcdefgh ~ abcdefg | abcdefgh ~ abcdef
      text | qgram_cosine >= 0.9 | 12 high street ~ 12 high streets | high street ~ street high
      text | levenshtein <= 1 and exact or not exact and levenshtein <= 1 | 李小明 ~ 李小敏 | 李明 ~ 李敏
      text | levenshtein <= 2 and not levenshtein <= 1 | Núñez ~ Nunez | José ~ Jose
      name | exact | Núñez ~ NUNEZ | Núñez ~ Nunes
      name | same-soundex | robert ~ rupert | robert ~ rubin
      name | same-double-metaphone | smith ~ schmidt | smith ~ jones
      name | same-nysiis | knight ~ night | knight ~ knife
      name | same-match-rating | byrne ~ boern | smith ~ jones
      name | same-nickname | peggy ~ maggie | peggy ~ robert
      name | same-initial | j ~ john | j ~ ann
      name | same-tokens | smith-jones ~ jones smith | smith jones ~ jones
      name | token_overlap >= 1 | smith jones ~ jones | smith jones ~ jones brown
      name | token_jaccard >= 0.5 | smith jones ~ jones | smith jones brown ~ jones
      name | tokens_shared >= 2 | anna maria lopez ~ lopez anna | anna lopez ~ lopez ines
      name | token_similarity >= 0.9 | martha jones ~ marhta jones | martha jones ~ dwayne jones
      name | same-soundex and not exact | robert ~ rupert | robert ~ robert
      postcode | exact | SW1A 1AA ~ sw1a1aa | SW1A 1AA ~ SW1A 1AB
      postcode | postcode-one-character | SW1A 1AA ~ SW1A 1AB | SW1A 1AA ~ SW1A 1ZZ
      postcode | same-sector | SW1A 1AA ~ SW1A 1ZZ | SW1A 1AA ~ SW1A 2AA
      postcode | same-district | SW1A 1AA ~ SW1A 2AA | SW1A 1AA ~ SW1E 2AA
      postcode | same-area | SW1A 1AA ~ SW9 2BB | SW1A 1AA ~ SE1 1AA
      nhs | exact | 999 123 4560 ~ 9991234560 | 9991234560 ~ 9991234561
      nhs | nhs-number-one-digit | 9991234560 ~ 9991234561 | 9991234560 ~ 9991234571
      nhs | nhs-number-transposed | 9991234560 ~ 9991243560 | 9991234560 ~ 9991432560
      sex | exact | 1 ~ Male | M ~ F
      email | same-username | ann.lee@a.org ~ ann.lee@b.org | ann.lee@a.org ~ ann.li@a.org
      email | same-domain | ann@a.org ~ bob@a.org | ann@a.org ~ ann@b.org
      email | username jaro_winkler >= 0.88 | ann.lee12@a.org ~ ann.lee13@wxyzkqwv.zz | ann@a.org ~ zoe@a.org
      phone | exact | +44 113 496 0000 ~ 0113 496 0000 | 0113 496 0000 ~ 0113 496 0001
      phone | one-character | 0113 496 0000 ~ 0113 496 0001 | 0113 496 0000 ~ 0113 496 0011
      address | same-tokens | 12 High St ~ High St 12 | 12 High St ~ 12 High Rd
      dob | exact | 1971-06-24 ~ 19710624 | 1971-06-24 ~ 1971-06-25
      dob | both is date '1971-06-24' | 1971-06-24 ~ 1971-06-24 | 1971-06-24 ~ 1971-06-25
      dob | date-one-character | 1971-06-24 ~ 1971-06-25 | 1971-06-24 ~ 1971-07-25
      dob | day-month-swapped | 1971-06-05 ~ 1971-05-06 | 1971-06-05 ~ 1971-05-07
      dob | two-parts | 1971-06-24 ~ 1938-06-24 | 1971-06-24 ~ 1938-07-24
      dob | within 1 day | 1999-12-31 ~ 2000-01-01 | 1999-12-31 ~ 2000-01-02
      dob | within 1 month | 1971-01-31 ~ 1971-03-02 | 1971-01-29 ~ 1971-03-01
      dob | within 1 year | 1971-01-01 ~ 1972-01-01 | 1972-01-01 ~ 1973-01-01
      dob | within 10 years | 1971-06-24 ~ 1981-06-23 | 1971-06-24 ~ 1981-06-24
      birth | whole-date exact | 1971-06-24 ~ 19710624 | 1971-06-24 ~ 1971-06
      birth | whole-date two-parts | 1971-06-24 ~ 1938-06-24 | 1971-06 ~ 1971-06
      birth | year-month exact | 1971-06 ~ 1971-06-24 | 1971 ~ 1971-06-24
      birth | year exact | 1971 ~ 1971-06-24 | 1971-06 ~ 1972-06-24
      seen | within 60 seconds | 2020-01-01 10:00:00 ~ 2020-01-01 10:01:00 | 2020-01-01 10:00:00 ~ 2020-01-01 10:01:01
      seen | within 1 minute | 2020-01-01 10:00:00 ~ 2020-01-01 10:01:00 | 2020-01-01 10:00:00 ~ 2020-01-01 10:01:01
      seen | within 1 hour | 2020-01-01 10:00:00 ~ 2020-01-01 11:00:00 | 2020-01-01 10:00:00 ~ 2020-01-01 11:00:01
      seen | within 24 hours | 2020-01-01 10:00:00 ~ 2020-01-02 10:00:00 | 2020-01-01 10:00:00 ~ 2020-01-02 10:00:01
      amount | exact | 5 ~ 5.0 | 5 ~ 5.1
      amount | either is 5 | 5 ~ 6 | 4 ~ 6
      amount | absolute_difference <= 5 | 10 ~ 15 | 10 ~ 15.1
      amount | percentage_difference < 0.1 | 100 ~ 90.1 | 100 ~ 90
      names | array_intersection_size >= 2 | a,b,c ~ c,b | a,b,c ~ c,d
      names | subset | a ~ a,b | a,c ~ a,b
      names | subset-or-empty | - ~ a,b | c ~ a,b
      names | best jaro_winkler >= 0.96 | x,MARTHA ~ MARHTA,y | x,DIXON ~ DICKSONX,y
      names | best jaro >= 0.944 | x,MARTHA ~ MARHTA,y | DWAYNE ~ DUANE
      names | least levenshtein <= 1 | 李小明,x ~ 李小敏 | 李明,x ~ 李敏
      names | least damerau_levenshtein <= 1 | abcd ~ abdc | CAT ~ ABCT
      vector | array_cosine_similarity >= 0.9 | 1,0 ~ 2,0 | 1,0 ~ 8,6
      vector | array_cosine_similarity >= 0.7 | 1,0 ~ 0.75,0.66 | 1,0 ~ 0,1
      place | within 1 km | 53,-1.5 ~ 53.0089,-1.5 | 53,-1.5 ~ 53.0091,-1.5
      place | within 100 km | 53,-1.5 ~ 53.8901,-1.5 | 53,-1.5 ~ 53.9001,-1.5
      full_name | both exact | ann,lee ~ ann,lee | ann,lee ~ ann,li
      full_name | swapped | ann,lee ~ lee,ann | ann,lee ~ lee,bob
      full_name | half-swapped | ann,lee ~ lee,bob | ann,lee ~ bob,cox
      full_name | both jaro_winkler >= 0.88 | DUNNINGHAM,MARTHA ~ CUNNIGHAM,MARHTA | DWAYNE,MARTHA ~ DUANE,MARHTA
      full_name | surname exact | ann,lee ~ bob,lee | ann,lee ~ ann,cox
      full_name | forename exact | ann,lee ~ ann,cox | ann,lee ~ bob,lee
      """;

  /** How the columns of the table are cleaned, and what they are read as. */
  private static final Map<String, String> TYPES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("text", "custom"),
              Map.entry("name", "name"),
              Map.entry("postcode", "postcode"),
              Map.entry("nhs", "nhs_number"),
              Map.entry("sex", "sex"),
              Map.entry("email", "email"),
              Map.entry("phone", "phone"),
              Map.entry("address", "address_line"),
              Map.entry("dob", "date_of_birth"),
              Map.entry("birth", "partial_date_of_birth"),
              Map.entry("seen", "time"),
              Map.entry("amount", "numeric"),
              Map.entry("names", "array"),
              Map.entry("vector", "cosine"),
              Map.entry("place", "distance"),
              Map.entry("full_name", "forename_surname")));

  /** What the block engine leaves to SQL, by function. */
  private static final Set<String> SQL_ONLY =
      Set.of("distance_km", "array_", "match_rating_agrees", "seen_l");

  private record Line(String column, String level, List<String> inside, List<String> outside) {
    static Line of(String text) {
      String[] cells = text.split(" \\| ", -1);
      return new Line(
          cells[0].strip(),
          cells[1].strip(),
          List.of(cells[2].split(" ~ ", -1)),
          List.of(cells[3].split(" ~ ", -1)));
    }

    /** A comparison of this one level. */
    ComparisonSettings comparison(int number) {
      String columns =
          switch (column) {
            case "place" -> "latitude = place_1, longitude = place_2";
            case "full_name" -> "forename = full_name_1, surname = full_name_2";
            default -> "column = " + column;
          };
      String template = TYPES.get(column).equals("custom") ? "levenshtein" : TYPES.get(column);
      return ConfigSource.ofText(
              "table",
              "linkage.comparisons = [{ template = %s, %s, name = c%d, term-frequency = false, levels = [\"%s\"] }]"
                  .formatted(template, columns, number, level))
          .read(in -> Optional.of(ComparisonSettings.readAll(in)))
          .get(0);
    }
  }

  private static final List<Line> LINES = TABLE.lines().map(Line::of).toList();

  @Test
  void eachLevelHoldsOnOneSideOfItsBoundAloneByEveryWay() {
    LinkageFunctions.register(TestSession.spark());
    var comparisons = new ArrayList<ComparisonSettings>();
    for (int i = 0; i < LINES.size(); i++) {
      comparisons.add(LINES.get(i).comparison(i));
    }
    Dataset<Row> records = records(comparisons).persist();
    Map<String, Row> byId = new HashMap<>();
    records.collectAsList().forEach(row -> byId.put(row.getAs(Columns.RECORD_ID), row));
    int compiled = 0;
    int levels = 30; // of three values each: the block engine takes 2^62 vectors
    for (int from = 0; from < LINES.size(); from += levels) {
      List<Comparison> some =
          comparisons.subList(from, Math.min(LINES.size(), from + levels)).stream()
              .map(ComparisonSettings::comparison)
              .toList();
      Model model = model(some);
      Map<String, Row> bySql = score(new SqlEngine(), records, model);
      assertEquals(2 * LINES.size(), bySql.size());
      PairScorer inMemory = PairScorer.of(model, TermFrequencyLookup.none());
      bySql.forEach((pair, row) -> assertInMemory(inMemory, pair, row, byId));
      for (int c = 0; c < some.size(); c++) {
        Line line = LINES.get(from + c);
        String name = Columns.gamma(some.get(c).name());
        assertEquals(1, bySql.get((from + c) + "in").<Integer>getAs(name), "inside: " + line.level);
        assertEquals(
            0, bySql.get((from + c) + "out").<Integer>getAs(name), "outside: " + line.level);
      }
      List<Comparison> fast =
          some.stream()
              .filter(
                  comparison ->
                      SQL_ONLY.stream().noneMatch(comparison.levels().get(1).condition()::contains))
              .toList();
      compiled += fast.size();
      score(new BlockEngine(), records, model(fast))
          .forEach(
              (pair, row) ->
                  fast.forEach(
                      comparison -> {
                        String gamma = Columns.gamma(comparison.name());
                        assertEquals(
                            bySql.get(pair).<Integer>getAs(gamma),
                            row.<Integer>getAs(gamma),
                            "block engine, pair " + pair + ": " + comparison.description());
                      }));
    }
    assertTrue(compiled > 65, "levels in the block engine: " + compiled);
  }

  @Test
  void everyPhraseStandsInTheTableAndInTheReadme() throws IOException {
    String readme =
        Files.readString(Path.of(System.getProperty("linkage.root", ".."), "core", "README.md"));
    var phrases = new LinkedHashSet<String>();
    LINES.forEach(line -> phrases.addAll(List.of(line.level.split("[ ()]+"))));
    for (String phrase : LevelPhrases.names()) {
      assertTrue(phrases.contains(phrase), phrase + " is not in the table");
      assertTrue(readme.contains("`" + phrase + "`"), phrase + " is not in core/README.md");
    }
  }

  private static Model model(List<Comparison> comparisons) {
    Model any = TestModels.withAnyParameters(comparisons.toArray(Comparison[]::new));
    return new Model(LinkType.DEDUPE_ONLY, any.prior(), any.comparisons());
  }

  /** The pairs of the table, by the number of the line and in or out. */
  private static Map<String, Row> score(Engine engine, Dataset<Row> records, Model model) {
    var pairs = new HashMap<String, Row>();
    for (Row row :
        engine
            .score(
                records,
                new Scoring(
                    model,
                    List.of(BlockingRule.on("pair")),
                    new TermFrequencies(Map.of()),
                    Double.NEGATIVE_INFINITY,
                    false))
            .collectAsList()) {
      String id = row.getAs(Columns.LEFT_ID);
      pairs.put(id.substring(0, id.length() - 1), row);
    }
    return pairs;
  }

  private static void assertInMemory(
      PairScorer scorer, String pair, Row bySql, Map<String, Row> byId) {
    ScoredPair scored = scorer.score(values(byId.get(pair + "a")), values(byId.get(pair + "b")));
    scored
        .parts()
        .forEach(
            part ->
                assertEquals(
                    bySql.<Integer>getAs(Columns.gamma(part.comparison())),
                    part.gamma(),
                    "in memory, pair " + pair + ", " + part.comparison() + " " + part.level()));
    assertEquals(bySql.<Double>getAs(Columns.MATCH_WEIGHT), scored.matchWeight(), "pair " + pair);
  }

  private static Map<String, Object> values(Row record) {
    var values = new HashMap<String, Object>();
    for (String column : record.schema().fieldNames()) {
      Object value = record.getAs(column);
      values.put(
          column, value instanceof scala.collection.Seq<?> seq ? SparkInternals.list(seq) : value);
    }
    return values;
  }

  /** Two records for each pair of the table, cleaned as their templates say. */
  private static Dataset<Row> records(List<ComparisonSettings> comparisons) {
    var columns = new LinkedHashSet<String>();
    TYPES.keySet().forEach(type -> columns.addAll(columns(type)));
    var rows = new ArrayList<String>();
    for (int i = 0; i < LINES.size(); i++) {
      Line line = LINES.get(i);
      rows.add(row(i + "in", "a", line.column, line.inside.get(0), columns));
      rows.add(row(i + "in", "b", line.column, line.inside.get(1), columns));
      rows.add(row(i + "out", "a", line.column, line.outside.get(0), columns));
      rows.add(row(i + "out", "b", line.column, line.outside.get(1), columns));
    }
    Dataset<Row> records =
        TestRecords.identified(
            TestRecords.table(
                Columns.RECORD_ID + " pair " + String.join(" ", columns),
                rows.toArray(String[]::new)),
            "table",
            0);
    var standardise = new LinkedHashMap<String, Standardisation>();
    var derived = new LinkedHashMap<String, String>();
    for (ComparisonSettings comparison : comparisons) {
      standardise.putAll(comparison.standardise());
      derived.putAll(comparison.derived());
    }
    for (String column : columns) {
      Standardisation steps = standardise.get(column);
      records =
          switch (column) {
            case "seen" -> records.withColumn(column, expr("cast(seen as timestamp)"));
            case "amount", "place_1", "place_2" ->
                records.withColumn(column, expr("cast(" + column + " as double)"));
            case "names" ->
                records.withColumn(
                    column, expr("case when names = '-' then array() else split(names, ',') end"));
            case "vector" ->
                records.withColumn(
                    column, expr("transform(split(vector, ','), x -> cast(x as double))"));
            default -> records.withColumn(column, expr(steps.sql(column, SourceType.TEXT)));
          };
    }
    for (Map.Entry<String, String> made : derived.entrySet()) {
      records = records.withColumn(made.getKey(), expr(made.getValue()));
    }
    return records;
  }

  private static List<String> columns(String type) {
    return type.equals("place") || type.equals("full_name")
        ? List.of(type + "_1", type + "_2")
        : List.of(type);
  }

  private static String row(
      String pair, String side, String type, String value, Set<String> columns) {
    var cells = new ArrayList<String>(List.of(pair + side, pair));
    List<String> own = columns(type);
    String[] values = own.size() == 2 ? value.split(",", -1) : new String[] {value};
    for (String column : columns) {
      cells.add(own.contains(column) ? values[own.indexOf(column)] : "");
    }
    return String.join("|", cells);
  }
}
