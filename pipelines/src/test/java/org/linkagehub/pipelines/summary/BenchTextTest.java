package org.linkagehub.pipelines.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BenchTextTest {
  private static final BenchSummary BENCH =
      new BenchSummary(
          "people",
          "2026-03-14",
          "A processor, 2 cores, 8.00 GiB of memory, Linux",
          Map.of("spark", "4.0.1"),
          2,
          "4g",
          5,
          1_000_000,
          3_000_000,
          2_500_000,
          30,
          50,
          OptionalLong.of(3L << 30),
          List.of(
              new BenchSummary.Stage("standardise", 12, 20, 18, 0, 0, 1L << 30),
              new BenchSummary.Stage("score", 10, 18, 15, 200 << 20, 1 << 20, 2L << 30)),
          Optional.of(new BenchSummary.Comparing(1.5)),
          Optional.empty(),
          Optional.empty());

  @Test
  void everyFigureStandsInATable() {
    assertEquals(
        """
        Benchmark of people, 5 copies: 2 cores, 4g of heap, 2026-03-14
        ════════════════════════════════════════════════════════════════════════════════════════════════════

        1,000,000 records, 3,000,000 candidate pairs, 2,500,000 links

        The whole run, from the launch of its process to its end
          wall time                       30 s
          CPU time                        50 s  50.0 µs a record
          peak memory of the process  3.00 GiB
          peak heap                   2.00 GiB  of 4g
          shuffled                     200 MiB
          spilled                     1.00 MiB

          stage                  wall     CPU  of tasks  shuffled   spilled  peak heap
          standardise          12.0 s  20.0 s    18.0 s       0 B       0 B   1.00 GiB
          score                10.0 s  18.0 s    15.0 s   200 MiB  1.00 MiB   2.00 GiB
          start, between, end   8.0 s  12.0 s

        To sort, group and compare (tasks of score behind its exchange): 1.5 s of CPU time,
          2.00 M pairs a CPU second

        A processor, 2 cores, 8.00 GiB of memory, Linux
        spark 4.0.1
        """,
        BENCH.text());
  }

  @Test
  void ratiosAreOfDuckDbToUsAndOtherPairsAreSaid() {
    String same =
        BENCH
            .with(
                new BenchSummary.DuckDb(
                    "v1", 2, 1, 2, 24, 43, 3_000_000, 300, OptionalLong.of(2_999_970)))
            .text();
    assertTrue(
        same.contains(
            "DuckDB takes so many times as much                                   2.5 x   2.5 x"),
        same);
    assertTrue(same.contains("Both made the same 3,000,000 pairs."), same);
    assertTrue(same.contains("99.9990 % of the pairs are counted under the same vector"), same);
    String other =
        BENCH
            .with(
                new BenchSummary.DuckDb(
                    "v1", 2, 1, 2, 24, 43, 2_999_999, 300, OptionalLong.empty()))
            .text();
    assertTrue(other.contains("! DuckDB made 2,999,999 pairs, not 3,000,000"), other);
  }
}
