package org.linkagehub.pipelines.link;

import io.delta.tables.DeltaTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.stage.Digest;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.SourceTable;

/**
 * The tables that a run reads, with what tells whether they have changed: of a Delta table the
 * version, which is also the one that is read; of files their paths, sizes and times. A database
 * does not tell, so that the run reads its rows once and keeps to them.
 */
public final class Sources {
  private static final List<String> TIME_TRAVEL = List.of("versionasof", "timestampasof");

  private final SparkSession spark;

  public Sources(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * An input.
   *
   * @param table what stages call it
   */
  public SourceTable table(String table, InputSettings input) {
    Optional<Row> commit = commit(input);
    InputSettings read =
        commit.isPresent() && !travels(input)
            ? input.withOption("versionAsOf", Long.toString(commit.get().getLong(0)))
            : input;
    Dataset<Row> raw = InputTables.openToRead(spark, read);
    return new SourceTable(
        table,
        described(input, commit),
        input.where().isPresent() ? raw.where(input.where().get()) : raw,
        // The version of a Delta table that is read stays as it is.
        () -> commit.isPresent() ? described(input, commit) : described(input, Optional.empty()));
  }

  private RunManifest.Input described(InputSettings input, Optional<Row> commit) {
    String state;
    String fingerprint;
    if (commit.isPresent()) {
      state = "Delta version " + commit.get().getLong(0);
      fingerprint =
          new Digest()
              .add(input.location())
              .add(commit.get().mkString("|"))
              .add(String.valueOf(travelled(input)))
              .hex();
      if (travels(input)) {
        state = "Delta as of " + String.join(", ", travelled(input).values());
      }
    } else if (input.format() == InputSettings.Format.JDBC) {
      state = "not read";
      fingerprint = "";
    } else {
      Map<String, FileStatus> files = files(input);
      var digest = new Digest();
      long bytes = 0;
      for (Map.Entry<String, FileStatus> file : files.entrySet()) {
        digest
            .add(file.getKey())
            .add(file.getValue().getLen() + "@" + file.getValue().getModificationTime());
        bytes += file.getValue().getLen();
      }
      state =
          String.format(
              Locale.ROOT,
              "%,d %s, %,d bytes",
              files.size(),
              files.size() == 1 ? "file" : "files",
              bytes);
      fingerprint = digest.hex();
    }
    return new RunManifest.Input(
        input.name(), input.format().configName(), input.location(), state, fingerprint);
  }

  /** The newest commit of a Delta table, version and time; empty for what is none. */
  private Optional<Row> commit(InputSettings input) {
    if (input.format() != InputSettings.Format.DELTA) {
      return Optional.empty();
    }
    InputTables.open(spark, input); // says what is wrong, if something is
    try {
      DeltaTable table =
          input.catalogTable()
              ? DeltaTable.forName(spark, input.location())
              : DeltaTable.forPath(spark, input.location());
      return Optional.of(table.history(1).select("version", "timestamp").head());
    } catch (Exception e) { // AnalysisException is checked, but Scala code does not declare it
      if (input.catalogTable()) {
        return Optional.empty(); // a view, or a table of another format
      }
      throw e;
    }
  }

  private static boolean travels(InputSettings input) {
    return !travelled(input).isEmpty();
  }

  private static Map<String, String> travelled(InputSettings input) {
    var options = new TreeMap<String, String>();
    input
        .options()
        .forEach(
            (name, value) -> {
              if (TIME_TRAVEL.contains(name.toLowerCase(Locale.ROOT))) {
                options.put(name.toLowerCase(Locale.ROOT), value);
              }
            });
    return options;
  }

  /** The files that Spark would read, by path. */
  private Map<String, FileStatus> files(InputSettings input) {
    var found = new TreeMap<String, FileStatus>();
    try {
      for (Path path : paths(input)) {
        FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
        FileStatus[] matching = files.globStatus(path);
        for (FileStatus status : matching == null ? new FileStatus[0] : matching) {
          collect(files, status, found);
        }
      }
    } catch (IOException e) {
      throw new InputDataException(
          "input %s cannot be looked at: %s".formatted(input.name(), input.location()), e);
    }
    return found;
  }

  private List<Path> paths(InputSettings input) {
    if (!input.catalogTable()) {
      return List.of(new Path(input.location()));
    }
    spark.catalog().refreshTable(input.location());
    return Arrays.stream(InputTables.open(spark, input).inputFiles())
        .map(file -> new Path(java.net.URI.create(file)))
        .toList();
  }

  private static void collect(FileSystem files, FileStatus status, Map<String, FileStatus> found)
      throws IOException {
    if (status.isFile()) {
      found.put(status.getPath().toString(), status);
      return;
    }
    var children = new ArrayList<FileStatus>();
    try {
      children.addAll(
          List.of(
              files.listStatus(
                  status.getPath(),
                  child -> !child.getName().startsWith("_") && !child.getName().startsWith("."))));
    } catch (FileNotFoundException gone) {
      return; // between the two looks at it; the fingerprint says so
    }
    for (FileStatus child : children) {
      collect(files, child, found);
    }
  }
}
