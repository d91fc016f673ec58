package org.linkagehub.pipelines.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What was found of one thing that a run needs.
 *
 * @param what for example {@code memory}
 * @param verdict whether it will do
 * @param found what is there
 * @param mend what to do; empty where all is well
 */
public record Finding(String what, Verdict verdict, String found, String mend) {
  /** Whether something will do. */
  public enum Verdict {
    OK,
    /** A run will work, but slowly, or not with much data. */
    WARN,
    /** A run will fail. */
    MEND;

    /** As it is shown. */
    @JsonValue
    public String shown() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String what, String found) {
    return new Finding(what, Verdict.OK, found, "");
  }

  static Finding warn(String what, String found, String mend) {
    return new Finding(what, Verdict.WARN, found, mend);
  }

  static Finding mend(String what, String found, String mend) {
    return new Finding(what, Verdict.MEND, found, mend);
  }
}
