package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.linkagehub.qa.disclosure.ReleasedCounts;
import org.linkagehub.qa.drift.Drift;
import org.linkagehub.qa.measure.Definition;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureCatalogue;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Block.Column;
import org.linkagehub.qa.page.Block.Table;
import org.linkagehub.qa.page.Page.Section;
import org.linkagehub.qa.page.Tone;
import org.linkagehub.qa.page.Value;

/**
 * What changed since an earlier run. All of it is the difference of figures that readers of both
 * reports have seen, so it tells nothing that they do not know already.
 */
final class DriftSection {
  /** Usual bounds of the population stability index: a shift, and a large one. */
  private static final double SHIFT = 0.1;

  private static final double LARGE_SHIFT = 0.25;

  private final Shown shown;
  private final Evidence evidence;

  DriftSection(Shown shown, Evidence evidence) {
    this.shown = shown;
    this.evidence = evidence;
  }

  Section section() {
    return new Section(
        "drift",
        "What changed",
        evidence
            .compared()
            .map(this::blocks)
            .orElse(
                List.of(
                    new Block.Text(
                        "There is nothing earlier with which this could be compared: it is the first of its kind."))));
  }

  /** In a sentence each, what moved most; for those who rate how changes are told. */
  List<String> words() {
    return evidence
        .compared()
        .map(
            compared ->
                List.of(
                    "Compared with %s, run %s: see What changed."
                        .formatted(compared.kind(), compared.run())))
        .orElse(List.of());
  }

  private List<Block> blocks(Evidence.Compared compared) {
    var then = new Shown(compared.shown());
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Text(
            "Compared with %s, run %s. Changes are between the figures that both reports show; where one of them withholds a figure, its change is withheld."
                .formatted(compared.kind(), compared.run())));
    blocks.add(changes("changes", "Figures of the whole that changed", then, true));
    stability(compared.shown()).ifPresent(blocks::add);
    Table more = changes("changes-more", "By group, column, rule and level", then, false);
    if (!more.rows().isEmpty()) {
      blocks.add(
          new Block.Details(
              "%d further changes: by group, column, rule and level".formatted(more.rows().size()),
              List.of(more)));
    }
    return blocks;
  }

  private Table changes(String id, String caption, Shown then, boolean whole) {
    var rows = new ArrayList<List<Value>>();
    for (Measure now : shown.all()) {
      boolean ofTheWhole = now.group().isAll() && now.subject().isEmpty();
      if (ofTheWhole != whole || !Drift.isCompared(now) || !isHere(now)) {
        continue;
      }
      then.find(now.measure(), now.subject(), now.group(), now.threshold())
          .flatMap(before -> row(before, now))
          .ifPresent(rows::add);
    }
    return new Table(
        id,
        caption,
        List.of(
            Column.text("measure", "Measure"),
            Column.text("subject", "Of"),
            Column.text("group", "Group"),
            Column.number("then", "Then"),
            Column.number("now", "Now"),
            Column.number("change", "Change")),
        rows,
        "Shares change in percentage points. Figures that are the same as then are left out.");
  }

  /** Of figures at many thresholds, the one at the threshold in use. */
  private boolean isHere(Measure measure) {
    return measure.threshold().isEmpty()
        || shown
            .near(measure.measure(), measure.group(), evidence.threshold())
            .filter(near -> near.threshold().equals(measure.threshold()))
            .isPresent();
  }

  private static Optional<List<Value>> row(Measure before, Measure now) {
    if (before.value().equals(now.value()) && before.suppressed() == now.suppressed()) {
      return Optional.empty();
    }
    Definition definition = MeasureCatalogue.find(now.measure()).orElseThrow();
    return Optional.of(
        List.of(
            Value.of(Answer.name(now.measure())),
            Value.of(now.subject()),
            Value.of(
                now.group().isAll()
                    ? ""
                    : Answer.name(now.group().grouping()) + " " + now.group().value()),
            figure(definition, before),
            figure(definition, now),
            change(definition, before, now)));
  }

  private static Value change(Definition definition, Measure before, Measure now) {
    if (before.suppressed() || now.suppressed()) {
      return Value.of(ReleasedCounts.WITHHELD);
    }
    if (before.value().isEmpty() || now.value().isEmpty()) {
      return Value.none();
    }
    double change = now.value().getAsDouble() - before.value().getAsDouble();
    return switch (definition.unit()) {
      case COUNT -> Value.signed(change, 0);
      case SHARE -> Value.signed(100 * change, 1);
      default -> Value.signed(change, 3);
    };
  }

  private static Value figure(Definition definition, Measure m) {
    return Shown.figure(definition, Optional.of(m));
  }

  private Optional<Block> stability(List<Measure> before) {
    List<Measure> indices =
        Drift.stability(shown.all(), before).stream()
            .sorted(
                Comparator.comparingDouble((Measure m) -> m.value().orElse(-1))
                    .reversed()
                    .thenComparing(Measure::subject))
            .toList();
    return indices.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                "stability",
                "How far the shares of groups moved",
                List.of(
                    Column.text("grouping", "Grouping"),
                    Column.number("index", "Population stability index"),
                    Column.text("reading", "Reading")),
                indices.stream().map(DriftSection::stability).toList(),
                "Of the records of each group as they are shown. Above %s a shift, above %s a large one: usual bounds, no law."
                    .formatted(SHIFT, LARGE_SHIFT)));
  }

  private static List<Value> stability(Measure m) {
    double index = m.value().orElse(Double.NaN);
    Value reading =
        m.suppressed()
            ? Value.of("withheld: a group is too small")
            : index > LARGE_SHIFT
                ? Value.marked(Tone.BAD, "large shift")
                : index > SHIFT
                    ? Value.marked(Tone.CAUTION, "shift")
                    : Value.marked(Tone.GOOD, "stable");
    return List.of(
        Value.of(Answer.name(m.subject())),
        m.suppressed() ? Value.of(ReleasedCounts.WITHHELD) : Value.number(index, 2),
        reading);
  }
}
