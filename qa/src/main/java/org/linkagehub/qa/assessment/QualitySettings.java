package org.linkagehub.qa.assessment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigReader.Range;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.core.config.Threshold;
import org.linkagehub.qa.estimate.ImplausibleRule;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.interval.Correction;

/**
 * What is measured of the quality of a linkage. {@code conf/reference.conf} says what each setting
 * means.
 *
 * @param groupings by which records are divided
 * @param thresholds at which links are counted, beside those of the linkage, in bits, ascending
 * @param step between further thresholds, in bits; 0 for none
 * @param compareAt thresholds at which groups are compared with the whole, and what needs a pass of
 *     its own is counted, in bits, ascending
 * @param correction of the tests of groups for their number
 * @param validity SQL conditions on records by name
 * @param codes columns whose values are codes, which may be told
 * @param implausible what cannot be true of two records of one person
 * @param planted an SQL condition on the records of people who are nowhere else
 * @param onceEach sources that hold a person at most once
 */
public record QualitySettings(
    List<Grouping> groupings,
    List<Double> thresholds,
    double step,
    List<Double> compareAt,
    Correction correction,
    Map<String, String> validity,
    List<String> codes,
    List<ImplausibleRule> implausible,
    Optional<String> planted,
    List<String> onceEach) {
  /** No link weighs more, for the purpose of counting at every step. */
  private static final double HIGHEST_STEP_BITS = 40;

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_ -]*");

  public QualitySettings {
    groupings = List.copyOf(groupings);
    thresholds = List.copyOf(thresholds);
    compareAt = List.copyOf(compareAt);
    validity = Collections.unmodifiableMap(new LinkedHashMap<>(validity));
    codes = List.copyOf(codes);
    implausible = List.copyOf(implausible);
    onceEach = List.copyOf(onceEach);
  }

  /**
   * The thresholds at which links are counted, ascending.
   *
   * @param lowest below which no links were written, in bits
   * @param more that the linkage uses, in bits
   */
  public List<Double> thresholds(double lowest, List<Double> more) {
    var all = new TreeSet<>(named(lowest, more));
    if (step > 0) {
      double first = Math.ceil(Math.max(lowest, -HIGHEST_STEP_BITS) / step);
      for (double k = first; k * step <= HIGHEST_STEP_BITS; k++) {
        all.add(k * step);
      }
    }
    all.removeIf(bits -> bits < lowest);
    return List.copyOf(all);
  }

  /** Those of them that somebody named, at which groups are told: without the steps. */
  public List<Double> named(double lowest, List<Double> more) {
    var all = new TreeSet<>(thresholds);
    all.addAll(compareAt);
    all.addAll(more);
    all.removeIf(bits -> bits < lowest);
    return List.copyOf(all);
  }

  /** Reads the block {@code quality}; empty if it has a problem, which the reader notes. */
  public static Optional<QualitySettings> read(ConfigReader in) {
    List<Grouping> groupings = new ArrayList<>();
    in.textsByName("groups")
        .forEach(
            (name, sql) -> {
              requireName(in, "groups", name);
              if (name.equals("all")) {
                in.problem(
                    "groups", "cannot have a grouping all: that is what the whole is called");
              }
              groupings.add(new Grouping(name, sql));
            });
    List<Double> thresholds = thresholds(in, "thresholds");
    List<Double> compareAt = thresholds(in, "compare-at");
    if (in.values("compare-at").isEmpty()) {
      in.problem("compare-at", "needs at least one threshold, for example [0.95]");
    }
    double step = in.number("step-bits", Range.NOT_NEGATIVE);
    Optional<Correction> correction = in.parsed("correction", QualitySettings::correction);
    Map<String, String> validity = in.textsByName("validity");
    validity.keySet().forEach(name -> requireName(in, "validity", name));
    List<String> codes = in.texts("codes");
    List<ImplausibleRule> implausible = implausible(in);
    Optional<String> planted = in.optionalText("planted");
    List<String> onceEach = in.texts("once-each");
    return in.build(
        () ->
            new QualitySettings(
                groupings,
                thresholds,
                step,
                compareAt,
                correction.orElseThrow(),
                validity,
                codes,
                implausible,
                planted,
                onceEach));
  }

  private static List<Double> thresholds(ConfigReader in, String key) {
    var thresholds = new TreeSet<Double>();
    for (ConfigReader.Value value : in.values(key)) {
      value
          .asText()
          .ifPresent(
              text -> {
                try {
                  thresholds.add(Threshold.parse(text).bits());
                } catch (IllegalArgumentException e) {
                  value.problem(e.getMessage());
                }
              });
    }
    return List.copyOf(thresholds);
  }

  private static List<ImplausibleRule> implausible(ConfigReader in) {
    List<ImplausibleRule> rules = new ArrayList<>();
    in.valuesByName("implausible")
        .forEach(
            (name, value) -> {
              requireName(in, "implausible", name);
              if (!value.isBlock()) {
                value
                    .asText()
                    .ifPresent(
                        sql -> rules.add(new ImplausibleRule(name, sql, OptionalDouble.empty())));
                return;
              }
              value
                  .block()
                  .ifPresent(
                      block -> {
                        String where = block.text("where");
                        OptionalDouble catches =
                            block.optionalNumber("catches", Range.POSITIVE_SHARE);
                        block
                            .build(() -> new ImplausibleRule(name, where, catches))
                            .ifPresent(rules::add);
                      });
            });
    return rules;
  }

  private static void requireName(ConfigReader in, String key, String name) {
    if (!NAME.matcher(name).matches()) {
      in.problem(key, "must have names of letters, digits, spaces, - and _, had \"" + name + "\"");
    }
  }

  private static Correction correction(String name) {
    List<String> known = new ArrayList<>();
    for (Correction correction : Correction.values()) {
      if (correction.configName().equals(name)) {
        return correction;
      }
      known.add(correction.configName());
    }
    throw new IllegalArgumentException(
        "must be %s, was \"%s\"%s"
            .formatted(String.join(" or ", known), name, Nearest.suggestion(name, known)));
  }
}
