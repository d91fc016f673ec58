package org.linkagehub.qa.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.spark.TestRecords;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.qa.group.GroupDictionary;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.profile.CramersV;

class RejectedPairsTest {
  private static final List<Grouping> SEX = List.of(new Grouping("sex", "sex"));

  /** Three patterns of two comparisons: all agree, one is missing, none agrees. */
  private static Dataset<Row> patterns() {
    return TestSession.spark()
        .sql(
            """
            SELECT * FROM VALUES (1, 1, 60L, 60L, 6.0D), (1, -1, 40L, 10L, -1.0D), (0, 0, 900L, 0L, -4.0D)
            AS t(gamma_surname, gamma_dob, pair_count, link_count, match_weight)
            """);
  }

  /** Records 1 to 6; those of a person have one letter. */
  private static Dataset<Row> records() {
    return TestRecords.records(
        "record_id true_person sex", "1|a|f", "2|a|m", "3|b|f", "4|b|f", "5||m", "6||m");
  }

  /** 1 and 2 match, and 3 and 4; nobody knows of 5 and 6; the last stands for ten pairs. */
  private static Dataset<Row> sample(Dataset<Row> records, int partitions) {
    records.createOrReplaceTempView("rejected_pairs_records");
    return TestSession.spark()
        .sql(
            """
            SELECT l.record_key AS left_key, r.record_key AS right_key, match_probability,
              inclusion_probability, gamma_surname, gamma_dob
            FROM VALUES ('1', '2', 0.2D, 1.0D, 1, -1), ('3', '4', 0.3D, 0.5D, 1, -1),
              ('5', '6', 0.06D, 0.1D, 0, 0)
              AS t(a, b, match_probability, inclusion_probability, gamma_surname, gamma_dob)
            JOIN rejected_pairs_records l ON l.record_id = a
            JOIN rejected_pairs_records r ON r.record_id = b
            """)
        .repartition(partitions);
  }

  private static Measure find(List<Measure> measures, String name, String subject, Group group) {
    return measures.stream()
        .filter(
            m -> m.measure().equals(name) && m.subject().equals(subject) && m.group().equals(group))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " of " + subject));
  }

  private static Measure find(List<Measure> measures, String name, Group group) {
    return find(measures, name, "", group);
  }

  @Test
  void patternsAreToldWithTheirCountsAndWeights() {
    List<Measure> measures = AgreementPatterns.of(patterns().repartition(3)).measures();
    assertEquals(OptionalDouble.of(3), find(measures, "agreement_patterns", Group.ALL).value());
    Measure rejected = find(measures, "rejected_pairs", Group.ALL);
    assertEquals(OptionalDouble.of(930), rejected.numerator());
    assertEquals(OptionalDouble.of(1000), rejected.denominator());
    assertEquals(
        List.of("surname 0, dob 0", "surname 1, dob 1", "surname 1, dob missing"),
        measures.stream()
            .filter(m -> m.measure().equals("pattern_pairs"))
            .map(Measure::subject)
            .toList(),
        "the most frequent first");
    String missing = "surname 1, dob missing";
    assertEquals(
        OptionalDouble.of(40), find(measures, "pattern_pairs", missing, Group.ALL).numerator());
    assertEquals(
        OptionalDouble.of(0.25), find(measures, "pattern_links", missing, Group.ALL).value());
    assertEquals(
        OptionalDouble.of(-1), find(measures, "pattern_weight", missing, Group.ALL).value());
  }

  /** Of pairs with both values: all agree or none, each counted by the weight of its pattern. */
  @Test
  void comparisonsThatAgreeTogetherAreFound() {
    List<Measure> measures = AgreementPatterns.of(patterns()).measures();
    double agree = MatchWeights.toProbability(6);
    double none = MatchWeights.toProbability(-4);
    assertEquals(
        CramersV.of(new double[][] {{900 * none, 0}, {0, 60 * agree}}),
        find(measures, "agreement_correlation_of_matches", "surname ~ dob", Group.ALL).value());
    assertEquals(
        CramersV.of(new double[][] {{900 * (1 - none), 0}, {0, 60 * (1 - agree)}}),
        find(measures, "agreement_correlation_of_non_matches", "surname ~ dob", Group.ALL).value());
  }

  /** 2 x 3 levels whose counts are products: what the model takes for granted. */
  @Test
  void independentComparisonsDoNotHangTogether() {
    var rows = new ArrayList<String>();
    for (int surname = 0; surname < 2; surname++) {
      for (int dob = 0; dob < 3; dob++) {
        rows.add(
            "(%d, %d, %dL, 0L, -30.0D)".formatted(surname, dob, 100 * (surname + 1) * (3 - dob)));
      }
    }
    Dataset<Row> table =
        TestSession.spark()
            .sql(
                "SELECT * FROM VALUES "
                    + String.join(", ", rows)
                    + " AS t(gamma_surname, gamma_dob, pair_count, link_count, match_weight)");
    assertEquals(
        OptionalDouble.of(0),
        find(
                AgreementPatterns.of(table).measures(),
                "agreement_correlation_of_non_matches",
                "surname ~ dob",
                Group.ALL)
            .value());
  }

  /**
   * By hand. Without patterns: .2 + .3 / .5 + .06 / .1 = 1.4 expected; of women 1 side of the first
   * and 2 of the second. With them: 30 of weight -1 and 900 of -4, put right by .2 - 1/3, twice .3
   * - 1/3 and ten times .06 - 1/17.
   */
  @Test
  void matchesAmongThemAreEstimatedFromTheirSample() {
    Dataset<Row> records = records();
    GroupDictionary groups = GroupDictionary.of(records, SEX);
    List<Measure> alone =
        RejectedPairs.of(sample(records, 1), Optional.empty(), 1, records, SEX, groups).measures();
    var women = new Group("sex", "f");
    var men = new Group("sex", "m");
    assertEquals(1.4, value(alone, "rejected_expected_matches", Group.ALL), 1e-12);
    assertEquals(.2 + 2 * .3 / .5, value(alone, "rejected_expected_matches", women), 1e-12);
    assertEquals(.2 + 2 * .06 / .1, value(alone, "rejected_expected_matches", men), 1e-12);
    assertEquals(3, value(alone, "rejected_true_matches", Group.ALL), 1e-12, "1 + 1 / .5");
    assertEquals(5, value(alone, "rejected_true_matches", women), 1e-12);
    assertEquals(1, value(alone, "rejected_true_matches", men), 1e-12);
    Interval truth = find(alone, "rejected_true_matches", Group.ALL).interval();
    assertEquals(true, truth.lower().orElseThrow() >= 1, truth::toString);
    assertEquals(true, truth.upper().orElseThrow() > 15, "a pair stands for ten");

    List<Measure> both =
        RejectedPairs.of(
                sample(records, 3),
                Optional.of(AgreementPatterns.of(patterns())),
                1,
                records,
                SEX,
                groups)
            .measures();
    double byPattern = 30 / 3.0 + 900 / 17.0;
    double right = .2 - 1 / 3.0 + (.3 - 1 / 3.0) / .5 + (.06 - 1 / 17.0) / .1;
    Measure expected = find(both, "rejected_expected_matches", Group.ALL);
    assertEquals(byPattern + right, expected.value().orElseThrow(), 1e-9);
    double spread =
        Math.sqrt(Math.pow(.3 - 1 / 3.0, 2) * .5 / .25 + Math.pow(.06 - 1 / 17.0, 2) * .9 / .01);
    assertEquals(
        byPattern + right + 1.959963984540054 * spread,
        expected.interval().upper().orElseThrow(),
        1e-9);
    assertEquals(
        alone.stream().filter(m -> !m.group().isAll()).toList(),
        both.stream().filter(m -> !m.group().isAll()).toList(),
        "of groups by the sample alone, in whatever parts it comes");
  }

  @Test
  void patternsAloneTellTheWhole() {
    Dataset<Row> records = records();
    RejectedPairs rejected =
        RejectedPairs.of(AgreementPatterns.of(patterns()), 0.1, GroupDictionary.of(records, SEX));
    assertEquals(1, rejected.expected().length);
    // None of what was rejected is above the threshold, which cuts 1/3 to .1.
    assertEquals(30 * .1 + 900 / 17.0, rejected.expected()[0], 1e-9);
    assertEquals(RejectedPairs.BY_PATTERN, rejected.measures().get(0).method());
  }

  private static double value(List<Measure> measures, String name, Group group) {
    return find(measures, name, group).value().orElseThrow();
  }
}
