package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TermFrequencyAdjustment;

class SqlEngineTest {
  private static final Engine ENGINE = new SqlEngine();
  private static final BlockingRule ALL =
      new BlockingRule("all", List.of(BlockingRule.Key.of("1")), Optional.empty());

  private static Comparison levenshtein(String column) {
    return new Comparison(
        column,
        column,
        List.of(
            ComparisonLevel.missing("missing", column + "_l IS NULL OR " + column + "_r IS NULL"),
            ComparisonLevel.when("exact", column + "_l = " + column + "_r"),
            ComparisonLevel.when("near", "levenshtein(" + column + "_l, " + column + "_r) <= 2"),
            ComparisonLevel.otherwise()));
  }

  private static Comparison exact(String column, double m, double u) {
    return new Comparison(
        column,
        column,
        List.of(
            ComparisonLevel.missing("missing", column + "_l IS NULL OR " + column + "_r IS NULL"),
            ComparisonLevel.when("exact", column + "_l = " + column + "_r")
                .with(OptionalDouble.of(m), OptionalDouble.of(u))
                .with(TermFrequencyAdjustment.of(column)),
            ComparisonLevel.otherwise().with(OptionalDouble.of(1 - m), OptionalDouble.of(1 - u))));
  }

  private static Map<String, Long> counted(Dataset<Row> counts) {
    var byFirst = new TreeMap<String, Long>();
    counts.collectAsList().forEach(r -> byFirst.put(String.valueOf(r.get(0)), r.getLong(1)));
    return byFirst;
  }

  // Splink's public test of u: six names, every pair once.
  @Test
  void countsThePatternsOfAllPairs() {
    Dataset<Row> names =
        TestRecords.records(
            "record_id name", "1|Amanda", "2|Robin", "3|Robyn", "4|David", "5|Eve", "6|Amanda");
    assertEquals(
        Map.of("2", 1L, "1", 1L, "0", 13L),
        counted(
            ENGINE.countPatterns(
                names,
                LinkType.DEDUPE_ONLY,
                new Pairs.Random(1, 1),
                List.of(levenshtein("name")))));
  }

  @Test
  void makesEachPairOnceUnderTheFirstRuleThatMakesIt() {
    Dataset<Row> people =
        TestRecords.records(
            "record_id name dob", "1|ann|1", "2|ann|1", "3|ann|2", "4|bob|1", "5||1", "6||");
    List<BlockingRule> rules = List.of(BlockingRule.on("name"), BlockingRule.on("dob"));
    // By name: 12 13 23. By date: 12 14 15 24 25 45, of which 12 is made already.
    assertEquals(
        Map.of("name", 3L, "dob", 5L),
        counted(ENGINE.countPairs(people, LinkType.DEDUPE_ONLY, rules)));
  }

  @Test
  void takesAFurtherConditionAndKeysThatDifferBetweenTheSides() {
    Dataset<Row> people =
        TestRecords.records("record_id a b", "1|x|y", "2|y|x", "3|x|y", "4|y|z", "5|x|y");
    var swapped =
        new BlockingRule(
            "swapped",
            List.of(new BlockingRule.Key("a", "b"), new BlockingRule.Key("b", "a")),
            Optional.empty());
    var filtered =
        new BlockingRule(
            "filtered", List.of(BlockingRule.Key.of("a")), Optional.of("b_l = b_r AND b_l <> 'z'"));
    assertEquals(
        Map.of("swapped", 3L, "filtered", 3L),
        counted(ENGINE.countPairs(people, LinkType.DEDUPE_ONLY, List.of(swapped, filtered))));
  }

  @Test
  void keepsTheSidesOfLinkOnlyApart() {
    Dataset<Row> a = TestRecords.identified(TestRecords.table("record_id n", "9|x", "8|x"), "a", 0);
    Dataset<Row> b =
        TestRecords.identified(TestRecords.table("record_id n", "1|x", "2|y", "3|x"), "b", 1);
    Dataset<Row> links =
        ENGINE.score(
            a.unionByName(b),
            scoring(LinkType.LINK_ONLY, a.unionByName(b), List.of(BlockingRule.on("n"))));
    assertEquals(4, links.count());
    assertEquals(4, links.where("left_source = 'a' AND right_source = 'b'").count());
    assertEquals(
        7,
        ENGINE
                .score(
                    a.unionByName(b),
                    scoring(LinkType.LINK_AND_DEDUPE, a.unionByName(b), List.of(ALL)))
                .where("left_key is not null")
                .count()
            - 3,
        "ten pairs of five records");
  }

  private static Scoring scoring(LinkType type, Dataset<Row> records, List<BlockingRule> rules) {
    return new Scoring(
        new Model(type, .01, List.of(exact("n", .9, .1))),
        rules,
        TermFrequencies.of(records, List.of("n")),
        Double.NEGATIVE_INFINITY,
        true);
  }

  @Test
  void addsPriorPartialWeightsAndTermFrequencies() {
    Dataset<Row> people = TestRecords.records("record_id n", "1|x", "2|x", "3|x", "4|y", "5|");
    List<Row> links =
        ENGINE
            .score(people, scoring(LinkType.DEDUPE_ONLY, people, List.of(ALL)))
            .orderBy("left_id", "right_id")
            .collectAsList();
    assertEquals(10, links.size());
    Row agree = links.get(0);
    assertEquals(1, agree.<Integer>getAs("gamma_n"));
    assertEquals(Math.log(9) / Math.log(2), agree.<Double>getAs("partial_weight_n"), 1e-12);
    // u .1 against a frequency of 3 in 4
    assertEquals(Math.log(.1 / .75) / Math.log(2), agree.<Double>getAs("tf_weight_n"), 1e-12);
    double weight = Math.log(1 / 99.0 * 9 * .1 / .75) / Math.log(2);
    assertEquals(weight, agree.<Double>getAs("match_weight"), 1e-12);
    assertEquals(1 / (1 + Math.pow(2, -weight)), agree.<Double>getAs("match_probability"), 1e-12);
    Row missing = links.get(3);
    assertEquals(-1, missing.<Integer>getAs("gamma_n"));
    assertEquals(Math.log(1 / 99.0) / Math.log(2), missing.<Double>getAs("match_weight"), 1e-12);
  }

  @Test
  void leavesOutWhatIsBelowTheThreshold() {
    Dataset<Row> people = TestRecords.records("record_id n", "1|x", "2|x", "3|y");
    Scoring all = scoring(LinkType.DEDUPE_ONLY, people, List.of(ALL));
    double agree =
        ENGINE
            .score(people, all)
            .agg(org.apache.spark.sql.functions.max("match_weight"))
            .head()
            .getDouble(0);
    var above = new Scoring(all.model(), all.rules(), all.termFrequencies(), agree, false);
    assertEquals(1, ENGINE.score(people, above).count(), "the threshold itself is kept");
  }

  @Test
  void drawsTheSameRandomPairsWhateverThePartitions() {
    Dataset<Row> numbers =
        TestRecords.identified(
            TestSession.spark()
                .range(2000)
                .selectExpr("cast(id as string) as record_id", "cast(id % 7 as string) as name"),
            "n",
            0);
    var counts = new TreeSet<String>();
    for (int partitions : new int[] {1, 2, 7}) {
      counts.add(
          counted(
                  ENGINE.countPatterns(
                      numbers.repartition(partitions),
                      LinkType.DEDUPE_ONLY,
                      Pairs.Random.about(1e5, 2000 * 1999 / 2.0, 5),
                      List.of(levenshtein("name"))))
              .toString());
    }
    assertEquals(1, counts.size(), counts.toString());
    long drawn =
        counted(
                ENGINE.countPatterns(
                    numbers,
                    LinkType.DEDUPE_ONLY,
                    Pairs.Random.about(1e5, 2000 * 1999 / 2.0, 6),
                    List.of(levenshtein("name"))))
            .values()
            .stream()
            .mapToLong(n -> n)
            .sum();
    assertTrue(Math.abs(drawn - 1e5) < 3e3, "about as many as asked for: " + drawn);
  }

  @Test
  void computesEachSimilarityOnceAndWhatIsOfOneRecordBeforeThePairs() {
    var comparison =
        new Comparison(
            "e",
            "e",
            List.of(
                ComparisonLevel.when(
                    "user", "substring_index(e_l, '@', 1) = substring_index(e_r, '@', 1)"),
                ComparisonLevel.when("1", "levenshtein(e_l, e_r) <= 1"),
                ComparisonLevel.when("2", "levenshtein(e_l, e_r) <= 2"),
                ComparisonLevel.when(
                    "3",
                    "levenshtein(substring_index(e_l, '@', 1), substring_index(e_r, '@', 1)) <= 1"),
                ComparisonLevel.otherwise()));
    var plan = new ComparisonPlan(List.of(comparison));
    assertEquals(
        List.of("substring_index(`e`, '@', 1)"), new ArrayList<>(plan.perRecord().values()));
    assertEquals(List.of("levenshtein(`e_l`, `e_r`)"), new ArrayList<>(plan.perPair().values()));
    assertEquals(Optional.of(java.util.Set.of("e")), plan.columns());
  }

  @Test
  void saysWhichLevelHasNoParameters() {
    Dataset<Row> people = TestRecords.records("record_id n", "1|x", "2|x");
    var untrained =
        new Scoring(
            new Model(LinkType.DEDUPE_ONLY, .01, List.of(levenshtein("n"))),
            List.of(ALL),
            TermFrequencies.of(people, List.of()),
            0,
            false);
    var refused =
        assertThrows(IllegalArgumentException.class, () -> ENGINE.score(people, untrained));
    assertEquals(
        "comparison n, level 'all other' has no m: train the model or give one",
        refused.getMessage());
  }

  @Test
  void joinsOnKeysAndNeverPairsEverythingWithEverything() {
    Dataset<Row> people = TestRecords.records("record_id n d", "1|x|1", "2|x|2");
    String plan =
        ENGINE
            .countPairs(
                people,
                LinkType.DEDUPE_ONLY,
                List.of(BlockingRule.on("n"), BlockingRule.on("n", "substr(d, 1, 1)")))
            .queryExecution()
            .executedPlan()
            .toString();
    assertTrue(!plan.contains("NestedLoop") && !plan.contains("Cartesian"), plan);
    assertEquals(0, people.where(col("n").isNull()).count());
  }
}
