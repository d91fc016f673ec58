package org.linkagehub.pipelines.trace.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linkagehub.pipelines.trace.step.Sample.between;
import static org.linkagehub.pipelines.trace.step.Sample.person;
import static org.linkagehub.pipelines.trace.step.Sample.request;
import static org.linkagehub.pipelines.trace.step.Sample.since;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.MatchStep;
import org.linkagehub.pipelines.trace.record.StepOutcome;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.Validity;

class AlphanumericTest {
  private static final IndexPerson FOX =
      person("9434765919")
          .born("20021217")
          .bornFormerly("20021218")
          .name("Hadley", null, "Wolf", between("2002-12-17", "2019-12-31"))
          .name("Harry", null, "Fox", since("2020-01-01"))
          .gender("1")
          .home("SE1 8UG", between("2002-12-17", "2005-01-01"), "2 Low Road", "London")
          .home("LS1 4AP", since("2005-01-02"), "1 High Street", "Leeds")
          .practice("B82001")
          .died("20240517")
          .build();

  private static StepOutcome outcome(TraceSettings settings, String... fieldsAndValues) {
    TraceAnswer answer = new SingleTrace(settings, List.of(FOX)).trace(request(fieldsAndValues));
    return answer.steps().stream()
        .filter(step -> step.step() == MatchStep.ALPHANUMERIC)
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  @Test
  void theHandbooksExamples() throws IOException {
    JsonNode examples = HandbookExamples.read().get("alphanumeric");
    List<IndexPerson> index = new ArrayList<>();
    for (JsonNode pds : examples.get("pds")) {
      var builder =
          person("999000000" + pds.get("id").asText())
              .born(HandbookExamples.date(pds, "date_of_birth"))
              .name(pds.get("given_name").asText(), pds.get("family_name").asText())
              .gender(pds.get("gender").asText())
              .practice(pds.get("gp_practice").asText());
      for (JsonNode postcode : pds.get("postcodes")) {
        String from = HandbookExamples.text(postcode, "from");
        String to = HandbookExamples.text(postcode, "to");
        builder.home(
            postcode.get("postcode").asText(),
            new Validity(
                from == null ? null : LocalDate.parse(from),
                to == null ? null : LocalDate.parse(to),
                1));
      }
      index.add(builder.build());
    }
    int checked = 0;
    for (JsonNode query : examples.get("queries")) {
      TraceAnswer answer =
          new SingleTrace(Sample.SETTINGS, index)
              .trace(
                  request(
                      "family_name", HandbookExamples.text(query, "family_name"),
                      "date_of_birth", HandbookExamples.date(query, "date_of_birth"),
                      "gender", HandbookExamples.text(query, "gender"),
                      "given_name", HandbookExamples.text(query, "given_name"),
                      "postcode", HandbookExamples.text(query, "postcode"),
                      "gp_practice_code", HandbookExamples.text(query, "gp_practice")));
      String expected = query.get("expect").asText();
      String name = query.get("name").asText();
      if (expected.equals("next step")) {
        assertEquals(MatchStep.ALGORITHMIC, answer.lastStep(), name);
      } else {
        assertEquals(MatchStep.ALPHANUMERIC, answer.matchStep(), name);
        assertEquals("999000000" + expected.replace("match ", ""), answer.matchedNumber(), name);
        assertEquals(100, answer.confidence(), name);
      }
      checked++;
    }
    assertEquals(4, checked);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "-",
      value = {
        // what, family, gender, birth, given, postcode, practice, death, outcome
        "needed alone, Fox, 1, 20021217, -, -, -, -, MATCHED",
        "year alone, Fox, 1, 2002, -, -, -, -, MATCHED",
        "year and month, Fox, 1, 200212, -, -, -, -, MATCHED",
        "another month, Fox, 1, 200211, -, -, -, -, NOBODY",
        "former birth, Fox, 1, 20021218, -, -, -, -, MATCHED",
        "no family name, -, 1, 20021217, Hadley, LS1 4AP, -, -, TOO_LITTLE",
        "no gender, Fox, -, 20021217, Hadley, LS1 4AP, -, -, TOO_LITTLE",
        "no birth, Fox, 1, -, Hadley, LS1 4AP, -, -, TOO_LITTLE",
        "sounds alike, Focks, 1, 20021217, Hadly, -, -, -, MATCHED",
        "former family name, Wolf, 1, 20021217, -, -, -, -, NOBODY",
        "former given name, Fox, 1, 20021217, Hadley, -, -, -, MATCHED",
        "another gender, Fox, 2, 20021217, -, -, -, -, NOBODY",
        "another given name, Fox, 1, 20021217, Rosa, -, -, -, NOBODY",
        "former postcode, Fox, 1, 20021217, -, SE1 8UG, -, -, MATCHED",
        "another postcode, Fox, 1, 20021217, -, SE1 8UH, -, -, NOBODY",
        "practice, Fox, 1, 20021217, -, -, B82001, -, MATCHED",
        "another practice, Fox, 1, 20021217, -, -, V81997, -, NOBODY",
        "death, Fox, 1, 20021217, -, -, -, 20240517, MATCHED",
        "another death, Fox, 1, 20021217, -, -, -, 20240518, NOBODY",
        "part of the death, -, -, 20021217, -, -, -, 202405, MATCHED",
        "part of the death and a name, Fox, -, -, -, -, -, 2024, MATCHED",
        "part of the death alone, -, -, -, -, -, -, 2024, TOO_LITTLE",
        "all of the death, Fox, -, -, -, -, -, 20240517, TOO_LITTLE",
      })
  void eachValueThatWasSentMustAgree(
      String what,
      String family,
      String gender,
      String birth,
      String given,
      String postcode,
      String practice,
      String death,
      StepOutcome expected) {
    assertEquals(
        expected,
        outcome(
            Sample.SETTINGS,
            "family_name",
            family,
            "gender",
            gender,
            "date_of_birth",
            birth,
            "given_name",
            given,
            "postcode",
            postcode,
            "gp_practice_code",
            practice,
            "date_of_death",
            death),
        what);
  }

  @Test
  void anAddressMustAgreeAsWholeUnlessItIsLeftOut() {
    String[] right = {
      "family_name",
      "Fox",
      "gender",
      "1",
      "date_of_birth",
      "20021217",
      "address_line1",
      "2 low road",
      "address_line4",
      "London"
    };
    String[] wrong = right.clone();
    wrong[9] = "Leeds"; // the line of one home with the town of another
    assertEquals(StepOutcome.MATCHED, outcome(Sample.SETTINGS, right));
    assertEquals(StepOutcome.NOBODY, outcome(Sample.SETTINGS, wrong));
    TraceSettings plain = Sample.SETTINGS;
    TraceSettings without =
        new TraceSettings(
            plain.edition(),
            plain.asAt(),
            plain.request(),
            plain.crossCheck(),
            false,
            plain.algorithmic(),
            plain.redactSensitive());
    assertEquals(StepOutcome.MATCHED, outcome(without, wrong));
  }

  @Test
  void theOlderEditionNeedsTheWholeDateOfBirth() {
    String[] year = {"family_name", "Fox", "gender", "1", "date_of_birth", "2002"};
    assertEquals(StepOutcome.TOO_LITTLE, outcome(Sample.OLDER, year));
    year[5] = "20021217";
    assertEquals(StepOutcome.MATCHED, outcome(Sample.OLDER, year));
  }

  @Test
  void severalSurvivorsAreNoMatch() {
    IndexPerson twin =
        person("9434765870").born("20021217").name("Heather", "Fox").gender("1").build();
    TraceAnswer answer =
        new SingleTrace(Sample.SETTINGS, List.of(FOX, twin))
            .trace(request("family_name", "Fox", "gender", "1", "date_of_birth", "2002"));
    assertEquals(StepOutcome.SEVERAL, answer.steps().get(2).outcome());
    assertEquals(2, answer.steps().get(2).candidates());
  }
}
