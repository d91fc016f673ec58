package org.linkagehub.core.config;

import java.util.Optional;

/** A way to make a comparison from few settings. */
@FunctionalInterface
interface Template {
  /**
   * Reads the comparison; problems are noted with the reader.
   *
   * @param in the comparison's own block, which falls back on the template's defaults
   */
  Optional<ComparisonSettings> read(ConfigReader in);
}
