package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
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
import org.linkagehub.qa.report.Evidence.Counted;

/** The records, and which of them were compared. */
final class DataSections {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private final Shown shown;

  DataSections(Shown shown) {
    this.shown = shown;
  }

  Section data() {
    var blocks = new ArrayList<Block>();
    blocks.add(flow());
    aside().ifPresent(blocks::add);
    completeness().ifPresent(blocks::add);
    fields().ifPresent(blocks::add);
    return new Section("data", "The data", blocks);
  }

  /** What became of the records, source by source. */
  Table flow() {
    var rows = new ArrayList<List<Value>>();
    for (Group source : shown.groups(Counted.SOURCE)) {
      rows.add(flow(Value.of(source.value()), source));
    }
    if (rows.size() != 1) {
      rows.add(flow(Value.of("together"), Group.ALL));
    }
    return new Table(
        "flow",
        "Records by source",
        List.of(
            Column.text("source", "Source"),
            Column.number("read", "Read"),
            Column.number("set_aside", "Set aside"),
            Column.number("in_linkage", "In the linkage")),
        rows,
        "");
  }

  private List<Value> flow(Value name, Group group) {
    return List.of(
        name,
        Shown.count(shown.find(Counted.READ, Measure.WHOLE, group, NONE)),
        Shown.count(shown.find(Counted.SET_ASIDE, Measure.WHOLE, group, NONE)),
        Shown.count(shown.find(Counted.LINKED_IN, Measure.WHOLE, group, NONE)));
  }

  private Optional<Block> aside() {
    var rows = new ArrayList<List<Value>>();
    for (Measure m : shown.all(Counted.SET_ASIDE)) {
      if (!m.subject().isEmpty()) {
        rows.add(
            List.of(
                Value.of(m.subject()), Value.of(m.group().value()), Shown.count(Optional.of(m))));
      }
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                "set-aside",
                "Records set aside, by reason",
                List.of(
                    Column.text("reason", "Reason"),
                    Column.text("source", "Source"),
                    Column.number("records", "Records")),
                rows,
                ""));
  }

  private Optional<Block> completeness() {
    List<Measure> measures =
        shown.all("completeness").stream().filter(m -> m.group().isAll()).toList();
    if (measures.isEmpty()) {
      return Optional.empty();
    }
    var labels = new ArrayList<String>();
    var values = new ArrayList<Double>();
    Measure least = measures.get(0);
    for (Measure m : measures) {
      labels.add(m.subject());
      values.add(m.value().orElse(Double.NaN));
      if (m.value().orElse(1) < least.value().orElse(1)) {
        least = m;
      }
    }
    return Optional.of(
        Figure.of(
            "completeness",
            "Completeness of each field",
            "%s is least complete, with a usable value in %s of records."
                .formatted(least.subject(), Value.percent(least.value()).text()),
            new Chart(
                Form.LYING_BARS,
                labels,
                Axis.of("", Unit.NUMBER),
                Axis.of("Records with a usable value", Unit.PERCENT),
                List.of(Series.of("Completeness", values)),
                List.of())));
  }

  private Optional<Block> fields() {
    Set<String> subjects = new LinkedHashSet<>();
    List<String> names =
        List.of("completeness", "lost_in_cleaning", "distinct_values", "commonest_value_share");
    names.forEach(
        name ->
            shown.all(name).stream()
                .filter(m -> m.group().isAll() && !m.subject().isEmpty())
                .forEach(m -> subjects.add(m.subject())));
    if (subjects.isEmpty()) {
      return Optional.empty();
    }
    var rows = new ArrayList<List<Value>>();
    for (String subject : subjects) {
      rows.add(
          List.of(
              Value.of(subject),
              share("completeness", subject),
              share("lost_in_cleaning", subject),
              Shown.count(shown.find("distinct_values", subject, Group.ALL, NONE)),
              share("commonest_value_share", subject)));
    }
    return Optional.of(
        new Table(
            "fields",
            "Fields before linkage",
            List.of(
                Column.text("field", "Field"),
                Column.number("completeness", "Usable value"),
                Column.number("lost_in_cleaning", "Lost in cleaning"),
                Column.number("distinct_values", "Distinct values"),
                Column.number("commonest_value_share", "Commonest value")),
            rows,
            "A dash: not measured."));
  }

  private Value share(String measure, String subject) {
    return Shown.share(shown.find(measure, subject, Group.ALL, NONE));
  }

  /** Which pairs were compared; none where nobody tells. */
  Optional<Section> blocking() {
    if (!shown.has("blocking_pairs_alone")) {
      return Optional.empty();
    }
    var blocks = new ArrayList<Block>();
    var labels = new ArrayList<String>();
    var alone = new ArrayList<Double>();
    var added = new ArrayList<Double>();
    var rows = new ArrayList<List<Value>>();
    for (Measure m : shown.all("blocking_pairs_alone")) {
      String rule = m.subject();
      Optional<Measure> more = shown.find("blocking_pairs_added", rule, Group.ALL, NONE);
      labels.add(rule);
      alone.add(m.value().orElse(Double.NaN));
      added.add(Shown.value(more));
      rows.add(
          List.of(
              Value.of(rule),
              Shown.count(Optional.of(m)),
              Shown.count(more),
              share("blocking_recall_alone", rule),
              share("blocking_recall_gained", rule),
              Shown.count(shown.find("blocking_largest_block", rule, Group.ALL, NONE))));
    }
    var table =
        new Table(
            "blocking-rules",
            "Blocking rules, in the order in which they count",
            List.of(
                Column.text("rule", "Rule"),
                Column.number("pairs", "Pairs it makes"),
                Column.number("added", "Pairs it adds"),
                Column.number("recall_alone", "Matches it makes"),
                Column.number("recall_gained", "Matches it adds"),
                Column.number("largest_block", "Largest block")),
            rows,
            "Matches: where the truth is known.");
    blocks.add(
        new Block.Text(
            "Only pairs that a rule makes are compared. A match that no rule makes is lost, whatever the model says."));
    blocks.add(
        new Figure(
            "blocking-pairs",
            "Pairs of each blocking rule",
            lost(),
            new Chart(
                Form.LYING_BARS,
                labels,
                Axis.of("", Unit.NUMBER),
                Axis.of("Pairs", Unit.COUNT),
                List.of(Series.of("alone", alone), Series.of("not made by a rule before", added)),
                List.of()),
            table));
    return Optional.of(new Section("blocking", "Which pairs were compared", blocks));
  }

  private String lost() {
    Optional<Measure> recall = shown.find("blocking_recall");
    if (recall.filter(m -> m.value().isPresent()).isPresent()) {
      return "Together the rules make %s of the matches.".formatted(Shown.share(recall).text());
    }
    Optional<Measure> missed = shown.find("true_pairs_missed_by_blocking");
    return missed.isPresent()
        ? "Matches that no rule makes: %s.".formatted(Shown.count(missed).text())
        : "How many matches the rules lose is not known.";
  }
}
