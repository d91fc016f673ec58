package org.linkagehub.pipelines.trace.record;

import java.util.Locale;

/** The steps of a trace, in the order in which they are tried. */
public enum MatchStep {
  /** Nothing was tried. */
  NONE(0),
  /** NHS number and date of birth against the copy of PDS. */
  DPS_CROSS_CHECK(1),
  /** The same against PDS, allowing for slips in the date. */
  SPINE_CROSS_CHECK(1),
  /** Every field that was sent must agree, and one person must be left. */
  ALPHANUMERIC(3),
  /** The most alike of those that agree on a block. */
  ALGORITHMIC(4);

  private final int indicator;

  MatchStep(int indicator) {
    this.indicator = indicator;
  }

  /** MATCHED_ALGORITHM_INDICATOR of a response whose last step run was this one. */
  public int indicator() {
    return indicator;
  }

  /** The name in tables: lower case. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The step that has this name in tables. */
  public static MatchStep ofColumn(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
