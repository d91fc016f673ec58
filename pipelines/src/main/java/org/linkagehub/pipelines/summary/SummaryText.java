package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.linkagehub.pipelines.summary.RunSummary.ClusterQuality;
import org.linkagehub.pipelines.summary.RunSummary.ClusterSize;
import org.linkagehub.pipelines.summary.RunSummary.Comparison;
import org.linkagehub.pipelines.summary.RunSummary.Decision;
import org.linkagehub.pipelines.summary.RunSummary.Decisions;
import org.linkagehub.pipelines.summary.RunSummary.GroupQuality;
import org.linkagehub.pipelines.summary.RunSummary.Level;
import org.linkagehub.pipelines.summary.RunSummary.Links;
import org.linkagehub.pipelines.summary.RunSummary.Model;
import org.linkagehub.pipelines.summary.RunSummary.PairQuality;
import org.linkagehub.pipelines.summary.RunSummary.Quality;
import org.linkagehub.pipelines.summary.RunSummary.Rule;
import org.linkagehub.pipelines.summary.RunSummary.SetAside;
import org.linkagehub.pipelines.summary.RunSummary.Source;
import org.linkagehub.pipelines.summary.RunSummary.WeightBin;

/** A {@link RunSummary} as text for a terminal of 100 columns. */
public final class SummaryText {
  private static final int COLUMNS = SummaryParts.COLUMNS;
  private static final int BAR = 20;
  private static final int WEIGHT_BAR = 9;
  private static final int LABEL = 44;
  private static final int RULE = 44;
  private static final int SIZES = 8;
  private static final int BINS = 20;
  private static final double[] BIN_BITS = {1, 2, 5, 10, 20, 50};

  /** A probability that was kept as bits comes back with a rounding error. */
  private static final MathContext SIX_DIGITS = new MathContext(6);

  private final RunSummary summary;
  private final List<String> lines = new ArrayList<>();

  private SummaryText(RunSummary summary) {
    this.summary = summary;
  }

  /** The text, ending with a line feed. */
  public static String of(RunSummary summary) {
    return new SummaryText(summary).text();
  }

  private String text() {
    lines.add(
        "Linkage run %s (%s, %s)"
            .formatted(summary.runId(), summary.command(), summary.linkType()));
    lines.add("═".repeat(COLUMNS));
    records();
    rules();
    summary.model().ifPresent(this::model);
    histogram();
    links();
    summary.quality().ifPresent(this::quality);
    time();
    lines.addAll(SummaryParts.tables("model.json", summary.folder(), summary.tables()));
    lines.addAll(SummaryParts.warnings(summary.warnings()));
    return String.join("\n", lines) + "\n";
  }

  private void heading(String text) {
    lines.add("");
    lines.add(text);
  }

  private void records() {
    heading("Records");
    var table = new TextTable(LEFT, RIGHT, RIGHT, RIGHT);
    table.row("source", "read", "set aside", "linked");
    long read = 0;
    long setAside = 0;
    for (Source source : summary.sources()) {
      table.row(
          source.name(),
          Figures.count(source.read()),
          Figures.count(source.setAside()),
          Figures.count(source.linked()));
      read += source.read();
      setAside += source.setAside();
    }
    if (summary.sources().size() > 1) {
      table.row(
          "together", Figures.count(read), Figures.count(setAside), Figures.count(read - setAside));
    }
    lines.addAll(table.lines());
    for (SetAside reason : summary.setAside()) {
      lines.add(
          "  set aside: %s of %s, %s"
              .formatted(Figures.count(reason.records()), reason.source(), reason.reason()));
    }
  }

  private void rules() {
    boolean passes = summary.rules().stream().anyMatch(Rule::pass);
    heading("Candidate pairs by %sblocking rule".formatted(passes ? "pass and " : ""));
    long most = summary.rules().stream().mapToLong(Rule::pairs).max().orElse(0);
    var table = new TextTable(LEFT, RIGHT, RIGHT, LEFT);
    table.row("rule", "pairs", "new", "");
    for (Rule rule : summary.rules()) {
      table.row(
          cut((rule.pass() ? "pass " : "") + rule.name(), RULE),
          Figures.count(rule.pairs()),
          counted(rule.newPairs()),
          Bars.of(rule.pairs(), most, BAR));
    }
    table.row("together", "", counted(summary.links().scoredPairs()), "");
    lines.addAll(table.lines());
  }

  private static String counted(OptionalLong pairs) {
    return pairs.isPresent() ? Figures.count(pairs.getAsLong()) : "not counted";
  }

  private void model(Model model) {
    double lambda = model.lambda();
    heading(
        "Model%s: 1 in %s random pairs is a match (probability %s, %s bits)"
            .formatted(
                model.from().map(file -> " of " + file + ", not trained here").orElse(""),
                Figures.count(Math.round(1 / lambda)),
                probability(lambda),
                bits(logOdds(lambda))));
    double most =
        model.comparisons().stream()
            .flatMap(comparison -> comparison.levels().stream())
            .flatMapToDouble(level -> level.weightBits().stream())
            .filter(Double::isFinite)
            .map(Math::abs)
            .max()
            .orElse(0);
    var table = new TextTable(LEFT, RIGHT, RIGHT, RIGHT, LEFT);
    table.row("comparison and level", "m", "u", "bits", "");
    boolean anyTermFrequency = false;
    for (Comparison comparison : model.comparisons()) {
      table.row(comparison.name(), "", "", "", "");
      for (Level level : comparison.levels()) {
        anyTermFrequency |= level.termFrequency();
        String label = "  " + cut(level.label(), LABEL) + (level.termFrequency() ? " *" : "");
        table.row(
            label,
            level.m().isPresent() ? probability(level.m().getAsDouble()) : "not seen",
            level.u().isPresent() ? probability(level.u().getAsDouble()) : "not seen",
            level.weightBits().isPresent() ? bits(level.weightBits().getAsDouble()) : "0",
            Bars.aroundZero(level.weightBits().orElse(0), most, WEIGHT_BAR));
      }
    }
    lines.addAll(table.lines());
    if (anyTermFrequency) {
      lines.add("  * more for a rare value, less for a common one");
    }
    model
        .training()
        .ifPresent(
            report -> {
              heading("Training");
              lines.addAll(TrainingText.of(report));
            });
  }

  private void histogram() {
    if (summary.histogram().isEmpty()) {
      return;
    }
    heading("Scored pairs by match weight (bits; the bars grow with the logarithm)");
    List<WeightBin> bins = fewer(summary.histogram());
    double most = bins.stream().mapToDouble(bin -> log(bin.pairs())).max().orElse(0);
    var table = new TextTable(RIGHT, RIGHT, LEFT);
    for (WeightBin bin : bins) {
      table.row(
          "%s to %s".formatted(edge(bin.fromBits()), edge(bin.toBits())),
          Figures.count(bin.pairs()),
          Bars.of(log(bin.pairs()), most, 2 * BAR));
    }
    lines.addAll(table.lines());
  }

  /** The same pairs in bins wide enough that a screen holds them. */
  private static List<WeightBin> fewer(List<WeightBin> bins) {
    if (bins.size() <= BINS) {
      return bins;
    }
    double from = bins.get(0).fromBits();
    double to = bins.get(bins.size() - 1).toBits();
    double width =
        Arrays.stream(BIN_BITS)
            .filter(bits -> (to - from) / bits <= BINS)
            .findFirst()
            .orElse(to - from);
    var pairs = new TreeMap<Double, Long>();
    for (WeightBin bin : bins) {
      pairs.merge(Math.floor(bin.fromBits() / width) * width, bin.pairs(), Long::sum);
    }
    return pairs.entrySet().stream()
        .map(bin -> new WeightBin(bin.getKey(), bin.getKey() + width, bin.getValue()))
        .toList();
  }

  private void links() {
    Links links = summary.links();
    heading(
        "Links at probability %s or more (%s bits)"
            .formatted(threshold(links.thresholdProbability()), bits(links.thresholdBits())));
    var table = new TextTable(LEFT, RIGHT);
    table.row(
        "pairs scored",
        links
            .rejected()
            .map(rejected -> Figures.count(rejected.comparedPairs()))
            .orElseGet(() -> counted(links.scoredPairs())));
    table.row("pairs kept", Figures.count(links.keptPairs()));
    links
        .rejected()
        .ifPresent(
            rejected ->
                table.row(
                    "matches expected among the other " + Figures.count(rejected.pairs()),
                    Figures.count(Math.round(rejected.expectedMatches()))));
    table.row("links", Figures.count(links.links()));
    table.row("clusters, single records included", Figures.count(links.clusters()));
    table.row("records linked to another", Figures.count(links.linkedRecords()));
    lines.addAll(table.lines());
    clusterSizes();
    summary.decisions().ifPresent(this::decisions);
  }

  private void decisions(Decisions decisions) {
    heading(decisions.title());
    var table = new TextTable(LEFT, RIGHT);
    for (Decision decision : decisions.counts()) {
      table.row(decision.what(), Figures.count(decision.count()));
    }
    lines.addAll(table.lines());
  }

  private void clusterSizes() {
    heading("Clusters by size");
    List<ClusterSize> sizes = summary.clusterSizes();
    long most = sizes.stream().mapToLong(ClusterSize::clusters).max().orElse(0);
    var table = new TextTable(RIGHT, RIGHT, LEFT);
    table.row("records", "clusters", "");
    for (ClusterSize size : sizes.subList(0, Math.min(SIZES, sizes.size()))) {
      table.row(
          Figures.count(size.size()),
          Figures.count(size.clusters()),
          Bars.of(size.clusters(), most, BAR));
    }
    if (sizes.size() > SIZES) {
      List<ClusterSize> rest = sizes.subList(SIZES, sizes.size());
      table.row(
          "%s to %s"
              .formatted(
                  Figures.count(rest.get(0).size()),
                  Figures.count(rest.get(rest.size() - 1).size())),
          Figures.count(rest.stream().mapToLong(ClusterSize::clusters).sum()),
          Bars.of(rest.stream().mapToLong(ClusterSize::clusters).sum(), most, BAR));
    }
    lines.addAll(table.lines());
  }

  private void quality(Quality quality) {
    heading(
        "Quality against the truth in %s: %s true pairs"
            .formatted(quality.truth(), Figures.count(quality.matches())));
    var pairs = new TextTable(LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT);
    pairs.row("links at", "precision", "recall", "F1", "false matches", "missed matches");
    for (PairQuality pair : quality.pairs()) {
      pairs.row(
          threshold(pair.probability()),
          share(pair.precision()),
          share(pair.recall()),
          share(pair.f1()),
          Figures.count(pair.falseMatches()),
          Figures.count(pair.missedMatches()));
    }
    lines.addAll(pairs.lines());
    lines.add(
        "  no blocking rule makes %s of the true pairs (%s)"
            .formatted(
                Figures.count(quality.missedByBlocking()),
                percent(quality.missedByBlocking(), quality.matches())));
    lines.add("");
    var clusters = new TextTable(LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT);
    clusters.row("clusters", "precision", "recall", "F1", "B-cubed F1", "people found exactly");
    for (ClusterQuality cluster : quality.clusters()) {
      clusters.row(
          cluster.probability().isPresent()
              ? cluster.method() + " at " + threshold(cluster.probability().getAsDouble())
              : cluster.method(),
          share(cluster.pairwisePrecision()),
          share(cluster.pairwiseRecall()),
          share(cluster.pairwiseF1()),
          share(cluster.bcubedF1()),
          "%s of %s (%s)"
              .formatted(
                  Figures.count(cluster.exactPeople()),
                  Figures.count(cluster.people()),
                  percent(cluster.exactPeople(), cluster.people())));
    }
    lines.addAll(clusters.lines());
    groups(quality.groups());
  }

  private void groups(List<GroupQuality> groups) {
    if (groups.isEmpty()) {
      return;
    }
    lines.add("");
    var table = new TextTable(LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT);
    table.row("clusters, by group", "true pairs", "precision", "recall", "95 % interval", "F1");
    String grouping = "";
    for (GroupQuality group : groups) {
      if (!group.grouping().equals(grouping)) {
        grouping = group.grouping();
        table.row(grouping, "", "", "", "", "");
      }
      table.row(
          "  " + group.group(),
          Figures.count(group.matches()),
          share(group.precision()),
          share(group.recall()),
          share(group.recallLow()) + " to " + share(group.recallHigh()),
          share(group.f1()));
    }
    lines.addAll(table.lines());
  }

  private void time() {
    lines.addAll(
        SummaryParts.time(
            "Time: %s with the %s engine"
                .formatted(Figures.seconds(summary.wallSeconds()), summary.engine()),
            summary.stages()));
  }

  private static double log(long pairs) {
    return pairs == 0 ? 0 : 1 + Math.log10((double) pairs);
  }

  private static double logOdds(double probability) {
    return Math.log(probability / (1 - probability)) / Math.log(2);
  }

  /** A whole number of bits without decimals. */
  private static String edge(double bits) {
    return bits == Math.rint(bits)
        ? Long.toString(Math.round(bits))
        : String.format(Locale.ROOT, "%.1f", bits);
  }

  private static String bits(double bits) {
    return String.format(Locale.ROOT, "%+.2f", bits);
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.4f", share);
  }

  private static String threshold(double probability) {
    return new BigDecimal(probability, SIX_DIGITS).stripTrailingZeros().toPlainString();
  }

  private static String probability(double probability) {
    return String.format(Locale.ROOT, probability < 0.001 ? "%.1e" : "%.4f", probability);
  }

  private static String percent(long part, long whole) {
    return whole == 0 ? "none" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }

  /** Without its middle where it is too long: what tells two labels apart is often at the end. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most / 3;
    return text.substring(0, most - 1 - end) + "…" + text.substring(text.length() - end);
  }
}
