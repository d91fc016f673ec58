package org.linkagehub.pipelines.config;

import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;

/**
 * Where results go.
 *
 * @param folder of Delta tables and reports
 * @param schema of the catalog, {@code catalog.schema}, that tables go to in the folder's place
 */
public record OutputSettings(String folder, Optional<String> schema) {
  static Optional<OutputSettings> read(ConfigReader in) {
    String folder = in.text("folder");
    Optional<String> schema = in.optionalText("schema");
    return in.build(() -> new OutputSettings(folder, schema));
  }
}
