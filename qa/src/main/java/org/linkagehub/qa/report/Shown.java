package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.linkagehub.qa.disclosure.ReleasedCounts;
import org.linkagehub.qa.measure.Definition;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureCatalogue;
import org.linkagehub.qa.page.Value;

/** Measures after disclosure control, and how they are written. */
final class Shown {
  private record Key(String measure, String subject, Group group, OptionalDouble threshold) {}

  private final List<Measure> all;
  private final Map<Key, Measure> byKey = new LinkedHashMap<>();

  Shown(List<Measure> released) {
    this.all = List.copyOf(released);
    for (Measure m : all) {
      byKey.putIfAbsent(new Key(m.measure(), m.subject(), m.group(), m.threshold()), m);
    }
  }

  Optional<Measure> find(String measure, String subject, Group group, OptionalDouble threshold) {
    return Optional.ofNullable(byKey.get(new Key(measure, subject, group, threshold)));
  }

  /** Of the linkage as a whole, without a threshold. */
  Optional<Measure> find(String measure) {
    return find(measure, Measure.WHOLE, Group.ALL, OptionalDouble.empty());
  }

  /** Of the linkage as a whole, at the threshold nearest to one. */
  Optional<Measure> near(String measure, Group group, double threshold) {
    Optional<Measure> nearest = Optional.empty();
    for (Measure m : all) {
      if (m.measure().equals(measure)
          && m.subject().isEmpty()
          && m.group().equals(group)
          && m.threshold().isPresent()
          && (nearest.isEmpty()
              || Math.abs(m.threshold().getAsDouble() - threshold)
                  < Math.abs(nearest.get().threshold().getAsDouble() - threshold))) {
        nearest = Optional.of(m);
      }
    }
    return nearest;
  }

  /** All, in their order. */
  List<Measure> all() {
    return all;
  }

  /** Whether there is anything of a name. */
  boolean has(String measure) {
    return all.stream().anyMatch(m -> m.measure().equals(measure));
  }

  /** All of a name, in their order. */
  List<Measure> all(String measure) {
    return all.stream().filter(m -> m.measure().equals(measure)).toList();
  }

  /** The thresholds at which something was measured of all records. */
  List<Double> thresholds(String measure) {
    var thresholds = new TreeSet<Double>();
    for (Measure m : all) {
      if (m.measure().equals(measure) && m.group().isAll() && m.threshold().isPresent()) {
        thresholds.add(m.threshold().getAsDouble());
      }
    }
    return List.copyOf(thresholds);
  }

  /** The groupings of people that there are measures of, with at least two groups. */
  Set<String> groupings() {
    var groupings = new LinkedHashSet<String>();
    for (Measure m : all) {
      String grouping = m.group().grouping();
      if (!m.group().isAll() && !Evidence.Counted.GROUPINGS.contains(grouping)) {
        groupings.add(grouping);
      }
    }
    groupings.removeIf(grouping -> groups(grouping).size() < 2); // one group alone is the whole
    return groupings;
  }

  /** The groups of a grouping, in their order. */
  List<Group> groups(String grouping) {
    var groups = new LinkedHashSet<Group>();
    for (Measure m : all) {
      if (m.group().grouping().equals(grouping)) {
        groups.add(m.group());
      }
    }
    return new ArrayList<>(groups);
  }

  // ---- how figures are written

  static Value count(Optional<Measure> measure) {
    return measure.map(Shown::count).orElse(Value.none());
  }

  private static Value count(Measure measure) {
    if (measure.suppressed()) {
      return Value.of(ReleasedCounts.WITHHELD);
    }
    return measure.value().isPresent()
        ? Value.count(Math.round(measure.value().getAsDouble()))
        : Value.none();
  }

  /** A figure in the unit of the measure of that name. */
  static Value figure(String name, Optional<Measure> measure) {
    return MeasureCatalogue.find(name)
        .map(definition -> figure(definition, measure))
        .orElse(count(measure));
  }

  /** A figure in the unit of its definition. */
  static Value figure(Definition definition, Optional<Measure> measure) {
    return switch (definition.unit()) {
      case COUNT -> count(measure);
      case SHARE -> share(measure);
      default ->
          measure.filter(Measure::suppressed).isPresent()
              ? Value.of(ReleasedCounts.WITHHELD)
              : Value.number(value(measure), 3);
    };
  }

  static Value share(Optional<Measure> measure) {
    if (measure.isEmpty()) {
      return Value.none();
    }
    return measure.get().suppressed()
        ? Value.of(ReleasedCounts.WITHHELD)
        : Value.percent(measure.get().value());
  }

  static Value numerator(Optional<Measure> measure) {
    return part(measure, measure.flatMap(m -> boxed(m.numerator())));
  }

  static Value denominator(Optional<Measure> measure) {
    return part(measure, measure.flatMap(m -> boxed(m.denominator())));
  }

  private static Value part(Optional<Measure> measure, Optional<Double> count) {
    if (count.isPresent()) {
      return Value.count(Math.round(count.get()));
    }
    return measure.isPresent() && measure.get().suppressed()
        ? Value.of(ReleasedCounts.WITHHELD)
        : Value.none();
  }

  private static Optional<Double> boxed(OptionalDouble number) {
    return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
  }

  static String interval(Optional<Measure> measure) {
    Interval interval = measure.map(Measure::interval).orElse(Interval.NONE);
    return interval.lower().isPresent() && interval.upper().isPresent()
        ? "%s to %s"
            .formatted(
                Value.percent(interval.lower()).text(), Value.percent(interval.upper()).text())
        : "";
  }

  /** The interval of a count. */
  static String countInterval(Optional<Measure> measure) {
    Interval interval = measure.map(Measure::interval).orElse(Interval.NONE);
    return interval.lower().isPresent() && interval.upper().isPresent()
        ? "%s to %s"
            .formatted(
                Value.count(Math.round(interval.lower().getAsDouble())).text(),
                Value.count(Math.round(interval.upper().getAsDouble())).text())
        : "";
  }

  /** The interval in the unit of its definition. */
  static String interval(Definition definition, Measure measure) {
    return definition.unit() == Definition.Unit.COUNT
        ? countInterval(Optional.of(measure))
        : interval(Optional.of(measure));
  }

  static double value(Optional<Measure> measure) {
    return measure.map(m -> m.value().orElse(Double.NaN)).orElse(Double.NaN);
  }

  /** The lower end of the interval; the value where there is none. */
  static double lower(Measure measure) {
    return measure.interval().lower().orElse(measure.value().orElse(Double.NaN));
  }
}
