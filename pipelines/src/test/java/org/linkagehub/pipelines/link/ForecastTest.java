package org.linkagehub.pipelines.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.BlockSizes;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.StageChoice;
import org.linkagehub.pipelines.stage.StageRunner;
import org.linkagehub.pipelines.summary.ForecastSummary;

class ForecastTest {
  @TempDir Path folder;

  /** Blocks of very different sizes, of whose pairs about a third meet the condition. */
  @Test
  void anEstimateLiesWithinItsError() {
    Dataset<Row> records =
        TestSession.spark()
            .range(6000)
            .selectExpr(
                "id as record_key",
                "'s' as source",
                "0 as source_index",
                "lpad(cast(id as string), 5, '0') as record_id",
                "cast(sqrt(pmod(xxhash64(id), 90000)) as int) as postcode",
                "pmod(xxhash64(id, 1), 3) as ward")
            .cache();
    var rule =
        new BlockingRule(
            "near", List.of(BlockingRule.Key.of("postcode")), Optional.of("ward_l = ward_r"));
    var engine = new BlockEngine();
    double exact =
        (double)
            engine
                .countPairs(records, LinkType.DEDUPE_ONLY, List.of(rule))
                .first()
                .<Long>getAs("pair_count");
    double atMost =
        (double)
            BlockSizes.of(records, LinkType.DEDUPE_ONLY, List.of(rule), 0).rules().get(0).pairs();
    assertTrue(exact < atMost / 2, exact + " of " + atMost);
    int within = 0;
    for (long seed = 1; seed <= 4; seed++) {
      var estimates = new RuleEstimates(engine, LinkType.DEDUPE_ONLY, seed);
      var estimate = estimates.of(records, rule, atMost, atMost / 4);
      assertTrue(estimate.error() > 0 && estimate.error() < exact, estimate.toString());
      within += Math.abs(exact - estimate.pairs()) <= estimate.error() ? 1 : 0;
    }
    assertEquals(3, within); // 39 of the seeds from 1 to 40; not that of 2
    var whole = new RuleEstimates(engine, LinkType.DEDUPE_ONLY, 1).of(records, rule, atMost, 1e9);
    assertEquals(new RuleEstimates.Estimate(exact, 0), whole);
    records.unpersist();
  }

  @Test
  void tellsWhatTheRunWillFind() throws IOException {
    var lines = new ArrayList<>(List.of("id,first_name,surname,dob"));
    for (int i = 0; i < 60; i++) {
      lines.add(
          "%d,%s,Smith%s,19%d-01-02"
              .formatted(
                  i, "Ann,Bob,Cy".split(",", -1)[i % 3], "abcdefghij".charAt(i % 10), 50 + i % 20));
    }
    Path file = Files.write(folder.resolve("people.csv"), lines);
    Path conf =
        Files.writeString(
            folder.resolve("mine.conf"),
            """
            linkage {
              name = mine
              inputs = [{ name = people, path = "%s", id = id }]
              comparisons = [
                { template = name, column = first_name }
                { template = name, column = surname }
              ]
              blocking.rules = [[first_name, surname], [dob],
                { columns = [surname], where = "first_name_l <> first_name_r", name = differs }]
              blocking.max-pairs-per-rule = 60
              training.prior.deterministic-rules = [[first_name, surname, dob]]
            }
            """
                .formatted(file));
    var job = new ForecastJob(LinkageConfig.ofFile(conf));
    RunStore store =
        RunStore.at(
            folder.resolve("out").toString(),
            TestSession.spark().sparkContext().hadoopConfiguration());
    var runner = new StageRunner(TestSession.spark(), store, Progress.silent(), Clock.systemUTC());
    ForecastSummary forecast =
        job.summarise(
            runner.run(
                job.plan(TestSession.spark(), "forecast"),
                StageChoice.asNeeded(),
                done -> Map.of()));
    // 30 names twice; 20 birth dates three times, of which none share a name; ten surnames six
    // times, whose pairs of one first name are found already.
    assertEquals(
        List.of(
            new ForecastSummary.Rule(
                "first_name + surname", 60, 30, 2, 30, 0, "exact", Optional.of(30L)),
            new ForecastSummary.Rule("dob", 60, 20, 3, 60, 0, "exact", Optional.of(60L)),
            new ForecastSummary.Rule("differs", 60, 10, 6, 120, 0, "exact", Optional.of(60L))),
        forecast.rules());
    assertEquals(150, forecast.pairs());
    assertTrue(forecast.cost().orElseThrow().cpuSeconds() > 0);
    assertEquals(
        List.of(
            "Rule differs makes more pairs than the 60 of linkage.blocking.max-pairs-per-rule: the"
                + " run will refuse it. Add a column to it."),
        forecast.warnings());
    assertTrue(forecast.text().contains("In all 150 pairs will be compared.\n"), forecast.text());
  }
}
