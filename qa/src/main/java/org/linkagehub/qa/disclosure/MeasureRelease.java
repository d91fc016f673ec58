package org.linkagehub.qa.disclosure;

import java.util.List;
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

/**
 * Measures as they may leave. The raw ones stay as they are, in their own table.
 *
 * <ul>
 *   <li>Counts are withheld or rounded, all of them together, see {@link CountTable}: groups add up
 *       to the whole, right links are part of the links, a higher threshold has no more links.
 *   <li>Shares are those of the rounded counts; F1, F* and error rates follow from precision and
 *       recall as they are shown, differences from the shares as they are shown.
 *   <li>Intervals of shares are computed anew from the rounded counts; others lose their decimals.
 *   <li>Correlations lose their decimals.
 *   <li>Probabilities of tests are rounded up to 0.001, 0.01, 0.05 or 1.
 *   <li>Of a group with so few records that their number is withheld, nothing is shown.
 * </ul>
 */
public final class MeasureRelease {
  private static final double[] LEVELS = {0.001, 0.01, 0.05, 1};

  private final DisclosureSettings settings;
  private final MeasureCounts counts;
  private final ReleasedCounts released;

  private MeasureRelease(MeasureCounts counts, DisclosureSettings settings) {
    this.counts = counts;
    this.settings = settings;
    this.released = counts.table().release(settings);
  }

  /**
   * The measures as they may leave, in their order.
   *
   * @param raw the measures of one run, all that leave of it together
   */
  public static List<Measure> of(List<Measure> raw, DisclosureSettings settings) {
    return after(List.of(), List.of(), raw, settings);
  }

  /**
   * The same, for readers who have an earlier release of the same kind, see {@link
   * CountTable#after}.
   *
   * @param earlier the measures of the earlier one as they were; empty where they are not known
   * @param shown the same as they left
   */
  public static List<Measure> after(
      List<Measure> earlier, List<Measure> shown, List<Measure> raw, DisclosureSettings settings) {
    if (!settings.control()) {
      return List.copyOf(raw);
    }
    var counts = new MeasureCounts(raw);
    if (!earlier.isEmpty()) {
      var then = new MeasureCounts(earlier);
      Set<Cell> told = then.told(shown);
      counts.table().after(then.table(), cell -> !told.contains(cell));
    }
    var release = new MeasureRelease(counts, settings);
    return raw.stream().map(release::released).toList();
  }

  private Measure released(Measure measure) {
    if (isOfFew(measure)) {
      return measure.withheld();
    }
    if (counts.isDerived(measure)) {
      return derived(measure);
    }
    Optional<Definition> definition = MeasureCounts.definition(measure);
    if (measure.measure().endsWith("_difference")) {
      return difference(measure);
    }
    if (measure.measure().endsWith("_difference_p")) {
      return probability(measure);
    }
    if (definition.map(d -> d.counts() == Counts.NOTHING).orElse(false)) {
      // With all its digits a correlation of two columns would tell the counts that it is of.
      return definition.get().unit() == Unit.NUMBER ? coarse(measure) : measure;
    }
    return MeasureCounts.hasCounts(measure) ? counted(measure) : coarse(measure);
  }

  private boolean isOfFew(Measure measure) {
    if (measure.group().isAll()) {
      return false;
    }
    var cell = new Cell(measure.group().grouping() + "=" + measure.group().value(), "records");
    return counts.table().has(cell)
        && released.isWithheld(cell)
        && settings.isSmall(counts.table().count(cell));
  }

  private Measure counted(Measure measure) {
    Cell numerator = counts.numerator(measure).orElseThrow();
    OptionalLong part = released.count(numerator);
    if (MeasureCounts.isCount(measure)) {
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
    Cell denominator = counts.denominator(measure).orElseThrow();
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

  private Measure derived(Measure measure) {
    Measure precision = released(counts.sibling(measure, MeasureCounts.PRECISION).orElseThrow());
    Measure recall = released(counts.sibling(measure, MeasureCounts.RECALL).orElseThrow());
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
    Optional<Measure> group = shown(MeasureCounts.key(measure).of(of));
    Optional<Measure> whole =
        shown(new MeasureCounts.Key(of, measure.subject(), Group.ALL, measure.threshold()));
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
    if (shown(MeasureCounts.key(measure).of(of)).isEmpty() || measure.value().isEmpty()) {
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
  private Optional<Measure> shown(MeasureCounts.Key key) {
    return counts.find(key).map(this::released).filter(measure -> measure.value().isPresent());
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
