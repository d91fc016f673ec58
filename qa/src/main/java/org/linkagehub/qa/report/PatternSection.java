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
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Value;
import org.linkagehub.qa.report.Evidence.Comparison;
import org.linkagehub.qa.report.Evidence.Counted;
import org.linkagehub.qa.report.Evidence.Level;
import org.linkagehub.qa.report.Evidence.Model;
import org.linkagehub.qa.report.Evidence.Pattern;

/** Agreement patterns, some of them as waterfalls: how a match weight comes about. */
final class PatternSection {
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final int MOST_PATTERNS = 20;

  private final Shown shown;
  private final Evidence evidence;

  PatternSection(Shown shown, Evidence evidence) {
    this.shown = shown;
    this.evidence = evidence;
  }

  /** Waterfalls of patterns that say most: strong, just above, just below, and weak. */
  Optional<Section> section(Model model) {
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
    steps.add(ModelSections.logOdds(model.prior()));
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
                Value.number(ModelSections.probability(sum), 4).text()),
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
}
