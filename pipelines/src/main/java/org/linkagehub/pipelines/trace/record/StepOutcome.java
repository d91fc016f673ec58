package org.linkagehub.pipelines.trace.record;

import java.util.Locale;

/** How a step ended. */
public enum StepOutcome {
  MATCHED("found the person"),
  NO_NUMBER("not tried: no valid NHS number was sent"),
  NO_BIRTH_DATE("not tried: no valid date of birth was sent"),
  TOO_LITTLE("not tried: a value that the step needs was not sent"),
  UNKNOWN_NUMBER("the index has no such NHS number"),
  SUPERSEDED_NUMBER("the NHS number was superseded, which this step does not follow"),
  BIRTH_DATE_DIFFERS("the date of birth is another"),
  NOTHING_CONFIRMS("two parts of the date agree; neither name nor postcode confirms it"),
  INVALID_RECORD("the record of that number is marked as invalid"),
  BROKEN_CHAIN("the chain of superseding numbers leads nowhere"),
  NOBODY("nobody agrees"),
  SEVERAL("several people agree"),
  CLOSE_RUNNER_UP("the two best are too close to each other"),
  BELOW_THRESHOLD("the best is below the least score");

  private final String meaning;

  StepOutcome(String meaning) {
    this.meaning = meaning;
  }

  /** In words. */
  public String meaning() {
    return meaning;
  }

  /** Whether the step looked at the index. */
  public boolean wasRun() {
    return this != NO_NUMBER && this != NO_BIRTH_DATE && this != TOO_LITTLE;
  }

  /** The name in tables: lower case. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The outcome that has this name in tables. */
  public static StepOutcome ofColumn(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
