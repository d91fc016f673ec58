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
   * The name of fewest edits away, letter case ignored, where the rest of a name cut short counts
   * as two at most; the first in alphabetical order among equals; empty only where nothing is
   * known.
   */
  public static Optional<String> of(String name, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(candidate -> edits(name, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * The words "did you mean X?" after a semicolon and a space, or nothing where no known name is
   * like it: of at most two edits, or half its letters.
   */
  public static String suggestion(String name, Collection<String> known) {
    return of(name, known)
        .filter(nearest -> edits(name, nearest) <= Math.max(2, name.length() / 2))
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("");
  }

  private static int edits(String name, String candidate) {
    String left = name.toLowerCase(Locale.ROOT);
    String right = candidate.toLowerCase(Locale.ROOT);
    int edits = OptimalStringAlignment.of(left, right);
    return left.length() > 2 && right.startsWith(left) ? Math.min(edits, 2) : edits;
  }
}
