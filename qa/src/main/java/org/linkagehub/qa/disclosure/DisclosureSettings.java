package org.linkagehub.qa.disclosure;

import java.util.Locale;
import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;

/**
 * How counts are treated that leave, in reports and exports.
 *
 * @param control whether they are treated at all; measures in tables never are
 * @param suppressUpTo counts from 1 up to this are withheld
 * @param roundTo other counts are rounded to the nearest multiple of this
 * @param leastPossible of a withheld count at least so many values must stay possible, whatever
 *     else is shown
 */
public record DisclosureSettings(
    boolean control, long suppressUpTo, long roundTo, long leastPossible) {
  /**
   * What NHS Digital does with hospital data below the national level: 1 to 7 withheld, others
   * rounded to the nearest 5.
   */
  public static final DisclosureSettings STANDARD = new DisclosureSettings(true, 7, 5, 3);

  public DisclosureSettings {
    if (suppressUpTo < 0 || roundTo < 1 || leastPossible < 1) {
      throw new IllegalArgumentException("no bound of disclosure control may be negative");
    }
    if (control && suppressUpTo > 0 && leastPossible > suppressUpTo) {
      throw new IllegalArgumentException(
          "least-possible (%d) must be at most suppress-up-to (%d): a withheld count has no more values"
              .formatted(leastPossible, suppressUpTo));
    }
  }

  /** Reads the block {@code disclosure}. */
  public static Optional<DisclosureSettings> read(ConfigReader in) {
    boolean control = in.flag("control");
    long suppressUpTo = in.whole("suppress-up-to", 0, 1_000);
    long roundTo = in.whole("round-to", 1, 1_000);
    long leastPossible = in.whole("least-possible", 1, 1_000);
    if (suppressUpTo > 0 && leastPossible > suppressUpTo) {
      in.problem("least-possible", "must be at most suppress-up-to (%d)".formatted(suppressUpTo));
    }
    return in.build(() -> new DisclosureSettings(control, suppressUpTo, roundTo, leastPossible));
  }

  /** Whether a count is withheld for its own sake. */
  boolean isSmall(double count) {
    return control && count > 0 && count < suppressUpTo + 1;
  }

  /** A count as it is written within a sentence, where no other figure hangs on it. */
  public String text(long count) {
    return isSmall((double) count)
        ? ReleasedCounts.WITHHELD
        : String.format(Locale.ROOT, "%,d", rounded((double) count));
  }

  /** A count as it is shown where it is shown; halves upwards. */
  long rounded(double count) {
    return control
        ? (long) Math.floor(count / (double) roundTo + 0.5) * roundTo
        : Math.round(count);
  }
}
