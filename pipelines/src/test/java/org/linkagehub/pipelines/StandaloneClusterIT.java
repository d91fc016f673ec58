package org.linkagehub.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.cli.ExitCodes;
import org.linkagehub.pipelines.cli.Main;
import org.linkagehub.pipelines.population.PopulationConfig;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.qa.synthetic.Population;

/**
 * The launcher submits the demo, and a population to be made, to a cluster whose executors are
 * processes of their own: what works only where everything is in one JVM fails here. It needs the
 * packaged application jar.
 */
@Tag("slow")
class StandaloneClusterIT {
  private static final Path ROOT = Path.of(System.getProperty("linkage.root", ".."));
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";
  private static final Duration PATIENCE = Duration.ofMinutes(6); // on an idle machine, one
  private static final Path TARGET = ROOT.resolve("pipelines/target").toAbsolutePath().normalize();

  /** One feed, and no sub-group of another one: what is checked is where the rows come from. */
  private static final String POPULATION =
      """
      linkage.population {
        feeds { hospital = null, school = null, research = null, prison = null, immigration = null }
        sub-groups.newborns = null
      }
      """;

  @TempDir Path folder;

  @Test
  void twoWorkersMakeAndLinkWhatOneProcessDoes() throws Exception {
    assertTrue(Files.exists(TARGET.resolve("linkage-hub.jar")), "run `mvn verify`: no jar yet");
    Path events = Files.createDirectories(folder.resolve("events"));
    try (var cluster = StandaloneCluster.start(folder, TARGET, 2)) {
      Path output = folder.resolve("output");
      JsonNode summary = submit(cluster, events, output, "demo", "--people", "500");
      RunManifest run = finished(cluster, output);
      assertEquals(run.runId(), summary.get("runId").asText());
      double f1 = summary.at("/quality/pairs/0/f1").asDouble();
      assertTrue(f1 > 0.5, () -> "F1 " + f1);
      assertFalse(run.versions().get("linkage_hub").equals("unpackaged"), "not the packaged jar");
      assertEquals(Set.of("0", "1"), executorsThatRanTasks(events), "executors that ran tasks");
      sameLinkageHere(run);

      Path settings = folder.resolve("population.conf");
      Files.writeString(settings, POPULATION);
      Path made = folder.resolve("population");
      submit(cluster, events, made, "generate", settings.toString(), "--people", "300");
      samePopulationHere(finished(cluster, made), PopulationConfig.ofFile(settings));
    }
  }

  /** Runs a command of the launcher to its end, and reads the summary that it prints. */
  private JsonNode submit(StandaloneCluster cluster, Path events, Path output, String... command)
      throws Exception {
    var arguments =
        new ArrayList<>(
            List.of(
                ROOT.resolve("scripts/linkage").toString(),
                "--master",
                cluster.address(),
                "--driver-memory",
                "1g",
                "--conf",
                "spark.executor.memory=1g",
                "--conf",
                "spark.executor.extraJavaOptions=" + QUICK_START,
                "--conf",
                "spark.sql.shuffle.partitions=2",
                "--conf",
                "spark.eventLog.enabled=true",
                "--conf",
                "spark.eventLog.compress=false",
                "--conf",
                "spark.eventLog.rolling.enabled=false",
                "--conf",
                "spark.eventLog.dir=" + events.toUri()));
    arguments.addAll(List.of(command));
    arguments.addAll(List.of("--output", output.toString(), "--json"));
    var submit = new ProcessBuilder(arguments);
    submit.environment().putAll(cluster.environment());
    submit.environment().put("LINKAGE_BUILD", "never");
    submit.environment().put("LINKAGE_JAVA_OPTIONS", QUICK_START);
    Path json = folder.resolve(command[0] + ".json");
    submit.redirectOutput(json.toFile()).redirectError(folder.resolve("submit.log").toFile());
    Process process = submit.start();
    try {
      assertTrue(
          process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS),
          () -> "still running after " + PATIENCE + logs(cluster));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), () -> "exit code" + logs(cluster));
    return new ObjectMapper().readTree(json.toFile());
  }

  private static RunManifest finished(StandaloneCluster cluster, Path output) {
    RunManifest run =
        RunStore.at(output.toString(), new Configuration()).find(RunStore.LAST).manifest();
    assertEquals(RunManifest.Status.FINISHED, run.status());
    assertEquals(cluster.address(), run.resources().get("master"));
    assertEquals("2", run.resources().get("cores"));
    return run;
  }

  /** Where there is but one process, the same people are linked, to the bit. */
  private void sameLinkageHere(RunManifest run) {
    Path output = folder.resolve("here");
    var said = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(said),
            new PrintWriter(said),
            "demo",
            "--people",
            "500",
            "--quiet",
            "--output",
            output.toString());
    assertEquals(ExitCodes.OK, code, said::toString);
    RunManifest here =
        RunStore.at(output.toString(), new Configuration()).find(RunStore.LAST).manifest();
    for (String table :
        List.of(
            "records",
            "parameters",
            "term_frequencies",
            "links",
            "patterns",
            "rejected_pairs",
            "components",
            "clusters")) {
      assertEquals(digest(table(run, table)), digest(table(here, table)), table);
    }
  }

  private static Dataset<Row> table(RunManifest run, String table) {
    return TestSession.spark().read().format("delta").load(run.table(table).location());
  }

  /** The same settings and seed give the same rows in this process, in any number of partitions. */
  private static void samePopulationHere(RunManifest run, PopulationConfig config) {
    SparkSession spark = TestSession.spark();
    for (int partitions : new int[] {1, 3}) {
      Map<String, Dataset<Row>> here =
          Population.generate(spark, config.withPeople(300).settings(), partitions).tables();
      for (String table :
          List.of(
              Population.PEOPLE,
              Population.MASTER_INDEX,
              Population.LINKABLE_INDEX,
              Population.LINKABLE_FEEDS)) {
        assertEquals(
            digest(table(run, table)), digest(here.get(table)), table + " in " + partitions);
      }
    }
  }

  private static String digest(Dataset<Row> table) {
    return table
        .selectExpr("xxhash64(to_json(struct(*))) as h")
        .selectExpr("concat_ws(' ', bit_xor(h), sum(h % 1000003), count(*))")
        .head()
        .getString(0);
  }

  /** The executors that finished a task, by Spark's own log of events. */
  private static Set<String> executorsThatRanTasks(Path events) throws IOException {
    var executors = new TreeSet<String>();
    var mapper = new ObjectMapper();
    try (Stream<Path> files = Files.list(events)) {
      List<Path> logs = files.filter(f -> !f.getFileName().toString().startsWith(".")).toList();
      for (Path log : logs) {
        try (Stream<String> lines = Files.lines(log)) {
          for (String line : (Iterable<String>) lines::iterator) {
            if (line.contains("\"Event\":\"SparkListenerTaskEnd\"")) {
              JsonNode task = mapper.readTree(line);
              assertEquals("Success", task.at("/Task End Reason/Reason").asText(), line);
              executors.add(task.at("/Task Info/Executor ID").asText());
            }
          }
        }
      }
    }
    return executors;
  }

  private static String logs(StandaloneCluster cluster) {
    try {
      return cluster.logs();
    } catch (IOException e) {
      return " (no logs: " + e.getMessage() + ")";
    }
  }
}
