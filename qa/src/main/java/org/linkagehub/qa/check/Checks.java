package org.linkagehub.qa.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.qa.check.CheckResult.Outcome;
import org.linkagehub.qa.check.CheckRule.Severity;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;

/** Measures against rules. */
public final class Checks {
  private Checks() {}

  /**
   * What comes of each rule, in their order; nothing of an optional one that nothing was measured
   * for.
   */
  public static List<CheckResult> of(List<CheckRule> rules, List<Measure> measures) {
    var results = new ArrayList<CheckResult>();
    rules.forEach(rule -> check(rule, measures).ifPresent(results::add));
    return List.copyOf(results);
  }

  /** How many did not pass that had to. */
  public static long failed(List<CheckResult> results) {
    return results.stream().filter(result -> result.outcome() == Outcome.FAIL).count();
  }

  /** The measures that a rule is about, whether or not they have a value. */
  public static List<Measure> about(CheckRule rule, List<Measure> measures) {
    List<Measure> all = measures.stream().filter(m -> isMeant(rule, m)).toList();
    return rule.threshold().isEmpty() && all.stream().anyMatch(m -> m.threshold().isEmpty())
        ? all.stream().filter(m -> m.threshold().isEmpty()).toList()
        : all;
  }

  private static Optional<CheckResult> check(CheckRule rule, List<Measure> measures) {
    List<Measure> all = about(rule, measures);
    List<Measure> valued = all.stream().filter(m -> worst(rule, m).isPresent()).toList();
    if (valued.isEmpty()) {
      return rule.optional() ? Optional.empty() : Optional.of(missing(rule, !all.isEmpty()));
    }
    Measure worst =
        valued.stream().max(Comparator.comparingDouble(m -> distance(rule, m))).orElseThrow();
    long outside = valued.stream().filter(m -> distance(rule, m) > 0).count();
    return Optional.of(
        new CheckResult(
            rule,
            worst.subject(),
            worst.group(),
            worst.threshold(),
            worst.value(),
            outside == 0 ? Outcome.PASS : outcome(rule),
            reason(rule, worst, outside, valued.size())));
  }

  private static boolean isMeant(CheckRule rule, Measure measure) {
    return measure.measure().equals(rule.measure())
        && (rule.subject().equals(CheckRule.EVERY) || rule.subject().equals(measure.subject()))
        && (rule.grouping().equals(CheckRule.EVERY)
            ? !measure.group().isAll()
            : rule.grouping().equals(measure.group().grouping()))
        && (rule.group().equals(CheckRule.EVERY) || rule.group().equals(measure.group().value()))
        && (rule.threshold().isEmpty()
            || (measure.threshold().isPresent()
                && Math.abs(measure.threshold().getAsDouble() - rule.threshold().getAsDouble())
                    < 1e-9));
  }

  /** What is held against the bounds: the value, or the worse end of its interval. */
  private static OptionalDouble worst(CheckRule rule, Measure measure) {
    if (!rule.wholeInterval() || measure.value().isEmpty()) {
      return measure.value();
    }
    return rule.atLeast().isPresent() ? measure.interval().lower() : measure.interval().upper();
  }

  /** How far outside the bounds; at most 0 if it is within. */
  private static double distance(CheckRule rule, Measure measure) {
    double below = Double.NEGATIVE_INFINITY;
    double above = Double.NEGATIVE_INFINITY;
    if (rule.atLeast().isPresent()) {
      OptionalDouble end = rule.wholeInterval() ? measure.interval().lower() : measure.value();
      below = rule.atLeast().getAsDouble() - end.orElse(Double.NEGATIVE_INFINITY);
    }
    if (rule.atMost().isPresent()) {
      OptionalDouble end = rule.wholeInterval() ? measure.interval().upper() : measure.value();
      above = end.orElse(Double.POSITIVE_INFINITY) - rule.atMost().getAsDouble();
    }
    return Math.max(below, above);
  }

  private static Outcome outcome(CheckRule rule) {
    return rule.severity() == Severity.FAIL ? Outcome.FAIL : Outcome.WARN;
  }

  private static CheckResult missing(CheckRule rule, boolean withoutValue) {
    return new CheckResult(
        rule,
        rule.subject(),
        new Group(rule.grouping(), rule.group()),
        rule.threshold(),
        OptionalDouble.empty(),
        outcome(rule),
        "%s %s"
            .formatted(
                rule.measure(),
                withoutValue
                    ? "has no " + (rule.wholeInterval() ? "interval" : "value")
                    : "was not measured"));
  }

  private static String reason(CheckRule rule, Measure worst, long outside, int all) {
    var text = new StringBuilder(rule.measure());
    if (!worst.subject().isEmpty()) {
      text.append(" of ").append(worst.subject());
    }
    if (!worst.group().isAll()) {
      text.append(" in ")
          .append(worst.group().grouping())
          .append(' ')
          .append(worst.group().value());
    }
    if (worst.threshold().isPresent()) {
      text.append(String.format(Locale.ROOT, " at %+.2f bits", worst.threshold().getAsDouble()));
    }
    text.append(" is ").append(number(worst.value().orElseThrow()));
    if (rule.wholeInterval()
        && worst.interval().lower().isPresent()
        && worst.interval().upper().isPresent()) {
      text.append(" (")
          .append(number(worst.interval().lower().getAsDouble()))
          .append(" to ")
          .append(number(worst.interval().upper().getAsDouble()))
          .append(')');
    }
    text.append(", wanted ");
    text.append(
        rule.atLeast().isPresent() ? "at least " + number(rule.atLeast().getAsDouble()) : "");
    text.append(rule.atLeast().isPresent() && rule.atMost().isPresent() ? " and " : "");
    text.append(rule.atMost().isPresent() ? "at most " + number(rule.atMost().getAsDouble()) : "");
    if (outside > 1) {
      text.append("; %d of %d figures are outside, this one furthest".formatted(outside, all));
    }
    return text.toString();
  }

  private static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.format(Locale.ROOT, "%,d", (long) number)
        : String.format(Locale.ROOT, "%.4f", number);
  }
}
