package org.linkagehub.qa.estimate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.config.TrainingSettings;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.ModelTraining;
import org.linkagehub.core.spark.ScoredPairs;
import org.linkagehub.core.spark.Scoring;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.qa.accuracy.BlockingRecall;
import org.linkagehub.qa.assessment.AssessedLinkage;
import org.linkagehub.qa.assessment.Assessment;
import org.linkagehub.qa.assessment.QualitySettings;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.interval.Correction;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;

/**
 * What the estimators that need no truth say of three populations whose truth is known: where each
 * holds, and where it fails and in which direction. The notes of qa/README.md say the same.
 */
@Tag("slow")
class EstimatorsWithoutTruthIT {
  private static final double AT = MatchWeights.ofProbability(0.5);

  /** Below it no pair is a link: high, so that matches are missed among the rejected. */
  private static final double LOWEST = MatchWeights.ofProbability(0.3);

  private static final double STRICT = MatchWeights.ofProbability(0.95);
  private static final String TO_REGISTER = "hospital -> register";
  private static final Group POOR = new Group("poor", "poor");

  /** What was measured of each population. */
  private static final Map<String, Found> FOUND = new TreeMap<>();

  /** The figures of a linkage at the threshold. */
  private record Found(List<Measure> measures, double strangersLinked, double missedOfRejected) {
    double of(String measure) {
      return of(measure, "", Group.ALL);
    }

    double of(String measure, String subject, Group group) {
      return measures.stream()
          .filter(m -> m.measure().equals(measure) && m.subject().equals(subject))
          .filter(m -> m.group().equals(group))
          .filter(m -> m.threshold().isEmpty() || m.threshold().getAsDouble() == AT)
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + measure + " " + subject + " " + group))
          .value()
          .orElseThrow();
    }

    Measure measure(String name) {
      return measures.stream()
          .filter(m -> m.measure().equals(name) && m.group().isAll())
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + name));
    }

    double linkedAt(double bits) {
      return measures.stream()
          .filter(m -> m.measure().equals("linked_records") && m.group().isAll())
          .filter(m -> m.threshold().getAsDouble() == bits)
          .findFirst()
          .orElseThrow()
          .value()
          .orElseThrow();
    }
  }

  @BeforeAll
  static void link() {
    LinkageFunctions.register(TestSession.spark());
    for (SimulatedPeople.Kind kind : SimulatedPeople.Kind.values()) {
      FOUND.put(kind.name(), assess(new SimulatedPeople(kind, 6000, 17)));
    }
  }

  private static Comparison exact(String column, boolean frequencies) {
    ComparisonLevel equal = ComparisonLevel.when("exact", "%1$s_l = %1$s_r".formatted(column));
    return new Comparison(
        column,
        column,
        List.of(
            ComparisonLevel.missing(
                "missing", "%1$s_l IS NULL OR %1$s_r IS NULL".formatted(column)),
            frequencies ? equal.with(TermFrequencyAdjustment.of(column)) : equal,
            ComparisonLevel.otherwise()));
  }

  private static Found assess(SimulatedPeople people) {
    Dataset<Row> records = people.records(TestSession.spark()).cache();
    Engine engine = new BlockEngine();
    List<BlockingRule> rules =
        List.of(
            BlockingRule.on("dob"),
            BlockingRule.on("forename", "surname"),
            BlockingRule.on("postcode"));
    Model model =
        new ModelTraining(
                engine,
                LinkType.LINK_ONLY,
                new TrainingSettings(
                    TrainingSettings.Prior.ofRules(
                        List.of(BlockingRule.on("forename", "surname", "dob")), 0.8),
                    new TrainingSettings.RandomPairs(2_000_000),
                    new TrainingSettings.Em(List.of(), 10_000_000, 50, 1e-6)),
                rules,
                1,
                Map.of())
            .train(
                records.drop(Columns.TRUE_PERSON),
                List.of(
                    exact("forename", true),
                    exact("surname", true),
                    exact("dob", false),
                    exact("postcode", false)))
            .model();
    ScoredPairs scored =
        engine
            .scoreAll(
                records,
                new Scoring(
                    model,
                    rules,
                    TermFrequencies.amongNonMatches(records, List.of("forename", "surname"), model),
                    LOWEST,
                    false),
                2000)
            .heldOnDisk();
    Dataset<Row> links = scored.links().cache();
    var linkage =
        new AssessedLinkage(
            records,
            LinkType.LINK_ONLY,
            Optional.of(links),
            Optional.empty(),
            Optional.empty(),
            Optional.of(people.knownMatches(TestSession.spark())),
            Optional.of(links),
            Optional.of("nhs_number"),
            List.of(),
            Optional.empty(),
            new AssessedLinkage.Compared(
                Optional.of(scored.patterns()), Optional.of(scored.rejected())));
    var settings =
        new QualitySettings(
            List.of(new Grouping("poor", "poor")),
            List.of(STRICT),
            0,
            List.of(AT),
            Correction.HOLM,
            Map.of(),
            List.of(),
            List.of(new ImplausibleRule("sex differs", "sex_l <> sex_r", OptionalDouble.of(0.5))),
            Optional.of("planted"),
            List.of("register"));
    List<Measure> measures = new Assessment(linkage, settings, LOWEST, List.of()).measure();
    var found =
        new Found(
            measures,
            strangersLinked(records, links),
            comparedMatches(records, rules)
                - measures.stream()
                    .filter(m -> m.measure().equals("true_pairs_scored"))
                    .findFirst()
                    .orElseThrow()
                    .numerator()
                    .orElseThrow());
    records.unpersist();
    links.unpersist();
    return found;
  }

  private static double comparedMatches(Dataset<Row> records, List<BlockingRule> rules) {
    return BlockingRecall.measure(
            BlockingRecall.truePairs(records, rules, LinkType.LINK_ONLY), rules)
        .stream()
        .filter(m -> m.measure().equals("blocking_recall"))
        .findFirst()
        .orElseThrow()
        .numerator()
        .orElseThrow();
  }

  /**
   * The share of the hospital's records of people outside the register, not planted, with a link.
   */
  private static double strangersLinked(Dataset<Row> records, Dataset<Row> links) {
    Dataset<Row> registered =
        records.where("source = 'register'").select(col(Columns.TRUE_PERSON).as("registered"));
    Dataset<Row> strangers =
        records
            .where("source = 'hospital' and not planted")
            .join(registered, col(Columns.TRUE_PERSON).equalTo(col("registered")), "left_anti");
    Dataset<Row> linked =
        links
            .where(col(Columns.MATCH_WEIGHT).geq(AT))
            .select(explode(array(col(Columns.LEFT_KEY), col(Columns.RIGHT_KEY))).as("linked"));
    double all = (double) strangers.count();
    return (double)
            strangers
                .join(linked, col(Columns.RECORD_KEY).equalTo(col("linked")), "left_semi")
                .count()
        / all;
  }

  private static Found of(SimulatedPeople.Kind kind) {
    return FOUND.get(kind.name());
  }

  private static void holds(double truth, double estimate, double within) {
    assertEquals(truth, estimate, within);
  }

  private static void isTooLow(double truth, double estimate, double times) {
    assertTrue(estimate * times < truth, estimate + " of " + truth);
  }

  @Test
  void whereErrorsFallAlikeOnFieldsAndPeopleAllOfThemHold() {
    Found found = of(SimulatedPeople.Kind.WELL_BEHAVED);
    double falseMatches = found.of("pair_false_match_rate");
    double missed = found.of("pair_missed_match_rate");
    assertTrue(falseMatches > 0.02 && missed > 0.02, falseMatches + " " + missed);
    holds(falseMatches, found.of("expected_false_match_rate"), 0.01);
    holds(missed, found.of("expected_missed_match_rate"), 0.01);
    holds(falseMatches, found.of("hidden_false_match_rate"), 0.01);
    holds(missed, found.of("hidden_missed_match_rate"), 0.01);
    holds(1 - missed, found.of("known_positive_recall"), 0.03);
    holds(falseMatches, found.of("implausible_false_match_rate", "sex differs", Group.ALL), 0.015);
    holds(1 - falseMatches, found.of("duplicate_method_precision", TO_REGISTER, Group.ALL), 0.01);
    holds(found.strangersLinked(), found.of("planted_negative_link_rate"), 0.03);
    assertTrue(Math.abs(found.of("linked_standardised_difference", "", POOR)) < 0.1);
  }

  @Test
  void inHouseholdsTheModelTheRulesAndPlantedPeopleSeeFewOfTheFalseMatches() {
    Found found = of(SimulatedPeople.Kind.HOUSEHOLDS);
    double falseMatches = found.of("pair_false_match_rate");
    double missed = found.of("pair_missed_match_rate");
    assertTrue(falseMatches > 0.3, "" + falseMatches);
    isTooLow(falseMatches, found.of("expected_false_match_rate"), 5);
    isTooLow(falseMatches, found.of("implausible_false_match_rate", "sex differs", Group.ALL), 5);
    isTooLow(found.strangersLinked(), found.of("planted_negative_link_rate"), 5);
    // Nothing shows in who is linked, either: false matches take the place of missed ones.
    assertTrue(Math.abs(found.of("linked_standardised_difference", "", POOR)) < 0.1);
    // What knows people apart from the compared fields sees them.
    holds(falseMatches, found.of("hidden_false_match_rate"), 0.02);
    holds(missed, found.of("hidden_missed_match_rate"), 0.01);
    holds(1 - missed, found.of("known_positive_recall"), 0.03);
    holds(1 - falseMatches, found.of("duplicate_method_precision", TO_REGISTER, Group.ALL), 0.1);
  }

  @Test
  void ofAGroupWithPoorRecordsWhateverNeedsGoodRecordsSeesFewOfTheMissedMatches() {
    Found found = of(SimulatedPeople.Kind.POOR_RECORDS);
    double falseMatches = found.of("pair_false_match_rate");
    double missed = found.of("pair_missed_match_rate");
    assertTrue(missed > 0.1, "" + missed);
    isTooLow(missed, found.of("expected_missed_match_rate"), 2);
    isTooLow(missed, found.of("hidden_missed_match_rate"), 1.5);
    isTooLow(missed, 1 - found.of("known_positive_recall"), 1.5);
    // Who is linked shows it, and by group so does the hidden identifier.
    assertTrue(found.of("linked_standardised_difference", "", POOR) < -0.3);
    holds(
        found.of("pair_missed_match_rate", "", POOR),
        found.of("hidden_missed_match_rate", "", POOR),
        0.1);
    holds(falseMatches, found.of("expected_false_match_rate"), 0.01);
    holds(falseMatches, found.of("hidden_false_match_rate"), 0.01);
    holds(1 - falseMatches, found.of("duplicate_method_precision", TO_REGISTER, Group.ALL), 0.01);
  }

  /**
   * With the truth, a sample of the rejected pairs tells how many matches are among them, whatever
   * the model thinks; what the model expects of them is right, far too high or too low as it is of
   * the others.
   */
  @Test
  void aSampleOfTheRejectedPairsTellsWhatWasMissedAmongThem() {
    for (SimulatedPeople.Kind kind : SimulatedPeople.Kind.values()) {
      Found found = of(kind);
      Measure matches = found.measure("rejected_true_matches");
      assertTrue(found.missedOfRejected() > 10, kind + ": " + found.missedOfRejected());
      assertTrue(
          matches.interval().holds(found.missedOfRejected()),
          kind + ": " + found.missedOfRejected() + " not in " + matches);
    }
    Found well = of(SimulatedPeople.Kind.WELL_BEHAVED);
    holds(well.missedOfRejected(), well.of("rejected_expected_matches"), 10);
    Found households = of(SimulatedPeople.Kind.HOUSEHOLDS);
    isTooLow(households.of("rejected_expected_matches"), households.missedOfRejected(), 5);
    Found poor = of(SimulatedPeople.Kind.POOR_RECORDS);
    isTooLow(poor.missedOfRejected(), poor.of("rejected_expected_matches"), 2);
    holds(well.of("pair_missed_match_rate"), well.of("expected_missed_match_rate"), 0.002);
  }

  /**
   * It tells how many links hang on the threshold, and nothing of those that no threshold moves.
   */
  @Test
  void sensitivityToTheThresholdTellsNothingOfTheErrorsThemselves() {
    Found well = of(SimulatedPeople.Kind.WELL_BEHAVED);
    Found households = of(SimulatedPeople.Kind.HOUSEHOLDS);
    Found poor = of(SimulatedPeople.Kind.POOR_RECORDS);
    holds(moved(well), moved(households), 0.02);
    holds(moved(well), moved(poor), 0.02);
    assertTrue(households.of("pair_false_match_rate") > 10 * well.of("pair_false_match_rate"));
    assertTrue(poor.of("pair_missed_match_rate") > 3 * well.of("pair_missed_match_rate"));
  }

  private static double moved(Found found) {
    return found.linkedAt(AT) - found.linkedAt(STRICT);
  }
}
