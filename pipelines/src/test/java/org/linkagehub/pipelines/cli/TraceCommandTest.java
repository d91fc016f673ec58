package org.linkagehub.pipelines.cli;

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
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;

class TraceCommandTest {
  @TempDir static Path folder;
  private static final SparkSession SPARK = TestSession.spark(); // a command takes it

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @BeforeAll
  static void writeAnIndex() {
    SPARK
        .sql(
            """
            select nhs_number, replaced_by, dob,
              array(named_struct('given_names', array(given), 'family_name', family)) name_history,
              array(named_struct('lines', array('1 High St'), 'postcode', 'LS1 4AP')) address_history,
              array(named_struct('gender', '2')) gender_history
            from values
              ('9434765919', null, '19800517', 'Ann', 'Brown'),
              ('9434765870', '9434765919', '19800517', 'Ann', 'Jones')
              as people(nhs_number, replaced_by, dob, given, family)
            """)
        .write()
        .format("delta")
        .save(folder.resolve("index").toString());
  }

  private String configuration(String... requests) throws IOException {
    Path file = folder.resolve("lab" + requests.length + ".csv");
    Files.writeString(
        file, "unique_reference,nhs_no,born,family_name,gender\n" + String.join("\n", requests));
    return Files.writeString(
            folder.resolve("mine" + requests.length + ".conf"),
            """
            linkage.trace {
              as-at-date = "2025-06-30"
              index.path = "%s"
              requests.inputs = [
                { name = lab, path = "%s", columns { date_of_birth = "replace(born, '-', '')" } }
              ]
            }
            """
                .formatted(folder.resolve("index"), file))
        .toString();
  }

  @Test
  void tracesTellsAndDoesNothingTwice() throws IOException {
    String conf =
        configuration(
            "r1,9434765919,1980-05-17,,",
            "r2,9434765870,1980-05-17,,",
            "r3,,1980-05-17,Brown,2",
            "r4,,,Brown,2");
    String output = folder.resolve("out").toString();
    assertEquals(ExitCodes.OK, run("trace", conf, "-o", output, "--json"), err.toString());
    JsonNode summary = new ObjectMapper().readTree(out.toString());
    JsonNode ends = summary.path("ends").path(0).path("requests");
    assertEquals(1, ends.path("dps cross check").asInt(), ends.toString());
    assertEquals(1, ends.path("spine cross check").asInt(), ends.toString());
    assertEquals(1, ends.path("alphanumeric").asInt(), ends.toString());
    assertEquals(1, ends.path("not enough data to trace").asInt(), ends.toString());
    Path run = Path.of(summary.path("folder").asText());
    assertEquals(
        "r1 NHSNUMBER CCT_cached, r2 NHSNUMBER CCT_live, r3 NHSNUMBER alphanumeric_trace_live,"
            + " r4 ONE_TIME_USE_ID No_PDS_tracing_run",
        SPARK
            .read()
            .format("delta")
            .load(run.resolve("diagnostics").toString())
            .orderBy("unique_reference")
            .selectExpr(
                "concat_ws(' ', unique_reference, person_id_type, mps_successful_step) as line")
            .agg(org.apache.spark.sql.functions.expr("concat_ws(', ', collect_list(line))"))
            .head()
            .getString(0));
    String text = Files.readString(run.resolve("summary.txt"));
    text.lines().forEach(line -> assertTrue(line.length() <= 100, line));
    assertFalse(text.contains("94347659"), "no number of a person is printed: " + text);
    assertEquals(
        "r2 90 9434765919 true 9434765870",
        SPARK
            .read()
            .format("delta")
            .load(run.resolve("answers").toString())
            .where("superseded")
            .selectExpr(
                "concat_ws(' ', request.unique_reference, code, matched_nhs_number, superseded,"
                    + " former_nhs_numbers[0].nhs_number)")
            .head()
            .getString(0));
    out.getBuffer().setLength(0);
    assertEquals(ExitCodes.OK, run("trace", conf, "-o", output, "--json"), err.toString());
    assertEquals(
        summary.path("folder"),
        new ObjectMapper().readTree(out.toString()).path("folder"),
        "nothing has changed, so nothing is done again");

    assertEquals(ExitCodes.OK, run("trace-one", conf, "--request", "lab:r2"), err.toString());
    assertTrue(
        out.toString().contains("DPS cross-check    the NHS number was superseded"),
        out.toString());
    assertTrue(out.toString().contains("code 90: success: the number sent was superseded"));
    assertTrue(out.toString().contains("It took the place of 9434765870"), out.toString());
  }

  @Test
  void refusesRequestsWithoutAReferenceOfTheirOwn() throws IOException {
    String conf = configuration("r1,9434765919,,,", "r1,9434765870,,,");
    assertEquals(ExitCodes.DATA, run("trace", conf, "-o", folder.resolve("o").toString()));
    assertTrue(
        err.toString().contains("lab: code 08: UNIQUE_REFERENCE is that of several rows"),
        err.toString());
    assertEquals(ExitCodes.USAGE, run("trace-one", conf, "-f", "famly_name=x"));
    assertTrue(
        err.toString().contains("famly_name is no field of a request; did you mean family_name?"),
        err.toString());
    assertEquals(ExitCodes.DATA, run("trace-one", conf, "--request", "laboratory:r1"));
    assertTrue(err.toString().contains("there is no input laboratory; there are [lab]"));
  }
}
