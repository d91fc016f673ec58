package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.linkagehub.pipelines.summary.ClusterExplanation.Conflict;
import org.linkagehub.pipelines.summary.ClusterExplanation.Cut;
import org.linkagehub.pipelines.summary.ClusterExplanation.Link;
import org.linkagehub.pipelines.summary.ClusterExplanation.Member;
import org.linkagehub.pipelines.summary.ClusterExplanation.Shape;

/** A {@link ClusterExplanation} as text for a terminal. */
public final class ClusterExplanationText {
  private static final int WIDEST_VALUE = 24;

  private ClusterExplanationText() {}

  /** The text, ending with a line feed. */
  public static String of(ClusterExplanation cluster) {
    var lines = new ArrayList<String>();
    lines.add("Cluster %d of run %s".formatted(cluster.clusterId(), cluster.runId()));
    lines.add("This shows values of records: keep it as carefully as the records themselves.");
    lines.add("");
    lines.add(cluster.sentence());
    members(cluster, lines);
    links(cluster, lines);
    conflicts(cluster, lines);
    cuts(cluster, lines);
    return String.join("\n", lines) + "\n";
  }

  private static void members(ClusterExplanation cluster, List<String> lines) {
    boolean outcomes = cluster.members().stream().anyMatch(m -> m.outcome().isPresent());
    boolean truths = cluster.members().stream().anyMatch(m -> m.truePerson().isPresent());
    var header = new ArrayList<String>(List.of("record", "links"));
    header.addAll(cluster.columns());
    if (outcomes) {
      header.add("outcome");
    }
    if (truths) {
      header.add("true person");
    }
    heading("Members", lines);
    var sides = new TextTable.Side[header.size()];
    Arrays.fill(sides, LEFT);
    sides[1] = RIGHT;
    var table = new TextTable(sides);
    table.row(header.toArray(String[]::new));
    for (Member member : cluster.members()) {
      var row = new ArrayList<String>(List.of(member.record().toString(), "" + member.links()));
      member.values().forEach(value -> row.add(SummaryText.cut(value.orElse("-"), WIDEST_VALUE)));
      if (outcomes) {
        row.add(member.outcome().orElse("-"));
      }
      if (truths) {
        row.add(member.truePerson().orElse("-"));
      }
      table.row(row.toArray(String[]::new));
    }
    lines.addAll(table.lines());
  }

  private static void links(ClusterExplanation cluster, List<String> lines) {
    if (cluster.links().isEmpty()) {
      return;
    }
    heading("Links that hold it, the weakest first", lines);
    var table = new TextTable(LEFT, LEFT, RIGHT, RIGHT, LEFT);
    table.row("record", "record", "bits", "probability", "");
    for (Link link : cluster.links()) {
      table.row(
          link.left().toString(),
          link.right().toString(),
          bits(link.weightBits()),
          ExplanationText.probability(link.probability()),
          link.bridge() ? "bridge" : "");
    }
    lines.addAll(table.lines());
    more(cluster.links().size(), cluster.shape().links(), lines);
  }

  private static void conflicts(ClusterExplanation cluster, List<String> lines) {
    if (cluster.conflicts().isEmpty()) {
      return;
    }
    heading("Conflicts", lines);
    var table = new TextTable(LEFT, LEFT, LEFT);
    for (Conflict conflict : cluster.conflicts()) {
      table.row(conflict.left().toString(), conflict.right().toString(), conflict.reason());
    }
    lines.addAll(table.lines());
  }

  private static void cuts(ClusterExplanation cluster, List<String> lines) {
    if (cluster.cuts().isEmpty()) {
      return;
    }
    heading("Links to other clusters, and why they do not count", lines);
    var table = new TextTable(LEFT, LEFT, RIGHT, RIGHT, RIGHT, LEFT);
    table.row("record", "record", "of cluster", "bits", "mean bits", "reason");
    for (Cut cut : cluster.cuts()) {
      table.row(
          cut.member().toString(),
          cut.other().toString(),
          "" + cut.otherCluster(),
          bits(cut.weightBits()),
          cut.meanBits().isPresent() ? bits(cut.meanBits().getAsDouble()) : "-",
          cut.reason());
    }
    lines.addAll(table.lines());
    more(cluster.cuts().size(), cluster.cutCount(), lines);
  }

  /** What holds a cluster together, in plain words. */
  public static String sentence(Shape shape, long conflicts, long cuts) {
    if (shape.records() == 1) {
      return "One record alone; %s.".formatted(cutOff(cuts));
    }
    long pairs = shape.records() * (shape.records() - 1) / 2;
    String held =
        shape.breakingWeight().isPresent()
            ? "the links hold it together up to a bar of %s bits"
                .formatted(bits(shape.breakingWeight()))
            : "its links alone do not hold it together: pairs without a link speak for it, too";
    return "%s records, %s of %s pairs are links%s; %s; %s; %s."
        .formatted(
            Figures.count(shape.records()),
            Figures.count(shape.links()),
            Figures.count(pairs),
            shape.weakestLink().isPresent()
                ? ", the weakest of %s bits".formatted(bits(shape.weakestLink()))
                : "",
            held,
            conflicts == 0 ? "no conflict" : counted(conflicts, "conflict"),
            cutOff(cuts));
  }

  private static String cutOff(long cuts) {
    return cuts == 0
        ? "no link leads to another cluster"
        : counted(cuts, "link") + (cuts == 1 ? " leads" : " lead") + " to other clusters";
  }

  private static String counted(long count, String what) {
    return Figures.count(count) + " " + what + (count == 1 ? "" : "s");
  }

  private static void more(long shown, long all, List<String> lines) {
    if (shown < all) {
      lines.add("  and %s more".formatted(Figures.count(all - shown)));
    }
  }

  private static void heading(String text, List<String> lines) {
    lines.add("");
    lines.add(text);
  }

  private static String bits(OptionalDouble bits) {
    return bits(bits.orElseThrow());
  }

  private static String bits(double bits) {
    return String.format(Locale.ROOT, "%.2f", bits);
  }
}
