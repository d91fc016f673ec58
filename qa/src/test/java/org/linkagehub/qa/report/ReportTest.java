package org.linkagehub.qa.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.linkagehub.qa.check.CheckRule;
import org.linkagehub.qa.check.Checks;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.framework.Aspect;
import org.linkagehub.qa.framework.FrameworkAnswers;
import org.linkagehub.qa.framework.Rating;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;
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
        Checks.of(rules, measures),
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
        List.of());
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
        "cluster_pair_precision: 0.9550; wanted at least 0.99",
        table(report, "checks-table").rows().get(0).get(3).text(),
        "950 / 1000 or so, not 953 / 1001");
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
                .replaceAll("(?s)<script>.*?</script>|<style>.*?</style>|sha256-\\S*", "")
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
  void hostileNamesDoNoHarm() {
    String hostile = "</script><script>alert(1)</script>=cmd|'/C calc'!A0\u202E";
    var report =
        new Report(
            evidence(hostile, accuracy(Group.ALL, 950, 1000, 1000), List.of()),
            SETTINGS,
            DisclosureSettings.STANDARD);
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
