package org.linkagehub.pipelines.trace.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linkagehub.pipelines.trace.step.Sample.between;
import static org.linkagehub.pipelines.trace.step.Sample.person;
import static org.linkagehub.pipelines.trace.step.Sample.request;
import static org.linkagehub.pipelines.trace.step.Sample.since;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linkagehub.pipelines.trace.record.Candidate;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.StepOutcome;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.TraceSettings.AlgorithmicRules;
import org.linkagehub.pipelines.trace.record.TraceSettings.MissingInCandidate;
import org.linkagehub.pipelines.trace.record.TraceSettings.RequestRules;
import org.linkagehub.pipelines.trace.record.TraceSettings.SoundexVariant;
import org.linkagehub.pipelines.trace.record.Validity;

class AlgorithmicTest {
  private static final String[] SENT = {
    "given_name", "John", "other_given_name", "Adam", "family_name", "Smith",
    "date_of_birth", "19920101", "gender", "1", "postcode", "SW1A 2AA"
  };

  /** {@link #SENT} with other values in the place of some, null for none. */
  private static TraceRequest sent(String... changes) {
    return request(Stream.concat(Stream.of(SENT), Stream.of(changes)).toArray(String[]::new));
  }

  private static TraceRequest without(String... fields) {
    TraceRequest request = sent();
    for (String field : fields) {
      request = request.with(RequestField.ofColumn(field).orElseThrow(), null);
    }
    return request;
  }

  private static Algorithmic.Decision decide(
      TraceSettings settings, TraceRequest request, IndexPerson... people) {
    SubjectMaker subjects = new SubjectMaker(settings);
    return new Algorithmic(settings)
        .decide(
            new RequestCleaning(settings).clean(request),
            Stream.of(people).map(subjects::of).toList());
  }

  private static AlgorithmicRules rules(
      boolean allFields, boolean together, int most, double gap, boolean gapItself, double least) {
    return new AlgorithmicRules(
        SoundexVariant.HW_SKIPPED,
        allFields,
        together,
        most,
        gap,
        gapItself,
        least,
        MissingInCandidate.ZERO,
        5,
        Map.of());
  }

  @Test
  void theHandbooksExamples() throws IOException {
    JsonNode examples = HandbookExamples.read().get("algorithmic");
    RequestRules plain = RequestRules.DEFAULT;
    TraceSettings asPrinted = // in mixed case: Adams / Dan is 51, ADAMS / DAN would be 69
        Sample.SETTINGS.with(
            new RequestRules(
                plain.numberCheck(),
                plain.earliestBirth(),
                plain.latestBirth(),
                true,
                true,
                false));
    int candidates = 0;
    for (JsonNode example : examples.get("scoring")) {
      String name = example.get("name").asText();
      JsonNode query = example.get("query");
      TraceRequest request =
          request(
              "given_name", HandbookExamples.text(query, "given_name"),
              "other_given_name", HandbookExamples.text(query, "other_given_name"),
              "family_name", HandbookExamples.text(query, "family_name"),
              "date_of_birth", HandbookExamples.date(query, "date_of_birth"),
              "gender", HandbookExamples.text(query, "gender"),
              "postcode", HandbookExamples.text(query, "postcode"));
      List<IndexPerson> people = new ArrayList<>();
      for (JsonNode candidate : example.get("candidates")) {
        people.add(
            person("999000000" + people.size())
                .born(HandbookExamples.date(candidate, "date_of_birth"))
                .name(
                    HandbookExamples.text(candidate, "given_name"),
                    HandbookExamples.text(candidate, "other_given_name"),
                    HandbookExamples.text(candidate, "family_name"),
                    Validity.ALWAYS)
                .gender(candidate.get("gender").asText())
                .home(candidate.get("postcode").asText())
                .build());
      }
      Algorithmic.Decision decision =
          decide(asPrinted, request, people.toArray(IndexPerson[]::new));
      for (int i = 0; i < people.size(); i++) {
        JsonNode expected = example.get("candidates").get(i);
        Candidate scored = scored(decision, "999000000" + i);
        String what = name + " " + i;
        JsonNode scores = expected.get("scores");
        assertEquals(scores.get("given_name").asDouble(), scored.givenName(), 1, what);
        assertEquals(scores.get("family_name").asDouble(), scored.familyName(), 1, what);
        assertEquals(scores.get("date_of_birth").asDouble(), scored.birthDate(), 1, what);
        assertEquals(scores.get("gender").asDouble(), scored.gender(), 1, what);
        assertEquals(scores.get("postcode").asDouble(), scored.postcode(), 1, what);
        if (scores.has("other_given_name")) {
          assertEquals(scores.get("other_given_name").asDouble(), scored.otherGivenName(), 1, what);
        }
        assertEquals(expected.get("total").asDouble(), scored.total(), 1, what);
        candidates++;
      }
      if (example.has("outcome")) {
        boolean none = example.get("outcome").asText().startsWith("no match");
        assertEquals(
            none ? StepOutcome.CLOSE_RUNNER_UP : StepOutcome.MATCHED, decision.outcome(), name);
        if (!none) {
          assertEquals("9990000001", decision.ranked().get(0).candidate().nhsNumber(), name);
        }
      }
    }
    assertEquals(6, candidates);
  }

  private static Candidate scored(Algorithmic.Decision decision, String number) {
    return decision.ranked().stream()
        .map(Algorithmic.Scored::candidate)
        .filter(candidate -> candidate.nhsNumber().equals(number))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void namesArePutInANormalFormForTheBlocksAlone() throws IOException {
    JsonNode example = HandbookExamples.read().get("algorithmic").get("name_normalisation").get(0);
    AlgorithmicRules plain = AlgorithmicRules.of(Edition.E2024);
    AlgorithmicRules normal =
        new AlgorithmicRules(
            plain.soundex(),
            false,
            true,
            50,
            5,
            false,
            0,
            plain.missingInCandidate(),
            5,
            Map.of(
                example.get("given_name").asText().toUpperCase(Locale.ROOT),
                example.get("blocking_given_name").asText().toUpperCase(Locale.ROOT)));
    TraceRequest jon =
        request("given_name", "Jon", "family_name", "Jones-Smith", "date_of_birth", "19920101");
    IndexPerson jonny = person("9990000001").born("19920101").name("Johnny", "Jonessmith").build();
    // Soundex has J500 for both Jon and Johnny; a form that sounds otherwise tells them apart.
    assertEquals(StepOutcome.MATCHED, decide(Sample.SETTINGS.with(normal), jon, jonny).outcome());
    AlgorithmicRules jenny =
        new AlgorithmicRules(
            plain.soundex(),
            false,
            true,
            50,
            5,
            false,
            0,
            plain.missingInCandidate(),
            5,
            Map.of("PEGGY", "MARGARET"));
    TraceRequest peggy =
        request("given_name", "Peggy", "family_name", "Ash", "date_of_birth", "19920101");
    IndexPerson margaret = person("9990000001").born("19920101").name("Margaret", "Ash").build();
    assertEquals(StepOutcome.NOBODY, decide(Sample.SETTINGS, peggy, margaret).outcome());
    Algorithmic.Decision found = decide(Sample.SETTINGS.with(jenny), peggy, margaret);
    assertEquals(StepOutcome.MATCHED, found.outcome());
    assertTrue(found.ranked().get(0).candidate().givenName() < 60, "scored as they were sent");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "-",
      value = {
        // what, given, family, birth, gender, postcode, blocks
        "all, John, Smith, 19920101, 1, SW1A 2AA, 1 2 3 4",
        "sounds, Jon, Smyth, 19920101, 1, SW1A 2AA, 1 2 3 4",
        "another given name, Bo, Smith, 19920101, 1, SW1A 2AA, 2 4",
        "another family name, John, Ash, 19920101, 1, SW1A 2AA, 3 4",
        "another gender, John, Smith, 19920101, 2, SW1A 2AA, 1",
        "another postcode, John, Smith, 19920101, 1, SW1A 2AB, 1",
        "no postcode, John, Smith, 19920101, 1, -, 1",
        "names differ, Bo, Ash, 19920101, 1, SW1A 2AA, 4",
        "another birth, John, Smith, 19920102, 1, SW1A 2AA, -",
        "partial birth, John, Smith, 199201, 1, SW1A 2AA, -",
      })
  void blocksOfTheNewerEdition(
      String what,
      String given,
      String family,
      String birth,
      String gender,
      String postcode,
      String blocks) {
    assertEquals(blocks, blocks(Sample.SETTINGS, given, family, birth, gender, postcode), what);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "-",
      value = {
        "all, John, Smith, 19920101, 1, SW1A 2AA, 1 2 3 4",
        "sounds, Jon, Smyth, 19920101, 1, SW1A 2AA, 4",
        "another day, John, Smith, 19920102, 1, SW1A 2AA, 4",
        "partial birth, John, Smith, 199201, 1, SW1A 2AA, 4",
        "another year, John, Smith, 19930101, 1, SW1A 2AA, -",
      })
  void blocksOfTheOlderEdition(
      String what,
      String given,
      String family,
      String birth,
      String gender,
      String postcode,
      String blocks) {
    assertEquals(blocks, blocks(Sample.OLDER, given, family, birth, gender, postcode), what);
  }

  private static String blocks(
      TraceSettings settings,
      String given,
      String family,
      String birth,
      String gender,
      String postcode) {
    var builder = person("9990000001").born(birth).name(given, family).gender(gender);
    if (postcode != null) {
      builder.home(postcode);
    }
    return decide(settings, sent(), builder.build()).ranked().stream()
        .map(each -> each.candidate().blocks().toString().replaceAll("[\\[\\],]", ""))
        .findFirst()
        .orElse(null);
  }

  /** Smith at SW1A 2AA, later Jones at LS1 4AP: Smith never lived at LS1 4AP. */
  private static final IndexPerson MOVED =
      person("9990000001")
          .born("19920102")
          .bornFormerly("19920101")
          .gender("1")
          .name("John", null, "Smith", between("1992-01-01", "2009-12-31"))
          .name("Rob", null, "Jones", since("2010-01-01"))
          .home("SW1A 2AA", between("1992-01-01", "2009-12-31"))
          .home("LS1 4AP", since("2010-01-01"))
          .build();

  @Test
  void formerValuesCountIfTheyStoodTogether() {
    assertEquals(List.of(1, 2, 3, 4), only(Sample.SETTINGS, sent()).blocks());
    assertEquals(List.of(1, 4), only(Sample.SETTINGS, sent("postcode", "LS1 4AP")).blocks());
    TraceSettings apart = Sample.SETTINGS.with(rules(false, false, 50, 5, false, 0));
    assertEquals(List.of(1, 2, 3, 4), only(apart, sent("postcode", "LS1 4AP")).blocks());
    // the parts of a name stood together in any case
    assertEquals(
        List.of(2, 3, 4), only(apart, sent("given_name", "Rob")).blocks(), "Rob Smith was nobody");
  }

  private static Candidate only(TraceSettings settings, TraceRequest request) {
    return decide(settings, request, MOVED).ranked().get(0).candidate();
  }

  @Test
  void theBestNameThatStoodAtOneTimeIsScored() {
    Candidate smith = only(Sample.SETTINGS, without("other_given_name"));
    assertEquals(100, smith.familyName());
    assertEquals(100, smith.givenName());
    assertTrue(smith.formerName());
    Candidate jones = only(Sample.SETTINGS, sent("given_name", "Rob", "family_name", "Jones"));
    assertEquals(false, jones.formerName());
  }

  @Test
  void aFormerPostcodeCountsWhereThePresentOneScoresNothing() {
    assertEquals(100, only(Sample.SETTINGS, sent()).postcode());
    assertEquals(true, only(Sample.SETTINGS, sent()).formerPostcode());
    Candidate present = only(Sample.SETTINGS, sent("postcode", "LS1 4AP"));
    assertEquals(100, present.postcode());
    assertEquals(false, present.formerPostcode());
    RequestRules usual = RequestRules.DEFAULT;
    TraceSettings beginnings =
        Sample.SETTINGS.with(
            new RequestRules(
                usual.numberCheck(),
                usual.earliestBirth(),
                usual.latestBirth(),
                false,
                usual.mendPostcodeSpace(),
                usual.upperCaseNames()));
    IndexPerson moved =
        person("9990000001")
            .born("19920101")
            .name("John", "Smith")
            .home("W1 1AA", between("1992-01-01", "2009-12-31"))
            .home("W1A 1AA", since("2010-01-01"))
            .build();
    Candidate beginning =
        decide(beginnings, sent("postcode", "W1"), moved).ranked().get(0).candidate();
    assertEquals(200.0 / 7, beginning.postcode(), 1e-9, "2 of 7 characters, not 2 of 6");
    assertEquals(false, beginning.formerPostcode());
  }

  @Test
  void valuesNotSentLeaveTheMeanAndThoseNotHeldAreNothing() {
    IndexPerson bare = person("9990000001").born("19920101").name("John", "Smith").build();
    Candidate scored = decide(Sample.SETTINGS, sent(), bare).ranked().get(0).candidate();
    // given, family and birth of six values: other given name, gender and postcode are lacking
    assertEquals(300.0 / 6, scored.total(), 1e-9);
    assertEquals(0.0, scored.otherGivenName());
    Candidate fewer =
        decide(Sample.SETTINGS, without("other_given_name", "postcode"), bare)
            .ranked()
            .get(0)
            .candidate();
    assertEquals(300.0 / 4, fewer.total(), 1e-9);
    assertNull(fewer.otherGivenName());
    assertNull(fewer.postcode());
    AlgorithmicRules leaving =
        new AlgorithmicRules(
            SoundexVariant.HW_SKIPPED,
            false,
            true,
            50,
            5,
            false,
            0,
            MissingInCandidate.LEFT_OUT,
            5,
            Map.of());
    assertEquals(
        300.0 / 4,
        decide(Sample.SETTINGS.with(leaving), sent(), bare).ranked().get(0).candidate().total(),
        1e-9,
        "gender and postcode left out, the other given name not");
  }

  @Test
  void theGivenNameReportedIsTheLargerScore() {
    IndexPerson swapped =
        person("9990000001")
            .born("19920101")
            .name("Jack", "Adam", "Smith", Validity.ALWAYS)
            .build();
    assertEquals(List.of(), decide(Sample.SETTINGS, sent(), swapped).ranked(), "J200, not J500");
    IndexPerson alike =
        person("9990000001").born("19920101").name("Jon", "Adam", "Smith", Validity.ALWAYS).build();
    Candidate both = decide(Sample.SETTINGS, sent(), alike).ranked().get(0).candidate();
    assertEquals(93, both.givenName(), 1);
    assertEquals(100, both.reportedGivenName());
    assertEquals(100, both.scores().givenName());
  }

  @Test
  void aRunnerUpWithinFivePointsIsTooClose() {
    // Five values are compared; a gender that is not known scores 50 instead of 100: 10 points.
    IndexPerson right = twin("9990000001", "1");
    IndexPerson unknown = twin("9990000002", "0");
    TraceRequest request = without("other_given_name");
    assertEquals(10, decide(Sample.SETTINGS, request, right, unknown).gap(), 1e-9);
    assertEquals(StepOutcome.MATCHED, decide(Sample.SETTINGS, request, right, unknown).outcome());
    assertEquals(
        StepOutcome.CLOSE_RUNNER_UP,
        decide(Sample.SETTINGS, request, right, twin("9990000002", "1")).outcome());
    TraceSettings ten = Sample.SETTINGS.with(rules(false, true, 50, 10, false, 0));
    assertEquals(StepOutcome.MATCHED, decide(ten, request, right, unknown).outcome());
    TraceSettings tenItself = Sample.SETTINGS.with(rules(false, true, 50, 10, true, 0));
    assertEquals(StepOutcome.CLOSE_RUNNER_UP, decide(tenItself, request, right, unknown).outcome());
  }

  private static IndexPerson twin(String number, String gender) {
    return person(number)
        .born("19920101")
        .name("John", "Smith")
        .gender(gender)
        .home("SW1A 2AA")
        .build();
  }

  @Test
  void twinsWithoutNamesAreAlwaysTooClose() {
    TraceRequest unnamed = without("given_name", "other_given_name", "family_name");
    Algorithmic.Decision decision =
        decide(Sample.SETTINGS, unnamed, twin("9990000001", "1"), twin("9990000002", "1"));
    assertEquals(StepOutcome.CLOSE_RUNNER_UP, decision.outcome());
    assertEquals(0, decision.gap());
    assertEquals(
        StepOutcome.MATCHED,
        decide(Sample.SETTINGS, unnamed, twin("9990000001", "1")).outcome(),
        "one candidate of the fourth block scores 100");
  }

  @Test
  void fiftyAreKeptThoseOfMostBlocksThenOfTheLowestNumbers() {
    // 60 who share the postcode alone with a lower number, and one of all blocks with the highest
    List<IndexPerson> people = new ArrayList<>();
    IntStream.range(0, 60)
        .forEach(
            i ->
                people.add(
                    person("%010d".formatted(i + 10))
                        .born("19920101")
                        .name("Bo", "Ash")
                        .gender("1")
                        .home("SW1A 2AA")
                        .build()));
    people.add(twin("9990000001", "1"));
    Collections.shuffle(people, new Random(1));
    IndexPerson[] all = people.toArray(IndexPerson[]::new);
    Algorithmic.Decision decision = decide(Sample.SETTINGS, sent(), all);
    assertEquals(50, decision.ranked().size());
    assertEquals("9990000001", decision.ranked().get(0).candidate().nhsNumber());
    assertEquals("0000000010", decision.ranked().get(1).candidate().nhsNumber());
    assertEquals("0000000058", decision.ranked().get(49).candidate().nhsNumber());
    assertEquals(61, decide(Sample.OLDER, sent(), all).ranked().size(), "no bound in 2022");
  }

  @Test
  void theLeastScoreHolds() {
    IndexPerson poor = person("9990000001").born("19920101").name("Jan", "Smythe").build();
    TraceSettings eighty = Sample.SETTINGS.with(rules(false, true, 50, 5, false, 80));
    assertEquals(StepOutcome.BELOW_THRESHOLD, decide(eighty, sent(), poor).outcome());
    assertEquals(StepOutcome.MATCHED, decide(Sample.SETTINGS, sent(), poor).outcome());
    assertEquals(50, Sample.OLDER.algorithmic().leastScore());
  }

  @Test
  void enoughMustHaveBeenSentForABlock() {
    assertEquals(true, possible(Sample.SETTINGS, without("gender", "postcode")));
    assertEquals(true, possible(Sample.SETTINGS, without("given_name", "family_name")));
    assertEquals(false, possible(Sample.SETTINGS, without("given_name", "gender")));
    assertEquals(false, possible(Sample.SETTINGS, without("date_of_birth")));
    assertEquals(false, possible(Sample.SETTINGS, sent("date_of_birth", "1992")));
    assertEquals(true, possible(Sample.OLDER, sent("date_of_birth", "1992")));
    TraceSettings strict = Sample.SETTINGS.with(rules(true, true, 50, 5, false, 0));
    assertEquals(false, possible(strict, without("gender", "postcode")));
    assertEquals(true, possible(strict, without("given_name", "family_name")));
  }

  private static boolean possible(TraceSettings settings, TraceRequest request) {
    return new Algorithmic(settings).isPossible(new RequestCleaning(settings).clean(request));
  }

  @Test
  void theVariantOfSoundexCounts() {
    IndexPerson ashcraft = person("9990000001").born("19920101").name("Jo", "Ashcraft").build();
    TraceRequest request =
        request("given_name", "Jo", "family_name", "Asicroft", "date_of_birth", "19920101");
    AlgorithmicRules parts =
        new AlgorithmicRules(
            SoundexVariant.HW_PARTS,
            false,
            true,
            50,
            5,
            false,
            0,
            MissingInCandidate.ZERO,
            5,
            Map.of());
    assertEquals(StepOutcome.NOBODY, decide(Sample.SETTINGS, request, ashcraft).outcome());
    assertEquals(
        StepOutcome.MATCHED, decide(Sample.SETTINGS.with(parts), request, ashcraft).outcome());
  }

  @Test
  void namesOfOtherScriptsStandForThemselves() {
    IndexPerson wang = person("9990000001").born("19920101").name("芳", "王").build();
    assertEquals(
        StepOutcome.MATCHED,
        decide(
                Sample.SETTINGS,
                request("given_name", "芳", "family_name", "王", "date_of_birth", "19920101"),
                wang)
            .outcome());
    assertEquals(
        StepOutcome.NOBODY,
        decide(
                Sample.SETTINGS,
                request("given_name", "芳", "family_name", "李", "date_of_birth", "19920101"),
                wang)
            .outcome());
  }
}
