package org.linkagehub.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.Threshold;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureCatalogue;
import org.linkagehub.qa.measure.MeasureTable;
import org.linkagehub.qa.report.Report;

@Tag("slow")
class QualityCommandIT {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void shareTheSession() {
    TestSession.spark(); // a command takes the session there is
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private String configuration(String settings) throws IOException {
    Path file = folder.resolve("theirs.conf");
    Files.writeString(file, "linkage {\n" + settings + "\n}");
    return file.toString();
  }

  @Test
  void measuresTheLinksOfAnotherAsTheScorerDoes() throws IOException {
    Path data = TestSession.shared("data/fake_1000");
    Path links = TestSession.shared("reference/splink/fake_1000");
    String settings =
        """
        name = splink
        inputs = [{ name = people, path = "%1$s/records.csv", id = unique_id }]
        evaluation.true-person = cluster
        quality {
          groups { initial = "upper(substr(surname, 1, 1))", decade = "substr(dob, 1, 3)" }
          validity { dated = "dob IS NOT NULL" }
          implausible { "decades apart" = "substr(dob_l, 1, 3) <> substr(dob_r, 1, 3)" }
          planted = "first_name = 'Robert' AND surname = 'Nobody'"
        }
        assess {
          links { path = "%2$s/predictions.parquet", left-id = unique_id_l, right-id = unique_id_r, weight = match_weight }
          clusters { path = "%2$s/clusters_0.95.csv", id = unique_id, cluster = cluster_id }
          judged { path = "%1$s/fake_1000_labels.csv", left-id = unique_id_l, right-id = unique_id_r, match = "double(clerical_match_score) >= 0.5" }
          known-matches { path = "%1$s/fake_1000_labels.csv", left-id = unique_id_l, right-id = unique_id_r, where = "double(clerical_match_score) = 1" }
          hidden { path = "%2$s/predictions.parquet", left-id = unique_id_l, right-id = unique_id_r, weight = match_weight }
          identifier = email
        }
        """
            .formatted(data, links);
    int code =
        run("qa", configuration(settings), "--output", folder.resolve("out").toString(), "-q");
    assertEquals(ExitCodes.OK, code, err.toString());
    String text = out.toString();
    text.lines().forEach(line -> assertTrue(line.length() <= 100, line));
    assertTrue(text.contains("pair recall      initial = unknown"), text);
    Map<String, Measure> found = measures();
    // By score.py: TP 1076 of 2031 at 0.95; the clusters' figures are those of AccuracyTest.
    assertEquals(1076 / 2031.0, value(found, "pair_recall"), 1e-12);
    assertEquals(1, value(found, "pair_precision"));
    assertEquals(0.8357695614789338, value(found, "cluster_pair_f1"), 1e-12);
    assertEquals(0.7786809523809527, value(found, "b_cubed_recall"), 1e-12);
    // The labels are the truth of all pairs, given as a table.
    assertEquals(
        found.get("pair_recall").interval().lower().orElseThrow(),
        found.get("labelled_recall").interval().lower().orElseThrow(),
        0.01);
    assertEquals(1076 / 2031.0, value(found, "labelled_recall"), 1e-12);
    assertEquals(1076 / 2031.0, value(found, "known_positive_recall"), 1e-12);
    // Two of one email are taken for one person: e-mail addresses are not that reliable here.
    assertEquals(499 / 682.0, value(found, "hidden_recall"), 1e-12);
    assertEquals(112 / 1076.0, value(found, "implausible_links"), 1e-12);
    reportIsThatOfTheSummarysLastLine(text);
  }

  /**
   * What the report says of the links above: the clusters' recall is 0.718, so too few are found.
   */
  private void reportIsThatOfTheSummarysLastLine(String summary) throws IOException {
    String last = summary.strip().lines().reduce((one, next) -> next).orElseThrow().strip();
    Path page = Path.of(URI.create(last));
    assertEquals(Report.HTML, page.getFileName().toString());
    String html = Files.readString(page);
    assertTrue(html.contains("Too many matches are missed."), last);
    assertTrue(html.contains("By initial"), "groups are shown");
    assertTrue(
        html.contains("The links were made elsewhere"), "the framework tells what is not known");
    assertFalse(html.contains("id=\"model\""), "there is no model");
    String run = page.getParent().getFileName().toString();
    Files.delete(page);
    String csv = Files.readString(page.resolveSibling(Report.CSV));
    assertEquals(
        ExitCodes.OK,
        run("report", run, "--output", folder.resolve("out").toString()),
        err.toString());
    assertTrue(Files.exists(page), "made anew from the run's tables");
    assertEquals(csv, Files.readString(page.resolveSibling(Report.CSV)), "with the same figures");
    nobodyIsIn(page.getParent());
  }

  /** No birth date and no e-mail address of a record stands in any file that is no table. */
  private static void nobodyIsIn(Path run) throws IOException {
    String records = Files.readString(TestSession.shared("data/fake_1000").resolve("records.csv"));
    Set<String> personal =
        Pattern.compile("[^,\\s]+@[^,\\s]+|\\d{4}-\\d{2}-\\d{2}")
            .matcher(records)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    assertTrue(personal.size() > 500, personal.size() + " values to look for");
    try (var files = Files.list(run)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*\\.(html|json|csv|txt)")).toList()) {
        String text = Files.readString(file);
        assertEquals(
            List.of(), personal.stream().filter(text::contains).limit(3).toList(), file.toString());
      }
    }
  }

  private Map<String, Measure> measures() throws IOException {
    List<Measure> all;
    try (var stream = Files.walk(folder.resolve("out"), 3)) {
      Path table =
          stream.filter(path -> path.endsWith(MeasureTable.NAME)).findFirst().orElseThrow();
      all = MeasureTable.read(TestSession.spark().read().format("delta").load(table.toString()));
    }
    assertEquals(
        List.of(),
        all.stream()
            .map(Measure::measure)
            .filter(name -> MeasureCatalogue.find(name).isEmpty())
            .distinct()
            .toList());
    double bits = Threshold.ofProbability(0.95).bits();
    Map<String, Measure> found = new HashMap<>();
    all.stream()
        .filter(m -> m.group().isAll())
        .filter(m -> m.threshold().isEmpty() || m.threshold().getAsDouble() == bits)
        .forEach(m -> found.put(m.measure(), m));
    return found;
  }

  private static double value(Map<String, Measure> found, String measure) {
    return found.get(measure).value().orElseThrow();
  }

  @Test
  void tellsWhatIsWrongWithTheSettingsBeforeItReads() throws IOException {
    String settings =
        """
        name = theirs
        inputs = [{ name = people, path = "%s/records.csv", id = unique_id }]
        quality { correction = holms, groups { town = "cty" } }
        assess { clusters { path = "nowhere.csv", id = unique_id } }
        """
            .formatted(TestSession.shared("data/fake_1000"));
    assertEquals(ExitCodes.USAGE, run("qa", configuration(settings), "-q"));
    assertTrue(
        err.toString()
            .contains(
                "linkage.quality.correction must be holm or benjamini-hochberg, was \"holms\";"
                    + " did you mean holm?"),
        err.toString());
    assertTrue(
        err.toString().contains("linkage.assess.clusters.cluster is missing: it must be a text"),
        err.toString());
  }
}
