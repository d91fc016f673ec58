package org.linkagehub.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;

class GenerateCommandTest {
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

  private String configuration(String population) throws IOException {
    Path file = folder.resolve("mine.conf");
    Files.writeString(file, "linkage { population { " + population + " } }");
    return file.toString();
  }

  @Test
  void makesChecksAndTellsAPopulation() throws IOException {
    String feeds =
        "feeds { hospital = null, school = null, research = null, prison = null, immigration = null }"
            + "\nsub-groups.newborns = null";
    String output = folder.resolve("out").toString();
    int code =
        run("generate", configuration(feeds), "--people", "700", "--output", output, "--json");
    assertEquals(ExitCodes.OK, code, err.toString());
    JsonNode summary = new ObjectMapper().readTree(out.toString());
    assertEquals(0, summary.path("broken").size(), summary.path("broken").toString());
    assertTrue(summary.path("checks").asInt() > 50, summary.path("checks").toString());
    assertEquals("people", summary.path("counts").path(0).path("what").asText());
    assertEquals(700, summary.path("counts").path(0).path("count").asLong());
    assertEquals("laboratory", summary.path("feeds").path(0).path("name").asText());
    assertTrue(summary.path("feeds").path(0).path("records").asLong() > 100, summary.toString());
    Path run = Path.of(summary.path("folder").asText());
    String text = Files.readString(run.resolve("summary.txt"));
    assertTrue(text.contains("Checks: all " + summary.path("checks").asInt() + " hold"), text);
    assertTrue(text.contains("feed_laboratory"), text);
    text.lines().forEach(line -> assertTrue(line.length() <= 100, line));
    assertTrue(Files.isDirectory(run.resolve("master_index/_delta_log")), run.toString());
    String page = Files.readString(run.resolve("population.html"));
    assertTrue(page.contains("Errors of laboratory"), "the page has a chart for each feed");
    assertTrue(page.contains("All " + summary.path("checks").asInt() + " rules hold"), "verdict");
    // what a configuration that includes it finds
    Config current =
        ConfigFactory.parseFile(Path.of(output, "current", "population.conf").toFile());
    assertEquals(
        run.resolve("linkable_index").toString(),
        current.getString("linkage.variables.population.linkable_index"));
  }

  @Test
  void refusesANumberOfPeopleThatCannotBe() throws IOException {
    assertEquals(ExitCodes.USAGE, run("generate", configuration(""), "--people", "0"));
    assertTrue(
        err.toString().contains("--people must be between 1 and 59000000, was 0"), err.toString());
  }
}
