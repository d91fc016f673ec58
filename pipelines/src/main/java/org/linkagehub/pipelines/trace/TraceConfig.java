package org.linkagehub.pipelines.trace;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.OutputSettings;
import org.linkagehub.pipelines.trace.record.TraceSettings;

/**
 * What to trace, against what, and how. The file may hold the settings of a linkage, too; they are
 * not looked at.
 *
 * @param name under which runs are filed
 * @param index the master index
 * @param submission the requests, and what stands around their trace
 * @param settings of the trace
 * @param output where the tables go
 * @param seed for the manifest: a trace draws nothing at random
 * @param source all settings as they were read
 */
public record TraceConfig(
    String name,
    InputSettings index,
    SubmissionSettings submission,
    TraceSettings settings,
    OutputSettings output,
    long seed,
    ConfigSource source) {
  private static final String DEFAULT_NAME = "trace";
  private static final String BLOCK = "trace";

  /**
   * Reads a file.
   *
   * @param clock tells the day of the run
   * @throws ConfigException with everything that is wrong with the settings that are used
   */
  public static TraceConfig ofFile(Path file, Clock clock) {
    return of(ConfigSource.ofFile(file), LocalDate.now(clock));
  }

  /**
   * Reads settings.
   *
   * @param today the day of the run
   * @throws ConfigException with everything that is wrong with the settings that are used
   */
  public static TraceConfig of(ConfigSource source, LocalDate today) {
    return source.read(in -> read(in, source, today));
  }

  private static Optional<TraceConfig> read(ConfigReader in, ConfigSource source, LocalDate today) {
    source.keys().forEach(in::has);
    String name = in.optionalText("name").orElse(DEFAULT_NAME);
    long seed = in.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    ConfigReader block = in.block(BLOCK);
    Optional<InputSettings> index =
        InputSettings.readTable(block.block("index"), "index", MasterIndex.NHS_NUMBER);
    Optional<TraceSettings> settings = TraceSettingsReader.read(block, today);
    Optional<SubmissionSettings> submission = SubmissionSettings.read(block, settings);
    Optional<OutputSettings> output = OutputSettings.read(in.block("output"));
    // The block's own record, so that what does not go together is said of the block.
    Optional<TraceConfig> config =
        block.build(
            () ->
                new TraceConfig(
                    name,
                    index.orElseThrow(),
                    submission.orElseThrow(),
                    settings.orElseThrow(),
                    output.orElseThrow(),
                    seed,
                    source));
    return in.build(config::orElseThrow);
  }
}
