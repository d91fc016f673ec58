package org.linkagehub.pipelines.cli;

import org.apache.hadoop.conf.Configuration;
import org.linkagehub.pipelines.stage.RunStore;
import picocli.CommandLine.Option;

/** Where earlier runs are looked for. */
final class OutputOption {
  static final String DEFAULT = "linkage-output";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      defaultValue = DEFAULT,
      description = "The output folder of the runs (default: ${DEFAULT-VALUE}).")
  private String folder;

  RunStore store() {
    return RunStore.at(folder, new Configuration());
  }
}
