package org.linkagehub.pipelines.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.TrainingReport;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.summary.RunSummary.ClusterQuality;
import org.linkagehub.pipelines.summary.RunSummary.ClusterSize;
import org.linkagehub.pipelines.summary.RunSummary.Comparison;
import org.linkagehub.pipelines.summary.RunSummary.Decision;
import org.linkagehub.pipelines.summary.RunSummary.Decisions;
import org.linkagehub.pipelines.summary.RunSummary.GroupQuality;
import org.linkagehub.pipelines.summary.RunSummary.Level;
import org.linkagehub.pipelines.summary.RunSummary.Links;
import org.linkagehub.pipelines.summary.RunSummary.Model;
import org.linkagehub.pipelines.summary.RunSummary.PairQuality;
import org.linkagehub.pipelines.summary.RunSummary.Quality;
import org.linkagehub.pipelines.summary.RunSummary.Rejected;
import org.linkagehub.pipelines.summary.RunSummary.Rule;
import org.linkagehub.pipelines.summary.RunSummary.SetAside;
import org.linkagehub.pipelines.summary.RunSummary.Source;
import org.linkagehub.pipelines.summary.RunSummary.StageTime;
import org.linkagehub.pipelines.summary.RunSummary.Table;
import org.linkagehub.pipelines.summary.RunSummary.WeightBin;

/**
 * Against golden files; where a change of the text is meant, {@code -Dgolden.write=true} writes
 * them anew, to be read before they are committed.
 */
class SummaryTextTest {
  @Test
  void theWholeText() throws IOException {
    golden("summary.txt", SummaryText.of(summary(Optional.of(quality()))));
  }

  @Test
  void theSameAsJson() throws IOException {
    golden("summary.json", Json.write(summary(Optional.of(quality()))));
  }

  @Test
  void noLineIsWiderThanATerminal() {
    SummaryText.of(summary(Optional.of(quality())))
        .lines()
        .forEach(line -> assertTrue(line.codePointCount(0, line.length()) <= 100, line));
  }

  @Test
  void withoutTruthNothingIsSaidOfQuality() throws IOException {
    RunSummary summary = summary(Optional.empty());
    assertFalse(SummaryText.of(summary).contains("truth"));
    assertTrue(new ObjectMapper().readTree(Json.write(summary)).get("quality").isNull());
  }

  @Test
  void theJsonHasTheRatiosToo() throws IOException {
    JsonNode quality =
        new ObjectMapper().readTree(Json.write(summary(Optional.of(quality())))).get("quality");
    // 900 / 1000, 900 / 1200, and their harmonic mean 2 x 900 / (1000 + 1200)
    assertEquals(0.9, quality.at("/pairs/0/precision").asDouble());
    assertEquals(0.75, quality.at("/pairs/0/recall").asDouble());
    assertEquals(1800.0 / 2200, quality.at("/pairs/0/f1").asDouble(), 1e-15);
  }

  @Test
  void aLongHistogramIsMadeShort() {
    RunSummary summary =
        withHistogram(
            IntStream.range(-7, 54).mapToObj(bits -> new WeightBin(bits, bits + 1, 10)).toList());
    List<String> bins =
        SummaryText.of(summary)
            .lines()
            .takeWhile(line -> !line.startsWith("Links at"))
            .filter(line -> line.matches(" +-?\\d+ to .*"))
            .toList();
    assertEquals("  -10 to -5", bins.get(0).substring(0, 11), bins.toString());
    assertTrue(bins.get(0).contains(" 20 "), bins.toString()); // -7 and -6
    assertTrue(bins.get(1).contains(" 50 "), bins.toString());
    assertEquals(13, bins.size(), bins.toString());
  }

  @Test
  void ratiosOfNothing() {
    PairQuality none = new PairQuality(0.5, 0, 0, 0);
    assertEquals(1, none.precision());
    assertEquals(1, none.recall());
    PairQuality allWrong = new PairQuality(0.5, 0, 3, 4);
    assertEquals(0, allWrong.f1());
  }

  private static Quality quality() {
    return new Quality(
        "person",
        1200,
        List.of(
            new PairQuality(0.5, 900, 100, 300), new PairQuality(0.9500000000000001, 850, 12, 350)),
        List.of(
            new ClusterQuality(
                "connected components", OptionalDouble.of(0.95), 0.98, 0.81, 0.99, 0.92, 701, 900),
            new ClusterQuality(
                "refined clusters", OptionalDouble.empty(), 0.99, 0.91, 0.995, 0.96, 801, 900)),
        60,
        List.of(
            new GroupQuality("feed", "hospital", 1_000_000, 0.999, 0.99, 0.989, 0.991),
            new GroupQuality("feed", "prison", 100, 0.9, 0.8, 0.75, 0.85)));
  }

  private static RunSummary summary(Optional<Quality> quality) {
    return summary(
        quality,
        List.of(
            new WeightBin(-10, -5, 1_000_000),
            new WeightBin(-5, 0, 54_321),
            new WeightBin(0, 5, 0),
            new WeightBin(5, 10, 1),
            new WeightBin(10, 12.5, 12_000)));
  }

  private static RunSummary withHistogram(List<WeightBin> histogram) {
    return summary(Optional.empty(), histogram);
  }

  private static RunSummary summary(Optional<Quality> quality, List<WeightBin> histogram) {
    var folder = "/data/linked/runs/20260314-091502-7f3a";
    return new RunSummary(
        "20260314-091502-7f3a",
        "run",
        "link_and_dedupe",
        "sql",
        7,
        List.of(new Source("hospital", 12_345, 11), new Source("register", 54_321, 0)),
        List.of(new SetAside("hospital", "no id", 9), new SetAside("hospital", "duplicate id", 2)),
        List.of(
            new Rule("surname + dob", 1_234_567, OptionalLong.of(1_234_567), false),
            new Rule(
                "first_name + substr(postcode, 1, 4) + year(dob) + sex",
                23_456,
                OptionalLong.of(20_000),
                false),
            new Rule("nhs_number", 0, OptionalLong.of(0), false)),
        Optional.of(
            new Model(
                1 / 5000.0,
                Optional.empty(),
                List.of(
                    new Comparison(
                        "forename_surname",
                        List.of(
                            level("exact match on both names", 0.61, 0.0004, true),
                            level(
                                "Jaro-Winkler of first_name and of surname >= 0.92",
                                0.2,
                                0.001,
                                false),
                            level("all other", 0.19, 0.9986, false))),
                    new Comparison(
                        "dob",
                        List.of(
                            level("exact", 0.93, 0.00003, false),
                            new Level(
                                "day and month swapped",
                                OptionalDouble.empty(),
                                OptionalDouble.of(0.0001),
                                false),
                            level("all other", 0.07, 0.99987, false)))),
                Optional.of(training()))),
        histogram,
        new Links(
            OptionalLong.of(1_254_567),
            Optional.of(new Rejected(1_254_567, 1_241_567, 23.4)),
            13_000,
            0.95,
            4.247927513443585,
            12_001,
            55_000,
            21_000),
        List.of(
            new ClusterSize(1, 45_655),
            new ClusterSize(2, 8_000),
            new ClusterSize(3, 1_000),
            new ClusterSize(4, 200),
            new ClusterSize(5, 100),
            new ClusterSize(6, 30),
            new ClusterSize(7, 10),
            new ClusterSize(8, 3),
            new ClusterSize(11, 1),
            new ClusterSize(40, 1)),
        Optional.of(
            new Decisions(
                "Links cut, by reason",
                List.of(new Decision("weak on average", 1_234), new Decision("twins", 7)))),
        quality,
        List.of(
            new StageTime("standardise", 3.2, 5.9),
            new StageTime("train", 12.25, 20.1),
            new StageTime("score", 81, 140.7)),
        96.4,
        folder,
        List.of(
            new Table("records", folder + "/records", 66_655, "the standardised records"),
            new Table("links", "main.linked.links_x", 13_000, "scored pairs that were kept")),
        List.of(
            "level \"day and month swapped\" of dob was not seen in training: it weighs 0",
            "14 values of column dob in input register are no date of the formats it is read by;"
                + " they count as missing"));
  }

  private static TrainingReport training() {
    return new TrainingReport(
        TrainingReport.PriorFrom.EM,
        -1,
        3_000_000,
        List.of("dob: exact"),
        List.of(new TrainingReport.Labels("labels.csv", 300, 20, 3, 2, 0, 1)),
        List.of(
            new TrainingReport.Session(
                "surname + dob",
                List.of("first_name"),
                12_000,
                .01,
                .25,
                1 / 4000.0,
                7,
                true,
                1e-6,
                List.of(-9000.0, -8123.456)),
            new TrainingReport.Session(
                "year(dob)", List.of("surname"), 99, 1, .5, 0, 100, false, .02, List.of(-77.0))),
        4,
        true,
        List.of(new TrainingReport.Unobserved("dob", "day and month swapped", "m", .001, 12_000)),
        List.of(
            new TrainingReport.Frequencies("surname", "census.csv"),
            new TrainingReport.Frequencies("first_name", TrainingReport.Frequencies.RECORDS)),
        List.of());
  }

  private static Level level(String label, double m, double u, boolean termFrequency) {
    return new Level(label, OptionalDouble.of(m), OptionalDouble.of(u), termFrequency);
  }

  private static void golden(String name, String actual) throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(
          Path.of("src/test/resources/org/linkagehub/pipelines/summary", name), actual);
    }
    try (InputStream in = SummaryTextTest.class.getResourceAsStream(name)) {
      assertEquals(new String(in.readAllBytes(), StandardCharsets.UTF_8), actual);
    }
  }
}
