package org.linkagehub.qa.metric;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One figure of quality, with the counts that it is made of.
 *
 * @param measure what is measured, for example {@code pair_precision}
 * @param group the part of the data it is about, {@link #ALL} for the whole
 * @param threshold the match weight, in bits, from which a pair is a link; empty where no threshold
 *     plays a part
 * @param value the figure: {@code numerator / denominator}; empty where the denominator is zero, as
 *     the precision of no links
 * @param numerator a count, or a sum of shares for B-cubed
 * @param denominator a count; 1 for a measure that is itself a count
 */
public record Measure(
    String measure,
    String group,
    OptionalDouble threshold,
    OptionalDouble value,
    double numerator,
    double denominator) {
  /** The group of all the data. */
  public static final String ALL = "all";

  public Measure {
    Objects.requireNonNull(measure, "measure");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(threshold, "threshold");
    Objects.requireNonNull(value, "value");
  }

  /** A share of whole counts, of a group. */
  public static Measure share(
      String measure, String group, OptionalDouble threshold, long numerator, long denominator) {
    return ratio(measure, group, threshold, (double) numerator, (double) denominator);
  }

  /** A share of whole counts, over all the data. */
  public static Measure share(
      String measure, OptionalDouble threshold, long numerator, long denominator) {
    return share(measure, ALL, threshold, numerator, denominator);
  }

  /** A share or ratio over all the data. */
  public static Measure ratio(
      String measure, OptionalDouble threshold, double numerator, double denominator) {
    return ratio(measure, ALL, threshold, numerator, denominator);
  }

  /** A share or ratio of a group. */
  public static Measure ratio(
      String measure,
      String group,
      OptionalDouble threshold,
      double numerator,
      double denominator) {
    OptionalDouble value =
        denominator == 0 ? OptionalDouble.empty() : OptionalDouble.of(numerator / denominator);
    return new Measure(measure, group, threshold, value, numerator, denominator);
  }

  /** A count over all the data. */
  public static Measure count(String measure, OptionalDouble threshold, long count) {
    return share(measure, threshold, count, 1);
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
