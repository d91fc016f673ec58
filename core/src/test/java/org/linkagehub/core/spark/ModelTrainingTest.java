package org.linkagehub.core.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.config.TrainingSettings;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;

class ModelTrainingTest {

  private static Comparison exact(String column) {
    return new Comparison(
        column,
        column,
        List.of(
            ComparisonLevel.missing(
                "missing", "`%1$s_l` IS NULL OR `%1$s_r` IS NULL".formatted(column)),
            ComparisonLevel.when("exact", "%1$s_l = %1$s_r".formatted(column)),
            ComparisonLevel.otherwise()));
  }

  private static ModelTraining.Trained train(
      Dataset<Row> records,
      LinkType linkType,
      TrainingSettings.Prior prior,
      List<BlockingRule> emRules,
      String... compared) {
    return new ModelTraining(
            new SqlEngine(),
            linkType,
            new TrainingSettings(
                prior,
                new TrainingSettings.RandomPairs(1_000_000),
                new TrainingSettings.Em(List.of(), 1_000_000_000, 50, 1e-6)),
            emRules,
            1,
            Map.of())
        .train(records, Arrays.stream(compared).map(ModelTrainingTest::exact).toList());
  }

  private static TrainingSettings.Prior fromRules(double recall, BlockingRule... rules) {
    return TrainingSettings.Prior.ofRules(List.of(rules), recall);
  }

  private static final TrainingSettings.Prior FIXED = TrainingSettings.Prior.fixed(.01);

  private static Dataset<Row> six() {
    return TestRecords.records(
        "record_id first surname dob",
        "1|john|smith|1",
        "2|john|smith|2",
        "3|john|smith|1",
        "4|mary|jones|3",
        "5|mary|jones|4",
        "6|david|jones|5");
  }

  // Splink's public test of the prior has six records whose rules find 4 of the 15 pairs; here 3 by
  // name and 1 by hand.
  @Test
  void takesThePriorFromRulesAndTheirRecall() {
    BlockingRule names = BlockingRule.on("first", "surname");
    assertEquals(
        4 / 15.0,
        train(six(), LinkType.DEDUPE_ONLY, fromRules(1, names), List.of(names), "dob")
            .model()
            .prior(),
        1e-15);
    assertEquals(
        4 / 15.0 / .9,
        train(six(), LinkType.DEDUPE_ONLY, fromRules(.9, names), List.of(names), "dob")
            .model()
            .prior(),
        1e-15);
  }

  @Test
  void refusesRulesThatFindNoPairOrTooMany() {
    var none =
        assertThrows(
            TrainingException.class,
            () ->
                train(
                    six(),
                    LinkType.DEDUPE_ONLY,
                    fromRules(1, BlockingRule.on("record_id")),
                    List.of(BlockingRule.on("first")),
                    "dob"));
    assertEquals(
        "the deterministic rules [record_id] find no pair, so the prior cannot be estimated;"
            + " choose looser rules or set training.prior.fixed",
        none.getMessage());
    var many =
        assertThrows(
            TrainingException.class,
            () ->
                train(
                    six(),
                    LinkType.DEDUPE_ONLY,
                    fromRules(.3, BlockingRule.on("surname")),
                    List.of(BlockingRule.on("first")),
                    "dob"));
    assertTrue(many.getMessage().contains("more than a recall of 0.3 allows"), many.getMessage());
  }

  @Test
  void refusesATrainingRuleThatMakesNoPairOrTrainsNothing() {
    var none =
        assertThrows(
            TrainingException.class,
            () ->
                train(
                    six(),
                    LinkType.DEDUPE_ONLY,
                    FIXED,
                    List.of(BlockingRule.on("record_id")),
                    "dob"));
    assertEquals(
        "training rule record_id makes no pair; choose columns on which some records agree",
        none.getMessage());
    var nothing =
        assertThrows(
            TrainingException.class,
            () ->
                train(six(), LinkType.DEDUPE_ONLY, FIXED, List.of(BlockingRule.on("dob")), "dob"));
    assertEquals(
        "training rule dob shares a column with every comparison, so it can train none",
        nothing.getMessage());
  }

  @Test
  void refusesRecordsOfWhichNoTwoMayBeCompared() {
    var alone =
        assertThrows(
            TrainingException.class,
            () ->
                train(six(), LinkType.LINK_ONLY, FIXED, List.of(BlockingRule.on("first")), "dob"));
    assertEquals(
        "there is no pair of records to compare: link type link_only needs records of at least two"
            + " sources",
        alone.getMessage());
  }

  @Test
  void saysWhatWasNotTrained() {
    List<String> warnings =
        train(six(), LinkType.DEDUPE_ONLY, FIXED, List.of(BlockingRule.on("first")), "first", "dob")
            .report()
            .warnings();
    assertTrue(
        warnings.contains(
            "comparison first was trained by no rule, its m are the starting values; add a training"
                + " rule without its columns"),
        warnings.toString());
  }

  /**
   * Two sources of the same 3,000 people: the second spells the surname, the first name and the
   * town wrong with known rates, each on its own, so that m is known; values are drawn by hashes,
   * so that u is nearly one in the number of values.
   */
  @Test
  void findsTheParametersThatRecordsWereMadeWith() {
    Dataset<Row> made =
        TestSession.spark()
            .range(3000)
            .selectExpr(
                "cast(id as string) as record_id",
                "cast(pmod(xxhash64(id, 1), 40) as string) as a",
                "cast(pmod(xxhash64(id, 2), 50) as string) as b",
                "cast(pmod(xxhash64(id, 3), 20) as string) as c",
                "cast(pmod(xxhash64(id, 4), 3000) as string) as d",
                "id");
    Dataset<Row> wrong =
        made.selectExpr(
            "record_id",
            "if(pmod(xxhash64(id, 11), 100) < 10, 'x' || a, a) as a",
            "if(pmod(xxhash64(id, 12), 100) < 20, 'x' || b, b) as b",
            "if(pmod(xxhash64(id, 13), 100) < 5, 'x' || c, c) as c",
            "d");
    Dataset<Row> records =
        TestRecords.identified(made.drop("id"), "left", 0)
            .unionByName(TestRecords.identified(wrong, "right", 1))
            .cache();
    ModelTraining.Trained trained =
        train(
            records,
            LinkType.LINK_ONLY,
            TrainingSettings.Prior.fixed(1 / 3000.0),
            List.of(BlockingRule.on("d")),
            "a",
            "b",
            "c");
    records.unpersist();
    double[] m = {.9, .8, .95};
    double[] u = {1 / 40.0 * .9, 1 / 50.0 * .8, 1 / 20.0 * .95};
    for (int c = 0; c < 3; c++) {
      ComparisonLevel level = trained.model().comparisons().get(c).byGamma().get(1);
      assertEquals(m[c], level.m().orElseThrow(), .02, "m of " + "abc".charAt(c));
      assertEquals(u[c], level.u().orElseThrow(), u[c] * .1, "u of " + "abc".charAt(c));
    }
    assertTrue(trained.report().sessions().get(0).converged());
    assertEquals(.5, trained.report().sessions().get(0).lambda(), .05);
  }
}
