package org.linkagehub.pipelines.trace.record;

import java.util.Locale;

/** How a record of the index is protected: the flag of confidentiality of PDS. */
public enum Sensitivity {
  /** No flag. */
  NONE(""),
  SENSITIVE("S"),
  LEGACY_SENSITIVE("Y"),
  /** The record is not to be used: a deliberate break leaves one behind. */
  INVALID("I"),
  LEGACY_NOT_SENSITIVE("N"),
  LEGACY_INVESTIGATED("B");

  private final String flag;

  Sensitivity(String flag) {
    this.flag = flag;
  }

  /** The letter of the response; empty for none. */
  public String flag() {
    return flag;
  }

  /** Whether where the person lives must not be told. */
  public boolean isSensitive() {
    return this == SENSITIVE || this == LEGACY_SENSITIVE;
  }

  /**
   * The meaning of a flag; null and blank are none.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  public static Sensitivity of(String flag) {
    String letter = flag == null ? "" : flag.strip().toUpperCase(Locale.ROOT);
    for (Sensitivity sensitivity : values()) {
      if (sensitivity.flag.equals(letter)) {
        return sensitivity;
      }
    }
    throw new IllegalArgumentException(
        "confidentiality of the index must be S, Y, I, N, B or nothing, was " + letter);
  }
}
