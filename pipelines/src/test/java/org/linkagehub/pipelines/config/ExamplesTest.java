package org.linkagehub.pipelines.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueType;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.comparison.ComparisonConfig;
import org.linkagehub.pipelines.population.PopulationConfig;
import org.linkagehub.pipelines.trace.TraceConfig;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.TraceSettings;

class ExamplesTest {
  static final Path EXAMPLES = Path.of(System.getProperty("linkage.root")).resolve("conf/examples");

  private static final String POPULATION = "population.conf";
  private static final String TRACE = "trace.conf";
  private static final String TRACE_1M = "trace_1m.conf";
  private static final String TRACE_1M_HALF = "trace_1m_half.conf";
  private static final String COMPARISON = "trace_against_model.conf";
  private static final String COMPARISON_WITH_HISTORIES = "trace_against_history.conf";
  private static final String FEEDS = "population_feeds.conf";
  private static final String HISTORIES = "population_feeds_history.conf";
  private static final Config REFERENCE =
      ConfigFactory.parseResources("org/linkagehub/core/config/reference.conf")
          .getConfig("linkage.templates");

  /** The examples of a linkage. */
  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .filter(
              file ->
                  Stream.of(
                          POPULATION,
                          TRACE,
                          TRACE_1M,
                          TRACE_1M_HALF,
                          COMPARISON,
                          COMPARISON_WITH_HISTORIES)
                      .noneMatch(file::endsWith))
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
    assertEquals(
        PopulationConfig.ofFile(EXAMPLES.resolve(POPULATION)).settings().feeds().size(),
        config.submission().requests().inputs().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {TRACE_1M, TRACE_1M_HALF})
  void theLargeTracesAreReadWithoutAProblem(String example) {
    TraceConfig config = TraceConfig.ofFile(EXAMPLES.resolve(example), Clock.systemUTC());
    assertEquals(example, config.name() + ".conf");
    assertEquals(4, config.submission().requests().inputs().size());
    assertTrue(config.submission().bucket().isPresent());
  }

  @Test
  void theComparisonIsReadWithoutAProblem() {
    ComparisonConfig config = ComparisonConfig.ofFile(EXAMPLES.resolve(COMPARISON));
    assertEquals("mps", config.first().table().name());
    assertEquals("model", config.second().table().name());
    assertEquals(List.of("feed", "ethnic_group"), config.groups());
    ComparisonConfig histories =
        ComparisonConfig.ofFile(EXAMPLES.resolve(COMPARISON_WITH_HISTORIES));
    assertEquals("model_with_history", histories.second().table().name());
    assertEquals(config.groups(), histories.groups());
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
    var own =
        ConfigFactory.parseFile(example.toFile())
            .resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true))
            .getConfig("linkage");
    for (String key :
        List.of(
            "templates",
            "scoring",
            "clustering.thresholds",
            "clustering.refinement",
            "clustering.best-links.threshold",
            "clustering.best-links.choice",
            "clustering.best-links.margin-bits",
            "clustering.best-links.ties",
            "training.u",
            "seed")) {
      assertEquals(false, own.hasPath(key), key);
    }
    assertEquals(false, own.hasPath("training.prior.recall"));
    for (Config comparison : own.getConfigList("comparisons")) {
      for (String key : comparison.root().keySet()) {
        assertEquals(
            true,
            List.of("template", "column", "forename", "surname").contains(key)
                || (key.equals("levels") && example.endsWith(HISTORIES)),
            key);
      }
      if (comparison.hasPath("levels")) { // the template's, and between them SQL about histories
        assertEquals(
            REFERENCE.getStringList(comparison.getString("template") + ".levels"),
            comparison.getList("levels").stream()
                .filter(level -> level.valueType() == ConfigValueType.STRING)
                .map(level -> (String) level.unwrapped())
                .toList());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void fitsItsData(Path example) {
    TestSession.shared("data");
    if (Stream.of("generated.conf", FEEDS, HISTORIES).anyMatch(example::endsWith)) {
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
