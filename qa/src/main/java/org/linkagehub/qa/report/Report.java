package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.qa.check.CheckResult;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.disclosure.MeasureRelease;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Block.Column;
import org.linkagehub.qa.page.Block.Table;
import org.linkagehub.qa.page.Chart;
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

  private final Evidence evidence;
  private final DisclosureSettings disclosure;
  private final Shown shown;
  private final Quality quality;
  private final Answer answer;
  private final FrameworkSection framework;

  /** The report of what is known of a run. */
  public Report(Evidence evidence, ReportSettings settings, DisclosureSettings disclosure) {
    this.evidence = evidence;
    this.disclosure = disclosure;
    this.shown = new Shown(MeasureRelease.of(evidence.measures(), disclosure));
    this.quality = Quality.of(shown, evidence);
    this.answer = new Answer(shown, evidence, settings, quality);
    this.framework =
        new FrameworkSection(shown, evidence, quality, answer.worse(), disclosure.control());
  }

  /** All files of the report, name to text. */
  public Map<String, String> files() {
    Page page = page();
    var about = new LinkedHashMap<String, String>();
    about.put("run", evidence.subject().run());
    about.put("linkage", evidence.subject().linkage());
    evidence.subject().provenance().forEach(about::put);
    framework.ratings().forEach((aspect, rating) -> about.put("framework." + aspect, rating));
    var files = new LinkedHashMap<String, String>();
    files.put(HTML, PageHtml.of(page));
    files.put(JSON, PageJson.of(page, about));
    files.put(CSV, PageCsv.of(page));
    if (evidence.model().isPresent()) {
      files.put(MODEL_CARD, PageHtml.of(modelCard()));
    }
    files.put(GUILD, PageHtml.of(guild()));
    return files;
  }

  /** The page. */
  Page page() {
    var data = new DataSections(shown);
    var model = new ModelSections(shown, evidence);
    var qualitySections = new QualitySections(shown, evidence, quality);
    var sections = new ArrayList<Section>();
    sections.add(new Section("answer", "Can I use these links?", answer.blocks()));
    if (!evidence.warnings().isEmpty()) {
      sections.add(
          new Section("warnings", "Look at", List.of(new Block.Points(evidence.warnings()))));
    }
    sections.add(data.data());
    sections.add(data.blocking());
    evidence.model().map(model::model).ifPresent(sections::add);
    sections.add(model.weights());
    evidence.model().flatMap(model::patterns).ifPresent(sections::add);
    model.threshold().ifPresent(sections::add);
    sections.add(qualitySections.groups());
    sections.add(qualitySections.clusters());
    qualitySections.withoutTruth().ifPresent(sections::add);
    sections.add(qualitySections.drift());
    sections.add(qualitySections.checks(checks()));
    sections.add(framework.section());
    sections.add(time());
    records().ifPresent(sections::add);
    sections.add(parameters());
    sections.add(about());
    return new Page(
        "Linkage report: " + evidence.subject().linkage(),
        subtitle(),
        evidence.records().isEmpty()
            ? ""
            : "This page shows records of people. Keep it as carefully as the records themselves.",
        sections,
        foot());
  }

  private String subtitle() {
    return "Run %s (%s), begun %s, %s"
        .formatted(
            evidence.subject().run(),
            evidence.subject().kind(),
            evidence.subject().began(),
            Value.seconds(evidence.subject().seconds()).text());
  }

  private String foot() {
    return "Made by Linkage Hub from the tables of run %s. The same figures are in %s and %s beside this page."
        .formatted(evidence.subject().run(), JSON, CSV);
  }

  /** A check's reason quotes the figure as it is; what is shown quotes it as it may be shown. */
  private List<CheckResult> checks() {
    if (!disclosure.control()) {
      return evidence.checks();
    }
    return evidence.checks().stream().map(this::released).toList();
  }

  private CheckResult released(CheckResult check) {
    Optional<Measure> figure =
        shown.find(check.rule().measure(), check.subject(), check.group(), check.threshold());
    String where =
        (check.subject().isEmpty() ? "" : " of " + check.subject())
            + (check.group().isAll()
                ? ""
                : " in " + check.group().grouping() + " " + check.group().value());
    String is =
        figure.isEmpty()
            ? "not measured"
            : figure.get().suppressed() || figure.get().value().isEmpty()
                ? "withheld"
                : Value.number(figure.get().value().getAsDouble(), 4).text();
    String wanted =
        (check.rule().atLeast().isPresent()
                ? "at least " + check.rule().atLeast().getAsDouble()
                : "")
            + (check.rule().atLeast().isPresent() && check.rule().atMost().isPresent()
                ? " and "
                : "")
            + (check.rule().atMost().isPresent()
                ? "at most " + check.rule().atMost().getAsDouble()
                : "");
    return new CheckResult(
        check.rule(),
        check.subject(),
        check.group(),
        check.threshold(),
        figure.map(Measure::value).orElse(OptionalDouble.empty()),
        check.outcome(),
        "%s%s: %s; wanted %s".formatted(check.rule().measure(), where, is, wanted));
  }

  private Section time() {
    var labels = new ArrayList<String>();
    var wall = new ArrayList<Double>();
    var cpu = new ArrayList<Double>();
    for (Evidence.Stage stage : evidence.stages()) {
      labels.add(stage.name());
      wall.add(stage.wallSeconds());
      cpu.add(stage.cpuSeconds());
    }
    var blocks = new ArrayList<Block>();
    blocks.add(
        Block.Figure.of(
            "stage-times",
            "Time of each stage",
            "0 s: an earlier run had made its tables.",
            new Chart(
                Chart.Form.LYING_BARS,
                labels,
                Chart.Axis.of("", Chart.Unit.NUMBER),
                Chart.Axis.of("Seconds", Chart.Unit.SECONDS),
                List.of(
                    Chart.Series.of("from beginning to end", wall),
                    Chart.Series.of("processor, all tasks", cpu)),
                List.of())));
    if (!evidence.subject().resources().isEmpty()) {
      blocks.add(facts("resources", "Where it ran", evidence.subject().resources()));
    }
    return new Section("time", "Time and resources", blocks);
  }

  private static Table facts(String id, String caption, Map<String, String> facts) {
    return new Table(
        id,
        caption,
        List.of(Column.text("name", "What"), Column.text("value", "Value")),
        facts.entrySet().stream()
            .map(e -> List.of(Value.of(Answer.name(e.getKey())), Value.of(e.getValue())))
            .toList(),
        "");
  }

  private Optional<Section> records() {
    if (evidence.records().isEmpty()) {
      return Optional.empty();
    }
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Text(
            "PERSONAL DATA. Pairs near the threshold, as was asked for with --show-records."));
    for (int i = 0; i < evidence.records().size(); i++) {
      Evidence.ShownPair pair = evidence.records().get(i);
      blocks.add(
          new Table(
              "records-" + (i + 1),
              "Personal data: a pair at %s bits".formatted(Value.bits(pair.weight()).text()),
              List.of(
                  Column.text("field", "Field"),
                  Column.text("left", "One record"),
                  Column.text("right", "The other")),
              pair.values().entrySet().stream()
                  .map(
                      e ->
                          List.of(
                              Value.of(e.getKey()),
                              Value.of(e.getValue().get(0)),
                              Value.of(e.getValue().get(1))))
                  .toList(),
              ""));
    }
    return Optional.of(new Section("records", "Records (personal data)", blocks));
  }

  private Section parameters() {
    var blocks = new ArrayList<Block>();
    blocks.add(facts("provenance", "Versions and digests", evidence.subject().provenance()));
    blocks.add(
        new Block.Details(
            "The configuration, without secrets",
            List.of(
                new Table(
                    "settings",
                    "Configuration",
                    List.of(Column.text("setting", "Setting"), Column.text("value", "Value")),
                    evidence.settings().lines().map(Report::setting).toList(),
                    ""))));
    return new Section("parameters", "Parameters", blocks);
  }

  private static List<Value> setting(String line) {
    int equals = line.indexOf('=');
    return equals < 0
        ? List.of(Value.of(line), Value.of(""))
        : List.of(Value.of(line.substring(0, equals)), Value.of(line.substring(equals + 1)));
  }

  private Section about() {
    var points = new ArrayList<String>();
    if (disclosure.control()) {
      points.add(
          "Counts from 1 to %d are shown as *, others rounded to the nearest %d; zeros are shown. Where a withheld count would follow from others, those are withheld too."
              .formatted(disclosure.suppressUpTo(), disclosure.roundTo()));
      points.add(
          "Percentages and intervals are computed from the rounded counts, so they differ a little from those in the run's own tables.");
    } else {
      points.add(
          "Disclosure control is off: counts are as they are. Do not pass this page on without a look at small ones.");
    }
    points.add(
        "A match is the truth: two records of one person. A link is a decision. Precision: of the links, the share that are matches. Recall: of the matches, the share that are links.");
    points.add(
        "Match weights are in bits: 0 means as likely a match as not, each bit more doubles the odds.");
    points.add("qa/README.md of Linkage Hub lists every measure with its formula and source.");
    return new Section("about", "About this report", List.of(new Block.Points(points)));
  }

  // ---- the model card, and what guidance on reporting asks for

  private Page modelCard() {
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
                facts("provenance", "Versions and digests", evidence.subject().provenance()))));
    sections.add(new Section("answer", "What it is good for", answer.blocks()));
    evidence.model().map(model::model).ifPresent(sections::add);
    model.threshold().ifPresent(sections::add);
    sections.add(new QualitySections(shown, evidence, quality).groups());
    sections.add(limits());
    return new Page(
        "Model card: " + evidence.subject().linkage(), subtitle(), "", sections, foot());
  }

  private Page guild() {
    var data = new DataSections(shown);
    var model = new ModelSections(shown, evidence);
    var qualitySections = new QualitySections(shown, evidence, quality);
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
            List.of(
                new Block.Text(
                    "Kind: %s. Clusters by: %s. Pairs at or above %s bits are links."
                        .formatted(
                            evidence.subject().kind(),
                            evidence.method(),
                            Value.bits(evidence.threshold()).text())),
                facts("provenance", "Versions and digests", evidence.subject().provenance()))));
    sections.add(data.blocking());
    evidence.model().map(model::model).ifPresent(sections::add);
    sections.add(new Section("quality", "Linkage quality", answer.blocks()));
    model.threshold().ifPresent(sections::add);
    sections.add(qualitySections.groups());
    sections.add(limits());
    return new Page(
        "Reporting pack after GUILD and RECORD: " + evidence.subject().linkage(),
        subtitle(),
        "",
        sections,
        foot());
  }

  private Table steps() {
    return new Table(
        "steps",
        "From records to people",
        List.of(Column.text("step", "Step"), Column.number("count", "Count")),
        List.of(
            step("Records read", Evidence.Counted.READ),
            step("Records set aside", Evidence.Counted.SET_ASIDE),
            step("Records in the linkage", Evidence.Counted.LINKED_IN),
            step("Pairs compared", Evidence.Counted.COMPARED_PAIRS),
            step("Pairs kept", Evidence.Counted.KEPT_PAIRS),
            step("Clusters", Evidence.Counted.CLUSTERS),
            step("Records in a cluster of two or more", Evidence.Counted.RECORDS_LINKED)),
        "");
  }

  private List<Value> step(String name, String measure) {
    return List.of(Value.of(name), Shown.count(shown.find(measure)));
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
