package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.List;

/** A {@link ForecastSummary} as text for a terminal of 100 columns. */
final class ForecastText {
  private ForecastText() {}

  static String of(ForecastSummary forecast) {
    var lines = new ArrayList<String>();
    lines.add("Forecast %s, %s".formatted(forecast.runId(), forecast.linkType()));
    lines.add("═".repeat(SummaryParts.COLUMNS));
    lines.add("");
    rules(lines, forecast);
    lines.add("");
    boolean counted = forecast.rules().stream().allMatch(rule -> rule.added().isPresent());
    lines.add(
        "%s %s pairs will be compared."
            .formatted(counted ? "In all" : "At most", Figures.count(forecast.pairs())));
    cost(lines, forecast);
    lines.addAll(
        SummaryParts.time(
            "Time of the forecast: " + Figures.seconds(forecast.wallSeconds()), forecast.stages()));
    lines.add("");
    lines.add("Largest blocks and costs: " + forecast.folder());
    lines.addAll(SummaryParts.warnings(forecast.warnings()));
    return String.join("\n", lines) + "\n";
  }

  private static void rules(List<String> lines, ForecastSummary forecast) {
    var table = new TextTable(LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT);
    table.row("rule", "records with keys", "blocks", "largest", "pairs alone", "adds");
    for (ForecastSummary.Rule rule : forecast.rules()) {
      table.row(
          rule.name(),
          Figures.count(rule.keyedRecords()),
          Figures.count(rule.blocks()),
          Figures.count(rule.largestBlock()),
          pairs(rule),
          rule.added().map(Figures::count).orElse("not counted"));
    }
    lines.addAll(table.lines());
    if (forecast.rules().stream().anyMatch(rule -> rule.error() > 0)) {
      lines.add("  ± is a 95 % interval of an estimate from some of the rule's blocks.");
    }
  }

  private static String pairs(ForecastSummary.Rule rule) {
    String pairs = Figures.count(rule.pairs());
    if (rule.kind().equals("bound")) {
      return "at most " + pairs;
    }
    return rule.error() == 0 ? pairs : "%s ± %s".formatted(pairs, Figures.count(rule.error()));
  }

  private static void cost(List<String> lines, ForecastSummary forecast) {
    if (forecast.cost().isEmpty()) {
      lines.add(
          "What it costs to compare them is not measured for engine " + forecast.engine() + ".");
      return;
    }
    ForecastSummary.Cost cost = forecast.cost().get();
    lines.add(
        "To make and compare them once: %s of CPU time, %s shuffled."
            .formatted(Figures.seconds(cost.cpuSeconds()), Figures.bytes(cost.shuffleBytes())));
    cost.maxCpuSeconds()
        .ifPresent(
            most ->
                lines.add(
                    "That is %.0f %% of the %s that blocking.max-cpu-hours allows."
                        .formatted(100 * cost.cpuSeconds() / most, Figures.seconds(most))));
    lines.add(
        "Measured here on %s pairs: %s pairs and %s keys a CPU second."
            .formatted(
                Figures.count(cost.measuredPairs()),
                Figures.rate(cost.pairsPerCpuSecond()),
                Figures.rate(cost.keysPerCpuSecond())));
    lines.add("Reading and cleaning, training and clustering come on top.");
  }
}
