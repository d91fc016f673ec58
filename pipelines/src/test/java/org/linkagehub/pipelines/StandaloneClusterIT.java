package org.linkagehub.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunStore;

/**
 * The launcher submits the demo to a cluster whose executors are processes of their own: what works
 * only where everything is in one JVM fails here. It needs the packaged application jar.
 */
@Tag("slow")
class StandaloneClusterIT {
  private static final Path ROOT = Path.of(System.getProperty("linkage.root", ".."));
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";
  private static final Duration PATIENCE = Duration.ofMinutes(6); // on an idle machine, one
  private static final Path TARGET = ROOT.resolve("pipelines/target").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void theDemoRunsOnTwoWorkers() throws Exception {
    assertTrue(Files.exists(TARGET.resolve("linkage-hub.jar")), "run `mvn verify`: no jar yet");
    Path events = Files.createDirectories(folder.resolve("events"));
    Path output = folder.resolve("output");
    try (var cluster = StandaloneCluster.start(folder, TARGET, 2)) {
      var submit =
          new ProcessBuilder(
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
              "spark.eventLog.dir=" + events.toUri(),
              "demo",
              "--people",
              "500",
              "--output",
              output.toString(),
              "--json");
      submit.environment().putAll(cluster.environment());
      submit.environment().put("LINKAGE_BUILD", "never");
      submit.environment().put("LINKAGE_JAVA_OPTIONS", QUICK_START);
      Path json = folder.resolve("summary.json");
      submit.redirectOutput(json.toFile()).redirectError(folder.resolve("submit.log").toFile());
      Process demo = submit.start();
      try {
        assertTrue(
            demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS),
            () -> "still running after " + PATIENCE + logs(cluster));
      } finally {
        demo.destroyForcibly();
      }
      assertEquals(0, demo.exitValue(), () -> "exit code" + logs(cluster));

      RunManifest run =
          RunStore.at(output.toString(), new Configuration()).find(RunStore.LAST).manifest();
      assertEquals(RunManifest.Status.FINISHED, run.status());
      assertEquals(cluster.address(), run.resources().get("master"));
      assertEquals("2", run.resources().get("cores"));
      JsonNode summary = new ObjectMapper().readTree(json.toFile());
      assertEquals(run.runId(), summary.get("runId").asText());
      double f1 = summary.at("/quality/pairs/0/f1").asDouble();
      assertTrue(f1 > 0.5, () -> "F1 " + f1);
      assertFalse(run.versions().get("linkage_hub").equals("unpackaged"), "not the packaged jar");
      assertEquals(Set.of("0", "1"), executorsThatRanTasks(events), "executors that ran tasks");
    }
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
