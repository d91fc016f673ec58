package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Block.Column;
import org.linkagehub.qa.page.Block.Table;
import org.linkagehub.qa.page.Chart;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Value;

/** The run itself: what it cost, its settings, how the report is to be read; records, if asked. */
final class RunSections {
  private final Evidence evidence;
  private final DisclosureSettings disclosure;

  RunSections(Evidence evidence, DisclosureSettings disclosure) {
    this.evidence = evidence;
    this.disclosure = disclosure;
  }

  Section time() {
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
            "%s in all. 0 s: an earlier run had made its tables."
                .formatted(Value.seconds(evidence.subject().seconds()).text()),
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

  Table provenance() {
    return facts("provenance", "Versions and digests", evidence.subject().provenance());
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

  /** Pairs of records, where they were asked for. */
  Optional<Section> records() {
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

  Section parameters() {
    return new Section(
        "parameters",
        "Parameters",
        List.of(
            provenance(),
            new Block.Details(
                "The configuration, without secrets",
                List.of(
                    new Table(
                        "settings",
                        "Configuration",
                        List.of(Column.text("setting", "Setting"), Column.text("value", "Value")),
                        evidence.settings().lines().map(RunSections::setting).toList(),
                        "")))));
  }

  private static List<Value> setting(String line) {
    int equals = line.indexOf('=');
    return equals < 0
        ? List.of(Value.of(line), Value.of(""))
        : List.of(Value.of(line.substring(0, equals)), Value.of(line.substring(equals + 1)));
  }

  Section about() {
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
}
