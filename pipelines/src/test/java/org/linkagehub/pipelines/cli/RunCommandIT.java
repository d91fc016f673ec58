package org.linkagehub.pipelines.cli;

import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.qa.synthetic.SyntheticPeople;
import org.linkagehub.qa.synthetic.SyntheticSettings;

/** The commands that run, publish and clean, one after another as a user gives them. */
@Tag("slow")
class RunCommandIT {
  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aLinkageIsRunPublishedRunAgainRolledBackAndCleaned() throws IOException {
    SyntheticPeople.records(spark, SyntheticSettings.of(300, 3))
        .write()
        .parquet(folder.resolve("people").toString());

    succeed("run", conf(0.95));
    assertTrue(err.toString().contains("Release 1 of people is current: " + pointer()), err());
    String first = runId("last");
    assertEquals(first, json(pointer()).at("/release/runId").asText());

    // Nothing has changed.
    succeed("run", conf(0.95));
    assertTrue(err().contains("Nothing has changed since run " + first), err());
    assertFalse(err().contains("Release"), err());
    assertTrue(out.toString().contains(first), "the summary of that run");
    assertEquals(first, runId("last"));

    // A threshold has moved: only what comes after it is run again.
    succeed("run", conf(0.99));
    assertTrue(err().matches("(?s).*\\bscore +- +unchanged since run " + first + ".*"), err());
    assertTrue(err().contains("Release 2 of people is current"), err());
    String second = runId("last");
    succeed("show", "current");
    assertTrue(out.toString().contains("release       2, current since"), out.toString());
    assertTrue(out.toString().contains("its settings changed"), out.toString());
    assertTrue(out.toString().contains("of run " + first), out.toString());

    String record =
        spark.read().parquet(folder.resolve("people").toString()).head().getAs("unique_id");
    succeed("explain", "last", "--cluster", record);
    assertTrue(out.toString().contains("\nMembers\n"), out.toString());
    assertTrue(out.toString().contains("people:" + record), out.toString());
    assertEquals(ExitCodes.USAGE, run("explain", "last"));
    assertTrue(
        err().contains("name two records, or a cluster: linkage explain last --cluster ID"), err());
    assertEquals(ExitCodes.USAGE, run("explain", "last", "1", "2", "--cluster", "3"));
    assertTrue(err().contains("name either two records or a cluster, not both"), err());

    succeed("rollback", "1");
    assertEquals(first, json(pointer()).at("/release/runId").asText());
    succeed("releases");
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.get(1).startsWith("      3  current, return to 1  " + first), out.toString());
    assertTrue(lines.get(2).startsWith("      2                        " + second), out.toString());

    // The run that was rolled back does not come back by itself.
    succeed("run", conf(0.99));
    assertTrue(
        err()
            .contains(
                "Release 3 of people, a return to release 1, stays current; `linkage publish "
                    + second),
        err());
    succeed("publish", "last");
    assertTrue(out.toString().startsWith("Release 4 of people is current"), out.toString());

    succeed("run", conf(0.99), "--only", "profile");
    assertTrue(err().contains("stage profile alone, not published"), err());
    assertEquals(ExitCodes.USAGE, run("run", conf(0.99), "--only", "proflie"));
    assertTrue(err().contains("there is no stage proflie; did you mean profile?"), err());
    assertEquals(ExitCodes.USAGE, run("run", conf(0.99), "--only", "profile", "--force"));

    succeed("clean", "--keep", "1", "--dry-run");
    for (String table :
        List.of("components", "clusters", "cluster_counts", "measures", "drift", "checks")) {
      assertTrue(out.toString().contains(first + "/" + table + "\n"), out.toString());
    }
    assertTrue(out.toString().contains("Would remove 6 tables"), out.toString());
    succeed("clean", "--keep", "1");
    assertTrue(out.toString().contains("Removed 6 tables"), out.toString());
    succeed("run", conf(0.99));
    assertTrue(err().contains("Nothing has changed"), err());

    JsonNode rows =
        new ObjectMapper()
            .readTree(
                spark
                    .read()
                    .format("delta")
                    .load(folder.resolve("out/history/runs").toString())
                    .orderBy("run_id")
                    .toJSON()
                    .collectAsList()
                    .toString());
    assertEquals(3, rows.size(), "each run once: two whole ones, and one stage alone");
    assertEquals(64, rows.at("/0/results/model_sha256").asText().length());
    aFailedCheckKeepsARunFromBeingPublishedAndTheReportSaysSo();
  }

  private void aFailedCheckKeepsARunFromBeingPublishedAndTheReportSaysSo() throws IOException {
    String released = json(pointer()).at("/release/runId").asText();
    spark
        .read()
        .parquet(folder.resolve("people").toString())
        .withColumn("surname", expr("if(pmod(hash(unique_id), 10) < 4, null, surname)"))
        .write()
        .parquet(folder.resolve("poorer").toString());
    Path checked = Path.of(conf(0.99));
    Files.writeString(
        checked,
        Files.readString(checked)
            .replace(folder.resolve("people").toString(), folder.resolve("poorer").toString())
            .replace(
                "clustering {",
                """
                evaluation.true-person = person
                checks = [
                  { measure = change, subject = completeness surname, at-least = -0.1, severity = fail }
                  { measure = cluster_pair_precision, at-most = 0.1, severity = fail }
                ]
                clustering {\
                """));
    assertEquals(ExitCodes.CHECKS, run("run", checked.toString()), err());
    assertTrue(err().contains("A check failed: change of completeness surname is -0."), err());
    assertTrue(err().contains("wanted at least -0.1000; cluster_pair_precision is"), err());
    assertTrue(err().contains("wanted at most 0.1000. The run is not published."), err());
    assertEquals(released, json(pointer()).at("/release/runId").asText());
    List<String> summary = out.toString().lines().toList();
    String url = summary.get(summary.size() - 1).strip();
    assertTrue(url.startsWith("file:///") && url.endsWith("/report.html"), url);
    Path report = Path.of(url.substring("file://".length()));
    String page = Files.readString(report);
    assertTrue(page.contains("Check failed: cluster pair precision"), url);
    assertTrue(page.contains("Compared with the last release, run " + released), "drift");

    String failed = runId("last");
    theDriftAgainstTheReleaseIsInItsTable(released, failed);
    missedMatchesAmongRejectedPairsAreEstimated(failed);
    assertTrue(page.contains("Expected matches that are no links"), "what was not linked");
    assertEquals(ExitCodes.CHECKS, run("publish", "last"), err());
    assertTrue(err().contains("Not published: a check failed: change of"), err());
    succeed("report", "last", "--show-records");
    String withRecords = Files.readString(report.resolveSibling("report-with-records.html"));
    assertTrue(withRecords.contains("This page shows records of people."), "no mark");
    assertTrue(withRecords.contains("Personal data: a pair at"), "no records");
    assertFalse(Files.readString(report).contains("Personal data"), "records in the report");
    succeed("publish", "last", "--despite-checks");
    assertEquals(failed, json(pointer()).at("/release/runId").asText());
  }

  private void theDriftAgainstTheReleaseIsInItsTable(String released, String run) {
    double now = completeness(run);
    Row change =
        table(run, "drift")
            .where("measure = 'change' and subject = 'completeness surname' and grouping = 'all'")
            .head();
    assertEquals(now - completeness(released), change.<Double>getAs("value"), 1e-12);
    assertTrue(now > 0.4 && now < 0.8, "completeness is " + now);
    assertEquals(1, table(run, "drift").where("measure = 'change' and subject = 'prior'").count());
    assertEquals(
        1, table(run, "drift").where("subject = 'surname by length' and value > 0").count());
  }

  /** The true number is known here: true pairs that blocking made, and that are no links. */
  private void missedMatchesAmongRejectedPairsAreEstimated(String run) {
    double missed =
        figure(run, "blocking_recall", "numerator") - figure(run, "true_pairs_scored", "numerator");
    double estimated = figure(run, "rejected_true_matches", "value");
    assertTrue(missed > 10, missed + " missed");
    assertTrue(
        figure(run, "rejected_true_matches", "lower") <= missed
            && figure(run, "rejected_true_matches", "upper") >= missed,
        estimated + " estimated, " + missed + " true");
    long compared = table(run, "patterns").agg(expr("sum(pair_count)")).head().getLong(0);
    assertEquals((double) compared, figure(run, "rejected_pairs", "denominator"));
    assertTrue(figure(run, "rejected_expected_matches", "value") > 0);
  }

  private double figure(String run, String measure, String column) {
    return table(run, "measures")
        .where("measure = '" + measure + "' and subject = '' and grouping = 'all'")
        .head()
        .getAs(column);
  }

  private double completeness(String run) {
    return table(run, "measures")
        .where("measure = 'completeness' and subject = 'surname' and grouping = 'all'")
        .head()
        .getAs("value");
  }

  private Dataset<Row> table(String run, String table) {
    succeed("show", run, "--json");
    try {
      for (JsonNode stage : new ObjectMapper().readTree(out.toString()).get("stages")) {
        for (JsonNode output : stage.get("outputs")) {
          if (output.get("table").asText().equals(table)) {
            return spark.read().format("delta").load(output.get("location").asText());
          }
        }
      }
    } catch (IOException e) {
      throw new AssertionError(out.toString(), e);
    }
    throw new AssertionError("no table " + table + " in " + out);
  }

  private void succeed(String... args) {
    assertEquals(ExitCodes.OK, run(args), err());
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--output", folder.resolve("out").toString()));
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  private String err() {
    return err.toString();
  }

  private String runId(String run) {
    succeed("show", run, "--json");
    try {
      return new ObjectMapper().readTree(out.toString()).get("runId").asText();
    } catch (IOException e) {
      throw new AssertionError(out.toString(), e);
    }
  }

  private Path pointer() {
    return folder.resolve("out/current/people.json");
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  private String conf(double threshold) throws IOException {
    return Files.writeString(
            folder.resolve("people.conf"),
            """
            linkage {
              name = people
              inputs = [{ name = people, path = "%s", format = parquet, id = unique_id }]
              comparisons = [
                { template = name, column = first_name }
                { template = name, column = surname }
                { template = date_of_birth, column = dob }
              ]
              blocking.rules = [[surname], [dob]]
              training {
                prior.deterministic-rules = [[first_name, surname, dob]]
                em.rules = [[surname], [dob]]
              }
              clustering { method = components, thresholds = [%s] }
            }
            """
                .formatted(folder.resolve("people"), threshold))
        .toString();
  }
}
