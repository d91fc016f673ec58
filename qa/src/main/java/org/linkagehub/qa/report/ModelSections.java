package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.linkagehub.qa.page.Chart.Series;
import org.linkagehub.qa.page.Chart.Unit;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Value;
import org.linkagehub.qa.report.Evidence.Comparison;
import org.linkagehub.qa.report.Evidence.Counted;
import org.linkagehub.qa.report.Evidence.Level;
import org.linkagehub.qa.report.Evidence.Model;

/** The model and match weights. */
final class ModelSections {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private final Shown shown;
  private final Evidence evidence;

  ModelSections(Shown shown, Evidence evidence) {
    this.shown = shown;
    this.evidence = evidence;
  }

  Section model(Model model) {
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Text(
            "One in %,d pairs of records drawn at random is a match (prior %s, %s bits). m is the probability of a level among matches, u among pairs that do not match; the weight is log2(m/u) in bits: each bit doubles the odds."
                .formatted(
                    Math.round(1 / model.prior()),
                    Value.probability(model.prior()).text(),
                    Value.bits(logOdds(model.prior())).text())));
    for (int c = 0; c < model.comparisons().size(); c++) {
      Comparison comparison = model.comparisons().get(c);
      blocks.add(comparison("comparison-" + (c + 1), comparison));
    }
    if (!model.notes().isEmpty()) {
      blocks.add(new Block.Details("How it was trained", List.of(new Block.Points(model.notes()))));
    }
    return new Section("model", "The model", blocks);
  }

  private static Figure comparison(String id, Comparison comparison) {
    var labels = new ArrayList<String>();
    var bits = new ArrayList<Double>();
    var rows = new ArrayList<List<Value>>();
    for (Level level : comparison.levels()) {
      labels.add(level.label());
      bits.add(level.bits());
      rows.add(
          List.of(
              Value.of(level.label()),
              level.m().isPresent()
                  ? Value.probability(level.m().getAsDouble())
                  : Value.of("not seen"),
              level.u().isPresent()
                  ? Value.probability(level.u().getAsDouble())
                  : Value.of("not seen"),
              Value.bits(level.bits()),
              Value.of(level.termFrequency() ? "more if rare" : "")));
    }
    double best = bits.stream().filter(Double::isFinite).mapToDouble(b -> b).max().orElse(0);
    double worst = bits.stream().filter(Double::isFinite).mapToDouble(b -> b).min().orElse(0);
    return new Figure(
        id,
        "Weights of " + comparison.name(),
        "From %s bits for the weakest level to %s for the strongest."
            .formatted(Value.bits(worst).text(), Value.bits(best).text()),
        new Chart(
            Form.LYING_BARS,
            labels,
            Axis.of("", Unit.NUMBER),
            Axis.of("Weight (bits)", Unit.BITS),
            List.of(Series.of("Weight", bits)),
            List.of()),
        new Table(
            id + "-levels",
            "Levels of " + comparison.name(),
            List.of(
                Column.text("level", "Level"),
                Column.number("m", "m"),
                Column.number("u", "u"),
                Column.number("bits", "Weight (bits)"),
                Column.text("term_frequency", "Term frequency")),
            rows,
            ""));
  }

  /** Scored pairs by weight; none where links have no weights. */
  Optional<Section> weights() {
    if (!evidence.hasWeights()) {
      return Optional.empty();
    }
    var labels = new ArrayList<String>();
    var pairs = new ArrayList<Double>();
    var rows = new ArrayList<List<Value>>();
    List<Group> bins = shown.groups(Counted.WEIGHT);
    double at = -1;
    for (int b = 0; b < bins.size(); b++) {
      double from = Double.parseDouble(bins.get(b).value());
      if (evidence.threshold() >= from) {
        at = b;
      }
      Optional<Measure> count = shown.find(Counted.KEPT_PAIRS, Measure.WHOLE, bins.get(b), NONE);
      labels.add(String.format(Locale.ROOT, "%+.0f", from));
      pairs.add(Shown.value(count));
      rows.add(List.of(Value.number(from, 0), Shown.count(count)));
    }
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Figure(
            "weight-histogram",
            "Scored pairs by match weight",
            at < 0
                ? "No pair was kept."
                : "Pairs at or above %s bits are links."
                    .formatted(Value.bits(evidence.threshold()).text()),
            new Chart(
                Form.BARS,
                labels,
                Axis.of("Match weight from (bits)", Unit.BITS),
                new Axis("Pairs (equal steps are equal factors)", Unit.COUNT, true),
                List.of(Series.of("Pairs", pairs)),
                List.of()),
            new Table(
                "weight-bins",
                "Scored pairs by match weight",
                List.of(Column.number("from_bits", "From (bits)"), Column.number("pairs", "Pairs")),
                rows,
                "A star: too few to be shown.")));
    return Optional.of(new Section("weights", "Match weights", blocks));
  }

  static double logOdds(double probability) {
    return Math.log(probability / (1 - probability)) / Math.log(2);
  }

  static double probability(double bits) {
    return 1 / (1 + Math.pow(2, -bits));
  }
}
