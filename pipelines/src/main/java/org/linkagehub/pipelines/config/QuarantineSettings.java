package org.linkagehub.pipelines.config;

import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;

/**
 * What is done about records that cannot be linked.
 *
 * @param maxShare the largest share of an input's records that may be set aside for one reason;
 *     above it the run stops
 */
public record QuarantineSettings(double maxShare) {
  static Optional<QuarantineSettings> read(ConfigReader in) {
    double maxShare = in.number("max-share", ConfigReader.Range.SHARE);
    return in.build(() -> new QuarantineSettings(maxShare));
  }
}
