package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.StageChoice;
import org.linkagehub.pipelines.stage.StageRunner;
import org.linkagehub.pipelines.summary.ClusterExplanation;
import org.linkagehub.pipelines.summary.ClusterExplanationText;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.qa.synthetic.SyntheticPeople;
import org.linkagehub.qa.synthetic.SyntheticSettings;

/**
 * Runs with the ways to make clusters. The register has several records of some people, so that
 * what is declared of it must cut.
 */
class ClusterStagesTest {
  private static final String SETTINGS =
      """
      linkage {
        name = test
        link-type = link_and_dedupe
        inputs = [
          { name = register, path = "%1$s", id = unique_id, format = parquet, where = "pmod(xxhash64(unique_id), 3) = 0" }
          { name = visits, path = "%1$s", id = unique_id, format = parquet, where = "pmod(xxhash64(unique_id), 3) > 0" }
        ]
        comparisons = [
          { template = name, column = first_name }
          { template = name, column = surname }
          { template = date_of_birth, column = dob }
          { template = postcode, column = postcode }
        ]
        blocking.rules = [[surname], [dob], [postcode]]
        training {
          prior.deterministic-rules = [[first_name, surname, dob]]
          em.rules = [[surname], [dob]]
        }
        clustering {
          metrics = true
          %2$s
        }
        leave-out = [profile, pair-counts, quality], cleaning.keep-raw = false
        checks = [], report.write = false
      }
      """;

  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();

  private LinkageConfig config(String clustering) {
    Path people = folder.resolve("people");
    return LinkageConfig.of(
        ConfigSource.ofText("test.conf", SETTINGS.formatted(people, clustering)));
  }

  private RunStore store() {
    return RunStore.at(
        folder.resolve("out").toString(), spark.sparkContext().hadoopConfiguration());
  }

  private CompletedRun run(LinkageConfig config) {
    var job = new LinkageJob(config);
    return new StageRunner(spark, store(), Progress.silent(), Clock.systemUTC())
        .run(
            job.plan(spark, "run"),
            StageChoice.asNeeded(),
            done -> {
              job.files(done).forEach(done.folder()::write);
              return job.results(done);
            });
  }

  @Test
  void keepsWhatIsDeclaredMeasuresAndExplains() throws IOException {
    SyntheticPeople.records(spark, SyntheticSettings.of(300, 3))
        .write()
        .parquet(folder.resolve("people").toString());
    constraints();
    bestLinks();
  }

  private void constraints() throws IOException {
    LinkageConfig config =
        config(
            """
            constraints {
              duplicate-free = [register]
              impossible = [{ name = "two sexes", sql = "sex_l <> sex_r" }]
              twins { forename = first_name, surname = surname, birth-date = dob, address = [postcode] }
            }
            """);
    CompletedRun run = run(config);
    Dataset<Row> records = run.tables().table(RecordsStage.RECORDS);
    Dataset<Row> clusters = run.tables().table(ClusterStages.CLUSTERS);
    assertEquals(
        0,
        clusters
            .where("source = 'register'")
            .groupBy("cluster_id")
            .count()
            .where("count > 1")
            .count(),
        "a cluster has one record of the register");
    Dataset<Row> cuts = run.tables().table(ClusterStages.CUTS);
    Row cut = cuts.where("reason = 'two records of register'").orderBy("left_key").head();
    RunSummary summary = new LinkageJob(config).summarise(run);
    RunSummary.Decisions decisions = summary.decisions().orElseThrow();
    assertEquals("Links cut, by reason", decisions.title());
    assertEquals(
        cuts.count(), decisions.counts().stream().mapToLong(RunSummary.Decision::count).sum());

    Dataset<Row> ofClusters = run.tables().table(ClusterStages.CLUSTER_METRICS);
    assertEquals(clusters.select("cluster_id").distinct().count(), ofClusters.count());
    assertEquals(records.count(), ofClusters.selectExpr("sum(records)").as(Encoders.LONG()).head());
    assertEquals(
        run.tables().table(ClusterStages.CONFLICTS).count(),
        ofClusters.selectExpr("sum(conflicts)").as(Encoders.LONG()).head());
    assertEquals(
        run.tables().table(ClusterStages.LINK_METRICS).count(),
        ofClusters.selectExpr("sum(links)").as(Encoders.LONG()).head());
    assertEquals(records.count(), run.tables().table(ClusterStages.RECORD_METRICS).count());
    assertEquals(
        ofClusters.count(),
        run.tables()
            .table(ClusterStages.SIZE_METRICS)
            .selectExpr("sum(clusters)")
            .as(Encoders.LONG())
            .head());
    explains(run, cut);
  }

  /** Explains the cluster of a record whose link was cut. */
  private void explains(CompletedRun run, Row cut) throws IOException {
    var explainer = new ClusterExplainer(spark, store(), run.folder());
    Dataset<Row> clusters = run.tables().table(ClusterStages.CLUSTERS);
    Row member = clusters.where(col("record_key").equalTo(cut.<Long>getAs("left_key"))).head();
    long id = member.getAs("cluster_id");
    ClusterExplanation cluster =
        explainer.explain(member.getAs("source") + ":" + member.getAs("record_id"));
    assertEquals(id, cluster.clusterId());
    assertEquals(cluster, explainer.explain(String.valueOf(id)), "by its id, too");
    assertEquals(
        Set.copyOf(
            clusters
                .where(col("cluster_id").equalTo(id))
                .selectExpr("concat(source, ':', record_id)")
                .as(Encoders.STRING())
                .collectAsList()),
        cluster.members().stream().map(m -> m.record().toString()).collect(Collectors.toSet()));
    Row metrics =
        run.tables()
            .table(ClusterStages.CLUSTER_METRICS)
            .where(col("cluster_id").equalTo(id))
            .head();
    assertEquals(metrics.<Long>getAs("records"), cluster.shape().records());
    assertEquals(metrics.<Long>getAs("links"), cluster.shape().links());
    assertEquals(metrics.<Long>getAs("bridges"), cluster.shape().bridges());
    assertEquals(
        run.tables()
            .table(ClusterStages.CUTS)
            .join(
                clusters.select(col("record_key"), col("cluster_id")),
                col("record_key")
                    .equalTo(col("left_key"))
                    .or(col("record_key").equalTo(col("right_key"))))
            .where(col("cluster_id").equalTo(id))
            .count(),
        cluster.cutCount());
    ClusterExplanation.Cut shown =
        cluster.cuts().stream()
            .filter(one -> one.reason().equals("two records of register"))
            .findFirst()
            .orElseThrow();
    String text = ClusterExplanationText.of(cluster);
    assertTrue(text.contains("Cluster " + id + " of run " + run.manifest().runId()), text);
    assertTrue(text.contains("two records of register"), text);
    assertTrue(text.contains(shown.other().toString()), text);
    JsonNode json = new ObjectMapper().readTree(Json.write(cluster));
    assertEquals(cluster.cuts().get(0).reason(), json.at("/cuts/0/reason").asText());
    assertEquals(cluster.members().size(), json.get("members").size());
    assertEquals(
        "run %s has no record nobody among those it linked; name it by its id, or as source:id"
            .formatted(run.manifest().runId()),
        assertThrows(InputDataException.class, () -> explainer.explain("nobody")).getMessage());
  }

  private void bestLinks() {
    LinkageConfig config =
        config(
            """
            method = best-links
            constraints.duplicate-free = [register]
            best-links.keep-candidates = true
            """);
    CompletedRun run = run(config);
    Dataset<Row> records = run.tables().table(RecordsStage.RECORDS);
    Dataset<Row> outcomes = run.tables().table(ClusterStages.OUTCOMES);
    assertEquals(records.count(), outcomes.count());
    assertEquals(0, outcomes.where("reason is null or outcome is null").count());
    assertEquals(
        0,
        run.tables()
            .table(ClusterStages.CLUSTERS)
            .where("source = 'register'")
            .groupBy("cluster_id")
            .count()
            .where("count > 1")
            .count());
    Dataset<Row> candidates = run.tables().table(ClusterStages.CANDIDATES);
    Dataset<Row> links = run.tables().table(LinkageStages.LINKS);
    assertEquals(2 * links.count(), candidates.count(), "each link from either end");
    assertEquals(
        2 * run.tables().table(ClusterStages.CHOICES).where("chosen").count(),
        candidates.where("chosen").count());
    assertEquals(0, candidates.where("(rank = 1) <> (behind = 0)").count());
    RunSummary summary = new LinkageJob(config).summarise(run);
    assertEquals("Records by outcome", summary.decisions().orElseThrow().title());
    Row ambiguousOrCompeting = outcomes.where("outcome <> 'linked'").orderBy("record_key").head();
    ClusterExplanation alone =
        new ClusterExplainer(spark, store(), run.folder())
            .explain(
                ambiguousOrCompeting.getAs("source")
                    + ":"
                    + ambiguousOrCompeting.getAs("record_id"));
    assertEquals(
        ambiguousOrCompeting.getAs("outcome") + ": " + ambiguousOrCompeting.getAs("reason"),
        alone.members().get(0).outcome().orElseThrow());
  }
}
