package org.linkagehub.pipelines.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.isnull;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DecimalType;
import org.linkagehub.core.standardise.Sql;

/**
 * The sources of a run that cannot tell whether they have changed, as a database cannot. Each is
 * read once, before the first stage that needs it: a second pass might find other rows. Its rows
 * stay where Spark keeps its exchanges, in memory and on the disks of the executors, until the run
 * ends; no copy of them is among the run's tables, for they hold those who must not be linked, too.
 * Their fingerprint is a digest of the rows, so that a later run that finds the same rows need not
 * link them again.
 */
final class UnversionedSources {
  private final Set<String> unread = new HashSet<>();
  private final Clock clock;
  private final Progress progress;

  UnversionedSources(Clock clock, Progress progress) {
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * The plan, with sources as an earlier run read them where the user begins at a stage after those
   * that need them.
   *
   * @param earlier runs of the same linkage, newest first
   */
  RunPlan asReadBefore(RunPlan plan, StageChoice choice, List<RunManifest> earlier) {
    int chosen = plan.stages().stream().map(Stage::name).toList().indexOf(choice.stage());
    var sources = new ArrayList<SourceTable>();
    for (SourceTable source : plan.sources()) {
      if (!source.described().fingerprint().isEmpty()) {
        sources.add(source);
        continue;
      }
      unread.add(source.table());
      boolean passed =
          plan.stages().stream()
              .skip(Math.max(0, chosen))
              .noneMatch(stage -> stage.inputs().contains(source.table()));
      Optional<RunManifest.Input> before = passed ? before(source, earlier) : Optional.empty();
      sources.add(
          before
              .map(input -> SourceTable.constant(source.table(), input, source.rows()))
              .orElse(source));
    }
    return plan.withSources(sources);
  }

  private static Optional<RunManifest.Input> before(SourceTable source, List<RunManifest> earlier) {
    RunManifest.Input now = source.described();
    return earlier.stream()
        .flatMap(run -> run.inputs().stream())
        .filter(input -> input.name().equals(now.name()))
        .filter(input -> input.location().equals(now.location()))
        .filter(input -> !input.fingerprint().isEmpty())
        .findFirst();
  }

  /** Whether a stage that is to be run needs one that was not read yet. */
  boolean areNeeded(List<Resume.Decision> decisions) {
    return decisions.stream()
        .filter(decision -> decision.made().isEmpty())
        .flatMap(decision -> decision.stage().inputs().stream())
        .anyMatch(unread::contains);
  }

  /**
   * The plan, with all of them read.
   *
   * @throws InputDataException if one cannot be read
   */
  RunPlan read(RunPlan plan) {
    var sources = new ArrayList<SourceTable>();
    for (SourceTable source : plan.sources()) {
      sources.add(unread.contains(source.table()) ? read(source) : source);
    }
    unread.clear();
    return plan.withSources(sources);
  }

  private SourceTable read(SourceTable source) {
    RunManifest.Input input = source.described();
    progress.reading(input.name());
    try {
      Dataset<Row> rows = source.rows().localCheckpoint(true);
      Row digest = digest(rows);
      return SourceTable.constant(
          source.table(),
          new RunManifest.Input(
              input.name(),
              input.format(),
              input.location(),
              String.format(
                  Locale.ROOT, "%,d rows, read at %s", digest.getLong(0), clock.instant()),
              new Digest()
                  .add(input.location())
                  .add(rows.schema().toDDL())
                  .add(digest.mkString("|"))
                  .hex()),
          rows);
    } catch (Exception e) { // Scala code throws checked exceptions undeclared
      throw new InputDataException(
          "input %s cannot be read: %s".formatted(input.name(), FailureText.of(e)), e);
    }
  }

  /** The number of rows and two sums of their hashes: the same in any order. */
  private static Row digest(Dataset<Row> rows) {
    Column[] cells =
        Arrays.stream(rows.columns())
            .map(name -> col(Sql.column(name)))
            .flatMap(cell -> List.of(isnull(cell), cell).stream()) // a hash passes nulls over
            .toArray(Column[]::new);
    var exact = new DecimalType(38, 0);
    return rows.select(
            xxhash64(cells).cast(exact).as("one"),
            xxhash64(reversed(cells)).cast(exact).as("other"))
        .agg(count(lit(1)), sum("one"), sum("other"))
        .first();
  }

  private static Column[] reversed(Column[] cells) {
    var reversed = new Column[cells.length];
    for (int i = 0; i < cells.length; i++) {
      reversed[i] = cells[cells.length - 1 - i];
    }
    return reversed;
  }
}
