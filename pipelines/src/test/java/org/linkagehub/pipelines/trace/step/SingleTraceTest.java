package org.linkagehub.pipelines.trace.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linkagehub.pipelines.trace.step.Sample.between;
import static org.linkagehub.pipelines.trace.step.Sample.person;
import static org.linkagehub.pipelines.trace.step.Sample.request;
import static org.linkagehub.pipelines.trace.step.Sample.since;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.MatchScores;
import org.linkagehub.pipelines.trace.record.MatchStep;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.ResponseCode;
import org.linkagehub.pipelines.trace.record.Sensitivity;
import org.linkagehub.pipelines.trace.record.StepOutcome;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceAnswer.FormerNumber;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.TraceSettings.CrossCheckRules;
import org.linkagehub.pipelines.trace.record.TracedPerson;

/** The order of the steps, and what each code answers with. */
class SingleTraceTest {
  // Check digits by modulus 11.
  private static final String FIRST = "9434765919";
  private static final String SECOND = "9434765870";
  private static final String THIRD = "9434765862";

  private static IndexPerson ann(String number) {
    return ann(number, Sensitivity.NONE);
  }

  private static IndexPerson ann(String number, Sensitivity flag) {
    return person(number)
        .born("19800517")
        .name("Ann", "Lee", "Jones", between("1980-05-17", "2004-12-31"))
        .name("Ann", "Lee", "Brown", since("2005-01-01"))
        .gender("2")
        .home("LS1 4AP", between("1980-05-17", "2009-12-31"), "", "1 High Street", "", "Leeds", "")
        .home("YO10 5DD", since("2010-01-01"), "", "2 Low Road", "", "York", "")
        .practice("B82001")
        .flag(flag)
        .build();
  }

  private static TraceAnswer trace(TraceRequest request, IndexPerson... index) {
    return trace(Sample.SETTINGS, request, index);
  }

  private static TraceAnswer trace(
      TraceSettings settings, TraceRequest request, IndexPerson... index) {
    return new SingleTrace(settings, List.of(index)).trace(request);
  }

  private static List<StepOutcome> outcomes(TraceAnswer answer) {
    return answer.steps().stream().map(step -> step.outcome()).toList();
  }

  @Test
  void numbersOfTheTestsAreValid() {
    for (String number : List.of(FIRST, SECOND, THIRD)) {
      assertEquals(number, Sample.query("nhs_no", number).nhsNumber());
    }
  }

  @Test
  void theCachedCrossCheckComesFirst() {
    TraceAnswer answer =
        trace(request("nhs_no", FIRST, "date_of_birth", "19800517"), ann(FIRST), ann(SECOND));
    assertEquals(ResponseCode.SUCCESS, answer.code());
    assertEquals(MatchStep.DPS_CROSS_CHECK, answer.matchStep());
    assertEquals(1, answer.indicator());
    assertEquals(FIRST, answer.matchedNumber());
    assertEquals(100, answer.confidence());
    assertEquals(MatchScores.NONE, answer.scores());
    assertEquals(List.of(StepOutcome.MATCHED), outcomes(answer));
  }

  @Test
  void theLiveCrossCheckForgivesASlipThatSomethingConfirms() {
    TraceRequest slip = request("nhs_no", FIRST, "date_of_birth", "19801705");
    assertEquals(ResponseCode.NOT_ENOUGH_DATA, trace(slip, ann(FIRST)).code(), "no month 17");
    TraceRequest year =
        request(
            "nhs_no",
            FIRST,
            "date_of_birth",
            "19810517",
            "given_name",
            "Al",
            "family_name",
            "Browning");
    TraceAnswer answer = trace(year, ann(FIRST));
    assertEquals(MatchStep.SPINE_CROSS_CHECK, answer.matchStep());
    assertEquals(1, answer.indicator());
    assertEquals(100, answer.confidence());
    assertEquals(MatchScores.ZERO, answer.scores());
    TraceAnswer unconfirmed =
        trace(request("nhs_no", FIRST, "date_of_birth", "19810517"), ann(FIRST));
    assertEquals(StepOutcome.NOTHING_CONFIRMS, outcomes(unconfirmed).get(1));
    assertEquals(ResponseCode.NOT_FOUND, unconfirmed.code());
    assertEquals(MatchStep.SPINE_CROSS_CHECK, unconfirmed.lastStep());
    assertEquals("0000000000", unconfirmed.matchedNumber());
  }

  @Test
  void demographicsAreThoseOfTheDayAskedFor() {
    TraceRequest now = request("nhs_no", FIRST, "date_of_birth", "19800517");
    TracedPerson today = trace(now, ann(FIRST)).person().orElseThrow();
    assertEquals("Brown", today.familyName());
    assertEquals("YO10 5DD", today.postcode());
    assertEquals("20100101", today.addressDate());
    assertEquals(List.of("", "2 Low Road", "", "York", ""), today.addressLines());
    assertEquals("B82001", today.gpPracticeCode());
    TraceRequest then =
        request("nhs_no", FIRST, "date_of_birth", "19800517", "as_at_date", "20050101");
    TracedPerson before = trace(then, ann(FIRST)).person().orElseThrow();
    assertEquals("Brown", before.familyName());
    assertEquals("LS1 4AP", before.postcode());
    TraceRequest unborn =
        request("nhs_no", FIRST, "date_of_birth", "19800517", "as_at_date", "19800101");
    assertNull(trace(unborn, ann(FIRST)).person().orElseThrow().familyName());
  }

  @Test
  void sensitivePeopleAreFoundAndNotLocated() {
    TraceRequest request = request("nhs_no", FIRST, "date_of_birth", "19800517");
    for (Sensitivity flag : List.of(Sensitivity.SENSITIVE, Sensitivity.LEGACY_SENSITIVE)) {
      TraceAnswer answer = trace(request, ann(FIRST, flag));
      assertEquals(ResponseCode.SENSITIVE, answer.code());
      assertEquals(FIRST, answer.matchedNumber());
      TracedPerson person = answer.person().orElseThrow();
      assertEquals("Brown", person.familyName());
      assertNull(person.postcode());
      assertNull(person.addressDate());
      assertNull(person.gpPracticeCode());
      assertNull(person.mobileNumber());
      assertNull(person.emailAddress());
      assertEquals(List.of(), person.addressLines());
    }
    TraceSettings plain = Sample.SETTINGS;
    TraceSettings open =
        new TraceSettings(
            plain.edition(),
            plain.asAt(),
            plain.request(),
            plain.crossCheck(),
            true,
            plain.algorithmic(),
            false);
    assertEquals(
        "YO10 5DD",
        trace(open, request, ann(FIRST, Sensitivity.SENSITIVE)).person().orElseThrow().postcode());
    for (Sensitivity flag :
        List.of(Sensitivity.LEGACY_INVESTIGATED, Sensitivity.LEGACY_NOT_SENSITIVE)) {
      assertEquals(ResponseCode.SUCCESS, trace(request, ann(FIRST, flag)).code());
    }
  }

  @Test
  void anInvalidRecordGivesNothingAway() {
    TraceAnswer answer =
        trace(
            request("nhs_no", FIRST, "date_of_birth", "19800517"), ann(FIRST, Sensitivity.INVALID));
    assertEquals(ResponseCode.INVALID, answer.code());
    assertEquals("0000000000", answer.matchedNumber());
    assertEquals(true, answer.person().isEmpty());
    assertEquals(MatchStep.NONE, answer.matchStep());
    assertEquals(MatchStep.DPS_CROSS_CHECK, answer.lastStep());
    assertEquals(0, answer.confidence());
  }

  @Test
  void invalidAndSupersededRecordsAreNotSearchedFor() {
    TraceRequest names =
        request(
            "given_name",
            "Ann",
            "family_name",
            "Brown",
            "date_of_birth",
            "19800517",
            "gender",
            "2",
            "postcode",
            "YO10 5DD");
    assertEquals(ResponseCode.NOT_FOUND, trace(names, ann(FIRST, Sensitivity.INVALID)).code());
    IndexPerson old =
        person(SECOND)
            .born("19800517")
            .name("Ann", "Brown")
            .gender("2")
            .home("YO10 5DD")
            .replacedBy(FIRST, null)
            .build();
    TraceAnswer answer = trace(names, old, ann(FIRST));
    assertEquals(FIRST, answer.matchedNumber());
    assertEquals(MatchStep.ALPHANUMERIC, answer.matchStep());
    assertEquals(List.of(new FormerNumber(SECOND, null)), answer.formerNumbers());
    assertEquals(false, answer.superseded());
  }

  private static IndexPerson superseded(String number, String by, String from) {
    return person(number).born("19800517").name("Ann", "Jones").replacedBy(by, from).build();
  }

  @Test
  void supersededNumbersAreFollowedOnTheDayAskedFor() {
    IndexPerson[] index = {
      superseded(FIRST, SECOND, "2001-01-01"), superseded(SECOND, THIRD, "2011-01-01"), ann(THIRD)
    };
    TraceRequest today = request("nhs_no", FIRST, "date_of_birth", "19800517");
    TraceAnswer now = trace(today, index);
    assertEquals(ResponseCode.SUPERSEDED, now.code());
    assertEquals(THIRD, now.matchedNumber());
    assertEquals(true, now.superseded());
    assertEquals(
        List.of(
            new FormerNumber(SECOND, LocalDate.of(2011, 1, 1)),
            new FormerNumber(FIRST, LocalDate.of(2011, 1, 1))),
        now.formerNumbers());
    assertEquals(List.of(StepOutcome.SUPERSEDED_NUMBER, StepOutcome.MATCHED), outcomes(now));
    TraceAnswer between = trace(asAt(today, "20050101"), index);
    assertEquals(SECOND, between.matchedNumber());
    assertEquals(ResponseCode.SUPERSEDED, between.code());
    assertEquals(
        List.of(new FormerNumber(FIRST, LocalDate.of(2001, 1, 1))), between.formerNumbers());
    TraceAnswer before = trace(asAt(today, "20001231"), index);
    assertEquals(FIRST, before.matchedNumber());
    assertEquals(ResponseCode.SUCCESS, before.code());
    TraceSettings always = Sample.SETTINGS.with(new CrossCheckRules(false, false, false));
    assertEquals(THIRD, trace(always, asAt(today, "20001231"), index).matchedNumber());
  }

  private static TraceRequest asAt(TraceRequest request, String day) {
    return request.with(RequestField.AS_AT_DATE, day);
  }

  @Test
  void aChainThatLeadsNowhereIsNoMatch() {
    TraceRequest request = request("nhs_no", FIRST, "date_of_birth", "19800517");
    TraceAnswer gone = trace(request, superseded(FIRST, SECOND, null));
    assertEquals(StepOutcome.BROKEN_CHAIN, outcomes(gone).get(1));
    TraceAnswer round =
        trace(request, superseded(FIRST, SECOND, null), superseded(SECOND, FIRST, null));
    assertEquals(StepOutcome.BROKEN_CHAIN, outcomes(round).get(1));
    assertEquals(ResponseCode.NOT_FOUND, round.code());
  }

  @Test
  void aSensitivePersonWithASupersededNumberIsSensitive() {
    TraceAnswer answer =
        trace(
            request("nhs_no", FIRST, "date_of_birth", "19800517"),
            superseded(FIRST, SECOND, null),
            ann(SECOND, Sensitivity.SENSITIVE));
    assertEquals(ResponseCode.SENSITIVE, answer.code());
    assertEquals(true, answer.superseded());
  }

  @Test
  void tooLittleIsToldFromNobody() {
    TraceAnswer nothing = trace(request("email_address", "a@b.c"), ann(FIRST));
    assertEquals(ResponseCode.NOT_ENOUGH_DATA, nothing.code());
    assertEquals("9999999999", nothing.matchedNumber());
    assertEquals(0, nothing.indicator());
    assertEquals(MatchScores.ZERO, nothing.scores());
    assertEquals(
        List.of(
            StepOutcome.NO_NUMBER,
            StepOutcome.NO_NUMBER,
            StepOutcome.TOO_LITTLE,
            StepOutcome.NO_BIRTH_DATE),
        outcomes(nothing));
    TraceAnswer unknown = trace(request("nhs_no", SECOND, "date_of_birth", "19800517"), ann(FIRST));
    assertEquals(ResponseCode.NOT_FOUND, unknown.code());
    assertEquals(1, unknown.indicator());
    assertEquals(
        List.of(
            StepOutcome.UNKNOWN_NUMBER,
            StepOutcome.UNKNOWN_NUMBER,
            StepOutcome.TOO_LITTLE,
            StepOutcome.TOO_LITTLE),
        outcomes(unknown));
  }

  @Test
  void severalCloseMatchesHaveTheirOwnCodeAndNumber() {
    TraceAnswer answer =
        trace(
            request("date_of_birth", "19800517", "gender", "2", "postcode", "YO10 5DD"),
            ann(FIRST),
            ann(SECOND));
    assertEquals(ResponseCode.MULTIPLE_CLOSE_MATCHES, answer.code());
    assertEquals("9999999999", answer.matchedNumber());
    assertEquals(0, answer.confidence());
    assertEquals(MatchScores.ZERO, answer.scores());
    assertEquals(4, answer.indicator());
    assertEquals(0, answer.gap());
    assertEquals(List.of(SECOND, FIRST), numbers(answer)); // equal totals: the lower number first
  }

  private static List<String> numbers(TraceAnswer answer) {
    return answer.candidates().stream().map(candidate -> candidate.nhsNumber()).toList();
  }

  @Test
  void aNumberThatFindsNobodyLeavesTheSearchToTheRest() {
    TraceAnswer answer =
        trace(
            request(
                "nhs_no",
                SECOND,
                "date_of_birth",
                "19800517",
                "gender",
                "2",
                "given_name",
                "Ann",
                "family_name",
                "Jones",
                "postcode",
                "LS1 4AP"),
            ann(FIRST));
    assertEquals(MatchStep.ALGORITHMIC, answer.matchStep(), "Jones is a former name");
    assertEquals(100, answer.confidence());
    assertEquals(FIRST, answer.matchedNumber());
    assertNull(answer.gap());
    assertEquals(1, answer.candidateCount());
    assertTrue(answer.candidates().get(0).formerName());
  }

  @Test
  void nothingOfAPersonIsInTheTextOfAValue() {
    TraceAnswer answer = trace(request("nhs_no", FIRST, "date_of_birth", "19800517"), ann(FIRST));
    String text =
        answer
            + " "
            + answer.person()
            + ann(FIRST)
            + request("given_name", "Ann")
            + Sample.query("given_name", "Ann");
    for (String secret : List.of("Ann", "Brown", FIRST, "1980", "YO10")) {
      assertEquals(false, text.contains(secret), secret + " in " + text);
    }
  }

  static Stream<String> hostileValues() {
    return Stream.of(
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "'; DROP TABLE people; --",
        "\u202Enna\u202C", // written from right to left
        "e" + "\u0301".repeat(300), // combining marks
        "👩‍👩‍👧",
        "１９８００５１７", // full-width digits
        "９４３４７６５９１９",
        "\u0000",
        "\uD83D", // half of a character
        "￿",
        "x".repeat(10_000));
  }

  /**
   * In the place of any value, and in the index: a value that says nothing may take evidence away,
   * never stand for another one or stop the trace.
   */
  @ParameterizedTest
  @MethodSource("hostileValues")
  void hostileValuesDoNoHarm(String value) {
    IndexPerson odd =
        person(SECOND).born(value).name(value, value).gender(value).home(value).build();
    for (RequestField field : RequestField.values()) {
      Map<RequestField, String> values = new EnumMap<>(RequestField.class);
      values.put(RequestField.NHS_NO, FIRST);
      values.put(RequestField.DATE_OF_BIRTH, "19800517");
      values.put(RequestField.FAMILY_NAME, "Brown");
      values.put(RequestField.GIVEN_NAME, "Ann");
      values.put(RequestField.GENDER, "2");
      values.put(RequestField.POSTCODE, "YO10 5DD");
      values.put(field, value);
      TraceAnswer answer = trace(TraceRequest.of(values), ann(FIRST), odd);
      MatchStep expected =
          field == RequestField.NHS_NO
              ? MatchStep.ALPHANUMERIC
              : field == RequestField.DATE_OF_BIRTH ? MatchStep.NONE : MatchStep.DPS_CROSS_CHECK;
      assertEquals(expected, answer.matchStep(), field.name());
      values.remove(RequestField.NHS_NO);
      TraceAnswer search = trace(TraceRequest.of(values), ann(FIRST), odd);
      assertTrue(
          search.matchStep() == MatchStep.NONE || FIRST.equals(search.matchedNumber()),
          field.name());
    }
  }
}
