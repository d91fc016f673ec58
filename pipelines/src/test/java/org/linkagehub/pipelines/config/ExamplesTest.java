package org.linkagehub.pipelines.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.population.PopulationConfig;
import org.linkagehub.pipelines.trace.TraceConfig;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.TraceSettings;

class ExamplesTest {
  static final Path EXAMPLES = Path.of(System.getProperty("linkage.root")).resolve("conf/examples");

  private static final String POPULATION = "population.conf";
  private static final String TRACE = "trace.conf";

  /** The examples of a linkage. */
  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .filter(file -> !file.endsWith(POPULATION) && !file.endsWith(TRACE))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void thePopulationIsReadWithoutAProblem() {
    PopulationConfig config = PopulationConfig.ofFile(EXAMPLES.resolve(POPULATION));
    assertEquals("population", config.name()); // as population_feeds.conf looks for it
    assertEquals(100_000, config.settings().people());
  }

  @Test
  void theTraceIsReadWithoutAProblem() {
    TraceConfig config = TraceConfig.ofFile(EXAMPLES.resolve(TRACE), Clock.systemUTC());
    assertEquals("trace", config.name());
    assertEquals(
        TraceSettings.of(Edition.E2024, LocalDate.of(2025, 6, 30)).crossCheck(),
        config.settings().crossCheck());
    assertEquals(4, config.submission().requests().inputs().size());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isReadWithoutAProblem(Path example) {
    LinkageConfig config = LinkageConfig.ofFile(example);
    assertEquals(example.getFileName().toString(), config.name() + ".conf");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void leavesThresholdsLevelsAndRecallAtTheirDefaults(Path example) {
    var own = ConfigFactory.parseFile(example.toFile()).getConfig("linkage");
    for (String key :
        List.of(
            "templates",
            "scoring",
            "clustering.thresholds",
            "clustering.refinement",
            "clustering.best-links",
            "training.u",
            "seed")) {
      assertEquals(false, own.hasPath(key), key);
    }
    assertEquals(false, own.hasPath("training.prior.recall"));
    own.getConfigList("comparisons")
        .forEach(
            comparison ->
                comparison
                    .root()
                    .keySet()
                    .forEach(
                        key ->
                            assertEquals(
                                true,
                                List.of("template", "column", "forename", "surname").contains(key),
                                key)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void fitsItsData(Path example) {
    TestSession.shared("data");
    if (example.endsWith("generated.conf") || example.endsWith("population_feeds.conf")) {
      return; // their data are made by the demo, and by population.conf
    }
    LinkageConfig config = LinkageConfig.of(withSharedFolder(example));
    assertEquals(List.of(), ConfigCheck.problems(TestSession.spark(), config));
  }

  private static ConfigSource withSharedFolder(Path example) {
    return ConfigSource.ofText(
        example.toString(),
        "include file(\"%s\")\nlinkage.shared = \"%s\"\n"
            .formatted(example, System.getProperty("linkage.shared")));
  }
}
