package org.linkagehub.pipelines.release;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunLock;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.WrittenTables;

/** The releases of a linkage in an output. */
public final class Releases {
  private final SparkSession spark;
  private final RunStore store;
  private final String linkage;
  private final Optional<String> schema;
  private final Clock clock;
  private final ReleaseTable table;

  /**
   * The releases of a linkage.
   *
   * @param schema the catalog and schema that its tables are in; empty for the folders of its runs
   */
  public Releases(
      SparkSession spark, RunStore store, String linkage, Optional<String> schema, Clock clock) {
    this.spark = spark;
    this.store = store;
    this.linkage = linkage;
    this.schema = schema;
    this.clock = clock;
    this.table = new ReleaseTable(spark, store, schema);
  }

  /**
   * Passes a schema in which the views of these tables can be made: their names are free, or theirs
   * already.
   *
   * @throws InputDataException naming one that is another project's
   */
  public void requireViewsFree(List<String> tables) {
    schema.ifPresent(in -> new Views(spark, in).requireFree(linkage, tables));
  }

  /** All of them, newest first. */
  public List<Release> all() {
    return table.all(Optional.of(linkage));
  }

  /**
   * Makes a finished run the current release: first the one commit that decides, then the views or
   * the file that lead to it.
   *
   * @param after the number of the release that was current when the run began; 0 if there was none
   * @param begun when that was
   * @throws InputDataException if another run was published since, or the run did not finish
   */
  public Release publish(RunManifest run, long after, Instant begun) {
    List<TableWritten> tables = tables(run);
    Release release = published(run, after + 1, tables);
    if (table.add(release)) {
      return lead(release);
    }
    Release other = all().get(0);
    if (!other.published().isBefore(begun)) {
      throw new InputDataException(
          "release %d of %s was made by run %s in the meantime (%s): run %s is finished, but not published; `linkage publish %s` does so"
              .formatted(
                  other.number(),
                  linkage,
                  other.runId(),
                  other.published(),
                  run.runId(),
                  run.runId()));
    }
    // What leads to the current release did not: its publication was killed half way.
    return commit(published(run, other.number() + 1, tables));
  }

  /**
   * Makes a finished run the current release, whichever was made in the meantime.
   *
   * @param lock on the linkage, held by the caller
   * @throws InputDataException if the run did not finish, or some of its tables are gone
   */
  public Release publish(RunManifest run, RunLock lock) {
    List<Release> all = all();
    List<TableWritten> tables = tables(run);
    if (!all.isEmpty()
        && all.get(0).runId().equals(run.runId())
        && all.get(0).tables().equals(tables)) {
      return lead(all.get(0)); // is current, but what leads to it may be lost
    }
    Release release = published(run, latest(all) + 1, tables);
    requireIntact(release, "run " + run.runId());
    requireHeld(lock);
    return commit(release);
  }

  private static long latest(List<Release> all) {
    return all.stream().mapToLong(Release::number).max().orElse(0);
  }

  private static List<TableWritten> tables(RunManifest run) {
    if (run.status() != RunManifest.Status.FINISHED) {
      throw new InputDataException(
          "run %s cannot be published: it is %s"
              .formatted(run.runId(), run.status().name().toLowerCase(Locale.ROOT)));
    }
    return run.stages().stream().flatMap(stage -> stage.outputs().stream()).toList();
  }

  private void requireHeld(RunLock lock) {
    if (!lock.isHeld()) {
      throw new InputDataException(
          "another process took over the lock of %s in the meantime; look at `linkage releases` and try again"
              .formatted(linkage));
    }
  }

  private Release published(RunManifest run, long number, List<TableWritten> tables) {
    return new Release(
        number,
        linkage,
        Release.Action.PUBLISH,
        0,
        run.runId(),
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        spark.sparkContext().sparkUser(),
        run.configurationSha256(),
        run.codeSha256(),
        run.results().getOrDefault("model_sha256", ""),
        tables);
  }

  /**
   * Brings back the tables of an earlier release, as a new one.
   *
   * @param lock on the linkage, held by the caller
   * @throws InputDataException if there is no such release, or some of its tables are gone
   */
  public Release rollBack(long number, RunLock lock) {
    List<Release> all = all();
    Release wanted =
        all.stream()
            .filter(release -> release.number() == number)
            .findFirst()
            .orElseThrow(
                () ->
                    new InputDataException(
                        "there is no release %d of %s; `linkage releases` lists them"
                            .formatted(number, linkage)));
    requireIntact(wanted, "release " + number + " of " + linkage);
    requireHeld(lock);
    return commit(
        new Release(
            latest(all) + 1,
            linkage,
            Release.Action.ROLLBACK,
            number,
            wanted.runId(),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            spark.sparkContext().sparkUser(),
            wanted.configurationSha256(),
            wanted.codeSha256(),
            wanted.modelSha256(),
            wanted.tables()));
  }

  /** Whether every table of a release is there as it was written. */
  public boolean isIntact(Release release) {
    var written = new WrittenTables(spark, store, schema);
    return release.tables().stream().allMatch(written::isIntact);
  }

  private void requireIntact(Release release, String what) {
    var written = new WrittenTables(spark, store, schema);
    List<String> gone =
        release.tables().stream()
            .filter(t -> !written.isIntact(t))
            .map(TableWritten::location)
            .toList();
    if (!gone.isEmpty()) {
      throw new InputDataException(
          "the tables of %s are no longer whole, having been cleaned away or changed: %s"
              .formatted(what, String.join(", ", gone)));
    }
  }

  private Release commit(Release release) {
    if (!table.add(release)) {
      throw new InputDataException(
          "release %d of %s was made by another process in the meantime; look at `linkage releases` and try again"
              .formatted(release.number(), linkage));
    }
    return lead(release);
  }

  private Optional<Release> before() {
    try {
      return Current.of(store, linkage).map(Current::release);
    } catch (InputDataException unreadable) {
      return Optional.empty(); // and is written anew
    }
  }

  /** Writes what leads to a release. */
  private Release lead(Release release) {
    schema.ifPresent(in -> new Views(spark, in).follow(release, before()));
    new Current(release, schema.orElse(""), table.location()).write(store);
    return release;
  }

  /** Where users find the current release: the file, or the views. */
  public String shown() {
    return schema
        .map(in -> "views " + new Views(spark, in).name(linkage, "*"))
        .orElseGet(() -> store.current().shown(linkage + ".json"));
  }
}
