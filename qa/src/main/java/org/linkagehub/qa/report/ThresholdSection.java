package org.linkagehub.qa.report;

import java.util.ArrayList;
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
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Value;

/** The choice of a threshold: what each would give, of all and of each group. */
final class ThresholdSection {
  private final Shown shown;
  private final Evidence evidence;

  ThresholdSection(Shown shown, Evidence evidence) {
    this.shown = shown;
    this.evidence = evidence;
  }

  /** The figures at a threshold: names of measures for the columns. */
  private record Curve(String precision, String recall, boolean expected) {}

  Optional<Section> section() {
    if (!evidence.hasWeights()) {
      return Optional.empty();
    }
    Optional<Curve> curve =
        List.of(
                new Curve("pair_precision", "pair_recall", false),
                new Curve("labelled_precision", "labelled_recall", false),
                new Curve("hidden_precision", "hidden_recall", false),
                new Curve("expected_false_match_rate", "expected_missed_match_rate", true))
            .stream()
            .filter(c -> shown.thresholds(c.precision()).size() > 1)
            .findFirst();
    return curve.map(this::section);
  }

  private Section section(Curve curve) {
    List<Double> thresholds = shown.thresholds(curve.precision());
    var rows = new ArrayList<List<Value>>();
    var labels = new ArrayList<String>();
    var precisions = new ArrayList<Double>();
    var recalls = new ArrayList<Double>();
    var f1s = new ArrayList<Double>();
    int chosen = 0;
    for (int i = 0; i < thresholds.size(); i++) {
      double bits = thresholds.get(i);
      OptionalDouble at = OptionalDouble.of(bits);
      Optional<Measure> first = shown.find(curve.precision(), Measure.WHOLE, Group.ALL, at);
      Optional<Measure> second = shown.find(curve.recall(), Measure.WHOLE, Group.ALL, at);
      double p = curve.expected() ? 1 - Shown.value(first) : Shown.value(first);
      double r = curve.expected() ? 1 - Shown.value(second) : Shown.value(second);
      double f1 = p + r == 0 ? 0 : 2 * p * r / (p + r);
      if (Math.abs(bits - evidence.threshold())
          < Math.abs(thresholds.get(chosen) - evidence.threshold())) {
        chosen = i;
      }
      labels.add(Double.toString(bits));
      precisions.add(p);
      recalls.add(r);
      f1s.add(f1);
      rows.add(
          List.of(
              Value.bits(bits),
              Value.number(ModelSections.probability(bits), 4),
              withheldOr(first, p),
              withheldOr(second, r),
              Double.isNaN(f1) ? withheldOr(first, f1) : Value.percent(f1),
              Shown.denominator(first),
              Shown.interval(first).isEmpty() ? Value.none() : Value.of(Shown.interval(first)),
              Shown.interval(second).isEmpty() ? Value.none() : Value.of(Shown.interval(second))));
    }
    var table =
        new Table(
            "thresholds",
            "Quality at each threshold",
            List.of(
                Column.number("bits", "Threshold (bits)"),
                Column.number("probability", "Match probability"),
                Column.number("precision", "Precision"),
                Column.number("recall", "Recall"),
                Column.number("f1", "F1"),
                Column.number("links", "Links"),
                Column.number("precision_interval", "Precision, interval"),
                Column.number("recall_interval", "Recall, interval")),
            rows,
            curve.expected()
                ? "What the model expects of the compared pairs: matches that no blocking rule makes are not in it."
                : "Of pairs; clusters join further pairs and cut others.");
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Text(
            "A higher threshold makes fewer links, of which more are right, and misses more matches. Move it and see."));
    blocks.add(new Block.Slider("threshold-choice", "Threshold", table, chosen));
    blocks.add(
        Figure.of(
            "threshold-curves",
            "Precision, recall and F1 by threshold",
            best(labels, f1s),
            new Chart(
                Form.CURVE,
                labels,
                Axis.of("Threshold (bits)", Unit.BITS),
                Axis.of("Share", Unit.PERCENT),
                List.of(
                    Series.of("Precision", precisions),
                    Series.of("Recall", recalls),
                    Series.of("F1", f1s)),
                List.of(new Mark(evidence.threshold(), "in use")))));
    blocks.add(precisionRecall(precisions, recalls));
    blocks.addAll(new ThresholdGroups(shown, evidence).blocks());
    return new Section("threshold", "Choosing a threshold", blocks);
  }

  private static Value withheldOr(Optional<Measure> measure, double value) {
    return measure.filter(Measure::suppressed).isPresent() || Double.isNaN(value)
        ? Shown.share(measure)
        : Value.percent(value);
  }

  private static String best(List<String> labels, List<Double> f1s) {
    int best = -1;
    for (int i = 0; i < f1s.size(); i++) {
      if (!Double.isNaN(f1s.get(i)) && (best < 0 || f1s.get(i) > f1s.get(best))) {
        best = i;
      }
    }
    return best < 0
        ? ""
        : "F1 is highest, %s, at %s bits."
            .formatted(
                Value.percent(f1s.get(best)).text(),
                Value.bits(Double.parseDouble(labels.get(best))).text());
  }

  private static Figure precisionRecall(List<Double> precisions, List<Double> recalls) {
    var labels = new ArrayList<String>();
    var values = new ArrayList<Double>();
    for (int i = 0; i < recalls.size(); i++) {
      if (!Double.isNaN(recalls.get(i)) && !Double.isNaN(precisions.get(i))) {
        labels.add(Double.toString(recalls.get(i)));
        values.add(precisions.get(i));
      }
    }
    return Figure.of(
        "precision-recall",
        "Precision by recall",
        "What finding more matches costs: each point is a threshold.",
        new Chart(
            Form.CURVE,
            labels,
            Axis.of("Recall", Unit.PERCENT),
            Axis.of("Precision", Unit.PERCENT),
            List.of(Series.of("Precision", values)),
            List.of()));
  }
}
