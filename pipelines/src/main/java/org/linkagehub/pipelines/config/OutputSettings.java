package org.linkagehub.pipelines.config;

import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;

/**
 * Where results go.
 *
 * @param folder of manifests and summaries, and of the tables unless they go to a schema
 * @param schema of the catalog, {@code catalog.schema}, that tables go to in the folder's place
 * @param publish whether a finished run becomes the current release
 */
public record OutputSettings(String folder, Optional<String> schema, boolean publish) {
  /** Reads the block {@code output}; empty if it has a problem, which the reader notes. */
  public static Optional<OutputSettings> read(ConfigReader in) {
    String folder = in.text("folder");
    Optional<String> schema = in.optionalText("schema");
    boolean publish = in.flag("publish");
    return in.build(() -> new OutputSettings(folder, schema, publish));
  }
}
