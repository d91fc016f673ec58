package org.linkagehub.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    text.lines()
        .filter(line -> !line.strip().startsWith("file:"))
        .forEach(line -> assertTrue(line.length() <= 100, line));
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
    figuresAreThoseOfTheScorer(data, links, found);
  }

  /** Runs the scorer of the public sets, a program of its own, on the same links and clusters. */
  private void figuresAreThoseOfTheScorer(Path data, Path links, Map<String, Measure> found)
      throws IOException {
    Path scorer = TestSession.shared("tools").resolve("score.py");
    Path pairs = folder.resolve("pairs");
    TestSession.spark()
        .read()
        .parquet(links.resolve("predictions.parquet").toString())
        .selectExpr("unique_id_l", "unique_id_r", "match_weight as match_probability")
        .coalesce(1)
        .write()
        .option("header", "true")
        .csv(pairs.toString());
    String bits = Double.toString(Threshold.ofProbability(0.95).bits());
    Path json = folder.resolve("score.json");
    Process process =
        new ProcessBuilder(
                "python3",
                scorer.toString(),
                "--truth",
                data.resolve("truth.csv").toString(),
                "--pairs",
                pairs.toString(),
                "--clusters",
                links.resolve("clusters_0.95.csv").toString(),
                "--thresholds",
                bits,
                "--json",
                json.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(Files.exists(json), said);
    JsonNode score = new ObjectMapper().readTree(json.toFile());
    JsonNode at = score.at("/pairs/at/0");
    assertEquals(at.get("tp").asDouble(), found.get("pair_recall").numerator().orElseThrow());
    var equal = new TreeMap<String, String>();
    equal.put("pair_precision", "/pairs/at/0/precision");
    equal.put("pair_recall", "/pairs/at/0/recall");
    equal.put("pair_f1", "/pairs/at/0/f1");
    equal.put("cluster_pair_precision", "/clusters/pairwise/precision");
    equal.put("cluster_pair_recall", "/clusters/pairwise/recall");
    equal.put("cluster_pair_f1", "/clusters/pairwise/f1");
    equal.put("b_cubed_precision", "/clusters/b_cubed/precision");
    equal.put("b_cubed_recall", "/clusters/b_cubed/recall");
    equal.put("b_cubed_f1", "/clusters/b_cubed/f1");
    equal.put("exact_cluster_precision", "/clusters/cluster_exact/precision");
    equal.put("exact_cluster_recall", "/clusters/cluster_exact/recall");
    equal.put("exact_cluster_f1", "/clusters/cluster_exact/f1");
    equal.put(
        "exact_cluster_of_two_or_more_recall", "/clusters/cluster_exact_of_two_or_more/recall");
    equal.put("records_in_exact_clusters", "/clusters/records_in_exact_clusters");
    equal.put("people_split", "/clusters/entities_split");
    equal.put("clusters_mixed", "/clusters/clusters_mixing_entities");
    equal.put("largest_cluster", "/clusters/largest_predicted_cluster");
    equal.forEach(
        (measure, where) -> {
          assertFalse(score.at(where).isMissingNode(), where);
          assertEquals(score.at(where).asDouble(), value(found, measure), 1e-12, measure);
        });
  }

  private static final String HOSTILE_TOWN = "</script><script>alert(1)</script>\u202E\u0007";
  private static final String FORMULA = "=cmd|'/C calc'!A0";

  /**
   * Whole tables of another's with hostile values, ids that are no names, compared pairs and
   * bounds: nothing of it harms what is told, and what cannot be counted is told of.
   */
  @Test
  void hostileTablesDoNoHarmAndWhatTheyLackIsTold() throws IOException {
    var records = new StringBuilder("id,first_name,town,person\n");
    var links = new StringBuilder("l,r,p\n");
    var rejected = new StringBuilder("l,r,p,chance,gamma_name,gamma_town\n");
    var clusters = new StringBuilder("id,cluster\n");
    List<String> towns = List.of(HOSTILE_TOWN, FORMULA, "x".repeat(10_000), "+1+cmd");
    for (int i = 0; i < 120; i++) {
      int person = i % 60;
      records.append("%d,%s,\"%s\",qzx%d%n".formatted(i, FORMULA, towns.get(person % 4), person));
      clusters.append("%d,c%d%n".formatted(i, person < 40 ? person : i));
      if (i < 40) {
        links.append("%d,%d,0.99%n".formatted(i, i + 60));
      } else if (i < 60) {
        rejected.append("%d,%d,0.2,0.5,0,1%n".formatted(i, i + 60));
      }
    }
    records.append("900,A,B,p\n900,A,B,p\n,A,B,p\n");
    links.append("1,900,0.99\n1,nobody,0.9\n");
    clusters.append("nobody,c1\n");
    Files.writeString(folder.resolve("records.csv"), records);
    Files.writeString(folder.resolve("links.csv"), links);
    Files.writeString(folder.resolve("rejected.csv"), rejected);
    Files.writeString(folder.resolve("clusters.csv"), clusters);
    Files.writeString(
        folder.resolve("patterns.csv"),
        "gamma_name,gamma_town,n,linked,w\n0,1,40,0,-2\n1,1,42,42,6.6\n0,0,500,0,-9\n");
    String settings =
        """
        name = theirs
        inputs = [{ name = people, path = "%1$s/records.csv", id = id }]
        evaluation.true-person = person
        quality { groups { town = town }, codes = ["town"] }
        assess {
          links { path = "%1$s/links.csv", left-id = l, right-id = r, probability = p }
          clusters { path = "%1$s/clusters.csv", id = id, cluster = cluster }
          patterns { path = "%1$s/patterns.csv", pairs = n, links = linked, weight = w }
          rejected { path = "%1$s/rejected.csv", left-id = l, right-id = r, probability = p, inclusion-probability = chance }
        }
        checks = [{ measure = people_split, at-most = 1, severity = fail }]
        """
            .formatted(folder);
    String output = folder.resolve("out").toString();
    assertEquals(
        ExitCodes.CHECKS, run("qa", configuration(settings), "--output", output), err.toString());
    String said = out + err.toString();
    assertTrue(said.contains("2 records of people share their id with another record"), said);
    assertTrue(said.contains("1 records of people have no id"), said);
    assertTrue(said.contains("2 links are of a record with itself or of a record that is"), said);
    assertTrue(said.contains("1 rows of the clusters name a record that is not among"), said);
    assertFalse(said.contains("\u202E") || said.contains("\u0007"), said);
    Map<String, Measure> found = measures();
    assertEquals(40, value(found, "rejected_true_matches"), 1e-9, "20, each for two");
    assertEquals(540 / 582.0, value(found, "rejected_pairs"), 1e-12);
    Path page =
        Path.of(URI.create(out.toString().strip().lines().reduce((a, b) -> b).get().strip()));
    for (String file :
        List.of(Report.HTML, Report.JSON, Report.CSV, Report.MEASURES, Report.GUILD)) {
      String text = Files.readString(page.resolveSibling(file));
      assertFalse(text.contains("\u202E") || text.contains("\u0007"), file);
      if (file.endsWith(".html")) {
        assertFalse(text.contains("<script>alert"), file);
      } else if (file.endsWith(".json")) {
        new ObjectMapper().readTree(text);
      } else {
        assertFalse(Pattern.compile("(^|,)\"?[=+@]", Pattern.MULTILINE).matcher(text).find(), file);
      }
      assertTrue(text.contains("alert(1)"), "groups are in " + file);
      assertFalse(text.contains("qzx"), "a person, in " + file);
    }
    assertEquals(ExitCodes.DATA, run("publish", "last", "--output", output));
    assertTrue(
        err.toString().contains("is one of `linkage qa`, which makes no release"), err.toString());

    Files.writeString(folder.resolve("clusters.csv"), clusters + "1,c9\n2,c9\n");
    assertEquals(
        ExitCodes.DATA, run("qa", configuration(settings), "--output", output), err.toString());
    assertTrue(
        err.toString().contains("clusters has 2 records in more than one row, but a record is in"),
        err.toString());
    Files.writeString(folder.resolve("clusters.csv"), clusters);
    Files.writeString(folder.resolve("links.csv"), "l,r,p\nsomebody,nobody,1\n");
    assertEquals(
        ExitCodes.DATA, run("qa", configuration(settings), "--output", output), err.toString());
    assertTrue(
        err.toString().contains("none of the 1 pairs of links is of two records of the inputs"),
        err.toString());
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
