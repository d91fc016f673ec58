package org.linkagehub.qa.check;

import java.util.Locale;
import java.util.OptionalDouble;
import org.linkagehub.qa.measure.Group;

/**
 * What came of a check.
 *
 * @param rule that was checked
 * @param subject of the figure that is told of: the worst one
 * @param group of that figure
 * @param threshold of that figure
 * @param value that was measured; empty where nothing was
 * @param outcome of the check
 * @param reason in a sentence
 */
public record CheckResult(
    CheckRule rule,
    String subject,
    Group group,
    OptionalDouble threshold,
    OptionalDouble value,
    Outcome outcome,
    String reason) {

  /** What can come of a check. */
  public enum Outcome {
    PASS,
    WARN,
    FAIL;

    /** As it is written in tables. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
