package org.linkagehub.pipelines.config;

import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;

/**
 * What is told of the columns before they are compared.
 *
 * @param showValues whether the most frequent values are told, or only how frequent they are
 */
public record ProfileSettings(boolean showValues) {
  static Optional<ProfileSettings> read(ConfigReader in) {
    boolean showValues = in.flag("show-values");
    return in.build(() -> new ProfileSettings(showValues));
  }
}
