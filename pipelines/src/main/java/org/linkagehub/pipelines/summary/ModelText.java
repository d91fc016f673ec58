package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.DataFingerprint;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.model.TermFrequencySource;
import org.linkagehub.core.model.TrainingReport;
import org.linkagehub.core.score.MatchWeights;

/** A {@link ModelFile} as text for a terminal of 100 columns. */
public final class ModelText {
  private static final int COLUMNS = 100;
  private static final int LABEL = 44;
  private static final int WEIGHT_BAR = 9;

  private final ModelFile file;
  private final List<String> lines = new ArrayList<>();

  private ModelText(ModelFile file) {
    this.file = file;
  }

  /**
   * The text, ending with a line feed.
   *
   * @param name what the model is called, for example its file
   */
  public static String of(String name, ModelFile file) {
    return new ModelText(file).text(name);
  }

  private String text(String name) {
    lines.add("Model " + name);
    lines.add("═".repeat(COLUMNS));
    origin();
    comparisons();
    file.training().ifPresent(this::training);
    if (!file.derived().isEmpty()) {
      heading("Columns that it derives of the standardised ones");
      file.derived().forEach((column, sql) -> lines.add("  " + column + " = " + sql));
    }
    if (!file.blockingRules().isEmpty()) {
      heading("Blocking rules");
      file.blockingRules().stream().map(BlockingRule::name).forEach(rule -> lines.add("  " + rule));
    }
    return String.join("\n", lines) + "\n";
  }

  private void heading(String text) {
    lines.add("");
    lines.add(text);
  }

  private void origin() {
    double prior = file.model().prior();
    item("link type", file.model().linkType().configName());
    item(
        "prior",
        "%s, %s bits: 1 in %s random pairs is a match"
            .formatted(
                probability(prior),
                bits(MatchWeights.ofProbability(prior)),
                Figures.count(Math.round(1 / prior))));
    item("term frequencies", frequencies(file.termFrequencies()));
    file.data().ifPresent(this::data);
    if (!file.codeVersion().isEmpty()) {
      item("written by", "Linkage Hub " + file.codeVersion());
    }
    file.metadata().forEach(this::item);
  }

  private void item(String name, String value) {
    lines.add("  %-17s %s".formatted(name, value));
  }

  private static String frequencies(TermFrequencySource source) {
    String of =
        source.mode() == TermFrequencySource.Mode.RAW
            ? "plain shares of records"
            : "shares of other people's records";
    return source
        .path()
        .or(source::table)
        .map(place -> of + ", frozen in " + place)
        .orElse(of + ", taken of the records that are scored");
  }

  private void data(DataFingerprint data) {
    for (DataFingerprint.Source source : data.sources()) {
      item(
          "trained on",
          "%s records of %s, digest %s"
              .formatted(Figures.count(source.records()), source.name(), source.digest()));
    }
  }

  private void comparisons() {
    double most =
        file.model().comparisons().stream()
            .flatMap(comparison -> comparison.byGamma().stream())
            .map(ModelText::weight)
            .flatMapToDouble(OptionalDouble::stream)
            .filter(Double::isFinite)
            .map(Math::abs)
            .max()
            .orElse(0);
    heading("Comparisons");
    var table = new TextTable(LEFT, RIGHT, RIGHT, RIGHT, LEFT);
    table.row("comparison and level", "m", "u", "bits", "");
    for (Comparison comparison : file.model().comparisons()) {
      table.row(comparison.name(), "", "", "", "");
      List<ComparisonLevel> levels = comparison.byGamma();
      for (int gamma = levels.size() - 1; gamma >= 0; gamma--) {
        ComparisonLevel level = levels.get(gamma);
        OptionalDouble weight = weight(level);
        table.row(
            "  " + SummaryText.cut(level.label(), LABEL) + marks(level),
            parameter(level.m(), level.fixedM()),
            parameter(level.u(), level.fixedU()),
            weight.isPresent() ? bits(weight.getAsDouble()) : "",
            Bars.aroundZero(weight.orElse(0), most, WEIGHT_BAR));
      }
    }
    lines.addAll(table.lines());
    lines.add("  * more for a rare value, less for a common one   = fixed");
  }

  private static String marks(ComparisonLevel level) {
    return level.termFrequency().map(ModelText::adjustment).orElse("");
  }

  private static String adjustment(TermFrequencyAdjustment adjustment) {
    return adjustment.weight() == 1
        ? " *"
        : " * " + String.format(Locale.ROOT, "%.2g", adjustment.weight());
  }

  private static String parameter(OptionalDouble value, boolean fixed) {
    return value.isPresent() ? (fixed ? "= " : "") + probability(value.getAsDouble()) : "none";
  }

  static OptionalDouble weight(ComparisonLevel level) {
    return level.m().isPresent() && level.u().isPresent()
        ? OptionalDouble.of(MatchWeights.ofLevel(level.m().getAsDouble(), level.u().getAsDouble()))
        : OptionalDouble.empty();
  }

  private void training(TrainingReport report) {
    heading("Training");
    lines.addAll(TrainingText.of(report));
    report.warnings().forEach(warning -> lines.add("  ! " + warning));
  }

  private static String probability(double probability) {
    return String.format(Locale.ROOT, probability < 0.001 ? "%.2e" : "%.4f", probability);
  }

  private static String bits(double bits) {
    return String.format(Locale.ROOT, "%+.2f", bits);
  }
}
