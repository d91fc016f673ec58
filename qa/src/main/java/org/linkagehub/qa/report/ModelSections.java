package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.Comparator;
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
import org.linkagehub.qa.page.Chart.Mark;
import org.linkagehub.qa.page.Chart.Series;
import org.linkagehub.qa.page.Chart.Unit;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Value;
import org.linkagehub.qa.report.Evidence.Comparison;
import org.linkagehub.qa.report.Evidence.Counted;
import org.linkagehub.qa.report.Evidence.Level;
import org.linkagehub.qa.report.Evidence.Model;
import org.linkagehub.qa.report.Evidence.Pattern;

/** The model, match weights, and the choice of a threshold. */
final class ModelSections {
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final int MOST_PATTERNS = 20;

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

  Section weights() {
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
    return new Section("weights", "Match weights", blocks);
  }

  /** The figures at a threshold: names of measures for the columns. */
  private record Curve(String precision, String recall, boolean expected) {}

  Optional<Section> threshold() {
    Optional<Curve> curve =
        List.of(
                new Curve("pair_precision", "pair_recall", false),
                new Curve("labelled_precision", "labelled_recall", false),
                new Curve("hidden_precision", "hidden_recall", false),
                new Curve("expected_false_match_rate", "expected_missed_match_rate", true))
            .stream()
            .filter(c -> shown.thresholds(c.precision()).size() > 1)
            .findFirst();
    return curve.map(this::threshold);
  }

  private Section threshold(Curve curve) {
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
              Value.number(probability(bits), 4),
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

  /** Waterfalls of patterns that say most: strong, just above, just below, and weak. */
  Optional<Section> patterns(Model model) {
    List<Integer> shownOnes = new ArrayList<>();
    for (int i = 0; i < evidence.patterns().size(); i++) {
      if (count(i).filter(m -> !m.suppressed()).isPresent()) {
        shownOnes.add(i);
      }
    }
    if (shownOnes.isEmpty()) {
      return Optional.empty();
    }
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Text(
            "How a match weight comes about: the prior first, then what each comparison adds or takes away. Term frequencies, which differ from pair to pair, are not in it."));
    chosen(shownOnes)
        .forEach(chosen -> blocks.add(waterfall(model, chosen.pattern(), chosen.why())));
    blocks.add(table(model, shownOnes));
    return Optional.of(new Section("patterns", "Agreement patterns", blocks));
  }

  private Optional<Measure> count(int pattern) {
    return shown.find(Counted.PATTERN, Integer.toString(pattern), Group.ALL, NONE);
  }

  private record Chosen(int pattern, String why) {}

  private List<Chosen> chosen(List<Integer> all) {
    var chosen = new ArrayList<Chosen>();
    List<Integer> links =
        all.stream()
            .filter(i -> evidence.patterns().get(i).weight() >= evidence.threshold())
            .toList();
    List<Integer> others = all.stream().filter(i -> !links.contains(i)).toList();
    Comparator<Integer> byWeight =
        Comparator.comparingDouble(i -> evidence.patterns().get(i).weight());
    links.stream().findFirst().ifPresent(i -> add(chosen, i, "The most frequent among links"));
    links.stream().min(byWeight).ifPresent(i -> add(chosen, i, "The weakest that is a link"));
    others.stream()
        .max(byWeight)
        .ifPresent(i -> add(chosen, i, "The strongest that is not a link"));
    others.stream()
        .findFirst()
        .ifPresent(i -> add(chosen, i, "The most frequent among kept pairs that are no links"));
    return chosen;
  }

  private static void add(List<Chosen> chosen, int pattern, String why) {
    if (chosen.stream().noneMatch(c -> c.pattern() == pattern)) {
      chosen.add(new Chosen(pattern, why));
    }
  }

  private Figure waterfall(Model model, int index, String why) {
    Pattern pattern = evidence.patterns().get(index);
    var labels = new ArrayList<String>();
    var steps = new ArrayList<Double>();
    labels.add("prior");
    steps.add(logOdds(model.prior()));
    double sum = steps.get(0);
    for (int c = 0; c < model.comparisons().size(); c++) {
      Comparison comparison = model.comparisons().get(c);
      Optional<Level> level = comparison.level(pattern.gammas().get(c));
      double bits = level.map(Level::bits).filter(Double::isFinite).orElse(0.0);
      labels.add(
          level
              .map(l -> comparison.name() + ": " + l.label())
              .orElse(comparison.name() + ": missing"));
      steps.add(bits);
      sum += bits;
    }
    String id = "pattern-" + (index + 1);
    return Figure.of(
        id,
        why,
        "%s pairs; %s bits, a match probability of %s."
            .formatted(
                Shown.count(count(index)).text(),
                Value.bits(sum).text(),
                Value.number(probability(sum), 4).text()),
        new Chart(
                Form.WATERFALL,
                labels,
                Axis.of("", Unit.NUMBER),
                Axis.of("Match weight (bits)", Unit.BITS),
                List.of(Series.of("Adds", steps)),
                List.of())
            .with(new Mark(evidence.threshold(), "threshold")));
  }

  private Table table(Model model, List<Integer> all) {
    var columns = new ArrayList<Column>();
    columns.add(Column.text("pattern", "Pattern"));
    columns.add(Column.number("pairs", "Pairs"));
    columns.add(Column.number("weight", "Mean weight (bits)"));
    for (int c = 0; c < model.comparisons().size(); c++) {
      columns.add(Column.text("gamma_" + (c + 1), model.comparisons().get(c).name()));
    }
    var rows = new ArrayList<List<Value>>();
    for (int i : all.subList(0, Math.min(MOST_PATTERNS, all.size()))) {
      Pattern pattern = evidence.patterns().get(i);
      var row = new ArrayList<Value>();
      row.add(Value.of(Integer.toString(i + 1)));
      row.add(Shown.count(count(i)));
      row.add(Value.number(pattern.weight(), 1));
      for (int c = 0; c < model.comparisons().size(); c++) {
        int gamma = pattern.gammas().get(c);
        row.add(
            Value.of(
                gamma < 0
                    ? "missing"
                    : "%d of %d".formatted(gamma, model.comparisons().get(c).levels().size() - 1)));
      }
      rows.add(row);
    }
    return new Table(
        "pattern-table",
        "The most frequent patterns among kept pairs",
        columns,
        rows,
        "0 is the least alike. Patterns of too few pairs are left out.");
  }

  static double logOdds(double probability) {
    return Math.log(probability / (1 - probability)) / Math.log(2);
  }

  static double probability(double bits) {
    return 1 / (1 + Math.pow(2, -bits));
  }
}
