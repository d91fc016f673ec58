package org.linkagehub.core.config;

import java.util.Comparator;

/**
 * One thing that is wrong with a configuration.
 *
 * @param file the file that holds it, as the user named it
 * @param line its line, from 1; 0 where no line is known
 * @param key the setting, for example {@code linkage.comparisons[0].column}; may be empty
 * @param message what was found and what is wanted; never a value of a person's record
 */
public record Problem(String file, int line, String key, String message) {
  /** File order, then line order. */
  public static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::file).thenComparingInt(Problem::line);

  /** For example {@code conf/mine.conf:14: linkage.seed must be a whole number, was "x"}. */
  @Override
  public String toString() {
    String place = line > 0 ? file + ":" + line : file;
    return place + ": " + (key.isEmpty() ? message : key + " " + message);
  }
}
