package org.linkagehub.pipelines.release;

import io.delta.tables.DeltaTable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunLock;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunManifest.Status;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.WrittenTables;

/**
 * Removes the tables of old runs. Of each linkage it keeps those of the newest releases, of the
 * newest finished runs, and of runs that failed since the newest finished one, which the next run
 * may continue; what of these was taken from older runs is kept with them. Manifests and summaries
 * of all runs stay.
 */
public final class Cleaning {
  private static final String LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  /** So many small files are read as fast as one. */
  private static final int HISTORY_FILES = 20;

  private final SparkSession spark;
  private final RunStore store;
  private final int keep;
  private final Clock clock;

  /**
   * A cleaning of an output.
   *
   * @param keep how many releases, and how many finished runs, of each linkage are kept; at least 1
   */
  public Cleaning(SparkSession spark, RunStore store, int keep, Clock clock) {
    if (keep < 1) {
      throw new IllegalArgumentException("at least 1 release must be kept, was " + keep);
    }
    this.spark = spark;
    this.store = store;
    this.keep = keep;
    this.clock = clock;
  }

  /**
   * A table that goes.
   *
   * @param runId whose it is
   * @param location its path, or its name in the catalog
   * @param bytes of its files; 0 where the catalog does not tell
   */
  public record Removed(String runId, String location, long bytes) {}

  /**
   * What was, or would be, done.
   *
   * @param removed the tables that go
   * @param kept how many tables stay
   * @param unreadable runs whose manifest cannot be read, which are left as they are
   */
  public record Outcome(List<Removed> removed, int kept, List<String> unreadable) {
    public Outcome {
      removed = List.copyOf(removed);
      unreadable = List.copyOf(unreadable);
    }
  }

  /**
   * Cleans.
   *
   * @param dryRun whether to say only what would go
   * @throws InputDataException if a run of the output is going on
   */
  public Outcome clean(boolean dryRun) {
    var unreadable = new ArrayList<String>();
    Map<String, List<RunManifest>> runs = runs(unreadable);
    var locks = new ArrayList<RunLock>();
    try {
      for (String linkage : runs.keySet()) {
        locks.add(store.lock(linkage, "clean", clock.instant()));
      }
      var removed = new ArrayList<Removed>();
      var kept = new LinkedHashSet<TableWritten>();
      var schemas = new TreeSet<String>();
      for (Map.Entry<String, List<RunManifest>> ofLinkage : runs(unreadable).entrySet()) {
        Set<TableWritten> needed = needed(ofLinkage.getKey(), ofLinkage.getValue());
        kept.addAll(needed);
        for (RunManifest run : ofLinkage.getValue()) {
          schemas.add(run.schema());
          removed.addAll(
              run.schema().isEmpty()
                  ? removeFolders(run, needed, dryRun)
                  : removeFromCatalog(run, needed, dryRun));
        }
      }
      if (!dryRun) {
        tidy(kept, schemas);
      }
      return new Outcome(removed, kept.size(), new ArrayList<>(new TreeSet<>(unreadable)));
    } finally {
      locks.forEach(RunLock::close);
    }
  }

  /** The readable manifests, newest first, by linkage. */
  private Map<String, List<RunManifest>> runs(List<String> unreadable) {
    var runs = new LinkedHashMap<String, List<RunManifest>>();
    for (RunFolder folder : store.list()) {
      try {
        RunManifest manifest = folder.manifest();
        runs.computeIfAbsent(manifest.linkage(), name -> new ArrayList<>()).add(manifest);
      } catch (InputDataException e) {
        unreadable.add(folder.runId());
      }
    }
    return runs;
  }

  private Set<TableWritten> needed(String linkage, List<RunManifest> runs) {
    var needed = new LinkedHashSet<TableWritten>();
    int finished = 0;
    for (RunManifest run : runs) {
      if (run.status() == Status.FINISHED ? finished++ < keep : finished == 0) {
        run.stages().forEach(stage -> needed.addAll(stage.outputs()));
      }
    }
    var schemas = new TreeSet<String>();
    runs.forEach(run -> schemas.add(run.schema()));
    for (String schema : schemas) {
      var released = new HashSet<String>();
      for (Release release : new Releases(spark, store, linkage, optional(schema), clock).all()) {
        if (released.contains(release.runId()) || released.size() < keep) {
          released.add(release.runId());
          needed.addAll(release.tables());
        }
      }
    }
    return needed;
  }

  private static Optional<String> optional(String schema) {
    return schema.isEmpty() ? Optional.empty() : Optional.of(schema);
  }

  private List<Removed> removeFolders(RunManifest run, Set<TableWritten> needed, boolean dryRun) {
    var locations = new HashSet<String>();
    needed.forEach(table -> locations.add(table.location()));
    RunFolder folder = store.find(run.runId());
    var removed = new ArrayList<Removed>();
    // Every folder in that of a run is a table, or what is left of one that was never finished.
    for (Map.Entry<String, Long> table : folder.tableFolders().entrySet()) {
      String location = folder.tablePath(table.getKey());
      if (!locations.contains(location)) {
        removed.add(new Removed(run.runId(), location, table.getValue()));
        if (!dryRun) {
          folder.removeTable(table.getKey());
        }
      }
    }
    return removed;
  }

  private List<Removed> removeFromCatalog(
      RunManifest run, Set<TableWritten> needed, boolean dryRun) {
    var locations = new HashSet<String>();
    needed.forEach(table -> locations.add(table.location()));
    String ending = "_" + run.runId().replace('-', '_');
    var removed = new ArrayList<Removed>();
    for (Row table : spark.sql("SHOW TABLES IN " + run.schema()).collectAsList()) {
      String name = table.getAs("tableName");
      String location = run.schema() + "." + name;
      if (name.endsWith(ending) && !locations.contains(location)) {
        removed.add(new Removed(run.runId(), location, 0));
        if (!dryRun) {
          spark.sql("DROP TABLE IF EXISTS " + location);
        }
      }
    }
    return removed;
  }

  private void tidy(Set<TableWritten> kept, Set<String> schemas) {
    // A table's folder is listed by so many tasks, by default 10,000, however small it is.
    Optional<String> before = Optional.ofNullable(spark.conf().get(LISTING, null));
    spark.conf().set(LISTING, Integer.toString(4 * spark.sparkContext().defaultParallelism()));
    try {
      kept.forEach(this::vacuum);
      schemas.forEach(this::compactHistory);
    } finally {
      before.ifPresentOrElse(
          tasks -> spark.conf().set(LISTING, tasks), () -> spark.conf().unset(LISTING));
    }
  }

  /** Removes files that no version needs, such as those of tasks that failed. */
  private void vacuum(TableWritten table) {
    boolean inFolder = table.location().contains("/");
    var written =
        new WrittenTables(
            spark, store, inFolder ? Optional.empty() : Optional.of(schemaOf(table.location())));
    if (!written.hasStrayFiles(table)) {
      return;
    }
    DeltaTable delta =
        inFolder
            ? DeltaTable.forPath(spark, table.location())
            : DeltaTable.forName(spark, table.location());
    long newest = delta.history(1).select("version").head().getLong(0);
    // Where somebody has written to it since, its newest version may not need what ours needs.
    if (newest == table.version()) {
      delta.vacuum();
    }
  }

  private static String schemaOf(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** The tables of runs and releases grow by a small file each time: many become one. */
  private void compactHistory(String schema) {
    for (String name : List.of("runs", "releases")) {
      String location = schema.isEmpty() ? store.historyPath(name) : schema + "." + name;
      boolean there =
          schema.isEmpty()
              ? DeltaTable.isDeltaTable(spark, location)
              : spark.catalog().tableExists(location);
      if (there) {
        DeltaTable table =
            schema.isEmpty()
                ? DeltaTable.forPath(spark, location)
                : DeltaTable.forName(spark, location);
        if (table.detail().select("numFiles").head().getLong(0) > HISTORY_FILES) {
          table.optimize().executeCompaction();
          table.vacuum();
        }
      }
    }
  }
}
