package org.linkagehub.pipelines.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The commit that made a Delta table, read without a Spark job.
 *
 * @param metrics what Delta noted of the write
 * @param files the data files, by their path in the table, with their bytes
 */
record DeltaCommit(JsonNode metrics, Map<String, Long> files) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  DeltaCommit {
    files = Map.copyOf(files);
  }

  /** The first commit of a table; empty if there is none. */
  static Optional<DeltaCommit> first(FileSystem fileSystem, Path table) {
    JsonNode metrics = MAPPER.missingNode();
    var files = new HashMap<String, Long>();
    Path commit = path(table, 0);
    try (var lines =
        new BufferedReader(
            new InputStreamReader(fileSystem.open(commit), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode action = MAPPER.readTree(line);
        JsonNode noted = action.path("commitInfo").path("operationMetrics");
        if (!noted.isMissingNode()) {
          metrics = noted;
        }
        JsonNode added = action.path("add");
        if (!added.isMissingNode()) {
          files.put(URI.create(added.path("path").asText()).getPath(), added.path("size").asLong());
        }
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + commit, e);
    }
    return Optional.of(new DeltaCommit(metrics, files));
  }

  /** Where a commit is. */
  static Path path(Path table, long version) {
    return new Path(table, "_delta_log/%020d.json".formatted(version));
  }

  /** Whether each file is there with all its bytes. */
  boolean isWhole(FileSystem fileSystem, Path table) {
    var found = new HashMap<String, Long>();
    try {
      for (FileStatus status : fileSystem.listStatus(table)) {
        found.put(status.getPath().getName(), status.getLen());
      }
    } catch (IOException e) {
      return false;
    }
    return files.entrySet().stream()
        .allMatch(file -> file.getValue().equals(found.get(file.getKey())));
  }
}
