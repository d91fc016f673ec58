package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.summary.RunSummary;

/** Numbered people with two records each, linked where their keys agree. */
public record DemoJob(long people, long seed) implements Job {
  @Override
  public RunPlan plan(SparkSession spark, String command) {
    Stage generate =
        Stage.of(
            "generate",
            List.of(),
            Output.of("people"),
            none ->
                spark
                    .range(2 * people)
                    .selectExpr(
                        "xxhash64(id) AS record_key",
                        "cast(id AS string) AS record_id",
                        "cast(id div 2 AS string) AS true_person",
                        "if(id % 20 = 1, null, id div 2) AS key"));
    Stage cluster =
        Stage.of(
            "cluster",
            List.of("people"),
            Output.of("clusters"),
            tables ->
                tables
                    .table("people")
                    .withColumn("k", expr("coalesce(cast(key AS string), 'x' || record_id)"))
                    .groupBy("k")
                    .agg(min(Columns.RECORD_KEY).as(Columns.CLUSTER_ID), count(lit(1)).as("size"))
                    .drop("k"));
    return new RunPlan(
        command,
        "people = " + people + "\nseed = " + seed + "\n",
        "exact",
        seed,
        List.of(),
        Map.of(),
        List.of(generate, cluster),
        Optional.empty());
  }

  @Override
  public RunSummary summarise(CompletedRun run) {
    RunManifest manifest = run.manifest();
    List<Row> sizes =
        run.tables().table("clusters").groupBy("size").count().orderBy(col("size")).collectAsList();
    long records = 2 * people;
    long links =
        sizes.stream().filter(row -> row.getLong(0) == 2).mapToLong(row -> row.getLong(1)).sum();
    return new RunSummary(
        manifest.runId(),
        manifest.command(),
        "dedupe_only",
        manifest.engine(),
        seed,
        List.of(new RunSummary.Source("people", records, 0)),
        List.of(),
        List.of(new RunSummary.Rule("key", links, links)),
        new RunSummary.Model(
            1.0 / people,
            List.of(
                new RunSummary.Comparison(
                    "key",
                    List.of(
                        new RunSummary.Level(
                            "exact match",
                            OptionalDouble.of(0.95),
                            OptionalDouble.of(1.0 / people),
                            false))))),
        List.of(),
        new RunSummary.Links(links, links, 0.5, 0, links, records - links, 2 * links),
        sizes.stream()
            .map(row -> new RunSummary.ClusterSize(row.getLong(0), row.getLong(1)))
            .toList(),
        Optional.of(
            new RunSummary.Quality(
                Columns.TRUE_PERSON,
                people,
                List.of(new RunSummary.PairQuality(0.5, links, 0, people - links)),
                List.of(),
                people - links)),
        manifest.stages().stream()
            .map(s -> new RunSummary.StageTime(s.name(), s.wallSeconds(), s.cpuSeconds()))
            .toList(),
        manifest.wallSeconds(),
        run.folder().toString(),
        manifest.stages().stream()
            .flatMap(stage -> stage.outputs().stream())
            .map(t -> new RunSummary.Table(t.table(), t.location(), t.rows(), ""))
            .toList(),
        List.of());
  }
}
