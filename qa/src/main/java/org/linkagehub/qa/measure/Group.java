package org.linkagehub.qa.measure;

import java.util.Objects;

/**
 * The part of the records that a measure is about.
 *
 * @param grouping how the records are divided, for example {@code age_band}; {@code all} where they
 *     are not
 * @param value which part, for example {@code 20-29}; {@code all} for the whole
 */
public record Group(String grouping, String value) {
  /** What stands for the group of records of which the grouping's value is not known. */
  public static final String UNKNOWN = "unknown";

  /** All records. */
  public static final Group ALL = new Group("all", "all");

  public Group {
    Objects.requireNonNull(grouping, "grouping");
    Objects.requireNonNull(value, "value");
  }

  public boolean isAll() {
    return equals(ALL);
  }
}
