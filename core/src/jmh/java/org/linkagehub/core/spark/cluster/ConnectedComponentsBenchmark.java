package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.spark.TestSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Timeout;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Connected components of a random graph of 10 million nodes and 15 million edges, from Parquet
 * files to clusters that were counted, on two cores and 4 GiB. Run: {@code mvn -Pbenchmark -pl core
 * verify -Dbenchmark=ConnectedComponentsBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Timeout(time = 40, timeUnit = TimeUnit.MINUTES)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
public class ConnectedComponentsBenchmark {
  @Param({"10000000"})
  long nodes;

  @Param({"15000000"})
  long edges;

  /** The edges that one task may solve: all of them, or so few that rounds must do the work. */
  @Param({"50000000", "1000000"})
  long unionFindEdges;

  private Dataset<Row> records;
  private Dataset<Row> links;

  /** Writes the graph. */
  @Setup
  public void graph() throws IOException {
    SparkSession spark = TestSession.spark();
    Path folder = Files.createTempDirectory("graph");
    spark
        .range(nodes)
        .select(expr("xxhash64(id)").as("record_key"))
        .write()
        .parquet(folder.resolve("records").toString());
    spark
        .range(edges)
        .select(
            expr("xxhash64(pmod(xxhash64(id, 1), " + nodes + "))").as("left_key"),
            expr("xxhash64(pmod(xxhash64(id, 2), " + nodes + "))").as("right_key"))
        .write()
        .parquet(folder.resolve("links").toString());
    records = spark.read().parquet(folder.resolve("records").toString());
    links = spark.read().parquet(folder.resolve("links").toString());
  }

  /** The number of records in clusters of two or more. */
  @Benchmark
  public long components() {
    return ConnectedComponents.clusters(
            records,
            links,
            ConnectedComponents.Settings.defaults().withUnionFindEdges(unionFindEdges))
        .where(col("record_key").notEqual(col("cluster_id")))
        .count();
  }
}
