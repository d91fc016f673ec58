package org.linkagehub.core.train;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pairs of records that can be counted from how often values occur, without making any pair.
 *
 * @param equal the columns on which both records have the same value
 * @param filled the columns in which both records have a value; those of {@code equal} among them
 */
public record Agreement(Set<String> equal, Set<String> filled) {
  /** Every pair of records. */
  public static final Agreement NONE = new Agreement(Set.of(), Set.of());

  public Agreement {
    var all = new TreeSet<>(filled);
    all.addAll(equal);
    equal = Collections.unmodifiableSet(new TreeSet<>(equal));
    filled = Collections.unmodifiableSet(all);
  }

  /** The pairs with a value on both sides in each of some columns. */
  public static Agreement filled(Collection<String> columns) {
    return new Agreement(Set.of(), new TreeSet<>(columns));
  }
}
