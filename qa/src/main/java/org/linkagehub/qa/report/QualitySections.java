package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.qa.measure.Definition;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureCatalogue;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Block.Column;
import org.linkagehub.qa.page.Block.Figure;
import org.linkagehub.qa.page.Block.Table;
import org.linkagehub.qa.page.Chart;
import org.linkagehub.qa.page.Chart.Axis;
import org.linkagehub.qa.page.Chart.Form;
import org.linkagehub.qa.page.Chart.Mark;
import org.linkagehub.qa.page.Chart.Series;
import org.linkagehub.qa.page.Chart.Unit;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Tone;
import org.linkagehub.qa.page.Value;
import org.linkagehub.qa.report.Evidence.Counted;

/** How good the links are: by group, as clusters, and without truth. */
final class QualitySections {
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final double SIGNIFICANT = 0.05;

  private final Shown shown;
  private final Evidence evidence;
  private final Quality quality;

  QualitySections(Shown shown, Evidence evidence, Quality quality) {
    this.shown = shown;
    this.evidence = evidence;
    this.quality = quality;
  }

  Section groups() {
    var blocks = new ArrayList<Block>();
    if (shown.groupings().isEmpty()) {
      blocks.add(
          new Block.Text(
              "Quality was not measured by group. Without that nobody can say whether some people are missed more often than others; the configuration says how to name groups."));
    } else {
      blocks.add(
          new Block.Text(
              "A record counts in its own group; a pair across two groups counts once in each. Intervals are 95 %. p: the probability of so large a difference if the group were as the rest, corrected for the number of groups and rounded up."));
    }
    List<String> names =
        quality.prefix().isEmpty()
            ? List.of("linked_records")
            : List.of(quality.prefix() + "_recall", quality.prefix() + "_precision");
    for (String grouping : shown.groupings()) {
      blocks.add(new Block.Heading("By " + Answer.name(grouping)));
      for (String name : names) {
        figure(grouping, name).ifPresent(blocks::add);
      }
    }
    return new Section("groups", "For whom", blocks);
  }

  private Optional<Block> figure(String grouping, String name) {
    var labels = new ArrayList<String>();
    var values = new ArrayList<Double>();
    var lower = new ArrayList<Double>();
    var upper = new ArrayList<Double>();
    var rows = new ArrayList<List<Value>>();
    boolean any = false;
    for (Group group : shown.groups(grouping)) {
      Optional<Measure> m =
          shown
              .find(name, Measure.WHOLE, group, NONE)
              .or(() -> shown.near(name, group, evidence.threshold()));
      if (m.isEmpty()) {
        continue;
      }
      any = true;
      labels.add(group.value());
      values.add(Shown.value(m));
      lower.add(m.get().interval().lower().orElse(Double.NaN));
      upper.add(m.get().interval().upper().orElse(Double.NaN));
      rows.add(row(name, group, m));
    }
    if (!any) {
      return Optional.empty();
    }
    String what = words(name);
    Optional<Measure> whole =
        shown
            .find(name, Measure.WHOLE, Group.ALL, NONE)
            .or(() -> shown.near(name, Group.ALL, evidence.threshold()));
    String id = slug(grouping) + "-" + slug(name);
    var chart =
        new Chart(
            Form.INTERVALS,
            labels,
            Axis.of("", Unit.NUMBER),
            Axis.of(what, Unit.PERCENT),
            List.of(new Series(what, values, lower, upper)),
            List.of());
    return Optional.of(
        new Figure(
            "group-" + id,
            "%s by %s".formatted(what, Answer.name(grouping)),
            "The whole: %s. Groups that are not drawn are too small to be shown."
                .formatted(Shown.share(whole).text()),
            whole.filter(m -> m.value().isPresent()).isPresent()
                ? chart.with(new Mark(Shown.value(whole), "the whole"))
                : chart,
            new Table(
                "table-" + id,
                "%s by %s".formatted(what, Answer.name(grouping)),
                List.of(
                    Column.text("group", "Group"),
                    Column.number("records", "Records"),
                    Column.number("value", what),
                    Column.number("interval", "Interval"),
                    Column.number("of", "Of"),
                    Column.number("difference", "To the whole"),
                    Column.number("p", "p")),
                rows,
                "A star: withheld, so that nobody can be told from it.")));
  }

  private List<Value> row(String name, Group group, Optional<Measure> m) {
    Optional<Measure> records = shown.find("records", Measure.WHOLE, group, NONE);
    Optional<Measure> difference =
        Quality.of(shown, name + "_difference", group, evidence.threshold());
    Optional<Measure> p = Quality.of(shown, name + "_difference_p", group, evidence.threshold());
    boolean low =
        Shown.value(difference) < 0
            && p.flatMap(
                        x ->
                            x.value().isPresent()
                                ? Optional.of(x.value().getAsDouble())
                                : Optional.empty())
                    .orElse(1.0)
                <= SIGNIFICANT;
    String interval = Shown.interval(m);
    return List.of(
        Value.of(group.value()),
        Shown.count(records),
        Shown.share(m),
        interval.isEmpty() ? Value.none() : Value.of(interval),
        Shown.denominator(m),
        difference.isPresent()
            ? low
                ? points(Shown.value(difference)).in(Tone.CAUTION)
                : points(Shown.value(difference))
            : Value.none(),
        p.isPresent() ? atMost(Shown.value(p)) : Value.none());
  }

  private static Value points(double difference) {
    return Value.number(100 * difference, 1);
  }

  private static Value atMost(double p) {
    return p >= 1 ? Value.of("above 0.05") : Value.of("at most " + Value.number(p, 3).text());
  }

  private static String words(String name) {
    return name.endsWith("_precision")
        ? "Precision"
        : name.endsWith("_recall") ? "Recall" : "Share of linked records";
  }

  /** A text as a part of an id. */
  static String slug(String text) {
    String slug = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return slug.isEmpty() || !Character.isLetter(slug.charAt(0)) ? "g" + slug : slug;
  }

  /** Clusters by size and against the truth; none where there are none. */
  Optional<Section> clusters() {
    if (!shown.has(Counted.CLUSTERS)) {
      return Optional.empty();
    }
    var labels = new ArrayList<String>();
    var values = new ArrayList<Double>();
    var rows = new ArrayList<List<Value>>();
    for (Group size : shown.groups(Counted.SIZE)) {
      Optional<Measure> count = shown.find(Counted.CLUSTERS, Measure.WHOLE, size, NONE);
      labels.add(size.value());
      values.add(Shown.value(count));
      rows.add(List.of(Value.of(size.value()), Shown.count(count)));
    }
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Text(
            "A cluster is the records that count as one person. Made by: %s."
                .formatted(evidence.method())));
    blocks.add(
        new Figure(
            "cluster-sizes",
            "Clusters by number of records",
            "A cluster of one is a record without a partner.",
            new Chart(
                Form.BARS,
                labels,
                Axis.of("Records in the cluster", Unit.NUMBER),
                Axis.of("Clusters", Unit.COUNT),
                List.of(Series.of("Clusters", values)),
                List.of()),
            new Table(
                "cluster-sizes-table",
                "Clusters by number of records",
                List.of(Column.text("records", "Records"), Column.number("clusters", "Clusters")),
                rows,
                "")));
    decisions().ifPresent(blocks::add);
    againstTruth().ifPresent(blocks::add);
    return Optional.of(new Section("clusters", "Clusters", blocks));
  }

  private Optional<Block> decisions() {
    List<List<Value>> rows =
        shown.all(Counted.DECIDED).stream()
            .map(m -> List.of(Value.of(m.subject()), Shown.count(Optional.of(m))))
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                "decisions",
                "What was decided on the way to clusters",
                List.of(Column.text("reason", "Reason"), Column.number("count", "How often")),
                rows,
                ""));
  }

  private Optional<Block> againstTruth() {
    var rows = new ArrayList<List<Value>>();
    for (Definition definition : MeasureCatalogue.all()) {
      if (definition.topic() != Definition.Topic.CLUSTERS) {
        continue;
      }
      Optional<Measure> m = shown.find(definition.name());
      if (m.isPresent()) {
        rows.add(
            List.of(
                Value.of(Answer.name(definition.name())),
                Shown.figure(definition, m),
                Shown.interval(m).isEmpty() ? Value.none() : Value.of(Shown.interval(m)),
                Value.of(definition.formula())));
      }
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                "cluster-quality",
                "The published clusters against the truth",
                List.of(
                    Column.text("measure", "Measure"),
                    Column.number("value", "Value"),
                    Column.number("interval", "Interval"),
                    Column.text("formula", "How it is computed")),
                rows,
                ""));
  }

  /** Without truth, side by side. */
  Optional<Section> withoutTruth() {
    var rows = new ArrayList<List<Value>>();
    for (Definition definition : MeasureCatalogue.all()) {
      if (definition.topic() != Definition.Topic.WITHOUT_TRUTH) {
        continue;
      }
      for (Measure m : shown.all(definition.name())) {
        boolean here =
            m.threshold().isEmpty()
                || shown
                    .near(m.measure(), Group.ALL, evidence.threshold())
                    .filter(m::equals)
                    .isPresent();
        if (m.group().isAll() && here) {
          rows.add(
              List.of(
                  Value.of(Answer.name(m.measure())),
                  Value.of(m.subject()),
                  Shown.figure(definition, Optional.of(m)),
                  Shown.interval(definition, m).isEmpty()
                      ? Value.none()
                      : Value.of(Shown.interval(definition, m)),
                  Value.of(definition.formula())));
        }
      }
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "without-truth",
                "What can be told without truth",
                List.of(
                    new Block.Text(
                        "Each of these sees part of the errors, in its own way. Where they disagree, look closer."),
                    new Table(
                        "without-truth-table",
                        "Measures that need no truth",
                        List.of(
                            Column.text("measure", "Measure"),
                            Column.text("subject", "Of"),
                            Column.number("value", "Value"),
                            Column.number("interval", "Interval"),
                            Column.text("formula", "How it is computed")),
                        rows,
                        ""))));
  }
}
