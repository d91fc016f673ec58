package org.linkagehub.qa.measure;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One figure of quality, with the counts that it is made of and how sure it is.
 *
 * @param measure what is measured, a name of {@link MeasureCatalogue}
 * @param subject what it is measured of, where the linkage has several of a kind: a column, a
 *     blocking rule, a level, a pattern; empty for the linkage as a whole
 * @param group the part of the records it is about
 * @param threshold the match weight, in bits, from which a pair is a link; empty where no threshold
 *     plays a part
 * @param value the figure; empty where it has none, as the precision of no links
 * @param interval its 95 % interval
 * @param numerator a count, or a sum of shares for B-cubed; of a figure that is no ratio the figure
 *     itself; empty where it is not told
 * @param denominator a count; 1 for a figure that is no ratio; empty where it is not told
 * @param method how the value and its interval were found, as {@link MeasureCatalogue} lists them
 * @param suppressed whether figures were taken away so that nobody can be told from them; never of
 *     a raw measure
 */
public record Measure(
    String measure,
    String subject,
    Group group,
    OptionalDouble threshold,
    OptionalDouble value,
    Interval interval,
    OptionalDouble numerator,
    OptionalDouble denominator,
    String method,
    boolean suppressed) {
  /** The subject of the linkage as a whole. */
  public static final String WHOLE = "";

  /** The method of a figure that is counted or computed from all there is, without an interval. */
  public static final String COUNTED = "counted";

  public Measure {
    Objects.requireNonNull(measure, "measure");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(threshold, "threshold");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(interval, "interval");
    Objects.requireNonNull(numerator, "numerator");
    Objects.requireNonNull(denominator, "denominator");
    Objects.requireNonNull(method, "method");
  }

  /** A share of whole counts, over all the data. */
  public static Measure share(
      String measure, OptionalDouble threshold, long numerator, long denominator) {
    return ratio(measure, threshold, (double) numerator, (double) denominator);
  }

  /** A share or ratio over all the data; without a value where the denominator is zero. */
  public static Measure ratio(
      String measure, OptionalDouble threshold, double numerator, double denominator) {
    OptionalDouble value =
        denominator == 0 ? OptionalDouble.empty() : OptionalDouble.of(numerator / denominator);
    return new Measure(
        measure,
        WHOLE,
        Group.ALL,
        threshold,
        value,
        Interval.NONE,
        OptionalDouble.of(numerator),
        OptionalDouble.of(denominator),
        COUNTED,
        false);
  }

  /** A count over all the data. */
  public static Measure count(String measure, OptionalDouble threshold, long count) {
    return share(measure, threshold, count, 1);
  }

  /** A figure that is no ratio of counts, over all the data. */
  public static Measure figure(String measure, OptionalDouble threshold, double value) {
    return ratio(measure, threshold, value, 1);
  }

  /** The same under another name. */
  public Measure named(String other) {
    return new Measure(
        other,
        subject,
        group,
        threshold,
        value,
        interval,
        numerator,
        denominator,
        method,
        suppressed);
  }

  /** The same of another subject. */
  public Measure of(String otherSubject) {
    return new Measure(
        measure,
        otherSubject,
        group,
        threshold,
        value,
        interval,
        numerator,
        denominator,
        method,
        suppressed);
  }

  /** The same of another group. */
  public Measure in(Group otherGroup) {
    return new Measure(
        measure,
        subject,
        otherGroup,
        threshold,
        value,
        interval,
        numerator,
        denominator,
        method,
        suppressed);
  }

  /** The same with an interval that was found by a method. */
  public Measure with(Interval found, String by) {
    return new Measure(
        measure, subject, group, threshold, value, found, numerator, denominator, by, suppressed);
  }

  /** The same without its figures, so that nobody can be told from them. */
  public Measure withheld() {
    return new Measure(
        measure,
        subject,
        group,
        threshold,
        OptionalDouble.empty(),
        Interval.NONE,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        method,
        true);
  }

  /**
   * Precision, recall, F1 and F* of decisions, under names that start with {@code prefix}.
   *
   * <p>F1 is 2 TP / (links + matches); F* is TP / (TP + FP + FN), the share of right ones among all
   * that are linked or ought to be.
   *
   * @param right links that are matches
   * @param links all that was linked
   * @param matches all that ought to be linked
   */
  public static List<Measure> precisionAndRecall(
      String prefix, OptionalDouble threshold, long right, long links, long matches) {
    return List.of(
        share(prefix + "_precision", threshold, right, links),
        share(prefix + "_recall", threshold, right, matches),
        share(prefix + "_f1", threshold, 2 * right, links + matches),
        share(prefix + "_f_star", threshold, right, links + matches - right));
  }
}
