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
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.StageChoice;
import org.linkagehub.pipelines.stage.StageRunner;

class MainTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void shareTheSession() {
    TestSession.spark(); // a command takes the session there is
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "generate",
        "forecast",
        "run",
        "validate",
        "doctor",
        "runs",
        "show",
        "releases",
        "publish",
        "rollback",
        "clean",
        "model",
        "explain",
        "bench"
      })
  void everyCommandHasHelpWithExamples(String command) {
    assertEquals(ExitCodes.OK, run(command, "--help"));
    assertTrue(out.toString().contains("Usage: linkage " + command), out.toString());
    assertTrue(out.toString().contains("Examples:\n  linkage " + command), out.toString());
    out.toString().lines().forEach(line -> assertTrue(line.length() <= 90, line));
  }

  @Test
  void helpTellsExitCodesAndLauncherOptions() {
    assertEquals(ExitCodes.OK, run("--help"));
    assertTrue(out.toString().contains("3   the input data"), out.toString());
    assertTrue(out.toString().contains("--driver-memory SIZE"), out.toString());
    out.toString().lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @Test
  void withoutACommandTheHelpIsShownAsAnError() {
    assertEquals(ExitCodes.USAGE, run());
    assertTrue(err.toString().contains("Usage: linkage"), err.toString());
  }

  @Test
  void aSlipOfThePenIsAnsweredWithWhatWasMeant() {
    assertEquals(ExitCodes.USAGE, run("demo", "--pepole", "10"));
    assertEquals(
        """
        linkage: Unknown options: '--pepole', '10'
        Possible solutions: --people
        `linkage demo --help` tells what it takes.
        """,
        err.toString());
    assertEquals(ExitCodes.USAGE, run("dmeo"));
    assertEquals(
        """
        linkage: there is no command dmeo; did you mean demo?
        `linkage --help` tells what it takes.
        """,
        err.toString());
  }

  @Test
  void aBenchmarkThatCannotBeIsRefusedBeforeItBegins() {
    assertEquals(ExitCodes.USAGE, run("bench", "--copies", "0"));
    assertTrue(err.toString().contains("--copies must be between 1 and 1000, was 0"));
    assertEquals(ExitCodes.USAGE, run("bench", "--heap", "much"));
    assertTrue(err.toString().contains("--heap must look like 512m or 4g, was 'much'"));
    assertEquals(ExitCodes.USAGE, run("bench", "--rules", "lax"));
    assertTrue(err.toString().contains("lax"), err.toString());
    assertEquals(ExitCodes.USAGE, run("bench"));
    assertTrue(err.toString().contains("it must be started by that itself"), err.toString());
  }

  @Test
  void versionsAreTold() {
    assertEquals(ExitCodes.OK, run("--version"));
    assertTrue(out.toString().contains("Spark " + TestSession.spark().version()), out.toString());
  }

  @Test
  void everyProblemOfAConfigurationIsTold() throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("mine.conf"), "linkage { name = mine, sede = 3, link-type = both }");
    assertEquals(ExitCodes.USAGE, run("validate", conf.toString()));
    assertTrue(err.toString().startsWith("linkage: "), err.toString());
    assertTrue(err.toString().contains(conf + ":1: linkage.sede"), err.toString());
    assertTrue(err.toString().contains(conf + ":1: linkage.link-type"), err.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());

    assertEquals(ExitCodes.USAGE, run("run", conf.toString()));
    assertEquals(ExitCodes.USAGE, run("validate", conf.toString(), "--json"));
    JsonNode outcome = json();
    assertFalse(outcome.get("valid").asBoolean());
    assertTrue(outcome.get("problems").size() >= 2, outcome.toString());
  }

  @Test
  void aGoodConfigurationIsDescribed() throws IOException {
    Path patients =
        Files.writeString(
            folder.resolve("patients.csv"),
            "patient_id,surname,dob,postcode\n1,Ash,1970-01-31,LS1 4AP\n");
    Path conf =
        Files.writeString(
            folder.resolve("mine.conf"), MINIMAL.replace("patients.csv", patients.toString()));
    assertEquals(ExitCodes.OK, run("validate", conf.toString()), err.toString());
    assertEquals(
        conf
            + ": no problems. It is a dedupe_only linkage of 1 input by 2 blocking rules and 2"
            + " comparisons.\n",
        out.toString());
  }

  @Test
  void theInputsAreLookedAtUnlessAskedNotTo() throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("mine.conf"),
            MINIMAL.replace("patients.csv", folder.resolve("none.csv").toString()));
    assertEquals(ExitCodes.USAGE, run("validate", conf.toString()));
    assertTrue(err.toString().contains(conf + ":3: linkage.inputs[0].path"), err.toString());
    assertEquals(ExitCodes.OK, run("validate", conf.toString(), "--settings-only"));
  }

  @Test
  void aConfigurationThatIsNotThereIsNamed() {
    assertEquals(ExitCodes.USAGE, run("validate", folder.resolve("none.conf").toString()));
    assertTrue(err.toString().contains("none.conf: there is no such file"), err.toString());
  }

  @Test
  void noRunsIsNoError() {
    assertEquals(ExitCodes.OK, run("runs", "--output", folder.toString()));
    assertEquals("no runs in " + folder + "\n", err.toString());
    assertEquals(ExitCodes.OK, run("runs", "--output", folder.toString(), "--json"));
    assertEquals(0, json().size());
  }

  @Test
  void aRunThatIsNotThereIsAnErrorOfData() {
    assertEquals(ExitCodes.DATA, run("show", "last", "--output", folder.toString()));
    assertEquals(
        "linkage: no runs in " + folder + "; name the folder of another output with --output\n",
        err.toString());
  }

  @Test
  void aStackTraceIsShownOnRequestOnly() {
    run("show", "last", "--output", folder.toString(), "--debug");
    assertTrue(err.toString().contains("\tat org.linkagehub"), err.toString());
  }

  @Test
  void aRunIsListedAndShown() {
    String output = folder.toString();
    Stage stage =
        Stage.of(
            "count",
            List.of(),
            Stage.Output.small("numbers"),
            none -> TestSession.spark().range(5).toDF());
    RunPlan plan =
        new RunPlan(
            "mine",
            "run",
            "seed = 7",
            "seed = 7",
            "sql",
            7,
            List.of(),
            List.of(stage),
            Optional.empty());
    String runId =
        new StageRunner(
                TestSession.spark(),
                RunStore.at(output, new Configuration()),
                Progress.silent(),
                Clock.systemUTC())
            .run(
                plan,
                StageChoice.asNeeded(),
                done -> {
                  done.folder().write(SummaryFile.TEXT, "the summary\n");
                  return Map.of();
                })
            .manifest()
            .runId();

    assertEquals(ExitCodes.OK, run("runs", "--output", output));
    assertTrue(
        out.toString().contains(runId + "  mine              run       finished"), out.toString());
    assertEquals(ExitCodes.OK, run("runs", "--output", output, "--json"));
    assertEquals(runId, json().at("/0/runId").asText());

    assertEquals(ExitCodes.OK, run("show", runId.substring(0, 13), "--output", output));
    assertTrue(out.toString().startsWith("Run " + runId + ": run, finished\n"), out.toString());
    assertTrue(out.toString().contains("numbers (5)\n\nthe summary\n"), out.toString());
    assertEquals(ExitCodes.OK, run("show", "last", "--output", output, "--json"));
    assertEquals("FINISHED", json().get("status").asText());
    assertEquals(ExitCodes.OK, run("show", "last", "--output", output, "--configuration"));
    assertEquals("seed = 7\n", out.toString());
  }

  @Test
  void theDoctorSaysWhatToMend() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertEquals(ExitCodes.MEND, run("doctor", "--output", file.toString()));
    assertTrue(
        out.toString()
            .matches("(?s).*\nok +spark +4.*\nmend +output +" + file + " cannot be written.*"),
        out.toString());
    assertTrue(out.toString().contains(" -> make it writable"), out.toString());
    assertTrue(out.toString().contains("\nTo be mended: "), out.toString());
    String output = folder.resolve("out").toString();
    assertEquals(ExitCodes.OK, run("doctor", "--output", output, "--json"), out.toString());
    assertEquals("java", json().at("/0/what").asText());
    assertEquals("ok", json().at("/0/verdict").asText());
  }

  @Test
  void tooFewPeopleAreRefused() {
    assertEquals(ExitCodes.USAGE, run("demo", "--people", "3", "--output", folder.toString()));
    assertTrue(err.toString().contains("--people must be at least 10, was 3"), err.toString());
  }

  private static final String MINIMAL =
      """
      linkage {
        name = mine
        inputs = [{ name = patients, path = "patients.csv", id = patient_id }]
        comparisons = [
          { template = name, column = surname }
          { template = date_of_birth, column = dob }
        ]
        blocking.rules = [[surname, dob], [postcode]]
        training.prior.deterministic-rules = [[surname, dob]]
      }
      """;

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private JsonNode json() {
    try {
      return new ObjectMapper().readTree(out.toString());
    } catch (IOException e) {
      throw new AssertionError(out.toString(), e);
    }
  }
}
