package org.linkagehub.qa.estimate;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Something that cannot be true of two records of one person.
 *
 * @param name what measures call it
 * @param condition SQL over the columns of both records, {@code x_l} and {@code x_r}: true where it
 *     is implausible, null where it cannot be said
 * @param catches which share of false links would show it, where that is known: then the rate of
 *     false matches follows
 */
public record ImplausibleRule(String name, String condition, OptionalDouble catches) {
  public ImplausibleRule {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(catches, "catches");
  }
}
