package org.linkagehub.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ModelJsonTest {

  private static Model model() {
    return new Model(
        LinkType.LINK_AND_DEDUPE,
        1 / 3.0,
        List.of(
            new Comparison(
                "name",
                "a \"name\"",
                List.of(
                    ComparisonLevel.missing("missing", "name_l IS NULL"),
                    new ComparisonLevel(
                        "same",
                        ComparisonLevel.Kind.CONDITION,
                        "name_l = name_r",
                        OptionalDouble.of(0.1 + 0.2),
                        OptionalDouble.of(1e-300),
                        true,
                        false,
                        Optional.of(new TermFrequencyAdjustment("name", .5, .001))),
                    ComparisonLevel.otherwise()))));
  }

  @Test
  void readsBackWhatItWritesToTheBit() {
    assertEquals(model(), ModelJson.read(ModelJson.write(model())));
  }

  private static ModelFile file() {
    var report =
        new TrainingReport(
            TrainingReport.PriorFrom.RULES,
            12,
            3_000_000,
            List.of("name: same"),
            List.of(new TrainingReport.Labels("person", 9, 8, 7, 6, 5, 4)),
            List.of(
                new TrainingReport.Session(
                    "dob",
                    List.of("name"),
                    77,
                    .5,
                    .25,
                    1e-4,
                    3,
                    true,
                    1e-6,
                    List.of(-10.5, -9.25))),
            5,
            true,
            List.of(new TrainingReport.Unobserved("name", "same", "u", 1e-7, 3_000_000)),
            List.of(new TrainingReport.Frequencies("name", "records")),
            List.of("look at this"));
    return new ModelFile(
        model(),
        List.of(
            BlockingRule.on("dob"),
            new BlockingRule(
                "swapped", List.of(new BlockingRule.Key("a", "b")), Optional.of("a_l <> 'x'")),
            new BlockingRule(
                "aliases", List.of(BlockingRule.Key.anyOf("aliases")), Optional.empty()),
            BlockingRule.sorted(
                "near",
                new SortedNeighbourhood(List.of("town"), List.of("surname", "dob"), 7),
                Optional.of("a_l <> a_r"))),
        Map.of("name_soundex", "phonetic_soundex(name)"),
        new TermFrequencySource(
            TermFrequencySource.Mode.RAW, Optional.of("term_frequencies"), Optional.empty()),
        Optional.of(report),
        Optional.of(
            new DataFingerprint(
                List.of("name"), List.of(new DataFingerprint.Source("people", 5, "00ff")))),
        Optional.of("{\n  \"name\" : \"x\"\n}"),
        "0.1.0",
        Map.of("owner", "someone", "note", "a \"note\""));
  }

  @Test
  void readsBackTheWholeFile() {
    assertEquals(file(), ModelJson.readFile(ModelJson.write(file())));
    assertEquals(
        ModelJson.write(file()), ModelJson.write(ModelJson.readFile(ModelJson.write(file()))));
  }

  @Test
  void writesTheKeysThatTheReadmeDescribes() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String json = ModelJson.write(file());
    var keys = new TreeSet<String>();
    Pattern.compile("\"([a-z_]+)\" :").matcher(json).results().forEach(m -> keys.add(m.group(1)));
    keys.removeAll(List.of("name_soundex", "owner", "note"));
    assertEquals(
        List.of(), keys.stream().filter(key -> !readme.contains("`" + key + "`")).toList());
    assertTrue(keys.contains("log_likelihood") && keys.contains("digest"), keys.toString());
  }

  @Test
  void readsTheFirstLayout() {
    String first =
        """
        { "format" : 1, "link_type" : "dedupe_only", "prior" : 0.25, "comparisons" : [
          { "name" : "n", "levels" : [ { "label" : "other", "kind" : "else", "m" : 1, "u" : 1 } ] }
        ] }
        """;
    ModelFile read = ModelJson.readFile(first);
    assertEquals(.25, read.model().prior());
    assertEquals(
        TermFrequencySource.ofData(TermFrequencySource.Mode.NON_MATCHES), read.termFrequencies());
  }

  @Test
  void refusesANewerLayoutAndWhatIsNoModel() {
    String newer = ModelJson.write(model()).replace("\"format\" : 2", "\"format\" : 9");
    assertEquals(
        "the model has format 9, this version reads up to 2",
        assertThrows(IllegalArgumentException.class, () -> ModelJson.read(newer)).getMessage());
    assertEquals(
        "not the file of a model: it has no 'format'",
        assertThrows(IllegalArgumentException.class, () -> ModelJson.read("{}")).getMessage());
    assertEquals(
        "these are settings of Splink; turn them into a model with `linkage model import`",
        assertThrows(
                IllegalArgumentException.class,
                () -> ModelJson.read("{\"sql_dialect\": \"duckdb\"}"))
            .getMessage());
    String kind = ModelJson.write(model()).replace("\"else\"", "\"els\"");
    assertEquals(
        "'kind' must be one of [missing, condition, else], was \"els\"",
        assertThrows(IllegalArgumentException.class, () -> ModelJson.read(kind)).getMessage());
  }
}
