package org.linkagehub.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.model.TermFrequencySource;

/** {@code linkage model}, without Spark. */
class ModelCommandTest {
  private static final String SPLINK =
      """
      { "link_type": "dedupe_only", "sql_dialect": "duckdb",
        "probability_two_random_records_match": 0.001,
        "blocking_rules_to_generate_predictions": [ { "blocking_rule": "l.dob = r.dob" } ],
        "comparisons": [ { "output_column_name": "surname", "comparison_levels": [
          { "sql_condition": "surname_l IS NULL OR surname_r IS NULL", "is_null_level": true,
            "label_for_charts": "missing" },
          { "sql_condition": "surname_l = surname_r", "label_for_charts": "same",
            "m_probability": 0.9, "u_probability": 0.01, "tf_adjustment_column": "surname" },
          { "sql_condition": "ELSE", "label_for_charts": "other",
            "m_probability": 0.1, "u_probability": 0.99 } ] } ] }
      """;

  @TempDir Path folder;

  private StringWriter out;
  private StringWriter err;

  private int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private Path imported() throws IOException {
    Path splink = Files.writeString(folder.resolve("splink.json"), SPLINK);
    Path model = folder.resolve("models/model.json");
    assertEquals(
        ExitCodes.OK,
        run("model", "import", splink.toString(), "--to", model.toString()),
        () -> err.toString());
    assertEquals("wrote " + model + "\n", err.toString());
    return model;
  }

  @Test
  void importsSplinksSettingsAndGivesThemBack() throws IOException {
    Path model = imported();
    ModelFile file = ModelJson.readFile(Files.readString(model));
    assertEquals(TermFrequencySource.ofData(TermFrequencySource.Mode.RAW), file.termFrequencies());
    assertEquals(List.of("dob"), file.blockingRules().stream().map(BlockingRule::name).toList());
    assertEquals("splink.json", file.metadata().get("imported_from"));

    Path back = folder.resolve("back.json");
    assertEquals(
        ExitCodes.OK,
        run("model", "export", model.toString(), "--splink", "--to", back.toString()));
    Path again = folder.resolve("again.json");
    assertEquals(ExitCodes.OK, run("model", "import", back.toString(), "--to", again.toString()));
    assertEquals(file.model(), ModelJson.readFile(Files.readString(again)).model());
    assertEquals(ExitCodes.OK, run("model", "diff", model.toString(), again.toString()));
    assertEquals("metadata imported_from: splink.json -> back.json\n", out.toString());
  }

  @Test
  void saysWhatOfAnImportedModelStaysSql() throws IOException {
    Path splink =
        Files.writeString(
            folder.resolve("splink.json"),
            SPLINK
                .replace("\"l.dob = r.dob\"", "\"l.dob <> r.dob\"")
                .replaceFirst("surname_l = surname_r", "shout(surname_l) = shout(surname_r)"));
    assertEquals(ExitCodes.OK, run("model", "import", splink.toString()));
    assertTrue(
        err.toString()
            .contains(
                "level 'same' stays SQL: the function shout is not known without Spark. Spark"
                    + " evaluates it, in the slower engine, and no pair can be scored without"
                    + " Spark"),
        err.toString());
    assertTrue(err.toString().contains("so it makes every pair; add one"), err.toString());
  }

  @Test
  void showsAModelOnAScreen() throws IOException {
    Path model = imported();
    assertEquals(ExitCodes.OK, run("model", "show", model.toString()));
    String shown = out.toString();
    for (String part :
        List.of(
            "prior             0.0010, -9.96 bits: 1 in 1,000 random pairs is a match",
            "term frequencies  plain shares of records, taken of the records that are scored",
            "same *",
            "+6.49",
            "-3.31",
            "Blocking rules\n  dob\n")) {
      assertTrue(shown.contains(part), part + " in " + shown);
    }
    shown.lines().forEach(line -> assertTrue(line.length() <= 140, line));
    assertEquals(ExitCodes.OK, run("model", "show", model.toString(), "--json"));
    assertEquals(Files.readString(model), out.toString());
  }

  @Test
  void tellsWhatTwoModelsDoDifferently() throws IOException {
    Path model = imported();
    Path other = folder.resolve("other.json");
    Files.writeString(
        other,
        Files.readString(model).replace("\"m\" : 0.9", "\"m\" : 0.45").replace("0.001", "0.002"));
    assertEquals(ExitCodes.OK, run("model", "diff", model.toString(), other.toString()));
    assertEquals(
        """
        prior: 0.00100000 -> 0.00200000 (+1.00 bits)
        surname: same: m: 0.900000 -> 0.450000 (-1.00 bits)
        """,
        out.toString());
    assertEquals(ExitCodes.OK, run("model", "diff", model.toString(), other.toString(), "--json"));
    assertTrue(out.toString().contains("\"what\" : \"surname: same: m\""), out.toString());
    assertEquals(ExitCodes.OK, run("model", "diff", model.toString(), model.toString()));
    assertEquals("The models are the same.\n", out.toString());
  }

  @Test
  void saysWhatIsNoModel() throws IOException {
    Path splink = Files.writeString(folder.resolve("splink.json"), SPLINK);
    assertEquals(ExitCodes.DATA, run("model", "show", splink.toString()));
    assertTrue(
        err.toString().contains("turn them into a model with `linkage model import`"),
        err.toString());
    assertEquals(ExitCodes.DATA, run("model", "show", folder + "/none.json"));
    assertTrue(err.toString().contains("there is no"), err.toString());
    Path model = imported();
    assertEquals(ExitCodes.DATA, run("model", "import", model.toString()));
    assertTrue(err.toString().contains("Splink settings without"), err.toString());
    assertEquals(ExitCodes.USAGE, run("model"));
  }
}
