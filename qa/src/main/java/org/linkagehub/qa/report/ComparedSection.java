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
import org.linkagehub.qa.page.Block.Table;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Value;

/**
 * All pairs that were compared: the matches that may be among those that are no links, the most
 * frequent patterns, and the comparisons that agree together.
 */
final class ComparedSection {
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final String EXPECTED = "rejected_expected_matches";
  private static final String TRUE = "rejected_true_matches";
  private static final String MATCHES = "agreement_correlation_of_matches";
  private static final String NON_MATCHES = "agreement_correlation_of_non_matches";
  private static final int MOST_PATTERNS = 20;
  private static final int MOST_CORRELATIONS = 15;

  private final Shown shown;
  private final Evidence evidence;

  ComparedSection(Shown shown, Evidence evidence) {
    this.shown = shown;
    this.evidence = evidence;
  }

  /** The section; none where nothing is known but the links. */
  Optional<Section> section() {
    var blocks = new ArrayList<Block>();
    if (shown.has(EXPECTED)) {
      blocks.add(
          new Block.Text(
              "Pairs that were compared and are no links may be matches all the same. The model expects as many as their probabilities add up to%s. Intervals are of the draw of the sample; how far the model itself is wrong they do not tell. Matches that no blocking rule makes are not among these."
                  .formatted(
                      shown.has(TRUE) ? "; by the truth as many are as the sample tells" : "")));
      blocks.add(rejected());
    }
    patterns().ifPresent(blocks::add);
    correlations().ifPresent(blocks::add);
    return blocks.isEmpty()
        ? Optional.empty()
        : Optional.of(new Section("compared", "Pairs that were compared", blocks));
  }

  private Table rejected() {
    var columns = new ArrayList<Column>();
    columns.add(Column.text("group", "Group"));
    columns.add(Column.number("expected", "Expected matches that are no links"));
    columns.add(Column.number("expected_interval", "Interval"));
    columns.add(Column.number("missed", "Expected missed-match rate"));
    if (shown.has(TRUE)) {
      columns.add(Column.number("true", "True matches that are no links"));
      columns.add(Column.number("true_interval", "Interval"));
    }
    var rows = new ArrayList<List<Value>>();
    for (Measure expected : shown.all(EXPECTED)) {
      Group group = expected.group();
      var row = new ArrayList<Value>();
      row.add(
          Value.of(
              group.isAll() ? "All records" : Answer.name(group.grouping()) + " " + group.value()));
      row.add(Shown.count(Optional.of(expected)));
      row.add(interval(Optional.of(expected)));
      row.add(Shown.share(shown.near("expected_missed_match_rate", group, evidence.threshold())));
      if (shown.has(TRUE)) {
        Optional<Measure> matches = shown.find(TRUE, Measure.WHOLE, group, NONE);
        row.add(Shown.count(matches));
        row.add(interval(matches));
      }
      rows.add(row);
    }
    Optional<Measure> share = shown.find("rejected_pairs");
    return new Table(
        "rejected",
        "Matches among compared pairs that are no links",
        columns,
        rows,
        "%sOf a group, sides of pairs: a pair within the group counts twice. A star: withheld, so that nobody can be told from it."
            .formatted(
                share.isPresent()
                    ? "Of %s compared pairs %s are no links. "
                        .formatted(Shown.denominator(share).text(), Shown.numerator(share).text())
                    : ""));
  }

  private static Value interval(Optional<Measure> measure) {
    String interval = Shown.countInterval(measure);
    return interval.isEmpty() ? Value.none() : Value.of(interval);
  }

  private Optional<Block> patterns() {
    var rows = new ArrayList<List<Value>>();
    for (Measure pairs : shown.all("pattern_pairs")) {
      if (pairs.suppressed() || rows.size() == MOST_PATTERNS) {
        continue;
      }
      Optional<Measure> links = shown.find("pattern_links", pairs.subject(), Group.ALL, NONE);
      Optional<Measure> weight = shown.find("pattern_weight", pairs.subject(), Group.ALL, NONE);
      rows.add(
          List.of(
              Value.of(pairs.subject()),
              Shown.numerator(Optional.of(pairs)),
              Shown.share(Optional.of(pairs)),
              Shown.share(links),
              Value.number(Shown.value(weight), 1)));
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                "compared-patterns",
                "The most frequent patterns among all compared pairs",
                List.of(
                    Column.text("pattern", "Levels"),
                    Column.number("pairs", "Pairs"),
                    Column.number("share", "Of all"),
                    Column.number("links", "Of which links"),
                    Column.number("weight", "Weight (bits)")),
                rows,
                "0 is the least alike. The weight is without term frequencies. Patterns of too few pairs are left out."));
  }

  private Optional<Block> correlations() {
    List<List<Value>> rows =
        shown.all(NON_MATCHES).stream()
            .sorted(
                Comparator.comparingDouble((Measure m) -> m.value().orElse(0))
                    .reversed()
                    .thenComparing(Measure::subject))
            .limit(MOST_CORRELATIONS)
            .map(
                m ->
                    List.of(
                        Value.of(m.subject()),
                        Value.number(Shown.value(Optional.of(m)), 2),
                        Value.number(
                            Shown.value(shown.find(MATCHES, m.subject(), Group.ALL, NONE)), 2)))
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                "agreement-correlations",
                "Comparisons that agree together",
                List.of(
                    Column.text("comparisons", "Comparisons"),
                    Column.number("non_matches", "Among non-matches"),
                    Column.number("matches", "Among matches")),
                rows,
                "Cramér's V of their levels: 0 independent, 1 the one tells the other. The model takes them for independent, so that what two of them say together is counted twice where this is large. Columns that stand in blocking rules hang together through the rules, too."));
  }
}
