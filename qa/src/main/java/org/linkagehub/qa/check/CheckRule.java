package org.linkagehub.qa.check;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigReader.Range;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.qa.measure.Definition;
import org.linkagehub.qa.measure.MeasureCatalogue;

/**
 * What a measure must be.
 *
 * @param measure a name of {@link MeasureCatalogue}
 * @param subject of which subject; empty for the linkage as a whole
 * @param grouping of which grouping; {@code all} for all records, {@value #EVERY} for each
 * @param group of which group; {@code all}, or {@value #EVERY} for each
 * @param threshold at which match weight, in bits; empty for the figures without a threshold and,
 *     where there are none, for those at every threshold
 * @param atLeast the least value that passes
 * @param atMost the greatest value that passes
 * @param wholeInterval whether the whole 95 % interval must lie within, not the value alone
 * @param severity what it is not to be
 * @param optional whether it is left out where nothing of the kind was measured; otherwise that is
 *     not passing
 */
public record CheckRule(
    String measure,
    String subject,
    String grouping,
    String group,
    OptionalDouble threshold,
    OptionalDouble atLeast,
    OptionalDouble atMost,
    boolean wholeInterval,
    Severity severity,
    boolean optional) {
  /** What stands for every grouping or group. */
  public static final String EVERY = "every";

  private static final String ALL = "all";

  /** How bad it is not to pass. */
  public enum Severity {
    /** Worth a look. */
    WARN,
    /** The links are not published. */
    FAIL;

    static Severity of(String text) {
      for (Severity severity : values()) {
        if (severity.configName().equals(text)) {
          return severity;
        }
      }
      throw new IllegalArgumentException("is warn or fail, found '" + text + "'");
    }

    /** As it is written in a configuration. */
    public String configName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public CheckRule {
    Objects.requireNonNull(measure, "measure");
    if (atLeast.isEmpty() && atMost.isEmpty()) {
      throw new IllegalArgumentException("a check needs a bound");
    }
  }

  /** Reads the list {@code checks}. */
  public static List<CheckRule> readAll(List<ConfigReader> blocks) {
    return blocks.stream().map(CheckRule::read).flatMap(Optional::stream).toList();
  }

  private static Optional<CheckRule> read(ConfigReader in) {
    String measure = in.text("measure");
    if (!measure.isEmpty() && MeasureCatalogue.find(measure).isEmpty()) {
      List<String> known = MeasureCatalogue.all().stream().map(Definition::name).toList();
      in.problem(
          "measure",
          "is no measure: %s%s; qa/README.md lists them all"
              .formatted(measure, Nearest.suggestion(measure, known)));
    }
    String subject = in.optionalText("subject").orElse("");
    String grouping = in.optionalText("grouping").orElse(ALL);
    String group = in.optionalText("group").orElse(grouping.equals(ALL) ? ALL : EVERY);
    OptionalDouble threshold = in.optionalNumber("threshold-bits", Range.ANY);
    OptionalDouble atLeast = in.optionalNumber("at-least", Range.ANY);
    OptionalDouble atMost = in.optionalNumber("at-most", Range.ANY);
    boolean wholeInterval = in.has("whole-interval") && in.flag("whole-interval");
    Optional<Severity> severity = in.parsed("severity", Severity::of);
    boolean optional = in.has("optional") && in.flag("optional");
    if (atLeast.isEmpty() && atMost.isEmpty()) {
      in.problem("needs at-least, at-most or both");
    }
    return in.build(
        () ->
            new CheckRule(
                measure,
                subject,
                grouping,
                group,
                threshold,
                atLeast,
                atMost,
                wholeInterval,
                severity.orElse(Severity.WARN),
                optional));
  }
}
