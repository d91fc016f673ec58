package org.linkagehub.core.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linkagehub.core.config.TrainingSettings;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.model.TrainingReport;
import org.linkagehub.core.train.RuleCover;

/** The ways to a prior, to m and to term frequencies, through both engines. */
@Tag("slow")
class TrainingRoutesIT {
  private static final TrainingSettings.Prior NEAR_NOTHING = TrainingSettings.Prior.fixed(1e-12);

  private static List<Engine> engines() {
    return List.of(new SqlEngine(), new BlockEngine());
  }

  private static ModelTraining training(
      Engine engine, LinkType linkType, TrainingSettings.Prior prior, BlockingRule... rules) {
    return new ModelTraining(
        engine,
        linkType,
        new TrainingSettings(
            prior,
            new TrainingSettings.RandomPairs(200_000),
            new TrainingSettings.Em(List.of(), 1_000_000_000, 200, 1e-7)),
        List.of(rules),
        1,
        Map.of());
  }

  private static Comparison levenshtein(String column) {
    return new Comparison(
        column,
        column,
        List.of(
            ComparisonLevel.missing(
                "missing", "%1$s_l is null or %1$s_r is null".formatted(column)),
            ComparisonLevel.when("exact", "%1$s_l = %1$s_r".formatted(column)),
            ComparisonLevel.when("near", "levenshtein(%1$s_l, %1$s_r) <= 2".formatted(column)),
            ComparisonLevel.otherwise()));
  }

  /** m or u from the most alike level to all other. */
  private static double[] values(ModelTraining.Trained trained, String comparison, boolean ofM) {
    Comparison found =
        trained.model().comparisons().stream()
            .filter(c -> c.name().equals(comparison))
            .findFirst()
            .orElseThrow();
    return found.levels().stream()
        .filter(level -> level.kind() != ComparisonLevel.Kind.MISSING)
        .mapToDouble(level -> (ofM ? level.m() : level.u()).orElseThrow())
        .toArray();
  }

  private static void assertValues(double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-9, "level " + i);
    }
  }

  private static Dataset<Row> names() {
    return TestRecords.records(
        "record_id name", "1|Amanda", "2|Robin", "3|Robyn", "4|David", "5|Eve", "6|Amanda");
  }

  /** Known answers of Splink's test_u_train: six names, of their 15 pairs one equal, one near. */
  @ParameterizedTest
  @MethodSource("engines")
  void uOfSixNames(Engine engine) {
    var m = new LabelledPairs("labels", labels("1|6|true"));
    ModelTraining.Trained trained =
        training(engine, LinkType.DEDUPE_ONLY, NEAR_NOTHING)
            .train(
                names(),
                List.of(levenshtein("name")),
                new TrainingLabels(Optional.empty(), Optional.of(m)));
    assertValues(new double[] {1 / 15.0, 1 / 15.0, 13 / 15.0}, values(trained, "name", false));
    assertEquals(List.of("name: exact"), trained.report().exactU());
  }

  /** The same test's link_only answer, 7 names by 6: 2, 1 and 39 of 42 pairs. */
  @ParameterizedTest
  @MethodSource("engines")
  void uAcrossTwoTables(Engine engine) {
    Dataset<Row> left =
        TestRecords.identified(
            TestRecords.table(
                "record_id name",
                "1|Amanda",
                "2|Robin",
                "3|Robyn",
                "4|David",
                "5|Eve",
                "6|Amanda",
                "7|Zachariah"),
            "left",
            0);
    Dataset<Row> right =
        TestRecords.identified(
            TestRecords.table(
                "record_id name",
                "1|Amanda",
                "2|Constance",
                "3|Bartholomew",
                "4|Wilhelmina",
                "5|Evie",
                "6|Xanthippe"),
            "right",
            1);
    ModelTraining.Trained trained =
        training(engine, LinkType.LINK_ONLY, NEAR_NOTHING)
            .train(
                left.unionByName(right),
                List.of(levenshtein("name")),
                new TrainingLabels(
                    Optional.empty(),
                    Optional.of(
                        new LabelledPairs("labels", labelsOf("left", "right", "1|1|true")))));
    assertValues(new double[] {2 / 42.0, 1 / 42.0, 39 / 42.0}, values(trained, "name", false));
  }

  private static Dataset<Row> labels(String... rows) {
    return labelsOf("people", "people", rows);
  }

  private static Dataset<Row> labelsOf(String leftSource, String rightSource, String... rows) {
    var all = new ArrayList<Row>();
    for (String row : rows) {
      String[] cells = row.split("\\|", -1);
      all.add(
          RowFactory.create(
              leftSource,
              cells[0],
              rightSource,
              cells[1],
              cells[2].isEmpty() ? null : Boolean.valueOf(cells[2])));
    }
    return TestSession.spark()
        .createDataFrame(
            all,
            new StructType()
                .add(Columns.LEFT_SOURCE, "string")
                .add(Columns.LEFT_ID, "string")
                .add(Columns.RIGHT_SOURCE, "string")
                .add(Columns.RIGHT_ID, "string")
                .add(LabelledPairs.IS_MATCH, "boolean"));
  }

  /**
   * An equality below a level of likeness: what this takes of it is told by random pairs. Where
   * these are all pairs, every share is as all pairs have it; where they are a part of them, the
   * equality at the top still is.
   */
  @ParameterizedTest
  @MethodSource("engines")
  void uOfAnEqualityBelowALevelOfLikeness(Engine engine) {
    var rows = new ArrayList<String>();
    var random = new Random(8);
    List<String> names = List.of("abc", "abd", "abe", "xyz", "xyw", "");
    for (int i = 0; i < 120; i++) {
      rows.add(i + "|" + names.get(random.nextInt(6)) + "|" + "pqr".charAt(random.nextInt(3)));
    }
    Dataset<Row> records = TestRecords.records("record_id a b", rows.toArray(String[]::new));
    Comparison comparison =
        new Comparison(
            "a_b",
            "a_b",
            List.of(
                ComparisonLevel.missing("missing", "a_l is null or a_r is null"),
                ComparisonLevel.when("equal", "a_l = a_r"),
                ComparisonLevel.when("near", "levenshtein(a_l, a_r) <= 1"),
                ComparisonLevel.when("b equal", "b_l = b_r"),
                ComparisonLevel.otherwise()));
    long[] counts =
        new SqlEngine()
            .countLots(
                records,
                LinkType.DEDUPE_ONLY,
                List.of(new CountedPairs(new Pairs.Random(1, 1), List.of(comparison))))
            .get(0)
            .marginal("a_b", 4);
    double all = Arrays.stream(counts).sum();
    double[] expected = {counts[3] / all, counts[2] / all, counts[1] / all, counts[0] / all};
    var label =
        new TrainingLabels(
            Optional.empty(), Optional.of(new LabelledPairs("labels", labels("0|1|true"))));
    ModelTraining.Trained whole =
        training(engine, LinkType.DEDUPE_ONLY, NEAR_NOTHING)
            .train(records, List.of(comparison), label);
    assertValues(expected, values(whole, "a_b", false));
    assertEquals(List.of("a_b: equal"), whole.report().exactU());
    ModelTraining.Trained part =
        new ModelTraining(
                engine,
                LinkType.DEDUPE_ONLY,
                new TrainingSettings(
                    NEAR_NOTHING,
                    new TrainingSettings.RandomPairs(1500),
                    new TrainingSettings.Em(List.of(), 1_000_000_000, 200, 1e-7)),
                List.of(),
                1,
                Map.of())
            .train(records, List.of(comparison), label);
    assertTrue(part.report().randomPairs() < 2000, "pairs " + part.report().randomPairs());
    double[] estimated = values(part, "a_b", false);
    assertEquals(expected[0], estimated[0], 1e-9);
    assertEquals(1, Arrays.stream(estimated).sum(), 1e-9);
    for (int level = 1; level < 4; level++) {
      assertEquals(expected[level], estimated[level], .05, "level " + level);
    }
  }

  private static Dataset<Row> labelled() {
    return TestRecords.records(
        "record_id name person",
        "1|Robin|a",
        "2|Robyn|a",
        "3|Robin|a",
        "4|James|b",
        "5|David|b",
        "6|Wilhelmina|",
        "7|Xanthippe|");
  }

  /** Known answers of Splink's test_m_train, by both of its routes: 1/4, 2/4, 1/4. */
  @ParameterizedTest
  @MethodSource("engines")
  void mOfLabelledNames(Engine engine) {
    double[] expected = {1 / 4.0, 2 / 4.0, 1 / 4.0};
    // Two records without a label are no match.
    ModelTraining.Trained byColumn =
        training(engine, LinkType.DEDUPE_ONLY, NEAR_NOTHING)
            .train(
                labelled(),
                List.of(levenshtein("name")),
                new TrainingLabels(Optional.of("person"), Optional.empty()));
    assertValues(expected, values(byColumn, "name", true));
    assertEquals(
        List.of(new TrainingReport.Labels("person", 4, 0, 0, 0, 0, 0)), byColumn.report().labels());
    // A null label is no match, and no evidence against one; false is none.
    var pairs =
        new LabelledPairs(
            "labels.csv",
            labels(
                "1|2|true",
                "3|1|true",
                "2|3|true",
                "4|5|true",
                "5|4|true", // one of them twice
                "1|4|",
                "6|7|",
                "2|5|false",
                "1|5|false", // not known, no match
                "1|99|true",
                "|2|true", // unknown ids
                "6|6|true", // itself
                "3|4|true",
                "4|3|false")); // contradictory
    ModelTraining.Trained byPairs =
        training(engine, LinkType.DEDUPE_ONLY, NEAR_NOTHING)
            .train(
                labelled(),
                List.of(levenshtein("name")),
                new TrainingLabels(Optional.empty(), Optional.of(pairs)));
    assertValues(expected, values(byPairs, "name", true));
    assertEquals(
        List.of(new TrainingReport.Labels("labels.csv", 4, 2, 2, 2, 1, 1)),
        byPairs.report().labels());
    assertTrue(
        byPairs
            .report()
            .warnings()
            .contains(
                "of 2 labelled pairs of labels.csv an id is not among the records; they were not"
                    + " used"),
        byPairs.report().warnings().toString());
    // Both routes at once: each pair counts twice, so the shares are the same.
    assertValues(
        expected,
        values(
            training(engine, LinkType.DEDUPE_ONLY, NEAR_NOTHING)
                .train(
                    labelled(),
                    List.of(levenshtein("name")),
                    new TrainingLabels(Optional.of("person"), Optional.of(pairs))),
            "name",
            true));
  }

  @Test
  void refusesLabelsThatTellNothing() {
    var training = training(new SqlEngine(), LinkType.DEDUPE_ONLY, NEAR_NOTHING);
    var unknown = new LabelledPairs("labels.csv", labels("1|99|true", "1|2|", "4|5|false"));
    assertEquals(
        "labels.csv tells of no match of two records that may be compared: 1 pairs are no match, of"
            + " 1 the label is not known, of 1 an id is not among the records, 0 cannot be compared,"
            + " 0 are contradictory",
        assertThrows(
                TrainingException.class,
                () ->
                    training.train(
                        labelled(),
                        List.of(levenshtein("name")),
                        new TrainingLabels(Optional.empty(), Optional.of(unknown))))
            .getMessage());
    assertEquals(
        "no two records have the same value of the label column record_id; it must name the person"
            + " that a record belongs to, where that is known",
        assertThrows(
                TrainingException.class,
                () ->
                    training.train(
                        labelled(),
                        List.of(levenshtein("name")),
                        new TrainingLabels(Optional.of("record_id"), Optional.empty())))
            .getMessage());
  }

  @Test
  void refusesAPriorOfSessionsThatCannotTellIt() {
    var training =
        training(
            new SqlEngine(),
            LinkType.DEDUPE_ONLY,
            TrainingSettings.Prior.ofSessions(),
            BlockingRule.on("substr(name, 1, 1)"));
    String message =
        assertThrows(
                TrainingException.class,
                () -> training.train(labelled(), List.of(levenshtein("person"))))
            .getMessage();
    assertEquals(
        "no training rule can tell the prior: method = em needs one whose keys are columns, each"
            + " with a level of plain equality in a comparison, which other rules or labels train;"
            + " the rules are [substr(name, 1, 1)]; add such a rule under training.em.rules, or take"
            + " the prior from deterministic-rules",
        message);
  }

  /**
   * Two tables of 2,000 people, the second with errors of known rates, each on its own; half of the
   * people are in both. Values are drawn by hashes, so that u is nearly one in their number.
   */
  private static Dataset<Row> made() {
    Dataset<Row> people =
        TestSession.spark()
            .range(3000)
            .selectExpr(
                "cast(id as string) as record_id",
                "cast(pmod(xxhash64(id, 1), 40) as string) as a",
                "cast(pmod(xxhash64(id, 2), 50) as string) as b",
                "cast(pmod(xxhash64(id, 3), 60) as string) as c",
                "cast(pmod(xxhash64(id, 4), 70) as string) as d",
                "id");
    Dataset<Row> wrong =
        people
            .where("id >= 1000")
            .selectExpr(
                "record_id",
                "if(pmod(xxhash64(id, 11), 100) < 10, 'x' || a, a) as a",
                "if(pmod(xxhash64(id, 12), 100) < 20, null, b) as b",
                "if(pmod(xxhash64(id, 13), 100) < 5, 'x' || c, c) as c",
                "if(pmod(xxhash64(id, 14), 100) < 15, 'x' || d, d) as d");
    return TestRecords.identified(people.where("id < 2000").drop("id"), "left", 0)
        .unionByName(TestRecords.identified(wrong, "right", 1));
  }

  private static Comparison exact(String column) {
    Comparison levels = levenshtein(column);
    return levels.withLevels(
        List.of(levels.levels().get(0), levels.levels().get(1), levels.levels().get(3)));
  }

  private static List<Comparison> compared() {
    return List.of(exact("a"), exact("b"), exact("c"), exact("d"));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void findsThePriorAndMThatRecordsWereMadeWithFromSessionsAlone(Engine engine) {
    ModelTraining.Trained trained =
        training(
                engine,
                LinkType.LINK_ONLY,
                TrainingSettings.Prior.ofSessions(),
                BlockingRule.on("a", "b"),
                BlockingRule.on("c", "d"),
                BlockingRule.on("a", "d"))
            .train(made(), compared());
    // 1,000 people are in both tables of 2,000.
    assertEquals(1000 / 4e6, trained.model().prior(), .05 * 1000 / 4e6);
    assertEquals(TrainingReport.PriorFrom.EM, trained.report().priorFrom());
    assertTrue(trained.report().converged());
    assertEquals(-1, trained.report().priorPairs());
    double[] m = {.9, 1, .95, .85};
    for (int c = 0; c < 4; c++) {
      assertEquals(m[c], values(trained, "abcd".substring(c, c + 1), true)[0], .03);
    }
    trained
        .report()
        .sessions()
        .forEach(session -> assertEquals(1000 / 4e6, session.prior(), .1 * 1000 / 4e6));
  }

  /** Of a rule with more pairs than it may have, a share is drawn; below that nothing changes. */
  @ParameterizedTest
  @MethodSource("engines")
  void drawsFromTooManyPairs(Engine engine) {
    Dataset<Row> records = made().cache();
    BlockingRule rule = BlockingRule.on("a");
    ModelTraining.Trained all = withMost(engine, 1_000_000, rule).train(records, compared());
    TrainingReport.Session whole = all.report().sessions().get(0);
    assertEquals(1, whole.share());
    assertEquals(all, withMost(engine, whole.pairs(), rule).train(records, compared()));
    ModelTraining.Trained drawn =
        withMost(engine, whole.pairs() / 4, rule).train(records, compared());
    TrainingReport.Session part = drawn.report().sessions().get(0);
    assertTrue(part.share() <= .25 && part.share() >= .2, "share " + part.share());
    assertEquals(whole.pairs() * part.share(), (double) part.pairs(), whole.pairs() * .05);
    assertEquals(drawn, withMost(engine, whole.pairs() / 4, rule).train(records, compared()));
    assertEquals(values(all, "c", true)[0], values(drawn, "c", true)[0], .05);
    assertEquals(whole.prior(), part.prior(), .3 * whole.prior());
    records.unpersist();
  }

  private static ModelTraining withMost(Engine engine, long maxPairs, BlockingRule rule) {
    return new ModelTraining(
        engine,
        LinkType.LINK_ONLY,
        new TrainingSettings(
            TrainingSettings.Prior.fixed(1000 / 4e6),
            new TrainingSettings.RandomPairs(200_000),
            new TrainingSettings.Em(List.of(), maxPairs, 200, 1e-7)),
        List.of(rule),
        1,
        Map.of());
  }

  /** Equal postcodes are in one sector: a rule on the sector makes the pairs of both levels. */
  @Test
  void knowsWhatFollowsFromEqualColumns() {
    Comparison postcode =
        new Comparison(
            "postcode",
            "postcode",
            List.of(
                ComparisonLevel.when("exact", "postcode_l = postcode_r"),
                ComparisonLevel.when("near", "levenshtein(postcode_l, postcode_r) <= 1"),
                ComparisonLevel.when("sector", "sector_l = sector_r"),
                ComparisonLevel.otherwise()));
    var columns =
        new ColumnsRead(Map.of("sector", "substr(postcode, 1, 5)", "other", "sector || dob"));
    assertEquals(Set.of("postcode", "sector"), columns.following(Set.of("postcode")));
    assertEquals(
        Set.of("postcode", "sector", "dob", "other"), columns.following(Set.of("postcode", "dob")));
    RuleCover cover = RuleCover.of(Set.of("sector"), List.of(postcode), columns::following);
    assertTrue(cover.complete());
    assertEquals(List.of(1, 3), cover.parts().get(0).gammas());
    assertFalse(RuleCover.of(Set.of("dob"), List.of(postcode), columns::following).complete());
  }

  /** A training that fails leaves nothing behind: the next is as if it had not been. */
  @Test
  void trainingIsAtomic() {
    Dataset<Row> records = made();
    var good =
        training(
            new SqlEngine(),
            LinkType.LINK_ONLY,
            TrainingSettings.Prior.fixed(1e-4),
            BlockingRule.on("a", "b"));
    List<Comparison> comparisons = compared();
    ModelTraining.Trained before = good.train(records, comparisons);
    var failing =
        training(
            new SqlEngine(),
            LinkType.LINK_ONLY,
            TrainingSettings.Prior.fixed(1e-4),
            BlockingRule.on("a", "b"),
            BlockingRule.on("record_id", "a || source"));
    assertEquals(
        "training rule record_id + a || source makes no pair; choose columns on which some records"
            + " agree",
        assertThrows(TrainingException.class, () -> failing.train(records, comparisons))
            .getMessage());
    assertEquals(compared(), comparisons);
    assertEquals(before, good.train(records, comparisons));
  }

  private static Comparison adjusted(String column) {
    return exact(column)
        .mapGraded(
            (gamma, level) ->
                gamma == 1
                    ? level
                        .with(OptionalDouble.of(.9), OptionalDouble.of(.2))
                        .with(TermFrequencyAdjustment.of(column))
                    : level.with(OptionalDouble.of(.1), OptionalDouble.of(.8)));
  }

  private static Dataset<Row> cities(int ofX) {
    var rows = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      rows.add(i + "|" + (i < ofX ? "X" : "Y" + i));
    }
    return TestRecords.records("record_id city", rows.toArray(String[]::new));
  }

  private static Map<String, Double> byValue(Dataset<Row> table) {
    var frequencies = new HashMap<String, Double>();
    table.collectAsList().forEach(row -> frequencies.put(row.getString(0), row.getDouble(1)));
    return frequencies;
  }

  /**
   * Two models over different records in one session, their steps in turn: in Splink a table of
   * frequencies is shared by the name of its column, and the second takes the first's.
   */
  @ParameterizedTest
  @MethodSource("engines")
  void twoModelsSideBySideDoNotMeet(Engine engine) {
    List<Comparison> comparisons = List.of(adjusted("city"), exact("record_id"));
    var training = training(engine, LinkType.DEDUPE_ONLY, NEAR_NOTHING, BlockingRule.on("city"));
    Dataset<Row> one = cities(40);
    Dataset<Row> other = cities(2);
    ModelTraining.Trained first = training.train(one, comparisons);
    ModelTraining.Trained second = training.train(other, comparisons);
    TermFrequencies ofFirst = TermFrequencies.of(one, List.of("city"));
    TermFrequencies ofSecond = TermFrequencies.of(other, List.of("city"));
    assertEquals(.8, byValue(ofFirst.byColumn().get("city")).get("X"));
    assertEquals(.04, byValue(ofSecond.byColumn().get("city")).get("X"));
    assertEquals(40 * 39 / (50 * 49.0), values(first, "city", false)[0], 1e-9);
    assertEquals(2 / (50 * 49.0), values(second, "city", false)[0], 1e-9);
    assertEquals(first, training.train(one, comparisons));
    double tfFirst = tfWeight(engine, one, first, ofFirst);
    double tfSecond = tfWeight(engine, other, second, ofSecond);
    // log2(u of equality / share of X)
    assertEquals(Math.log(40 * 39 / (50 * 49.0) / .8) / Math.log(2), tfFirst, 1e-6);
    assertEquals(Math.log(2 / (50 * 49.0) / .04) / Math.log(2), tfSecond, 1e-6);
  }

  private static double tfWeight(
      Engine engine, Dataset<Row> records, ModelTraining.Trained trained, TermFrequencies of) {
    return engine
        .score(
            records,
            new Scoring(trained.model(), List.of(BlockingRule.on("city")), of, -1000, true))
        .select(Columns.tfWeight("city"))
        .head()
        .getDouble(0);
  }

  private static Dataset<Row> measured(String... rows) {
    return TestRecords.table("value measure", rows)
        .selectExpr("value", "cast(measure as double) as measure");
  }

  /** Splink's test_term_frequencies: 40, 8 and 2 of 50. */
  @Test
  void suppliedCountsBecomeShares() {
    SuppliedFrequencies supplied =
        SuppliedFrequencies.ofCounts(
            measured("London|30", "Birmingham|8", "Truro|2", "London|10", "|5", "Bath|", "Ely|-1"),
            OptionalDouble.empty());
    assertEquals(Map.of("London", .8, "Birmingham", .16, "Truro", .04), byValue(supplied.table()));
    assertEquals(3, supplied.values());
    assertEquals(3, supplied.refused());
  }

  @Test
  void suppliedSharesAreTakenAsTheyAreWithOneForWhatIsNotListed() {
    SuppliedFrequencies supplied =
        SuppliedFrequencies.ofShares(
            measured("a|0.25", "b|0.5", "c|1.5", "d|0"), OptionalDouble.of(1e-6));
    Map<String, Double> expected = new HashMap<>(Map.of("a", .25, "b", .5));
    expected.put(null, 1e-6);
    assertEquals(expected, byValue(supplied.table()));
    assertEquals(2, supplied.refused());
  }

  @Test
  void recordsSayHowCommonTheirOwnValuesAre() {
    SuppliedFrequencies supplied =
        SuppliedFrequencies.ofRecords(
            measured("a|0.1", "a|0.1", "a|", "b|0.2", "b|0.3", "c|2", "|0.5"));
    assertEquals(Map.of("a", .1, "b", .3), byValue(supplied.table()));
    assertEquals(2, supplied.values());
    assertEquals(1, supplied.refused());
    assertEquals(1, supplied.ambiguous());
    assertFalse(byValue(supplied.table()).containsKey("c"));
  }
}
