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
import java.util.OptionalLong;
import java.util.Set;
import org.linkagehub.qa.measure.Definition;
import org.linkagehub.qa.measure.Definition.Counts;
import org.linkagehub.qa.measure.Definition.Unit;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureCatalogue;

/**
 * Measures as they may leave. The raw ones stay as they are, in their own table.
 *
 * <ul>
 *   <li>Counts are withheld or rounded, all of them together, see {@link CountTable}: groups add up
 *       to the whole, right links are part of the links, a higher threshold has no more links.
 *   <li>Shares are those of the rounded counts; F1, F* and error rates follow from precision and
 *       recall as they are shown, differences from the shares as they are shown.
 *   <li>Intervals of shares are computed anew from the rounded counts; others lose their decimals.
 *   <li>Probabilities of tests are rounded up to 0.001, 0.01, 0.05 or 1.
 *   <li>Of a group with so few records that their number is withheld, nothing is shown.
 * </ul>
 */
public final class MeasureRelease {
  private static final double[] LEVELS = {0.001, 0.01, 0.05, 1};

  private static final String PRECISION = "_precision";
  private static final String RECALL = "_recall";
  private static final List<String> DERIVED =
      List.of("_f1", "_f_star", "_false_match_rate", "_missed_match_rate");

  /** What tells measures apart that are of one formula. */
  private record Key(String measure, String subject, Group group, OptionalDouble threshold) {
    Key of(String other) {
      return new Key(other, subject, group, threshold);
    }
  }

  /** The same over all groups. */
  private record Family(
      String measure, String subject, String grouping, OptionalDouble threshold, boolean whole) {}

  private final DisclosureSettings settings;
  private final List<Measure> raw;
  private final CountTable table = new CountTable();
  private final Map<Key, Measure> byKey = new HashMap<>();
  private final Map<Group, Double> records = new HashMap<>();
  private ReleasedCounts released;

  private MeasureRelease(List<Measure> raw, DisclosureSettings settings) {
    this.raw = raw;
    this.settings = settings;
  }

  /**
   * The measures as they may leave, in their order.
   *
   * @param raw the measures of one run, all that leave of it together
   */
  public static List<Measure> of(List<Measure> raw, DisclosureSettings settings) {
    return settings.control() ? new MeasureRelease(raw, settings).release() : List.copyOf(raw);
  }

  private List<Measure> release() {
    for (Measure measure : raw) {
      byKey.putIfAbsent(key(measure), measure);
      if (measure.measure().equals("records") && measure.subject().equals(Measure.WHOLE)) {
        measure.numerator().ifPresent(count -> records.put(measure.group(), count));
      }
    }
    raw.forEach(this::addCounts);
    addSums();
    addOrders();
    released = table.release(settings);
    return raw.stream().map(this::released).toList();
  }

  private static Key key(Measure measure) {
    return new Key(measure.measure(), measure.subject(), measure.group(), measure.threshold());
  }

  // ---- counts

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

  private static boolean hasCounts(Measure measure) {
    return definition(measure).map(d -> d.counts().ofPeople()).orElse(true)
        && measure.numerator().isPresent()
        && measure.denominator().isPresent()
        && measure.numerator().getAsDouble() >= 0
        && Double.isFinite(measure.numerator().getAsDouble())
        && Double.isFinite(measure.denominator().getAsDouble());
  }

  private static Optional<Definition> definition(Measure measure) {
    return MeasureCatalogue.find(measure.measure());
  }

  private static boolean isCount(Measure measure) {
    return definition(measure)
        .map(d -> d.unit() == Unit.COUNT)
        .orElse(
            measure.denominator().orElse(0) == 1 && measure.numerator().equals(measure.value()));
  }

  /** The count that a measure is, or is a share by. */
  private Optional<Cell> numerator(Measure measure) {
    if (!hasCounts(measure) || isDerived(measure)) {
      return Optional.empty();
    }
    return Optional.of(cell(measure, role(measure, true), measure.numerator().getAsDouble(), true));
  }

  /** The count that a measure is a share of; none for a count. */
  private Optional<Cell> denominator(Measure measure) {
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

  // ---- what is shown

  private Measure released(Measure measure) {
    if (isOfFew(measure)) {
      return measure.withheld();
    }
    if (isDerived(measure)) {
      return derived(measure);
    }
    Optional<Definition> definition = definition(measure);
    if (measure.measure().endsWith("_difference")) {
      return difference(measure);
    }
    if (measure.measure().endsWith("_difference_p")) {
      return probability(measure);
    }
    if (definition.map(d -> d.counts() == Counts.NOTHING).orElse(false)) {
      return measure;
    }
    return hasCounts(measure) ? counted(measure) : coarse(measure);
  }

  private boolean isOfFew(Measure measure) {
    if (measure.group().isAll()) {
      return false;
    }
    var cell = new Cell(measure.group().grouping() + "=" + measure.group().value(), "records");
    return table.has(cell) && released.isWithheld(cell) && settings.isSmall(table.count(cell));
  }

  private Measure counted(Measure measure) {
    Cell numerator = numerator(measure).orElseThrow();
    OptionalLong part = released.count(numerator);
    if (isCount(measure)) {
      return part.isEmpty()
          ? measure.withheld()
          : with(
              measure,
              asDouble(part),
              measure.interval().equals(Interval.NONE)
                  ? Interval.NONE
                  : Interval.of(
                      (double) settings.rounded(measure.interval().lower().orElse(0)),
                      (double)
                          settings.rounded(
                              measure.interval().upper().orElse((double) part.getAsLong()))),
              asDouble(part),
              measure.denominator());
    }
    Cell denominator = denominator(measure).orElseThrow();
    OptionalLong whole = released.count(denominator);
    if (part.isEmpty() || whole.isEmpty()) {
      return new Measure(
          measure.measure(),
          measure.subject(),
          measure.group(),
          measure.threshold(),
          OptionalDouble.empty(),
          Interval.NONE,
          asDouble(part),
          asDouble(whole),
          measure.method(),
          true);
    }
    boolean none = whole.getAsLong() == 0;
    return with(
        measure,
        released.share(numerator, denominator),
        none
            ? Interval.NONE
            : ReleasedInterval.of(
                measure.interval(),
                measure.numerator().getAsDouble(),
                measure.denominator().getAsDouble(),
                part.getAsLong(),
                whole.getAsLong()),
        asDouble(part),
        asDouble(whole));
  }

  /** F1, F* and the rates of errors, where precision and recall are there to compute them from. */
  private boolean isDerived(Measure measure) {
    return DERIVED.stream().anyMatch(measure.measure()::endsWith)
        && sibling(measure, PRECISION).isPresent()
        && sibling(measure, RECALL).isPresent();
  }

  private Optional<Measure> sibling(Measure measure, String suffix) {
    return DERIVED.stream()
        .filter(measure.measure()::endsWith)
        .map(end -> measure.measure().substring(0, measure.measure().length() - end.length()))
        .map(prefix -> byKey.get(key(measure).of(prefix + suffix)))
        .filter(Objects::nonNull)
        .findFirst();
  }

  private Measure derived(Measure measure) {
    Measure precision = released(sibling(measure, PRECISION).orElseThrow());
    Measure recall = released(sibling(measure, RECALL).orElseThrow());
    String name = measure.measure();
    if (name.endsWith("_false_match_rate")) {
      return complement(measure, precision);
    }
    if (name.endsWith("_missed_match_rate")) {
      return complement(measure, recall);
    }
    if (precision.value().isEmpty() || recall.value().isEmpty()) {
      return measure.withheld();
    }
    double p = precision.value().getAsDouble();
    double r = recall.value().getAsDouble();
    double value =
        p + r == 0 ? 0 : name.endsWith("_f1") ? 2 * p * r / (p + r) : p * r / (p + r - p * r);
    return with(
        measure,
        OptionalDouble.of(value),
        around(measure, value),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  private static Measure complement(Measure measure, Measure of) {
    if (of.value().isEmpty()) {
      return measure.withheld();
    }
    return with(
        measure,
        OptionalDouble.of(1 - of.value().getAsDouble()),
        of.interval().complement(),
        OptionalDouble.empty(),
        of.denominator());
  }

  private Measure difference(Measure measure) {
    String of = measure.measure().substring(0, measure.measure().length() - "_difference".length());
    Optional<Measure> group = shown(key(measure).of(of));
    Optional<Measure> whole = shown(new Key(of, measure.subject(), Group.ALL, measure.threshold()));
    if (group.isEmpty() || whole.isEmpty()) {
      return measure.withheld();
    }
    double value = group.get().value().getAsDouble() - whole.get().value().getAsDouble();
    return with(
        measure,
        OptionalDouble.of(value),
        around(measure, value),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  private Measure probability(Measure measure) {
    String of =
        measure.measure().substring(0, measure.measure().length() - "_difference_p".length());
    if (shown(key(measure).of(of)).isEmpty() || measure.value().isEmpty()) {
      return measure.withheld();
    }
    double p = measure.value().getAsDouble();
    double level = 1;
    for (int i = LEVELS.length - 1; i >= 0; i--) {
      if (p <= LEVELS[i]) {
        level = LEVELS[i];
      }
    }
    return with(
        measure,
        OptionalDouble.of(level),
        Interval.NONE,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /** The measure of a key as it is shown, if it has a value then. */
  private Optional<Measure> shown(Key key) {
    return Optional.ofNullable(byKey.get(key))
        .map(this::released)
        .filter(measure -> measure.value().isPresent());
  }

  /** A figure that is not told with its counts: two decimals. */
  private static Measure coarse(Measure measure) {
    if (measure.value().isEmpty()) {
      return measure;
    }
    double value = Math.rint(measure.value().getAsDouble() * 100) / 100;
    return with(
        measure,
        OptionalDouble.of(value),
        around(measure, value),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /** The interval as wide as the measured one, in whole hundredths, about the shown value. */
  private static Interval around(Measure measure, double value) {
    if (measure.value().isEmpty()
        || measure.interval().lower().isEmpty()
        || measure.interval().upper().isEmpty()) {
      return Interval.NONE;
    }
    double below = measure.value().getAsDouble() - measure.interval().lower().getAsDouble();
    double above = measure.interval().upper().getAsDouble() - measure.value().getAsDouble();
    return Interval.of(
        value - Math.ceil(below * 100 - 1e-9) / 100, value + Math.ceil(above * 100 - 1e-9) / 100);
  }

  private static OptionalDouble asDouble(OptionalLong count) {
    return count.isPresent()
        ? OptionalDouble.of((double) count.getAsLong())
        : OptionalDouble.empty();
  }

  private static Measure with(
      Measure measure,
      OptionalDouble value,
      Interval interval,
      OptionalDouble numerator,
      OptionalDouble denominator) {
    return new Measure(
        measure.measure(),
        measure.subject(),
        measure.group(),
        measure.threshold(),
        value,
        interval,
        numerator,
        denominator,
        measure.method(),
        false);
  }
}
