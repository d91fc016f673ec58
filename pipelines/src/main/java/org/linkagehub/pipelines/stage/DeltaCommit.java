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
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The commit that made a Delta table, read without a Spark job.
 *
 * @param metrics what Delta noted of the write
 * @param files the data files, by their path in the table, with their bytes
 * @param plainSchema the columns, if the data files hold nothing but the rows of the table: no
 *     partitions and no feature of the format that only Delta can read; else empty
 */
record DeltaCommit(JsonNode metrics, Map<String, Long> files, Optional<StructType> plainSchema) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  DeltaCommit {
    files = Map.copyOf(files);
  }

  /** The first commit of a table; empty if there is none. */
  static Optional<DeltaCommit> first(FileSystem fileSystem, Path table) {
    JsonNode metrics = MAPPER.missingNode();
    JsonNode metaData = MAPPER.missingNode();
    JsonNode protocol = MAPPER.missingNode();
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
        metaData = action.has("metaData") ? action.get("metaData") : metaData;
        protocol = action.has("protocol") ? action.get("protocol") : protocol;
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
    return Optional.of(new DeltaCommit(metrics, files, plainSchema(protocol, metaData)));
  }

  private static Optional<StructType> plainSchema(JsonNode protocol, JsonNode metaData) {
    boolean plain =
        protocol.path("minReaderVersion").asInt() == 1
            && metaData.path("partitionColumns").isEmpty()
            && metaData.has("schemaString");
    return plain
        ? Optional.of((StructType) DataType.fromJson(metaData.get("schemaString").asText()))
        : Optional.empty();
  }

  /** Where a commit is. */
  static Path path(Path table, long version) {
    return new Path(table, "_delta_log/%020d.json".formatted(version));
  }

  /** Whether each file is there with all its bytes. */
  boolean isWhole(FileSystem fileSystem, Path table) {
    Map<String, Long> found = found(fileSystem, table);
    return files.entrySet().stream()
        .allMatch(file -> file.getValue().equals(found.get(file.getKey())));
  }

  /** Whether there are data files that it did not add. */
  boolean hasStrangers(FileSystem fileSystem, Path table) {
    return !files.keySet().containsAll(found(fileSystem, table).keySet());
  }

  /** The data files in a table's folder, with their bytes; none if there is no folder. */
  private static Map<String, Long> found(FileSystem fileSystem, Path table) {
    var found = new HashMap<String, Long>();
    try {
      for (FileStatus status :
          fileSystem.listStatus(table, path -> path.getName().endsWith(".parquet"))) {
        found.put(status.getPath().getName(), status.getLen());
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + table, e);
    }
    return found;
  }
}
