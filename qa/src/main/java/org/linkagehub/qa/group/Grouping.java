package org.linkagehub.qa.group;

import java.util.Objects;

/**
 * A way to divide records into groups, of which quality is told apart.
 *
 * @param name for example {@code age_band}
 * @param expression SQL over the columns of the records, whose value names the group; null and
 *     blank are a group of their own, {@code unknown}
 */
public record Grouping(String name, String expression) {
  public Grouping {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(expression, "expression");
  }
}
