package org.linkagehub.pipelines.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.Nearest;

/**
 * What a run does beside linking, and may leave out: {@code conf/reference.conf} says what each is.
 */
public enum Extra {
  PROFILE,
  PAIR_COUNTS,
  CHECK,
  QUALITY;

  /** The name in configurations, for example {@code pair-counts}. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads {@code leave-out}. */
  static Set<Extra> leftOut(ConfigReader in) {
    var leftOut = EnumSet.noneOf(Extra.class);
    for (ConfigReader.Value value : in.values("leave-out")) {
      value
          .asText()
          .ifPresent(
              name ->
                  Arrays.stream(values())
                      .filter(extra -> extra.configName().equals(name))
                      .findFirst()
                      .ifPresentOrElse(leftOut::add, () -> value.problem(unknown(name))));
    }
    return Collections.unmodifiableSet(leftOut);
  }

  /** Notes what was asked for and cannot be without what is left out. */
  static void require(ConfigReader in, Set<Extra> leftOut, ReportingSettings reporting) {
    if (!leftOut.contains(QUALITY)) {
      return;
    }
    if (!reporting.checks().isEmpty()) {
      in.problem(
          "leave-out",
          "must not have quality where there are checks, which are of its measures; set checks = []"
              + " as well");
    }
    if (reporting.report().write()) {
      in.problem(
          "leave-out",
          "must not have quality where a report is written, which tells its measures; set"
              + " report.write = false as well");
    }
  }

  private static String unknown(String name) {
    List<String> known = Arrays.stream(values()).map(Extra::configName).toList();
    return "must be of %s, was \"%s\"%s"
        .formatted(String.join(", ", known), name, Nearest.suggestion(name, known));
  }
}
