package org.linkagehub.pipelines.summary;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a whole run took, from the launch of its process to its end.
 *
 * @param linkage its name
 * @param date of the measurement, as {@code 2026-03-14}
 * @param machine processor, cores, memory
 * @param versions of Linkage Hub, Spark, Delta and Java
 * @param cores that it might use
 * @param heap that it might take, as {@code 4g}
 * @param copies of the people
 * @param records that were linked
 * @param pairs that were compared
 * @param links that were written
 * @param wallSeconds from launch to end
 * @param cpuSeconds of the whole process
 * @param peakResidentBytes the most memory of the process; absent where the system does not tell
 * @param stages in the order in which they ran
 * @param comparing what sorts, groups and compares the pairs; absent where no stage scores
 * @param duckDb the same pairs in DuckDB, if it was asked for
 * @param folder of the run, if it was kept
 */
public record BenchSummary(
    String linkage,
    String date,
    String machine,
    Map<String, String> versions,
    int cores,
    String heap,
    int copies,
    long records,
    long pairs,
    long links,
    double wallSeconds,
    double cpuSeconds,
    OptionalLong peakResidentBytes,
    List<Stage> stages,
    Optional<Comparing> comparing,
    Optional<DuckDb> duckDb,
    Optional<String> folder)
    implements Summary {
  public BenchSummary {
    stages = List.copyOf(stages);
  }

  /**
   * A stage of the run.
   *
   * @param wallSeconds from its beginning until its tables were committed
   * @param cpuSeconds of the process meanwhile: tasks, driver, compiler and garbage collector
   * @param taskCpuSeconds of its tasks alone
   * @param shuffleBytes written for exchange between tasks
   * @param spillBytes written to disk for want of memory
   * @param peakHeapBytes the most heap
   */
  public record Stage(
      String name,
      double wallSeconds,
      double cpuSeconds,
      double taskCpuSeconds,
      long shuffleBytes,
      long spillBytes,
      long peakHeapBytes) {}

  /**
   * The tasks that read the exchange of the stage {@code score}: they sort, group, compare, weigh
   * and write the links.
   *
   * @param cpuSeconds of them
   */
  public record Comparing(double cpuSeconds) {}

  /**
   * The same records and rules in DuckDB.
   *
   * @param threads that it might use
   * @param loadSeconds to read the cleaned records into memory, keys and parts of values computed
   * @param compareSeconds to join, compare and count the vectors
   * @param pairs that it made
   * @param vectors that differ
   * @param alikePairs pairs whose vector is the same by count; absent where the run did not count
   */
  public record DuckDb(
      String version,
      int threads,
      double loadSeconds,
      double loadCpuSeconds,
      double compareSeconds,
      double compareCpuSeconds,
      long pairs,
      long vectors,
      OptionalLong alikePairs) {}

  /** The same, with what DuckDB took beside it. */
  public BenchSummary with(DuckDb other) {
    return new BenchSummary(
        linkage,
        date,
        machine,
        versions,
        cores,
        heap,
        copies,
        records,
        pairs,
        links,
        wallSeconds,
        cpuSeconds,
        peakResidentBytes,
        stages,
        comparing,
        Optional.of(other),
        folder);
  }

  /** The stage that makes and compares all pairs, if there is one. */
  Optional<Stage> score() {
    return stages.stream().filter(stage -> stage.name().equals("score")).findFirst();
  }

  @Override
  public String text() {
    return BenchText.of(this);
  }
}
