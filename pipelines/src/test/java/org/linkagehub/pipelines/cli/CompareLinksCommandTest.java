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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;

class CompareLinksCommandTest {
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

  private String configuration(String... second) throws IOException {
    write(
        "requests.csv",
        "ref,feed,person",
        "r1,lab,p1",
        "r2,lab,p2",
        "r3,school,p3",
        "r4,school,p4");
    write("index.csv", "number,person", "9990000018,p1", "9990000026,p2", "9990000034,p3");
    write(
        "mps.csv",
        "ref,number,step",
        "r1,9990000018,cross",
        "r2,0000000000,none",
        "r3,9990000026,algorithmic",
        "r4,,none");
    write("model.csv", second);
    return write(
        "mine.conf",
        """
        linkage.compare-links {
          requests { path = "F/requests.csv", id = ref, person = person, groups = [feed] }
          first { name = mps, path = "F/mps.csv", request = ref, step = step
                  target = "nullif(number, '0000000000')" }
          second { name = model, path = "F/model.csv", request = ref, target = number }
          index { path = "F/index.csv", target = number, person = person }
        }
        """
            .replace("F/", folder + "/"));
  }

  private String write(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines)).toString();
  }

  @Test
  void tellsWhereTwoLinkagesDiffer() throws IOException {
    String conf =
        configuration(
            "ref,number", "r1,9990000018", "r2,9990000026", "r3,9990000034", "r9,9990000034");
    int code = run("compare-links", conf, "-o", folder.resolve("out").toString(), "--json");
    assertEquals(ExitCodes.OK, code, err.toString());
    JsonNode summary = new ObjectMapper().readTree(out.toString());
    JsonNode all = summary.path("cells").path(0);
    assertEquals(
        "all all 1 1 0 1 1",
        String.join(
            " ",
            all.path("dimension").asText(),
            all.path("group").asText(),
            all.path("bothSame").asText(),
            all.path("bothDifferent").asText(),
            all.path("onlyFirst").asText(),
            all.path("onlySecond").asText(),
            all.path("neither").asText()));
    JsonNode missed = null;
    for (JsonNode rate : summary.path("rates")) {
      if (rate.path("measure").asText().equals("missed_match_rate")
          && rate.path("dimension").asText().equals("all")) {
        missed = rate;
      }
    }
    assertEquals(2, missed.path("first").path("events").asLong(), missed.toString());
    assertEquals(3, missed.path("first").path("trials").asLong(), missed.toString());
    assertEquals(0, missed.path("second").path("events").asLong(), missed.toString());
    assertEquals(
        "1 of the 4 links of model are of requests that the table of requests does not have: they"
            + " count nowhere.",
        summary.path("warnings").path(0).asText());
    Path run = Path.of(summary.path("folder").asText());
    String text = Files.readString(run.resolve("summary.txt"));
    assertTrue(text.contains("Missed matches"), text);
    assertFalse(text.contains("99900000"), "no number of a person is printed: " + text);
    text.lines().forEach(line -> assertTrue(line.length() <= 100, line));
    assertTrue(Files.isDirectory(run.resolve("review_sample/_delta_log")), run.toString());
  }

  @Test
  void refusesSeveralLinksOfARequestAndWhatCannotBeWorkedOut() throws IOException {
    String conf = configuration("ref,number", "r1,9990000018", "r1,9990000026");
    String output = folder.resolve("out").toString();
    assertEquals(ExitCodes.DATA, run("compare-links", conf, "-o", output));
    assertTrue(
        err.toString().contains("1 values of request have several rows in the table model"),
        err.toString());
    String wrong = write("wrong.conf", Files.readString(Path.of(conf)).replace("= step", "= stop"));
    assertEquals(ExitCodes.DATA, run("compare-links", wrong, "-o", output));
    assertTrue(
        err.toString()
            .contains(
                "linkage.compare-links.first.step cannot be worked out of this table: stop; its"
                    + " columns are [ref, number, step]"),
        err.toString());
    write("model.csv", "ref,number", "r1");
    assertEquals(ExitCodes.DATA, run("compare-links", conf, "-o", output));
    assertTrue(
        err.toString().contains("1 lines of the table second do not have the"), err.toString());
    String half =
        write("half.conf", Files.readString(Path.of(conf)).replace("person = person,", ""));
    assertEquals(ExitCodes.USAGE, run("compare-links", half, "-o", output));
    assertTrue(
        err.toString()
            .contains("the truth is of requests (requests.person) and of targets (index)"),
        err.toString());
  }
}
