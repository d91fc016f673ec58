package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.pipelines.summary.Explanation.Part;
import org.linkagehub.pipelines.summary.Explanation.RuleTrial;

/** An {@link Explanation} as text for a terminal. */
public final class ExplanationText {
  private static final int WATERFALL = 30;
  private static final int RULE = 44;
  private static final double LARGE_ODDS_BITS = 40;

  private ExplanationText() {}

  /** The text, ending with a line feed. */
  public static String of(Explanation explanation) {
    var lines = new ArrayList<String>();
    lines.add(
        "%s and %s in run %s"
            .formatted(explanation.left(), explanation.right(), explanation.runId()));
    lines.add("This shows values of two records: keep it as carefully as the records themselves.");
    lines.add("");
    lines.add(explanation.sentence());
    lines.add("");
    var values = new TextTable(LEFT, LEFT, LEFT, LEFT);
    values.row("column", explanation.left().toString(), explanation.right().toString(), "");
    for (Explanation.Values column : explanation.columns()) {
      values.row(
          column.column(),
          column.left().orElse("-"),
          column.right().orElse("-"),
          column.compared() ? "" : "not compared");
    }
    lines.addAll(values.lines());
    lines.add("");
    if (!explanation.passes().isEmpty()) {
      trials("pass", explanation.passes(), lines);
      lines.add("");
    }
    explanation
        .score()
        .ifPresent(
            score -> {
              waterfall(score, lines);
              lines.add("");
            });
    if (explanation.blockingRule().isEmpty() && !explanation.blockingRules().isEmpty()) {
      trials("blocking rule", explanation.blockingRules(), lines);
      lines.add("");
    }
    lines.add("  " + made(explanation));
    return String.join("\n", lines) + "\n";
  }

  /** Why each rule makes the pair, or does not. */
  private static void trials(String kind, List<RuleTrial> trials, List<String> lines) {
    var table = new TextTable(LEFT, LEFT, LEFT);
    table.row(kind, "makes the pair", "");
    for (RuleTrial trial : trials) {
      var said = new ArrayList<String>();
      trial.keys().forEach(key -> said.add(key.key() + " " + outcome(key.outcome())));
      trial
          .where()
          .ifPresent(
              where -> said.add(where.condition() + (where.holds() ? " holds" : " does not hold")));
      table.row(
          SummaryText.cut(trial.rule(), RULE),
          trial.makes() ? "yes" : "no",
          String.join(", ", said));
    }
    lines.addAll(table.lines());
  }

  private static String outcome(Explanation.Outcome outcome) {
    return switch (outcome) {
      case AGREES -> "agrees";
      case DIFFERS -> "differs";
      case MISSING -> "is missing";
    };
  }

  private static String made(Explanation explanation) {
    var made = new StringBuilder();
    made.append(
        explanation
            .pass()
            .map(
                pass ->
                    "Pass %s links the pair; it counts as %s bits"
                        .formatted(pass.name(), bits(pass.countsAsBits())))
            .or(
                () ->
                    explanation
                        .settled()
                        .map(
                            record ->
                                "A pass had linked %s before, so the run compared it no further"
                                    .formatted(record)))
            .or(
                () ->
                    explanation
                        .blockingRule()
                        .map(rule -> "Blocking rule " + rule + " makes the pair"))
            .orElse(
                explanation.score().isPresent()
                    ? "No blocking rule makes the pair, so the run did not compare it"
                    : "No pass links the pair"));
    made.append(explanation.isLink() ? "; it is among the links" : "; it is not among the links");
    explanation
        .oneCluster()
        .ifPresent(
            one ->
                made.append(
                    one
                        ? ", and the records are in one cluster"
                        : ", and the records are in two clusters"));
    made.append('.');
    explanation
        .samePerson()
        .ifPresent(
            same ->
                made.append(
                    same ? " In truth they are one person." : " In truth they are two people."));
    return made.toString();
  }

  /** A line a step: from what the bar starts at to what it ends at. */
  private static void waterfall(Explanation.Score score, List<String> lines) {
    var steps = new ArrayList<Step>();
    double total = score.priorBits();
    steps.add(new Step("prior", "two random records", score.priorBits(), 0, total));
    for (Part part : score.comparisons()) {
      steps.add(
          new Step(
              part.comparison(),
              part.level(),
              part.weightBits(),
              total,
              total + part.weightBits()));
      total += part.weightBits();
      if (part.frequency().isPresent()) {
        steps.add(
            new Step(
                "",
                "the value counts as 1 in "
                    + Figures.count(Math.round(1 / part.frequency().getAsDouble())),
                part.tfBits(),
                total,
                total + part.tfBits()));
        total += part.tfBits();
      }
    }
    double least = Math.min(0, steps.stream().mapToDouble(Step::low).min().orElse(0));
    double most = Math.max(0, steps.stream().mapToDouble(Step::high).max().orElse(0));
    var table = new TextTable(LEFT, LEFT, RIGHT, RIGHT, LEFT);
    table.row("comparison", "level", "bits", "sum", "");
    for (Step step : steps) {
      table.row(
          step.name(),
          SummaryText.cut(step.what(), 44),
          bits(step.bits()),
          bits(step.to()),
          bar(step.from(), step.to(), least, most));
    }
    table.row(
        "match weight",
        "probability " + probability(score.matchProbability()),
        "",
        bits(score.matchWeight()),
        bar(0, score.matchWeight(), least, most));
    lines.addAll(table.lines());
  }

  private record Step(String name, String what, double bits, double from, double to) {
    double low() {
      return Math.min(from, to);
    }

    double high() {
      return Math.max(from, to);
    }
  }

  /** Full blocks for what speaks for a match, light ones for what speaks against; the axis is 0. */
  private static String bar(double from, double to, double least, double most) {
    double width = most - least;
    if (!(width > 0) || !Double.isFinite(width)) {
      return "";
    }
    int zero = place(0, least, width);
    int start = place(Math.min(from, to), least, width);
    int end = place(Math.max(from, to), least, width);
    var bar = new StringBuilder();
    for (int i = 0; i <= WATERFALL; i++) {
      boolean inside = i >= start && i < end;
      bar.append(inside ? (to >= from ? '█' : '░') : i == zero ? '│' : ' ');
    }
    return bar.toString();
  }

  private static int place(double value, double least, double width) {
    return (int) Math.round(WATERFALL * (value - least) / width);
  }

  /** What deterministic passes make of a pair, where there is no model. */
  public static String sentence(List<RuleTrial> passes, Optional<Explanation.LinkingPass> pass) {
    return pass.map(
            made ->
                "Pass %s makes them a link, for it finds what it asks for in both: %s."
                    .formatted(
                        made.name(),
                        passes.stream()
                            .filter(trial -> trial.rule().equals(made.name()))
                            .flatMap(trial -> trial.keys().stream())
                            .map(Explanation.KeyTrial::key)
                            .collect(Collectors.joining(", "))))
        .orElse(
            "No pass makes them a link, and there is no model in this run that could: it says"
                + " nothing of how alike they are.");
  }

  /**
   * All of it in one plain sentence.
   *
   * @param pass that links the pair whatever the model says
   * @param compared whether a rule makes the pair
   */
  public static String sentence(
      Explanation.Score score, Optional<Explanation.LinkingPass> pass, boolean compared) {
    List<Part> parts = score.comparisons();
    double matchWeight = score.matchWeight();
    double matchProbability = score.matchProbability();
    Comparator<Part> byBits = Comparator.comparingDouble(Part::bits);
    Optional<Part> best = parts.stream().max(byBits).filter(part -> part.bits() > 0);
    Optional<Part> worst = parts.stream().min(byBits).filter(part -> part.bits() < 0);
    var said = new ArrayList<String>();
    best.ifPresent(part -> said.add(part.comparison() + " speaks most for a match " + shown(part)));
    worst.ifPresent(
        part -> said.add(part.comparison() + " speaks most against a match " + shown(part)));
    List<String> missing =
        parts.stream()
            .filter(part -> part.kind() == ComparisonLevel.Kind.MISSING)
            .map(Part::comparison)
            .toList();
    if (!missing.isEmpty()) {
      said.add("nothing is known of " + String.join(", ", missing));
    }
    return "%s%s: the odds that they are one person are %s (probability %s)%s."
        .formatted(
            pass.map(p -> "Pass " + p.name() + " makes them a link. By the model, ").orElse(""),
            said.isEmpty() ? "No comparison says anything" : String.join(", ", said),
            odds(matchWeight),
            probability(matchProbability),
            compared ? "" : ", but no blocking rule brings them together");
  }

  private static String shown(Part part) {
    return "(%s, %s bits)".formatted(part.level(), bits(part.bits()));
  }

  private static String odds(double bits) {
    if (Math.abs(bits) > LARGE_ODDS_BITS) {
      return bits > 0 ? "overwhelming" : "next to nothing";
    }
    double odds = Math.pow(2, Math.abs(bits));
    String count =
        odds < 10 ? String.format(Locale.ROOT, "%.1f", odds) : Figures.count(Math.round(odds));
    return bits >= 0 ? count + " to 1" : "1 to " + count;
  }

  private static String bits(double bits) {
    return String.format(Locale.ROOT, "%+.2f", bits);
  }

  static String probability(double probability) {
    return probability > 0.9999 && probability < 1
        ? String.format(Locale.ROOT, "1 - %.1e", 1 - probability)
        : String.format(Locale.ROOT, probability < 0.001 ? "%.1e" : "%.4f", probability);
  }
}
