package org.linkagehub.pipelines.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A stage of Spark as its event log tells of it.
 *
 * @param stage of the linkage that it was run for; empty for none
 * @param cpuSeconds of its tasks
 * @param shuffleRecordsRead from the exchange before it
 */
record SparkStage(String stage, double cpuSeconds, long shuffleRecordsRead) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double NANOS = 1e9;

  /** What makes Spark write an event log that {@link #read} reads. */
  static List<String> settings(Path folder) {
    return List.of(
        "--conf", "spark.eventLog.enabled=true",
        "--conf", "spark.eventLog.dir=" + folder.toUri(),
        "--conf", "spark.eventLog.rolling.enabled=false",
        "--conf", "spark.eventLog.compress=false");
  }

  /** The stages that the one log in a folder tells of, as they ended. */
  static List<SparkStage> read(Path folder) {
    var stages = new ArrayList<SparkStage>();
    Map<Integer, String> stageOf = new HashMap<>();
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log :
          logs.filter(file -> !file.getFileName().toString().startsWith(".")).toList()) {
        try (Stream<String> lines = Files.lines(log)) {
          for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
            String line = all.next();
            if (line.startsWith("{\"Event\":\"SparkListenerJobStart\"")) {
              JsonNode job = JSON.readTree(line);
              String stage = job.path("Properties").path("linkage.stage").asText();
              job.path("Stage IDs").forEach(id -> stageOf.put(id.asInt(), stage));
            } else if (line.startsWith("{\"Event\":\"SparkListenerStageCompleted\"")) {
              JsonNode info = JSON.readTree(line).path("Stage Info");
              stages.add(
                  new SparkStage(
                      stageOf.getOrDefault(info.path("Stage ID").asInt(), ""),
                      measured(info, "internal.metrics.executorCpuTime") / NANOS,
                      measured(info, "internal.metrics.shuffle.read.recordsRead")));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read Spark's event log in " + folder, e);
    }
    return stages;
  }

  private static long measured(JsonNode info, String name) {
    for (JsonNode measure : info.path("Accumulables")) {
      if (measure.path("Name").asText().equals(name)) {
        return measure.path("Value").asLong();
      }
    }
    return 0;
  }
}
