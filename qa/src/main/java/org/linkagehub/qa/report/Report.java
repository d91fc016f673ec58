package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.disclosure.MeasureRelease;
import org.linkagehub.qa.measure.Definition;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureCatalogue;
import org.linkagehub.qa.measure.MeasureJson;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Page;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.PageCsv;
import org.linkagehub.qa.page.PageHtml;
import org.linkagehub.qa.page.PageJson;
import org.linkagehub.qa.page.Value;

/**
 * The report of a linkage: a page, the same as JSON and CSV, a model card, and what the GUILD and
 * RECORD guidance asks to be reported. Every count in them went through disclosure control, all of
 * one report together.
 */
public final class Report {
  /** The page. */
  public static final String HTML = "report.html";

  /** The page as JSON. */
  public static final String JSON = "report.json";

  /** Its tables as CSV. */
  public static final String CSV = "report.csv";

  /** The model card. */
  public static final String MODEL_CARD = "model-card.html";

  /** What GUILD and RECORD ask for. */
  public static final String GUILD = "guild-record.html";

  /** Every measure as it may leave, for programs; also what the next report compares with. */
  public static final String MEASURES = "report-measures.json";

  private final Evidence evidence;
  private final Shown shown;
  private final Quality quality;
  private final Answer answer;
  private final FrameworkSection framework;
  private final RunSections ofTheRun;
  private final ChecksSection checks;
  private final DriftSection drift;

  /** The report of what is known of a run. */
  public Report(Evidence evidence, ReportSettings settings, DisclosureSettings disclosure) {
    this.evidence = evidence;
    this.shown = new Shown(released(evidence, disclosure));
    this.quality = Quality.of(shown, evidence);
    List<ToldCheck> told = ToldCheck.of(evidence, shown);
    this.answer = new Answer(shown, evidence, settings, quality, told);
    this.drift = new DriftSection(shown, evidence);
    this.framework =
        new FrameworkSection(
            shown, evidence, told, quality, answer.worse(), drift.words(), disclosure.control());
    this.ofTheRun = new RunSections(evidence, disclosure);
    this.checks = new ChecksSection(told);
  }

  private static List<Measure> released(Evidence evidence, DisclosureSettings disclosure) {
    List<Measure> now = ofThisRun(evidence.measures());
    return evidence
        .compared()
        .map(
            then -> MeasureRelease.after(ofThisRun(then.measures()), then.shown(), now, disclosure))
        .orElseGet(() -> MeasureRelease.of(now, disclosure));
  }

  /**
   * The measures that a report shows something of. Not changes: they are told as the difference of
   * what two reports show. Nor groupings of one group: that is the whole once more, whose sides,
   * rounded otherwise, would only narrow the counts of the whole.
   */
  private static List<Measure> ofThisRun(List<Measure> measures) {
    var groups = new HashMap<String, Set<String>>();
    measures.forEach(
        m ->
            groups
                .computeIfAbsent(m.group().grouping(), none -> new HashSet<>())
                .add(m.group().value()));
    return measures.stream()
        .filter(
            m ->
                m.group().isAll()
                    || Evidence.Counted.GROUPINGS.contains(m.group().grouping())
                    || groups.get(m.group().grouping()).size() > 1)
        .filter(
            m ->
                MeasureCatalogue.find(m.measure())
                    .filter(definition -> definition.topic() == Definition.Topic.DRIFT)
                    .isEmpty())
        .toList();
  }

  /** All files of the report, name to text. */
  public Map<String, String> files() {
    Page page = page();
    var about = new LinkedHashMap<String, String>();
    about.put("run", evidence.subject().run());
    about.put("linkage", evidence.subject().linkage());
    evidence.subject().provenance().forEach(about::put);
    framework.ratings().forEach((aspect, rating) -> about.put("framework." + aspect, rating));
    var packs = new ReportingPacks(shown, evidence, quality, answer, ofTheRun);
    var files = new LinkedHashMap<String, String>();
    files.put(HTML, PageHtml.of(page));
    files.put(JSON, PageJson.of(page, about));
    files.put(CSV, PageCsv.of(page));
    files.put(MEASURES, MeasureJson.write(shown.all()));
    if (evidence.model().isPresent()) {
      files.put(MODEL_CARD, PageHtml.of(packs.modelCard()));
    }
    files.put(GUILD, PageHtml.of(packs.guild()));
    return files;
  }

  /** The page. */
  Page page() {
    var data = new DataSections(shown);
    var model = new ModelSections(shown, evidence);
    var patterns = new PatternSection(shown, evidence);
    var threshold = new ThresholdSection(shown, evidence);
    var qualitySections = new QualitySections(shown, evidence, quality);
    var sections = new ArrayList<Section>();
    sections.add(new Section("answer", "Can I use these links?", answer.blocks()));
    if (!evidence.warnings().isEmpty()) {
      sections.add(
          new Section("warnings", "Look at", List.of(new Block.Points(evidence.warnings()))));
    }
    sections.add(qualitySections.groups());
    sections.add(data.data());
    data.blocking().ifPresent(sections::add);
    evidence.model().map(model::model).ifPresent(sections::add);
    model.weights().ifPresent(sections::add);
    evidence.model().flatMap(patterns::section).ifPresent(sections::add);
    new ComparedSection(shown, evidence).section().ifPresent(sections::add);
    threshold.section().ifPresent(sections::add);
    qualitySections.clusters().ifPresent(sections::add);
    qualitySections.withoutTruth().ifPresent(sections::add);
    sections.add(drift.section());
    sections.add(checks.section());
    sections.add(framework.section());
    sections.add(ofTheRun.time());
    ofTheRun.records().ifPresent(sections::add);
    sections.add(ofTheRun.parameters());
    sections.add(ofTheRun.about());
    return new Page(
        "Linkage report: " + evidence.subject().linkage(),
        subtitle(evidence.subject()),
        evidence.records().isEmpty()
            ? ""
            : "This page shows records of people. Keep it as carefully as the records themselves.",
        sections,
        foot(evidence.subject()));
  }

  static String subtitle(Evidence.Subject subject) {
    return "%s %s (%s), begun %s, %s"
        .formatted(
            subject.origin() == Evidence.Origin.THIS_RUN ? "Run" : "Assessment",
            subject.run(),
            subject.kind(),
            subject.began(),
            Value.seconds(subject.seconds()).text());
  }

  static String foot(Evidence.Subject subject) {
    return "Made by Linkage Hub from the tables of run %s. The same figures are in %s and %s beside this page."
        .formatted(subject.run(), JSON, CSV);
  }
}
