package org.linkagehub.qa.disclosure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.linkagehub.qa.measure.Definition;
import org.linkagehub.qa.measure.Definition.Unit;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureCatalogue;

/**
 * The counts that measures are made of, under one name each wherever they appear, and what a reader
 * knows of how they hang together: groups add up to the whole, right links are part of the links, a
 * higher threshold has no more links.
 */
final class MeasureCounts {
  static final String PRECISION = "_precision";
  static final String RECALL = "_recall";

  private static final List<String> DERIVED =
      List.of("_f1", "_f_star", "_false_match_rate", "_missed_match_rate");

  /** What tells measures apart that are of one formula. */
  record Key(String measure, String subject, Group group, OptionalDouble threshold) {
    Key of(String other) {
      return new Key(other, subject, group, threshold);
    }
  }

  /** The same over all groups. */
  private record Family(
      String measure, String subject, String grouping, OptionalDouble threshold, boolean whole) {}

  private final List<Measure> raw;
  private final CountTable table = new CountTable();
  private final Map<Key, Measure> byKey = new HashMap<>();
  private final Map<Group, Double> records = new HashMap<>();

  MeasureCounts(List<Measure> raw) {
    this.raw = raw;
    for (Measure measure : raw) {
      byKey.putIfAbsent(key(measure), measure);
      if (measure.measure().equals("records") && measure.subject().equals(Measure.WHOLE)) {
        measure.numerator().ifPresent(count -> records.put(measure.group(), count));
      }
    }
    raw.forEach(this::addCounts);
    addSums();
    addOrders();
  }

  /** All counts, with what is known of them. */
  CountTable table() {
    return table;
  }

  /** The measure of a key; empty if there is none. */
  Optional<Measure> find(Key key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** The counts that were told with measures that left. */
  Set<Cell> told(List<Measure> shown) {
    var told = new HashSet<Cell>();
    for (Measure left : shown) {
      Measure measure = byKey.get(key(left));
      if (measure != null && left.numerator().isPresent()) {
        numerator(measure).ifPresent(told::add);
      }
      if (measure != null && left.denominator().isPresent()) {
        denominator(measure).ifPresent(told::add);
      }
    }
    return told;
  }

  /** F1, F* and the rates of errors, where precision and recall are there to compute them from. */
  boolean isDerived(Measure measure) {
    return DERIVED.stream().anyMatch(measure.measure()::endsWith)
        && sibling(measure, PRECISION).isPresent()
        && sibling(measure, RECALL).isPresent();
  }

  Optional<Measure> sibling(Measure measure, String suffix) {
    return DERIVED.stream()
        .filter(measure.measure()::endsWith)
        .map(end -> measure.measure().substring(0, measure.measure().length() - end.length()))
        .map(prefix -> byKey.get(key(measure).of(prefix + suffix)))
        .filter(Objects::nonNull)
        .findFirst();
  }

  static Key key(Measure measure) {
    return new Key(measure.measure(), measure.subject(), measure.group(), measure.threshold());
  }

  private void addCounts(Measure measure) {
    numerator(measure).ifPresent(cell -> put(cell, measure.numerator().getAsDouble()));
    denominator(measure).ifPresent(cell -> put(cell, measure.denominator().getAsDouble()));
    if (numerator(measure).isPresent()
        && denominator(measure).isPresent()
        && measure.numerator().getAsDouble() <= measure.denominator().getAsDouble()) {
      table.part(numerator(measure).get(), denominator(measure).get());
    }
  }

  private void put(Cell cell, double count) {
    if (!table.has(cell)) {
      table.put(cell, count);
    }
  }

  static boolean hasCounts(Measure measure) {
    return definition(measure).map(d -> d.counts().ofPeople()).orElse(true)
        && measure.numerator().isPresent()
        && measure.denominator().isPresent()
        && measure.numerator().getAsDouble() >= 0
        && Double.isFinite(measure.numerator().getAsDouble())
        && Double.isFinite(measure.denominator().getAsDouble());
  }

  static Optional<Definition> definition(Measure measure) {
    return MeasureCatalogue.find(measure.measure());
  }

  static boolean isCount(Measure measure) {
    return definition(measure)
        .map(d -> d.unit() == Unit.COUNT)
        .orElse(
            measure.denominator().orElse(0) == 1 && measure.numerator().equals(measure.value()));
  }

  /** The count that a measure is, or is a share by. */
  Optional<Cell> numerator(Measure measure) {
    if (!hasCounts(measure) || isDerived(measure)) {
      return Optional.empty();
    }
    return Optional.of(cell(measure, role(measure, true), measure.numerator().getAsDouble(), true));
  }

  /** The count that a measure is a share of; none for a count. */
  Optional<Cell> denominator(Measure measure) {
    if (!hasCounts(measure) || isDerived(measure) || isCount(measure)) {
      return Optional.empty();
    }
    return Optional.of(
        cell(measure, role(measure, false), measure.denominator().getAsDouble(), false));
  }

  /** The same count has the same name in every measure that it is in. */
  private static String role(Measure measure, boolean numerator) {
    String name = measure.measure();
    if (name.endsWith(PRECISION) || name.endsWith(RECALL)) {
      String prefix = name.substring(0, name.lastIndexOf('_'));
      return prefix + (numerator ? " right" : name.endsWith(RECALL) ? " matches" : " links");
    }
    return switch (name) {
      case "true_pairs" -> "pair matches";
      case "true_pairs_scored" -> numerator ? name : "pair matches";
      case "links" -> "pair links";
      default -> numerator ? name : name + " of";
    };
  }

  private Cell cell(Measure measure, String role, double count, boolean numerator) {
    String scope = measure.group().grouping() + "=" + measure.group().value();
    if (!numerator && Objects.equals(records.get(measure.group()), count)) {
      return new Cell(scope, "records");
    }
    if (role.equals("records") && measure.subject().equals(Measure.WHOLE)) {
      return new Cell(scope, "records");
    }
    boolean fixed = role.endsWith(" matches");
    return new Cell(
        scope,
        role
            + (measure.subject().isEmpty() ? "" : " of " + measure.subject())
            + (measure.threshold().isPresent() && !fixed
                ? " at " + measure.threshold().getAsDouble()
                : "")
            + (measure.method().equals(Measure.COUNTED) || hasSibling(measure)
                ? ""
                : " by " + measure.method()));
  }

  private static boolean hasSibling(Measure measure) {
    return measure.measure().endsWith(PRECISION) || measure.measure().endsWith(RECALL);
  }

  // ---- what a reader knows

  private void addSums() {
    Map<Family, List<Measure>> families = new LinkedHashMap<>();
    for (Measure measure : raw) {
      if (!measure.group().isAll()) {
        families
            .computeIfAbsent(
                new Family(
                    measure.measure(),
                    measure.subject(),
                    measure.group().grouping(),
                    measure.threshold(),
                    false),
                none -> new ArrayList<>())
            .add(measure);
      }
    }
    Set<List<Cell>> stated = new HashSet<>();
    families.forEach(
        (family, groups) -> {
          Measure whole =
              byKey.get(new Key(family.measure(), family.subject(), Group.ALL, family.threshold()));
          if (whole != null) {
            addSum(groups.stream().map(this::numerator).toList(), numerator(whole), stated);
            addSum(groups.stream().map(this::denominator).toList(), denominator(whole), stated);
          }
        });
  }

  private void addSum(List<Optional<Cell>> parts, Optional<Cell> whole, Set<List<Cell>> stated) {
    if (whole.isEmpty() || parts.stream().anyMatch(Optional::isEmpty)) {
      return;
    }
    List<Cell> cells = parts.stream().map(Optional::get).distinct().toList();
    double sum = cells.stream().mapToDouble(table::count).sum();
    double total = table.count(whole.get());
    var all = new ArrayList<>(cells);
    all.add(whole.get());
    for (double factor : new double[] {1, 2}) {
      if (total > 0 && Math.abs(sum - factor * total) <= 1e-6 * sum && stated.add(all)) {
        table.partition(whole.get(), factor, cells);
      }
    }
  }

  private void addOrders() {
    Map<Family, List<Measure>> families = new LinkedHashMap<>();
    for (Measure measure : raw) {
      if (measure.threshold().isPresent()) {
        families
            .computeIfAbsent(
                new Family(
                    measure.measure() + " in " + measure.group().value(),
                    measure.subject(),
                    measure.group().grouping(),
                    OptionalDouble.empty(),
                    measure.group().isAll()),
                none -> new ArrayList<>())
            .add(measure);
      }
    }
    families
        .values()
        .forEach(
            family -> {
              List<Measure> rising =
                  family.stream()
                      .sorted(Comparator.comparingDouble(m -> m.threshold().getAsDouble()))
                      .toList();
              for (int i = 1; i < rising.size(); i++) {
                addOrder(numerator(rising.get(i - 1)), numerator(rising.get(i)));
                addOrder(denominator(rising.get(i - 1)), denominator(rising.get(i)));
              }
            });
  }

  private void addOrder(Optional<Cell> lower, Optional<Cell> higher) {
    if (lower.isPresent()
        && higher.isPresent()
        && !lower.equals(higher)
        && table.count(higher.get()) <= table.count(lower.get())) {
      table.order(higher.get(), lower.get());
    }
  }
}
