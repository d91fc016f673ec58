package org.linkagehub.qa.disclosure;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** Counts as they may be shown. The counts as they are cannot be had from it. */
public final class ReleasedCounts {
  /** What stands for a count that is withheld. */
  public static final String WITHHELD = "*";

  private final Map<Cell, Long> shown = new HashMap<>();
  private final Set<Cell> withheld;

  ReleasedCounts(DisclosureSettings settings, Map<Cell, Double> counts, Collection<Cell> withheld) {
    this.withheld = new HashSet<>(withheld);
    counts.forEach(
        (cell, count) -> {
          if (!this.withheld.contains(cell)) {
            shown.put(cell, settings.rounded(count));
          }
        });
  }

  /** Whether a count is withheld. */
  public boolean isWithheld(Cell cell) {
    return withheld.contains(cell);
  }

  /**
   * A count as it is shown; empty if it is withheld.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public OptionalLong count(Cell cell) {
    Long count = shown.get(cell);
    if (count == null && !withheld.contains(cell)) {
      throw new IllegalArgumentException("no count of " + cell);
    }
    return count == null ? OptionalLong.empty() : OptionalLong.of(count);
  }

  /** A share of two counts as they are shown; empty if either is withheld or the whole is zero. */
  public OptionalDouble share(Cell part, Cell whole) {
    OptionalLong numerator = count(part);
    OptionalLong denominator = count(whole);
    if (numerator.isEmpty() || denominator.isEmpty() || denominator.getAsLong() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.min(1, (double) numerator.getAsLong() / denominator.getAsLong()));
  }
}
