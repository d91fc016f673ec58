package org.linkagehub.core.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Columns on which two records must agree to be compared.
 *
 * @param name what reports and the {@code blocking_rule} column call it
 * @param keys SQL expressions over the columns of one record, for example {@code surname} or {@code
 *     substr(dob, 1, 4)}; two records agree where every expression has the same value on both; a
 *     null agrees with nothing
 * @param where a further SQL condition on the pair, with columns as {@code surname_l} and {@code
 *     surname_r}; it must hold too
 */
public record BlockingRule(String name, List<String> keys, Optional<String> where) {
  public BlockingRule {
    Objects.requireNonNull(name, "name");
    keys = List.copyOf(keys);
    Objects.requireNonNull(where, "where");
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "blocking rule " + name + " needs at least one column or expression");
    }
  }

  /** The rule that its keys name, for example {@code surname + dob}. */
  public static BlockingRule on(String... keys) {
    return new BlockingRule(String.join(" + ", keys), List.of(keys), Optional.empty());
  }
}
