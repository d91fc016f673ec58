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
      var estimate = estimates.of(records, rule, atMost, atMost / 4, 1e9);
      assertTrue(estimate.error() > 0 && estimate.error() < exact, estimate.toString());
      within += Math.abs(exact - estimate.pairs()) <= estimate.error() ? 1 : 0;
    }
    assertEquals(3, within); // 39 of the seeds from 1 to 40; not that of 2
    var whole =
        new RuleEstimates(engine, LinkType.DEDUPE_ONLY, 1).of(records, rule, atMost, 1e9, 1e9);
    assertEquals(RuleEstimates.Estimate.exact(exact), whole);
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
                { columns = [surname], where = "first_name_l <> first_name_r", name = differs }
                { columns = [{ any-of = "array(first_name, surname)" }], name = either }
                { sorted-by = [surname, dob], window = 3, name = near }]
              blocking.max-pairs-per-rule = 60
              blocking.max-cpu-hours = 0.000000001
              training.prior.deterministic-rules = [[first_name, surname, dob]]
            }
            """
                .formatted(file));
    RunStore store =
        RunStore.at(
            folder.resolve("out").toString(),
            TestSession.spark().sparkContext().hadoopConfiguration());
    var runner = new StageRunner(TestSession.spark(), store, Progress.silent(), Clock.systemUTC());
    ForecastSummary forecast = forecast(runner, conf, true);
    // 30 names twice; 20 birth dates three times, of which none share a name; ten surnames six
    // times, whose pairs of one first name are found already.
    assertEquals(
        List.of(
            new ForecastSummary.Rule(
                "first_name + surname", 60, 30, 2, 30, 0, "exact", Optional.of(30L)),
            new ForecastSummary.Rule("dob", 60, 20, 3, 60, 0, "exact", Optional.of(60L)),
            new ForecastSummary.Rule("differs", 60, 10, 6, 120, 0, "exact", Optional.of(60L)),
            // 570 pairs share the first name, 150 the surname, 30 both.
            new ForecastSummary.Rule("either", 120, 13, 20, 690, 0, "exact", Optional.of(540L))),
        forecast.rules().subList(0, 4));
    ForecastSummary.Rule near = forecast.rules().get(4);
    assertEquals(List.of(60L, 1L, 117L), List.of(near.keyedRecords(), near.blocks(), near.pairs()));
    assertEquals("exact", near.kind());
    assertEquals(690 + near.added().orElseThrow(), forecast.pairs());
    assertTrue(forecast.cost().orElseThrow().cpuSeconds() > 0);
    assertEquals(
        List.of(
            "Rule differs makes", "Rule either makes", "Rule near makes", "The pairs take more"),
        forecast.warnings().stream()
            .map(warning -> warning.replaceAll("( makes| take more).*", "$1"))
            .toList());
    assertEquals(
        "Rule differs makes more pairs than the 60 of linkage.blocking.max-pairs-per-rule: the run"
            + " will refuse it. Add a column to it.",
        forecast.warnings().get(0));
    String all = "In all %d pairs will be compared.\n".formatted(forecast.pairs());
    assertTrue(forecast.text().contains(all), forecast.text());
    assertTrue(forecast.text().contains(" that blocking.max-cpu-hours allows.\n"), forecast.text());

    ForecastSummary bounds = forecast(runner, conf, false);
    assertEquals(
        List.of("30 exact", "60 exact", "150 bound", "720 bound", "117 exact"),
        bounds.rules().stream().map(rule -> rule.pairs() + " " + rule.kind()).toList());
    assertTrue(bounds.text().contains("At most 1,077 pairs will be compared.\n"), bounds.text());
  }

  private static ForecastSummary forecast(StageRunner runner, Path conf, boolean counting)
      throws IOException {
    var job = new ForecastJob(LinkageConfig.ofFile(conf), counting);
    return job.summarise(
        runner.run(
            job.plan(TestSession.spark(), "forecast"), StageChoice.asNeeded(), done -> Map.of()));
  }
}
