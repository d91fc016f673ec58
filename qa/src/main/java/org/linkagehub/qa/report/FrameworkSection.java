package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.linkagehub.qa.check.CheckResult.Outcome;
import org.linkagehub.qa.framework.Aspect;
import org.linkagehub.qa.framework.AspectAssessment;
import org.linkagehub.qa.framework.FrameworkAnswers.Judgement;
import org.linkagehub.qa.framework.FrameworkEvidence;
import org.linkagehub.qa.framework.Rating;
import org.linkagehub.qa.framework.TriageQuestion;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Block.Column;
import org.linkagehub.qa.page.Block.Table;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Tone;
import org.linkagehub.qa.page.Value;

/** The run in the light of the Quality Assurance Framework. */
final class FrameworkSection {
  private static final String MISSING = "not answered";
  private static final int SLOWEST = 3;

  private final Evidence evidence;
  private final List<AspectAssessment> assessments;

  FrameworkSection(
      Shown shown,
      Evidence evidence,
      List<ToldCheck> checks,
      Quality quality,
      List<Quality.Worse> worse,
      List<String> changes,
      boolean disclosureControl) {
    this.evidence = evidence;
    this.assessments =
        evidenceOf(shown, evidence, checks, quality, worse, changes, disclosureControl)
            .assess(evidence.answers());
  }

  /** By aspect: the proposed rating, and the person's own after a stroke. */
  Map<String, String> ratings() {
    var ratings = new LinkedHashMap<String, String>();
    for (AspectAssessment a : assessments) {
      ratings.put(
          a.aspect().configName(),
          a.proposed().map(Rating::shown).orElse("–")
              + " / "
              + a.judgement().map(j -> j.rating().shown()).orElse("–"));
    }
    return ratings;
  }

  Section section() {
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Text(
            "The Quality Assurance Framework for Data Linkage asks for a rating of each aspect by those who link, reviewed by a second person. It gives no scores and no rules: the proposed ratings are by rules of Linkage Hub's own, told below. They are a beginning, not an answer."));
    for (Aspect.Stage stage : Aspect.Stage.values()) {
      blocks.add(table(stage));
    }
    blocks.add(missing());
    blocks.add(triage());
    history().ifPresent(blocks::add);
    return new Section("framework", "Quality assurance framework", blocks);
  }

  private Table table(Aspect.Stage stage) {
    var rows = new ArrayList<List<Value>>();
    for (AspectAssessment a : assessments) {
      if (a.aspect().stage() != stage) {
        continue;
      }
      rows.add(
          List.of(
              Value.of(a.aspect().title()),
              a.proposed().map(FrameworkSection::rating).orElse(Value.of("only people can say")),
              a.judgement()
                  .map(Judgement::rating)
                  .map(FrameworkSection::rating)
                  .orElse(Value.of(MISSING)),
              Value.of(
                  a.judgement()
                      .map(
                          j ->
                              "%s, %s%s: %s"
                                  .formatted(
                                      j.by(),
                                      j.date(),
                                      j.reviewer().isEmpty() ? "" : ", reviewed by " + j.reviewer(),
                                      j.rationale()))
                      .orElse("")),
              Value.of(String.join(" ", a.evidence())),
              Value.of(a.rule())));
    }
    return new Table(
        "framework-" + stage.name().toLowerCase(Locale.ROOT),
        stage.title(),
        List.of(
            Column.text("aspect", "Aspect"),
            Column.text("proposed", "Proposed"),
            Column.text("own", "People's rating"),
            Column.text("by", "By whom, when and why"),
            Column.text("evidence", "Evidence of this run"),
            Column.text("rule", "Rule of the proposal")),
        rows,
        "");
  }

  private static Value rating(Rating rating) {
    return Value.marked(
        switch (rating) {
          case GREEN -> Tone.GOOD;
          case AMBER -> Tone.CAUTION;
          case RED -> Tone.BAD;
        },
        rating.shown());
  }

  private Block missing() {
    List<String> unanswered =
        assessments.stream()
            .filter(a -> a.judgement().isEmpty())
            .map(a -> a.aspect().title() + ": " + a.aspect().question())
            .toList();
    return unanswered.isEmpty()
        ? new Block.Text("Every aspect was rated by a person.")
        : new Block.Details(
            "Not answered by a person yet: %d of %d aspects"
                .formatted(unanswered.size(), assessments.size()),
            List.of(new Block.Points(unanswered)));
  }

  private Block triage() {
    var rows = new ArrayList<List<Value>>();
    for (TriageQuestion question : TriageQuestion.values()) {
      rows.add(
          List.of(
              Value.of(question.title()),
              Value.of(evidence.answers().triage().getOrDefault(question, MISSING))));
    }
    evidence
        .answers()
        .notes()
        .forEach((name, text) -> rows.add(List.of(Value.of(name), Value.of(text))));
    return new Table(
        "triage",
        "Triage",
        List.of(Column.text("question", "Question"), Column.text("answer", "Answer")),
        rows,
        "");
  }

  private Optional<Block> history() {
    if (evidence.history().isEmpty()) {
      return Optional.empty();
    }
    var columns = new ArrayList<Column>();
    columns.add(Column.text("aspect", "Aspect"));
    for (int i = 0; i < evidence.history().size(); i++) {
      columns.add(Column.text("run_" + (i + 1), evidence.history().get(i).run()));
    }
    columns.add(Column.text("now", "This run"));
    Map<String, String> now = ratings();
    var rows = new ArrayList<List<Value>>();
    for (Aspect aspect : Aspect.values()) {
      var row = new ArrayList<Value>();
      row.add(Value.of(aspect.title()));
      evidence
          .history()
          .forEach(
              past -> row.add(Value.of(past.ratings().getOrDefault(aspect.configName(), "–"))));
      row.add(Value.of(now.get(aspect.configName())));
      rows.add(row);
    }
    return Optional.of(
        new Table(
            "framework-history",
            "Ratings over runs: proposed / people's",
            columns,
            rows,
            "Oldest first."));
  }

  private static FrameworkEvidence evidenceOf(
      Shown shown,
      Evidence evidence,
      List<ToldCheck> checks,
      Quality quality,
      List<Quality.Worse> worse,
      List<String> changes,
      boolean disclosureControl) {
    List<Measure> complete =
        shown.all("completeness").stream().filter(m -> m.group().isAll()).toList();
    Optional<Measure> least =
        complete.stream()
            .filter(m -> m.value().isPresent())
            .min(Comparator.comparingDouble(m -> m.value().getAsDouble()));
    Optional<Measure> recall = shown.find("blocking_recall").filter(m -> m.value().isPresent());
    List<Evidence.Stage> slow =
        evidence.stages().stream()
            .filter(stage -> stage.wallSeconds() > 0)
            .sorted(Comparator.comparingDouble(Evidence.Stage::wallSeconds).reversed())
            .limit(SLOWEST)
            .toList();
    return new FrameworkEvidence(
        evidence.subject().origin() == Evidence.Origin.THIS_RUN,
        evidence.model().map(m -> m.comparisons().size()).orElse(0),
        (int) complete.stream().map(Measure::subject).distinct().count(),
        !shown.all("validity").isEmpty(),
        least
            .map(
                m ->
                    "Least complete: %s, %s."
                        .formatted(m.subject(), Shown.share(Optional.of(m)).text()))
            .orElse(""),
        shown.all("blocking_pairs_alone").size(),
        recall.map(m -> m.value().getAsDouble()),
        evidence.cleaningCounted(),
        shown.all(Evidence.Counted.SET_ASIDE).stream()
            .filter(m -> !m.subject().isEmpty())
            .map(
                m ->
                    "Set aside, %s: %s.".formatted(m.subject(), Shown.count(Optional.of(m)).text()))
            .toList(),
        evidence.subject().provenance(),
        count(checks, Outcome.PASS),
        count(checks, Outcome.WARN),
        count(checks, Outcome.FAIL),
        quality.from(),
        quality.words(),
        quality.hasInterval(),
        shown.groupings().stream().map(Answer::name).toList(),
        worse.stream().map(w -> w.group().value() + ", " + w.words()).toList(),
        slow.isEmpty()
            ? ""
            : "Slowest: "
                + String.join(
                    ", ",
                    slow.stream()
                        .map(s -> s.name() + " " + Value.seconds(s.wallSeconds()).text())
                        .toList())
                + ".",
        String.join(
            ", ",
            evidence.subject().resources().entrySet().stream()
                .map(e -> Answer.name(e.getKey()) + " " + e.getValue())
                .toList()),
        disclosureControl,
        changes);
  }

  private static long count(List<ToldCheck> checks, Outcome outcome) {
    return checks.stream().filter(check -> check.is(outcome)).count();
  }
}
