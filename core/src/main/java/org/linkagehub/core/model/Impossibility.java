package org.linkagehub.core.model;

import java.util.Objects;

/**
 * What shows that two records are not of one person, whatever else they agree on.
 *
 * @param name what reports call it, for example {@code two dates of death}
 * @param condition SQL on the pair, with columns as {@code nhs_number_l} and {@code nhs_number_r};
 *     two records of which it is true are never in one refined cluster, and null is not true
 */
public record Impossibility(String name, String condition) {
  public Impossibility {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(condition, "condition");
    if (name.isBlank() || condition.isBlank()) {
      throw new IllegalArgumentException("an impossibility needs a name and a condition");
    }
  }

  /** Two records of one source that has no duplicates. */
  public static Impossibility sameSource(String source) {
    String text = "'" + source.replace("\\", "\\\\").replace("'", "\\'") + "'";
    return new Impossibility(
        "two records of " + source, "source_l = %s and source_r = %s".formatted(text, text));
  }

  /**
   * Two different values of a column of which a person has one: a verified identifier, a date of
   * death.
   *
   * @param column in which a missing value says nothing
   */
  public static Impossibility differentValues(String column) {
    return new Impossibility(
        "two values of " + column, "`%s_l` <> `%s_r`".formatted(column, column));
  }
}
