package org.linkagehub.qa.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.linkagehub.qa.check.CheckRule;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.disclosure.MeasureRelease;
import org.linkagehub.qa.framework.Aspect;
import org.linkagehub.qa.framework.FrameworkAnswers;
import org.linkagehub.qa.framework.Rating;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureJson;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Page;
import org.linkagehub.qa.page.Tone;
import org.linkagehub.qa.page.Value;
import org.linkagehub.qa.report.Evidence.Counted;

class ReportTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private static final ReportSettings SETTINGS =
      new ReportSettings(
          true,
          List.of(
              new ReportSettings.Use("care", .999, .99), new ReportSettings.Use("counts", .9, .8)),
          .02);

  private static Evidence evidence(String source, List<Measure> measures, List<CheckRule> rules) {
    var all = new ArrayList<>(measures);
    all.add(Counted.of(Counted.READ, "", new Group(Counted.SOURCE, source), 1003));
    all.add(Counted.of(Counted.SET_ASIDE, "", new Group(Counted.SOURCE, source), 3));
    all.add(Counted.of(Counted.LINKED_IN, "", new Group(Counted.SOURCE, source), 1000));
    all.add(Counted.of(Counted.KEPT_PAIRS, "", new Group(Counted.WEIGHT, "3"), 4));
    all.add(Counted.of(Counted.KEPT_PAIRS, "", new Group(Counted.WEIGHT, "4"), 617));
    all.add(Counted.of(Counted.KEPT_PAIRS, "", Group.ALL, 621));
    all.add(Counted.of(Counted.PATTERN, "0", Group.ALL, 612));
    all.add(Counted.of(Counted.PATTERN, "1", Group.ALL, 6));
    var model =
        new Evidence.Model(
            .001,
            List.of(
                new Evidence.Comparison(
                    "surname",
                    List.of(
                        new Evidence.Level(
                            "equal", OptionalDouble.of(.9), OptionalDouble.of(.01), true),
                        new Evidence.Level(
                            "other", OptionalDouble.of(.1), OptionalDouble.of(.99), false)))),
            List.of());
    return new Evidence(
        new Evidence.Subject(
            Evidence.Origin.THIS_RUN,
            "20260314-0915",
            "people",
            "dedupe_only",
            "column person",
            "14 March 2026",
            12,
            Map.of("seed", "1"),
            Map.of("cores", "2")),
        all,
        Optional.of(model),
        List.of(
            new Evidence.Pattern(List.of(1), 5.5, 612), new Evidence.Pattern(List.of(0), 4.1, 6)),
        4.25,
        "connected components",
        List.of(new Evidence.Stage("score", 3, 5, 100)),
        rules,
        true,
        "name=people\nsecret=(left out)",
        List.of(),
        new FrameworkAnswers(
            Map.of(),
            Map.of(),
            Map.of(
                Aspect.PROFILING,
                new FrameworkAnswers.Judgement(
                    Rating.RED, "A. Linker", LocalDate.of(2026, 3, 14), "half is missing", ""))),
        List.of(new Evidence.PastRatings("20260214-0915", Map.of("profiling", "Amber / –"))),
        Optional.empty(),
        List.of());
  }

  /** The same of links that somebody else made. */
  private static Evidence elsewhere(List<Measure> measures) {
    Evidence ours = evidence("people", measures, List.of());
    Evidence.Subject of = ours.subject();
    return new Evidence(
        new Evidence.Subject(
            Evidence.Origin.ELSEWHERE,
            of.run(),
            of.linkage(),
            of.kind(),
            of.truth(),
            of.began(),
            of.seconds(),
            of.provenance(),
            of.resources()),
        measures,
        Optional.empty(),
        List.of(),
        Double.NaN,
        "those who made the links",
        ours.stages(),
        List.of(),
        false,
        ours.settings(),
        List.of(),
        FrameworkAnswers.NONE,
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** The same beside what an earlier report showed. */
  private static Report after(List<Measure> then, List<Measure> now) {
    return after(then, now, List.of());
  }

  private static Report after(List<Measure> then, List<Measure> now, List<CheckRule> rules) {
    Evidence evidence = evidence("people", now, rules);
    return new Report(
        new Evidence(
            evidence.subject(),
            evidence.measures(),
            evidence.model(),
            evidence.patterns(),
            evidence.threshold(),
            evidence.method(),
            evidence.stages(),
            evidence.checks(),
            evidence.cleaningCounted(),
            evidence.settings(),
            evidence.warnings(),
            evidence.answers(),
            evidence.history(),
            Optional.of(
                new Evidence.Compared(
                    "20260214-0915",
                    "the last release",
                    then,
                    MeasureRelease.of(then, DisclosureSettings.STANDARD))),
            evidence.records()),
        SETTINGS,
        DisclosureSettings.STANDARD);
  }

  private static List<String> texts(List<Value> row) {
    return row.stream().map(Value::text).toList();
  }

  private static List<Measure> accuracy(Group group, long right, long links, long matches) {
    var measures = new ArrayList<Measure>();
    for (Measure m : Measure.precisionAndRecall("cluster_pair", NONE, right, links, matches)) {
      double share = m.value().orElseThrow();
      measures.add(m.in(group).with(Interval.of(share - .01, Math.min(1, share + .01)), "person"));
    }
    return measures;
  }

  private static Report report(List<Measure> measures) {
    return new Report(
        evidence("people", measures, List.of()), SETTINGS, DisclosureSettings.STANDARD);
  }

  private static List<Block.Statement> statements(Report report) {
    return report.page().sections().get(0).blocks().stream()
        .filter(Block.Verdict.class::isInstance)
        .flatMap(block -> ((Block.Verdict) block).statements().stream())
        .toList();
  }

  private static Block.Table table(Report report, String id) {
    return report.page().tables().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void theFirstScreenAnswersForEachUse() {
    List<Block.Statement> said = statements(report(accuracy(Group.ALL, 950, 1000, 1100)));
    assertEquals("Can I use these links? Yes, but not for everything", said.get(0).heading());
    assertTrue(said.get(0).text().startsWith("Of 1,000 links about 50 are wrong."), said::toString);
    assertEquals("Not known", said.get(1).mark(), "for whom");
    assertEquals("No", said.get(2).mark());
    assertTrue(
        said.get(2).text().startsWith("Too many links are wrong, and too many"), said::toString);
    assertEquals("Yes", said.get(3).mark());
  }

  /**
   * 1,458 links, all right: their sides, 2,916 shown as 2,915, would leave but one number of wrong
   * ones.
   */
  @Test
  void aGroupingOfOneGroupTakesNothingFromTheWhole() {
    var measures = new ArrayList<>(accuracy(Group.ALL, 1458, 1458, 2031));
    measures.addAll(accuracy(new Group("source", "people"), 2 * 1458, 2 * 1458, 2 * 2031));
    assertEquals(
        "Too many matches are missed. Wanted: precision 90.0 %, recall 80.0 %.",
        statements(report(measures)).get(3).text());
  }

  @Test
  void whatIsWithheldIsNotSaidToBeUnmeasured() {
    Block.Statement said = statements(report(accuracy(Group.ALL, 3, 5, 9))).get(0);
    assertTrue(
        said.text().contains("cannot be told without giving small counts away"), said::toString);
  }

  @Test
  void withoutTruthNobodyCanSay() {
    List<Block.Statement> said = statements(report(List.of()));
    assertEquals("Can I use these links? Nobody can say yet", said.get(0).heading());
    assertEquals(Tone.PLAIN, said.get(3).tone());
  }

  @Test
  void theModelsOwnExpectationIsNeverAPlainYes() {
    var at = OptionalDouble.of(4.25);
    List<Block.Statement> said =
        statements(
            report(
                List.of(
                    Measure.ratio("expected_false_match_rate", at, 0, 1000),
                    Measure.ratio("expected_missed_match_rate", at, 0, 1000))));
    assertEquals(
        List.of("With care", "With care"), List.of(said.get(2).mark(), said.get(3).mark()));
    assertTrue(said.get(0).evidence().get(2).startsWith("That is what the model expects"));
  }

  @Test
  void groupsThatAreClearlyWorseOffAreNamed() {
    var old = new Group("age_band", "90+");
    var young = new Group("age_band", "0-9");
    var measures = new ArrayList<>(accuracy(Group.ALL, 950, 1000, 1000));
    measures.addAll(accuracy(old, 80, 100, 100));
    measures.addAll(accuracy(young, 89, 100, 100));
    for (Group group : List.of(old, young)) {
      measures.add(Measure.figure("cluster_pair_recall_difference", NONE, -.1).in(group));
      measures.add(
          Measure.figure("cluster_pair_recall_difference_p", NONE, group.equals(old) ? .001 : .3)
              .in(group));
    }
    // Surely worse, and by less than anybody asked to be told of.
    var middle = new Group("age_band", "40-49");
    measures.addAll(accuracy(middle, 94, 100, 100));
    measures.add(Measure.figure("cluster_pair_recall_difference", NONE, -.01).in(middle));
    measures.add(Measure.figure("cluster_pair_recall_difference_p", NONE, .001).in(middle));
    Block.Statement whom = statements(report(measures)).get(1);
    assertEquals("With care", whom.mark());
    assertEquals(List.of("age band 90+: recall 15.0 points below the whole"), whom.evidence());
  }

  @Test
  void aFailedCheckIsTheAnswer() {
    var rule =
        new CheckRule(
            "cluster_pair_precision",
            "",
            "all",
            "all",
            NONE,
            OptionalDouble.of(.99),
            NONE,
            false,
            CheckRule.Severity.FAIL,
            false);
    var report =
        new Report(
            evidence("people", accuracy(Group.ALL, 953, 1001, 1100), List.of(rule)),
            SETTINGS,
            DisclosureSettings.STANDARD);
    assertEquals("No", statements(report).get(0).mark());
    assertEquals(
        List.of("cluster pair precision", "", "95.5 %", "at least 0.99", "fail", "fail"),
        texts(table(report, "checks-table").rows().get(0)),
        "955 / 1000, not 953 / 1001");
  }

  @Test
  void smallCountsLeaveInNoFile() {
    Report report = report(accuracy(Group.ALL, 950, 1000, 1000));
    assertEquals("*", table(report, "flow").rows().get(0).get(2).text());
    assertEquals(
        List.of("3", "*"),
        table(report, "weight-bins").rows().get(0).stream().map(Value::text).toList());
    assertEquals(
        1, table(report, "pattern-table").rows().size(), "a pattern of 6 pairs is left out");
    for (Map.Entry<String, String> file : report.files().entrySet()) {
      for (String raw : List.of("1,003", "1003", "617", "621", "612")) {
        assertFalse(
            file.getValue()
                .replaceAll("(?s)<script>.*?</script>|<style>.*?</style>|sha256-\\S*|0\\.\\d+", "")
                .contains(raw),
            raw + " in " + file.getKey());
      }
    }
  }

  @Test
  void whatPeopleAnsweredIsShownAndWhatTheyDidNotIsListed() {
    Report report = report(accuracy(Group.ALL, 950, 1000, 1000));
    List<Value> profiling = table(report, "framework-preparation").rows().get(0);
    assertEquals("Red", profiling.get(2).text());
    assertEquals("A. Linker, 2026-03-14: half is missing", profiling.get(3).text());
    assertEquals(
        "not answered", table(report, "framework-preparation").rows().get(1).get(2).text());
    assertEquals("not answered", table(report, "triage").rows().get(0).get(1).text());
    List<Value> history = table(report, "framework-history").rows().get(0);
    assertEquals("Amber / –", history.get(1).text());
    assertTrue(history.get(2).text().endsWith("/ Red"), history::toString);
    String json = report.files().get(Report.JSON);
    assertTrue(json.contains("\"framework.profiling\""), "what the next run's history reads");
  }

  @Test
  void changesAreBetweenWhatBothReportsShow() {
    List<Measure> then =
        List.of(
            Measure.count("people", NONE, 1000),
            Measure.count("people_split", NONE, 4),
            Measure.count("clusters_mixed", NONE, 23),
            Measure.count("largest_cluster", NONE, 12));
    List<Measure> now =
        List.of(
            Measure.count("people", NONE, 1003),
            Measure.count("people_split", NONE, 43),
            Measure.count("clusters_mixed", NONE, 5),
            Measure.count("largest_cluster", NONE, 11),
            Measure.figure("change", NONE, -18).of("clusters_mixed"));
    Report report = after(then, now);
    assertEquals(
        List.of(
            List.of("people", "", "", "1,000", "1,005", "+5"),
            List.of("people split", "", "", "*", "45", "*"),
            List.of("clusters mixed", "", "", "25", "*", "*")),
        table(report, "changes").rows().stream().map(ReportTest::texts).toList(),
        "the largest cluster is shown as 10 in both");
    assertFalse(report.files().get(Report.MEASURES).contains("change"), "nor in a file");
  }

  @Test
  void theSharesOfGroupsAreHeldAgainstThoseOfTheLastRelease() {
    var young = new Group("age_band", "0-9");
    var old = new Group("age_band", "90+");
    List<Measure> then =
        List.of(
            Measure.share("group_share", NONE, 500, 1000).in(young),
            Measure.share("group_share", NONE, 500, 1000).in(old));
    List<Measure> now =
        List.of(
            Measure.share("group_share", NONE, 800, 1000).in(young),
            Measure.share("group_share", NONE, 200, 1000).in(old));
    List<Value> row = table(after(then, now), "stability").rows().get(0);
    assertEquals(List.of("age band", "0.42", "large shift"), texts(row), "0.3 ln 1.6 - 0.3 ln 0.4");
    List<Measure> few =
        List.of(
            Measure.share("group_share", NONE, 996, 1000).in(young),
            Measure.share("group_share", NONE, 4, 1000).in(old));
    assertEquals("*", table(after(then, few), "stability").rows().get(0).get(1).text());
  }

  @Test
  void ofOthersLinksNothingIsToldThatOnlyARunKnows() {
    Report report =
        new Report(
            elsewhere(accuracy(Group.ALL, 950, 1000, 1100)), SETTINGS, DisclosureSettings.STANDARD);
    List<String> sections = report.page().sections().stream().map(Page.Section::id).toList();
    for (String only : List.of("blocking", "model", "weights", "patterns", "threshold")) {
      assertFalse(sections.contains(only), only);
    }
    assertEquals("Yes", statements(report).get(3).mark(), "counts");
    List<Value> techniques = table(report, "framework-implementation").rows().get(0);
    assertEquals("only people can say", techniques.get(1).text());
    assertTrue(techniques.get(4).text().startsWith("The links were made elsewhere"));
    assertFalse(report.files().containsKey(Report.MODEL_CARD));
    assertTrue(report.files().get(Report.GUILD).contains("The links were made elsewhere"));
  }

  private static CheckRule mostly(String measure, String subject, double atMost) {
    return new CheckRule(
        measure,
        subject,
        "all",
        "all",
        NONE,
        NONE,
        OptionalDouble.of(atMost),
        false,
        CheckRule.Severity.FAIL,
        false);
  }

  /** That 7 is not at most 6 would tell that it is 7. */
  @Test
  void aCheckOfAWithheldFigureTellsNoOutcome() {
    var report =
        new Report(
            evidence(
                "people",
                List.of(Measure.count("people_split", NONE, 7)),
                List.of(mostly("people_split", "", 6))),
            SETTINGS,
            DisclosureSettings.STANDARD);
    assertEquals(
        List.of("people split", "", "*", "at most 6", "*", "fail"),
        texts(table(report, "checks-table").rows().get(0)));
    assertEquals("Not known", statements(report).get(0).mark(), "not a word of a check");
  }

  /**
   * 23 and 5 are shown as 25 and *; 1,000 and 1,003 as 1,000 and 1,005. That the one change is not
   * at most -19 would tell that the small count is above 4; the other fell short of 4, but readers
   * see 5.
   */
  @Test
  void aCheckOfAChangeIsOfWhatBothReportsShow() {
    List<Measure> then =
        List.of(Measure.count("people", NONE, 1000), Measure.count("clusters_mixed", NONE, 23));
    List<Measure> now =
        List.of(Measure.count("people", NONE, 1003), Measure.count("clusters_mixed", NONE, 5));
    Report report =
        after(
            then,
            now,
            List.of(mostly("change", "clusters_mixed", -19), mostly("change", "people", 4)));
    assertEquals(
        List.of(
            List.of("change", "clusters_mixed", "*", "at most -19", "*", "fail"),
            List.of("change", "people", "5.000", "at most 4", "fail", "fail")),
        table(report, "checks-table").rows().stream().map(ReportTest::texts).toList());
    assertEquals(List.of("Check failed: change"), statements(report).get(0).evidence());
    for (Map.Entry<String, String> file : report.files().entrySet()) {
      assertFalse(file.getValue().contains("-18"), "the raw change, in " + file.getKey());
    }
  }

  /** 43 is shown as 45, so that readers must not learn that it is below 44. */
  @Test
  void aCheckIsOfTheFigureThatIsShown() {
    var atLeast =
        new CheckRule(
            "people_split",
            "",
            "all",
            "all",
            NONE,
            OptionalDouble.of(44),
            NONE,
            false,
            CheckRule.Severity.FAIL,
            false);
    Report report =
        new Report(
            evidence("people", List.of(Measure.count("people_split", NONE, 43)), List.of(atLeast)),
            SETTINGS,
            DisclosureSettings.STANDARD);
    assertEquals(
        List.of("people split", "", "45", "at least 44", "pass", "fail"),
        texts(table(report, "checks-table").rows().get(0)));
  }

  /**
   * 1,003 of 1,250 compared pairs are no links; 5 sides of matches of the old are expected among
   * them.
   */
  @Test
  void whatWasComparedAndNotLinkedIsTold() {
    var old = new Group("age_band", "90+");
    var young = new Group("age_band", "0-9");
    var by = "Horvitz-Thompson, gamma interval";
    List<Measure> measures =
        List.of(
            Measure.share("rejected_pairs", NONE, 1003, 1250),
            expected(91.4, 83, 99.9, Group.ALL, by),
            expected(178.4, 120, 240, young, by),
            expected(5.4, 1, 12, old, by),
            Measure.share("expected_missed_match_rate", OptionalDouble.of(4), 104, 3000),
            Measure.share("pattern_pairs", NONE, 812, 1250).of("surname 0"),
            Measure.share("pattern_pairs", NONE, 3, 1250).of("surname missing"),
            Measure.share("pattern_links", NONE, 60, 812).of("surname 0"),
            Measure.figure("pattern_weight", NONE, -3.25).of("surname 0"),
            Measure.figure("agreement_correlation_of_non_matches", NONE, .123).of("surname ~ dob"),
            Measure.figure("agreement_correlation_of_matches", NONE, .456).of("surname ~ dob"));
    Report report = report(measures);
    Block.Table rejected = table(report, "rejected");
    assertEquals(
        List.of(
            List.of("All records", "90", "85 to 100", "3.5 %"),
            List.of("age band 0-9", "180", "120 to 240", "–"),
            List.of("age band 90+", "*", "–", "–")),
        rejected.rows().stream().map(ReportTest::texts).toList());
    assertTrue(
        rejected.note().startsWith("Of 1,250 compared pairs 1,005 are no links."), rejected.note());
    assertEquals(
        List.of(List.of("surname 0", "810", "64.8 %", "7.4 %", "-3.3")),
        table(report, "compared-patterns").rows().stream().map(ReportTest::texts).toList(),
        "a pattern of 3 pairs is left out");
    assertEquals(
        List.of(List.of("surname ~ dob", "0.12", "0.46")),
        table(report, "agreement-correlations").rows().stream().map(ReportTest::texts).toList());
  }

  private static Measure expected(
      double value, double lower, double upper, Group group, String by) {
    return Measure.ratio("rejected_expected_matches", NONE, value, 1)
        .in(group)
        .with(Interval.of(lower, upper), by);
  }

  /**
   * Whatever a small count is, and whatever bound it is held against: the same report, but for the
   * bound.
   */
  @Test
  void noBoundTellsSmallCountsApart() {
    for (double bound = 0; bound <= 8; bound++) {
      for (String measure : List.of("people_split", "change")) {
        var told = new HashSet<List<String>>();
        for (int count = 1; count <= 7; count++) {
          Report report =
              after(
                  List.of(Measure.count("people_split", NONE, 20)),
                  List.of(Measure.count("people_split", NONE, count)),
                  List.of(
                      measure.equals("change")
                          ? mostly(measure, "people_split", bound - 20)
                          : mostly(measure, "", bound)));
          told.add(
              List.of(
                  texts(table(report, "checks-table").rows().get(0)).toString(),
                  statements(report).toString()));
        }
        assertEquals(1, told.size(), measure + " at most " + bound + ": " + told);
      }
    }
  }

  @Test
  void theNextReportReadsWhatThisOneShowed() {
    Report report = report(accuracy(Group.ALL, 953, 1001, 1100));
    List<Measure> read = MeasureJson.read(report.files().get(Report.MEASURES));
    Measure precision =
        read.stream()
            .filter(m -> m.measure().equals("cluster_pair_precision"))
            .findFirst()
            .orElseThrow();
    assertEquals(OptionalDouble.of(955), precision.numerator());
    assertEquals(OptionalDouble.of(1000), precision.denominator());
    assertTrue(read.stream().anyMatch(m -> m.suppressed() && m.value().isEmpty()));
  }

  @Test
  void whatMovingTheThresholdCostsIsToldOfEachGroup() {
    var old = new Group("age_band", "90+");
    var young = new Group("age_band", "0-9");
    var measures = new ArrayList<Measure>();
    for (double bits : new double[] {0, 4.25, 10}) {
      var at = OptionalDouble.of(bits);
      measures.addAll(Measure.precisionAndRecall("pair", at, 900 - 10 * (long) bits, 1000, 1000));
      for (Group group : List.of(old, young)) {
        long lost = (long) (group.equals(old) ? 40 * bits : 5 * bits);
        for (Measure m : Measure.precisionAndRecall("pair", at, 900 - lost, 1000, 1000)) {
          measures.add(m.in(group));
        }
      }
    }
    Block.Table table = table(report(measures), "threshold-by-age-band-table");
    assertEquals(List.of("90+", "90.0 %", "73.0 %", "50.0 %", "40.0"), texts(table.rows().get(0)));
    assertEquals("5.0", table.rows().get(1).get(4).text());
  }

  @Test
  void hostileNamesDoNoHarm() {
    String hostile = "</script><script>alert(1)</script>=cmd|'/C calc'!A0\u202E";
    var measures = new ArrayList<>(accuracy(Group.ALL, 950, 1000, 1000));
    measures.addAll(accuracy(new Group("town", hostile), 90, 100, 100));
    measures.addAll(accuracy(new Group("town", "x".repeat(10_000)), 90, 100, 100));
    var report =
        new Report(evidence(hostile, measures, List.of()), SETTINGS, DisclosureSettings.STANDARD);
    report
        .files()
        .forEach(
            (name, text) -> {
              if (name.endsWith(".html")) {
                assertFalse(text.contains("<script>alert"), name);
              }
              assertFalse(text.contains("\u202E"), name);
            });
    Page page = report.page();
    assertTrue(page.warning().isEmpty(), "no records were asked for");
  }
}
