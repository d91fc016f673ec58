package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
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
import org.linkagehub.qa.page.Value;

/** What moving the threshold does to each group: which of them a higher one costs most. */
final class ThresholdGroups {
  /** As many lines as can be told apart. */
  private static final int MOST_LINES = 6;

  private static final String RECALL = "pair_recall";
  private static final String LINKED = "linked_records";

  private final Shown shown;
  private final Evidence evidence;
  private final String measure;

  ThresholdGroups(Shown shown, Evidence evidence) {
    this.shown = shown;
    this.evidence = evidence;
    this.measure = shown.has(RECALL) ? RECALL : LINKED;
  }

  List<Block> blocks() {
    var blocks = new ArrayList<Block>();
    for (String grouping : shown.groupings()) {
      figure(grouping).ifPresent(blocks::add);
    }
    if (!blocks.isEmpty()) {
      blocks.add(0, new Block.Heading("What moving it does to each group"));
      blocks.add(
          1,
          new Block.Text(
              measure.equals(RECALL)
                  ? "A higher threshold does not cost everybody the same: groups whose records agree less lose more of their matches."
                  : "A higher threshold does not cost everybody the same: groups whose records agree less lose more of their links."));
    }
    return blocks;
  }

  /** A group's shares at each threshold, NaN where withheld. */
  private record Line(Group group, List<Double> shares, List<Value> values) {
    double fall() {
      double first = shares.get(0);
      double last = shares.get(shares.size() - 1);
      return Double.isNaN(first) || Double.isNaN(last) ? -1 : first - last;
    }
  }

  private Optional<Block> figure(String grouping) {
    List<Group> groups = shown.groups(grouping);
    List<Double> thresholds =
        shown.thresholds(measure).stream()
            .filter(bits -> groups.stream().anyMatch(group -> at(group, bits).isPresent()))
            .toList();
    if (thresholds.size() < 2) {
      return Optional.empty();
    }
    List<Line> lines =
        groups.stream()
            .map(group -> line(group, thresholds))
            .sorted(
                Comparator.comparingDouble(Line::fall)
                    .reversed()
                    .thenComparing(line -> line.group().value()))
            .toList();
    if (lines.get(0).fall() < 0) {
      return Optional.empty(); // nothing that may be shown
    }
    String what = measure.equals(RECALL) ? "Recall" : "Share of linked records";
    String title = "%s of each %s by threshold".formatted(what, Answer.name(grouping));
    String id = "threshold-by-" + QualitySections.slug(grouping);
    return Optional.of(
        new Figure(
            id,
            title,
            finding(lines, thresholds),
            new Chart(
                    Form.CURVE,
                    thresholds.stream().map(bits -> Double.toString(bits)).toList(),
                    Axis.of("Threshold (bits)", Unit.BITS),
                    Axis.of(what, Unit.PERCENT),
                    lines.stream()
                        .filter(line -> line.fall() >= 0)
                        .limit(MOST_LINES)
                        .map(line -> Series.of(line.group().value(), line.shares()))
                        .toList(),
                    List.of())
                .with(new Mark(evidence.threshold(), "in use")),
            table(id, title, lines, thresholds)));
  }

  private Optional<Measure> at(Group group, double bits) {
    return shown.find(measure, Measure.WHOLE, group, OptionalDouble.of(bits));
  }

  private Line line(Group group, List<Double> thresholds) {
    var shares = new ArrayList<Double>();
    var values = new ArrayList<Value>();
    for (double bits : thresholds) {
      Optional<Measure> m = at(group, bits);
      shares.add(Shown.value(m));
      values.add(Shown.share(m));
    }
    return new Line(group, shares, values);
  }

  private static String finding(List<Line> lines, List<Double> thresholds) {
    Line most = lines.get(0);
    String drawn =
        lines.size() > MOST_LINES
            ? " Drawn are the %d groups that lose most; the table has all.".formatted(MOST_LINES)
            : "";
    return "From %s to %s bits %s loses most: %s points.%s"
        .formatted(
            Value.bits(thresholds.get(0)).text(),
            Value.bits(thresholds.get(thresholds.size() - 1)).text(),
            most.group().value(),
            Value.number(100 * most.fall(), 1).text(),
            drawn);
  }

  private static Table table(String id, String title, List<Line> lines, List<Double> thresholds) {
    var columns = new ArrayList<Column>();
    columns.add(Column.text("group", "Group"));
    for (int i = 0; i < thresholds.size(); i++) {
      columns.add(
          Column.number("at_" + (i + 1), "At " + Value.bits(thresholds.get(i)).text() + " bits"));
    }
    columns.add(Column.number("fall", "Lost on the way (points)"));
    var rows = new ArrayList<List<Value>>();
    for (Line line : lines) {
      var row = new ArrayList<Value>();
      row.add(Value.of(line.group().value()));
      row.addAll(line.values());
      row.add(line.fall() < 0 ? Value.none() : Value.number(100 * line.fall(), 1));
      rows.add(row);
    }
    return new Table(
        id + "-table",
        title,
        columns,
        rows,
        "The group that loses most first. A star: withheld, so that nobody can be told from it.");
  }
}
