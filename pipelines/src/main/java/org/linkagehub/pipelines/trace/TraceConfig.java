package org.linkagehub.pipelines.trace;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.OutputSettings;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.TraceSettings;

/**
 * What to trace, against what, and how. The file may hold the settings of a linkage, too; they are
 * not looked at.
 *
 * @param name under which runs are filed
 * @param index the master index
 * @param requests tables of requests, at least one, with different names
 * @param settings of the trace
 * @param output where the tables go
 * @param seed for the manifest: a trace draws nothing at random
 * @param source all settings as they were read
 */
public record TraceConfig(
    String name,
    InputSettings index,
    List<Requests> requests,
    TraceSettings settings,
    OutputSettings output,
    long seed,
    ConfigSource source) {
  private static final String DEFAULT_NAME = "trace";
  private static final String BLOCK = "trace";

  public TraceConfig {
    requests = List.copyOf(requests);
    long names = requests.stream().map(each -> each.table().name()).distinct().count();
    if (names < requests.size()) {
      throw new IllegalArgumentException("requests.inputs must have different names");
    }
  }

  /**
   * A table of requests.
   *
   * @param columns the SQL of fields that are not simply columns of their name
   */
  public record Requests(InputSettings table, Map<RequestField, String> columns) {
    /** What stages call it. */
    String tableName() {
      return "request_input_" + table.name().replace('-', '_');
    }
  }

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
    Optional<List<Requests>> requests = requests(block.block("requests"));
    Optional<TraceSettings> settings = TraceSettingsReader.read(block, today);
    Optional<OutputSettings> output = OutputSettings.read(in.block("output"));
    // The block's own record, so that what does not go together is said of the block.
    Optional<TraceConfig> config =
        block.build(
            () ->
                new TraceConfig(
                    name,
                    index.orElseThrow(),
                    requests.orElseThrow(),
                    settings.orElseThrow(),
                    output.orElseThrow(),
                    seed,
                    source));
    return in.build(config::orElseThrow);
  }

  private static Optional<List<Requests>> requests(ConfigReader in) {
    List<ConfigReader> blocks = in.blocks("inputs");
    if (blocks.isEmpty()) {
      in.problem("inputs", "must name at least one table of requests");
    }
    List<Requests> inputs = new ArrayList<>();
    for (ConfigReader each : blocks) {
      requests(each, InputSettings.name(each, "name")).ifPresent(inputs::add);
    }
    return in.build(() -> inputs);
  }

  private static Optional<Requests> requests(ConfigReader in, String name) {
    Map<RequestField, String> columns = new EnumMap<>(RequestField.class);
    in.textsByName("columns")
        .forEach(
            (field, sql) ->
                RequestField.ofColumn(field)
                    .ifPresentOrElse(
                        known -> columns.put(known, sql),
                        () -> in.problem("columns", unknown(field))));
    return InputSettings.readTable(in, name, RequestField.UNIQUE_REFERENCE.column())
        .map(table -> new Requests(table, columns));
  }

  private static String unknown(String field) {
    List<String> known = Arrays.stream(RequestField.values()).map(RequestField::column).toList();
    return "has no field of a request, was \"%s\"%s"
        .formatted(field, Nearest.suggestion(field, known));
  }
}
