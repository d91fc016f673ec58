package org.linkagehub.pipelines.bench;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param configuration of the linkage; empty for people that are generated, linked by the
 *     configuration of the demo
 * @param people that are generated where no configuration is given
 * @param seed of them
 * @param copies of the people, 1 for themselves alone; copies never meet
 * @param rules that make the pairs
 * @param cores that Spark, and DuckDB, may use
 * @param heap of the linkage's process, as {@code 4g}
 * @param duckDb whether DuckDB does the same
 * @param folder for the input and, while it runs, the output
 * @param keep whether the output stays
 */
public record BenchSettings(
    Optional<Path> configuration,
    long people,
    long seed,
    int copies,
    BenchRules rules,
    int cores,
    String heap,
    boolean duckDb,
    Path folder,
    boolean keep) {

  /** The column that keeps copies apart: the number of the copy. */
  static final String COPY = "bench_copy";
}
