package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linkagehub.core.cluster.UnionFind;
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
  void aStarOfManyNodes(long unionFindEdges) {
    Dataset<Row> records = records(200_000);
    Dataset<Row> edges =
        spark.range(1, 200_000).select(expr("0L").as("left_key"), col("id").as("right_key"));
    var summary = check(records, edges, clusters(records, edges, unionFindEdges));
    assertEquals(1, summary.clusters());
    assertEquals(200_000, summary.largestCluster());
  }

  @ParameterizedTest(name = "union-find up to {0} edges")
  @CsvSource({"100000", "20000000"})
  void manyChainsOfAThousand(long unionFindEdges) {
    Dataset<Row> records = records(200_000);
    Dataset<Row> edges =
        spark
            .range(200_000)
            .where("id % 1000 < 999")
            .select(col("id").as("left_key"), expr("id + 1").as("right_key"));
    var summary = check(records, edges, clusters(records, edges, unionFindEdges));
    assertEquals(200, summary.clusters());
    assertEquals(1000, summary.largestCluster());
  }

  /**
   * 40 graphs side by side, of 0 to 30,000 nodes and of every density, against union-find over
   * their edges one by one.
   */
  @Test
  void bothMethodsEqualUnionFindOnRandomGraphs() {
    List<Row> nodes = new ArrayList<>();
    List<Row> edges = new ArrayList<>();
    Map<Long, Long> expected = new HashMap<>();
    for (int seed = 0; seed < 40; seed++) {
      var random = new Random(seed);
      int size =
          seed < 8 ? seed : seed == 39 ? 30_000 : (int) Math.pow(10, 4 * random.nextDouble());
      long[] keys = random.longs(size).toArray();
      var sets = new UnionFind(size);
      int links = size == 0 ? 0 : (int) (size * 2 * random.nextDouble());
      for (int link = 0; link < links; link++) {
        long one = keys[random.nextInt(size)];
        long other = keys[random.nextInt(size)];
        edges.add(RowFactory.create(one, other));
        sets.union(one, other);
      }
      for (long key : keys) {
        nodes.add(RowFactory.create(key));
        expected.put(key, sets.representative(key));
      }
    }
    Dataset<Row> records = spark.createDataFrame(nodes, keys("record_key")).cache();
    Dataset<Row> links = spark.createDataFrame(edges, keys("left_key", "right_key")).cache();
    for (long unionFindEdges : new long[] {0, 20_000_000}) {
      Dataset<Row> clusters = clusters(records, links, unionFindEdges).cache();
      check(records, links, clusters);
      assertEquals(
          expected,
          clusters.collectAsList().stream()
              .collect(
                  Collectors.toMap(
                      row -> row.<Long>getAs("record_key"), row -> row.<Long>getAs("cluster_id"))),
          "union-find up to " + unionFindEdges + " edges");
    }
    assertEquals(
        0, clusters(records.limit(0), links.limit(0), 0).count(), "no nodes make no cluster");
  }

  private static StructType keys(String... names) {
    var schema = new StructType();
    for (String name : names) {
      schema = schema.add(name, DataTypes.LongType, false);
    }
    return schema;
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
