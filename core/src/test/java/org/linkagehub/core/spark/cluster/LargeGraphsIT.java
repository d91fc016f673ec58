package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.cluster.ConnectedComponents.Settings;

/** Graphs whose shape is hard on an algorithm that works in rounds. */
@Tag("slow")
class LargeGraphsIT {
  private final SparkSession spark = TestSession.spark();

  @Test
  void aChainOfAscendingIdsTakesFewRounds() {
    List<String> tables = new ArrayList<>();
    LineageCut counting =
        (name, table) -> {
          tables.add(name);
          return LineageCut.local().cut(name, table);
        };
    Dataset<Row> records = records(100_000);
    Dataset<Row> edges =
        spark.range(99_999).select(col("id").as("left_key"), expr("id + 1").as("right_key"));
    var summary =
        check(
            records,
            edges,
            ConnectedComponents.clusters(records, edges, new Settings(0, 25, counting)));
    assertEquals(1, summary.clusters());
    long rounds = tables.stream().filter(name -> name.endsWith("-nodes")).count();
    assertTrue(rounds <= 25, "took " + rounds + " rounds");
  }

  @ParameterizedTest(name = "union-find up to {0} edges")
  @CsvSource({"100000", "20000000"})
  void aStarOfAMillion(long unionFindEdges) {
    Dataset<Row> records = records(1_000_000);
    Dataset<Row> edges =
        spark.range(1, 1_000_000).select(expr("0L").as("left_key"), col("id").as("right_key"));
    var summary = check(records, edges, clusters(records, edges, unionFindEdges));
    assertEquals(1, summary.clusters());
    assertEquals(1_000_000, summary.largestCluster());
  }

  @ParameterizedTest(name = "union-find up to {0} edges")
  @CsvSource({"100000", "20000000"})
  void aThousandChainsOfAThousand(long unionFindEdges) {
    Dataset<Row> records = records(1_000_000);
    Dataset<Row> edges =
        spark
            .range(1_000_000)
            .where("id % 1000 < 999")
            .select(col("id").as("left_key"), expr("id + 1").as("right_key"));
    var summary = check(records, edges, clusters(records, edges, unionFindEdges));
    assertEquals(1000, summary.clusters());
    assertEquals(1000, summary.largestCluster());
  }

  /** 100,000 records of which half have links, so that components of every size come about. */
  @ParameterizedTest(name = "seed {0}")
  @CsvSource({"1", "2"})
  void bothMethodsAgreeOnARandomGraph(int seed) {
    Dataset<Row> records =
        spark.range(100_000).select(expr("xxhash64(id)").as("record_key")).cache();
    Dataset<Row> edges =
        spark
            .range(60_000)
            .select(
                expr("xxhash64(pmod(xxhash64(id, 1, " + seed + "), 100000))").as("left_key"),
                expr("xxhash64(pmod(xxhash64(id, 2, " + seed + "), 100000))").as("right_key"))
            .cache();
    Dataset<Row> one = clusters(records, edges, 1_000_000).cache();
    check(records, edges, one);
    Dataset<Row> other = clusters(records, edges, 0);
    assertEquals(0, one.except(other).count());
  }

  private static Dataset<Row> clusters(
      Dataset<Row> records, Dataset<Row> edges, long unionFindEdges) {
    return ConnectedComponents.clusters(
        records, edges, Settings.defaults().withUnionFindEdges(unionFindEdges));
  }

  private static ClusterChecker.Summary check(
      Dataset<Row> records, Dataset<Row> edges, Dataset<Row> clusters) {
    return ClusterChecker.checkComponents(records, edges, clusters, 20_000_000);
  }

  private Dataset<Row> records(long count) {
    return spark.range(count).select(col("id").as("record_key"));
  }
}
