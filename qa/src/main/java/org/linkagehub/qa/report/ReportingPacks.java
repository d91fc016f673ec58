package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Block.Column;
import org.linkagehub.qa.page.Block.Table;
import org.linkagehub.qa.page.Page;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Value;
import org.linkagehub.qa.report.Evidence.Counted;

/** The model card, and what guidance on reporting asks for: of the figures of the report. */
final class ReportingPacks {
  /** Counts of the flow of records, and what they are called. */
  private static final Map<String, String> STEPS =
      steps(
          Counted.READ, "Records read",
          Counted.SET_ASIDE, "Records set aside",
          Counted.LINKED_IN, "Records in the linkage",
          Counted.COMPARED_PAIRS, "Pairs compared",
          Counted.KEPT_PAIRS, "Pairs kept",
          Counted.CLUSTERS, "Clusters",
          Counted.RECORDS_LINKED, "Records in a cluster of two or more");

  private final Shown shown;
  private final Evidence evidence;
  private final Quality quality;
  private final Answer answer;
  private final RunSections ofTheRun;

  ReportingPacks(
      Shown shown, Evidence evidence, Quality quality, Answer answer, RunSections ofTheRun) {
    this.shown = shown;
    this.evidence = evidence;
    this.quality = quality;
    this.answer = answer;
    this.ofTheRun = ofTheRun;
  }

  private static Map<String, String> steps(String... measuresAndWords) {
    var steps = new LinkedHashMap<String, String>();
    for (int i = 0; i < measuresAndWords.length; i += 2) {
      steps.put(measuresAndWords[i], measuresAndWords[i + 1]);
    }
    return Collections.unmodifiableMap(steps);
  }

  /** The model card. */
  Page modelCard() {
    var model = new ModelSections(shown, evidence);
    var sections = new ArrayList<Section>();
    sections.add(
        new Section(
            "what",
            "What it is",
            List.of(
                new Block.Text(
                    "A probabilistic record-linkage model (Fellegi and Sunter 1969) of linkage %s, used in run %s."
                        .formatted(evidence.subject().linkage(), evidence.subject().run())),
                ofTheRun.provenance())));
    sections.add(new Section("answer", "What it is good for", answer.blocks()));
    evidence.model().map(model::model).ifPresent(sections::add);
    new ThresholdSection(shown, evidence).section().ifPresent(sections::add);
    sections.add(new QualitySections(shown, evidence, quality).groups());
    sections.add(limits());
    return new Page(
        "Model card: " + evidence.subject().linkage(),
        Report.subtitle(evidence.subject()),
        "",
        sections,
        Report.foot(evidence.subject()));
  }

  /** What GUILD and RECORD ask to be reported. */
  Page guild() {
    var data = new DataSections(shown);
    var model = new ModelSections(shown, evidence);
    var sections = new ArrayList<Section>();
    sections.add(
        new Section(
            "population",
            "Population and data (GUILD 1; RECORD 6.3)",
            List.of(
                new Block.Text("The flow of records at each step of the linkage."),
                data.flow(),
                steps())));
    sections.add(
        new Section(
            "linkage",
            "The linkage (GUILD 2; RECORD 12.3)",
            List.of(new Block.Text(how()), ofTheRun.provenance())));
    data.blocking().ifPresent(sections::add);
    evidence.model().map(model::model).ifPresent(sections::add);
    sections.add(new Section("quality", "Linkage quality", answer.blocks()));
    new ThresholdSection(shown, evidence).section().ifPresent(sections::add);
    sections.add(new QualitySections(shown, evidence, quality).groups());
    sections.add(limits());
    return new Page(
        "Reporting pack after GUILD and RECORD: " + evidence.subject().linkage(),
        Report.subtitle(evidence.subject()),
        "",
        sections,
        Report.foot(evidence.subject()));
  }

  private String how() {
    String kind = "Kind: %s. ".formatted(evidence.subject().kind());
    if (evidence.subject().origin() == Evidence.Origin.ELSEWHERE) {
      return kind
          + "The links were made elsewhere and measured as they are; method and parameters only those who made them can tell.";
    }
    return kind
        + "Clusters by: %s. Pairs at or above %s bits are links."
            .formatted(evidence.method(), Value.bits(evidence.threshold()).text());
  }

  private Table steps() {
    var rows = new ArrayList<List<Value>>();
    STEPS.forEach(
        (measure, step) ->
            shown
                .find(measure)
                .ifPresent(m -> rows.add(List.of(Value.of(step), Shown.count(Optional.of(m))))));
    return new Table(
        "steps",
        "From records to people",
        List.of(Column.text("step", "Step"), Column.number("count", "Count")),
        rows,
        "");
  }

  private Section limits() {
    var points = new ArrayList<String>();
    if (!quality.isKnown()) {
      points.add("How many links are right is not known.");
    } else if (quality.isExpectedOnly()) {
      points.add("Quality is the model's own expectation; nothing confirms it.");
    } else if (!quality.hasInterval()) {
      points.add("How sure precision and recall are was not measured.");
    }
    if (shown.groupings().isEmpty()) {
      points.add("Quality was not measured by group.");
    }
    answer
        .worse()
        .forEach(
            w ->
                points.add(
                    "%s %s: %s."
                        .formatted(
                            Answer.name(w.group().grouping()), w.group().value(), w.words())));
    points.addAll(evidence.warnings());
    points.add(
        "How the data were generated, which population they cover, and what the analysis did about linkage error only those who know the data can add.");
    return new Section("limits", "Limits", List.of(new Block.Points(points)));
  }
}
