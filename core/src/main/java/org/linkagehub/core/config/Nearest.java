package org.linkagehub.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.linkagehub.core.compare.OptimalStringAlignment;

/** The known name that a misspelt one most likely stands for. */
public final class Nearest {
  private Nearest() {}

  /**
   * The name of fewest edits away, letter case ignored; the first in alphabetical order among
   * equals; empty only where nothing is known.
   */
  public static Optional<String> of(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(
            Comparator.<String>comparingInt(
                    candidate ->
                        OptimalStringAlignment.of(wanted, candidate.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }
}
