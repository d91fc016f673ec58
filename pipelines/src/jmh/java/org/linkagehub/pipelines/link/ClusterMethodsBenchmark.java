package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.linkagehub.core.cluster.RefinementSettings;
import org.linkagehub.core.config.Threshold;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.Groups;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.cluster.ClusterMetrics;
import org.linkagehub.core.spark.cluster.ClusterRefinement;
import org.linkagehub.core.spark.cluster.ConnectedComponents;
import org.linkagehub.core.spark.cluster.LineageCut;
import org.linkagehub.core.train.ComponentModel;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.StageChoice;
import org.linkagehub.pipelines.stage.StageRunner;
import org.linkagehub.qa.accuracy.ClusterAccuracy;
import org.linkagehub.qa.measure.Measure;
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
 * The ways to make clusters of the same links, side by side, on sets with a known truth: prints
 * precision, recall and F1 of pairs, B-cubed F1, people found exactly and seconds. Run, from the
 * repository: {@code LINKAGE_SHARED=$PWD/../shared mvn -Pbenchmark -pl core,qa,pipelines verify
 * -Dbenchmark=ClusterMethodsBenchmark -Dbenchmark.module=linkage-pipelines}.
 *
 * <p>No method has a setting that was chosen for a set: thresholds are 0.5, 0.95 and 0.99, clusters
 * are joined at 0 bits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Timeout(time = 40, timeUnit = TimeUnit.MINUTES)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx3g", "-XX:+UseParallelGC"})
public class ClusterMethodsBenchmark {
  private static final ConnectedComponents.Settings COMPONENTS =
      ConnectedComponents.Settings.defaults();

  /** Examples of conf/examples. */
  @Param({"fake_1000", "febrl3", "historical_50k"})
  String set;

  private LinkageConfig config;
  private Dataset<Row> records;
  private Dataset<Row> links;
  private Model model;
  private TermFrequencies frequencies;
  private RefinementSettings settings;

  /** Links the set. */
  @Setup
  public void link() throws IOException {
    SparkSession spark = TestSession.spark();
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("conf/examples"))) {
      root = root.getParent();
    }
    config = LinkageConfig.ofFile(root.resolve("conf/examples/" + set + ".conf"));
    var job = new LinkageJob(config);
    RunStore store =
        RunStore.at(
            Files.createTempDirectory("methods").toString(),
            spark.sparkContext().hadoopConfiguration());
    CompletedRun run =
        new StageRunner(spark, store, Progress.silent(), Clock.systemUTC())
            .run(job.plan(spark, "run"), StageChoice.all(), job::results);
    records = run.tables().table(RecordsStage.RECORDS).cache();
    links = run.tables().table(LinkageStages.LINKS).cache();
    model = ModelTables.model(run.tables().table(LinkageStages.MODEL));
    frequencies =
        TermFrequencies.ofTable(
            run.tables().table(LinkageStages.TERM_FREQUENCIES),
            TermFrequencies.columns(model.comparisons()));
    settings = config.clustering().refinement(config.scoring().threshold());
  }

  /** Prints a line a method. */
  @Benchmark
  public void compare() {
    Map<String, Supplier<Dataset<Row>>> methods = new LinkedHashMap<>();
    for (double probability : new double[] {0.5, 0.95, 0.99}) {
      methods.put("connected components at " + probability, () -> components(above(probability)));
    }
    methods.put("the same at 0.5, bridges below 0.99 cut", this::withoutWeakBridges);
    methods.put("mutual best links at 0.5", this::mutualBest);
    methods.put("average linkage, u of random pairs", this::averageByRandomPairs);
    for (RivalSolver.Method method : RivalSolver.Method.values()) {
      methods.put(
          method.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ", u of components",
          () -> divided(method));
    }
    methods.put("refined (average linkage, u of components)", () -> refined(settings).clusters());
    System.out.printf(
        "%n%-44s %9s %9s %9s %9s %14s %8s%n",
        set, "precision", "recall", "F1", "B-cubed", "exact people", "seconds");
    methods.forEach(this::line);
  }

  private void line(String method, Supplier<Dataset<Row>> clustering) {
    long start = System.nanoTime();
    Dataset<Row> clusters = LineageCut.local().cut("clusters", clustering.get());
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Measure> measures = new LinkedHashMap<>();
    ClusterAccuracy.measure(records, clusters, config.linkType())
        .forEach(measure -> measures.put(measure.measure(), measure));
    System.out.printf(
        "%-44s %9.4f %9.4f %9.4f %9.4f %,6.0f/%,6.0f %8.1f%n",
        method,
        measures.get("cluster_pair_precision").value().orElse(1),
        measures.get("cluster_pair_recall").value().orElse(1),
        measures.get("cluster_pair_f1").value().orElse(1),
        measures.get("b_cubed_f1").value().orElse(1),
        measures.get("exact_cluster_recall").numerator().orElseThrow(),
        measures.get("exact_cluster_recall").denominator().orElseThrow(),
        seconds);
  }

  private Dataset<Row> above(double probability) {
    return links.where(col("match_weight").geq(Threshold.ofProbability(probability).bits()));
  }

  private Dataset<Row> components(Dataset<Row> of) {
    return ConnectedComponents.clusters(records, of, COMPONENTS);
  }

  private Dataset<Row> withoutWeakBridges() {
    Dataset<Row> linked = above(0.5);
    Dataset<Row> measured =
        ClusterMetrics.measure(
                components(linked), linked, Threshold.ofProbability(0.5).bits(), LineageCut.local())
            .links();
    return components(
        measured.where(
            not(col("is_bridge"))
                .or(col("match_weight").geq(Threshold.ofProbability(0.99).bits()))));
  }

  /** Links that are the best of both their records. */
  private Dataset<Row> mutualBest() {
    Dataset<Row> linked = above(0.5).select("left_key", "right_key", "match_weight");
    Dataset<Row> ends =
        linked
            .withColumn("at", col("left_key"))
            .union(linked.withColumn("at", col("right_key")))
            .withColumn(
                "place",
                row_number()
                    .over(
                        Window.partitionBy("at")
                            .orderBy(
                                col("match_weight").desc(), col("left_key"), col("right_key"))));
    return components(
        ends.where("place = 1")
            .groupBy("left_key", "right_key")
            .agg(count(lit(1)).as("best_of"))
            .where("best_of = 2"));
  }

  private ClusterRefinement.Refined refined(RefinementSettings by) {
    return new ClusterRefinement(new BlockEngine(), model, frequencies, by, COMPONENTS)
        .refine(records, links);
  }

  /** So many further pairs of the model's own that those inside components change nothing. */
  private Dataset<Row> averageByRandomPairs() {
    return refined(
            new RefinementSettings(
                settings.candidateWeight(),
                settings.joinWeight(),
                settings.maxRecords(),
                settings.barStep(),
                settings.highestBar(),
                settings.keepWeight(),
                settings.keepDensity(),
                List.of(),
                settings.twins(),
                new ComponentModel.Settings(1e15, 1, 1)))
        .clusters();
  }

  private Dataset<Row> divided(RivalSolver.Method method) {
    ClusterRefinement.Refined refined = refined(settings);
    Dataset<Row> placed = refined.clusters().select("record_key", "cluster_id", "component_id");
    Dataset<Row> small =
        placed
            .groupBy(col("component_id").as("small"))
            .agg(count(lit(1)).as("n"))
            .where(col("n").gt(1).and(col("n").leq(settings.maxRecords())));
    Dataset<Row> inside =
        records.join(
            placed
                .join(small, col("component_id").equalTo(col("small")))
                .select(col("record_key").as("member"), col("component_id")),
            col("record_key").equalTo(col("member")));
    Dataset<Row> solved =
        new BlockEngine()
            .solveGroups(
                inside,
                new Groups(
                    "component_id",
                    refined.model().model(),
                    List.of(),
                    frequencies,
                    java.util.Optional.empty()),
                new RivalSolver(method))
            .toDF("solved_key", "solved_cluster");
    return placed
        .join(solved, col("record_key").equalTo(col("solved_key")), "left")
        .select(
            col("record_key"), coalesce(col("solved_cluster"), col("cluster_id")).as("cluster_id"));
  }
}
