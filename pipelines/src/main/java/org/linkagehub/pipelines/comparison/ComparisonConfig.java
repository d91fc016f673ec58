package org.linkagehub.pipelines.comparison;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.OutputSettings;

/**
 * Which two linkages are compared, and where the result goes. The file may hold the settings of a
 * linkage, too; they are not looked at.
 *
 * @param name under which runs are filed
 * @param seed of the sample
 * @param requests all that was to be linked
 * @param groups columns of the requests, by which results are divided
 * @param first the one linkage
 * @param second the other
 * @param index whose each target is; empty where the truth is not known
 * @param samplePerCell how many requests of each cell are drawn to be reviewed
 * @param output where the tables go
 * @param source all settings as they were read
 */
public record ComparisonConfig(
    String name,
    long seed,
    Requests requests,
    List<String> groups,
    Links first,
    Links second,
    Optional<Index> index,
    int samplePerCell,
    OutputSettings output,
    ConfigSource source) {
  private static final String BLOCK = "compare-links";
  private static final String DEFAULT_NAME = "comparison";
  private static final int MOST_SAMPLED = 1_000_000;

  public ComparisonConfig {
    groups = List.copyOf(groups);
    if (first.table().name().equals(second.table().name())) {
      throw new IllegalArgumentException(
          "first and second must have different names, both are " + first.table().name());
    }
    if (index.isPresent() != requests.person().isPresent()) {
      throw new IllegalArgumentException(
          "the truth is of requests (requests.person) and of targets (index): give both or neither");
    }
  }

  /**
   * The table of all that was to be linked.
   *
   * @param request SQL of its columns that identifies a request
   * @param person SQL that tells whose it truly is, where that is known
   */
  public record Requests(InputSettings table, String request, Optional<String> person) {}

  /**
   * A table of links, at most one of a request.
   *
   * @param request SQL of its columns that identifies a request
   * @param target SQL of what it is linked to; null or blank for nothing
   * @param step SQL of how it came about
   */
  public record Links(InputSettings table, String request, String target, String step) {}

  /**
   * The table of whose each target truly is.
   *
   * @param target SQL of its columns that identifies a target
   * @param person SQL that tells whose it is
   */
  public record Index(InputSettings table, String target, String person) {}

  /**
   * Reads a file.
   *
   * @throws ConfigException with everything that is wrong with the settings that are used
   */
  public static ComparisonConfig ofFile(Path file) {
    return of(ConfigSource.ofFile(file));
  }

  /**
   * Reads settings.
   *
   * @throws ConfigException with everything that is wrong with the settings that are used
   */
  public static ComparisonConfig of(ConfigSource source) {
    return source.read(in -> read(in, source));
  }

  private static Optional<ComparisonConfig> read(ConfigReader in, ConfigSource source) {
    source.keys().forEach(in::has);
    String name = in.optionalText("name").orElse(DEFAULT_NAME);
    long seed = in.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    ConfigReader block = in.block(BLOCK);
    ConfigReader requestsBlock = block.block("requests");
    List<String> groups = requestsBlock.texts("groups");
    Optional<Requests> requests = readRequests(requestsBlock);
    Optional<Links> first = readLinks(block.block("first"), "first");
    Optional<Links> second = readLinks(block.block("second"), "second");
    Optional<Index> index = Optional.empty();
    if (block.has("index")) {
      index = readIndex(block.block("index"));
    }
    Optional<Index> known = index;
    int perCell = (int) block.whole("sample-per-cell", 0, MOST_SAMPLED);
    Optional<OutputSettings> output = OutputSettings.read(in.block("output"));
    // The block's own record, so that what does not go together is said of the block.
    Optional<ComparisonConfig> config =
        block.build(
            () ->
                new ComparisonConfig(
                    name,
                    seed,
                    requests.orElseThrow(),
                    groups,
                    first.orElseThrow(),
                    second.orElseThrow(),
                    known,
                    perCell,
                    output.orElseThrow(),
                    source));
    return in.build(config::orElseThrow);
  }

  private static Optional<Requests> readRequests(ConfigReader in) {
    String request = in.text("id");
    Optional<String> person = in.optionalText("person");
    return InputSettings.readTable(in, "requests", request)
        .map(table -> new Requests(table, request, person));
  }

  private static Optional<Links> readLinks(ConfigReader in, String otherwise) {
    String name = in.has("name") ? InputSettings.name(in, "name") : otherwise;
    String request = in.text("request");
    String target = in.text("target");
    String step = in.optionalText("step").orElse("'linked'");
    return InputSettings.readTable(in, name, request)
        .map(table -> new Links(table, request, target, step));
  }

  private static Optional<Index> readIndex(ConfigReader in) {
    String target = in.text("target");
    String person = in.text("person");
    return InputSettings.readTable(in, "index", target)
        .map(table -> new Index(table, target, person));
  }
}
