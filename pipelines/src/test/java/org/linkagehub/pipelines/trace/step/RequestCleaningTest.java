package org.linkagehub.pipelines.trace.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.linkagehub.pipelines.trace.step.Sample.query;
import static org.linkagehub.pipelines.trace.step.Sample.request;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linkagehub.pipelines.trace.record.TraceSettings.NumberCheck;
import org.linkagehub.pipelines.trace.record.TraceSettings.RequestRules;

class RequestCleaningTest {
  @Test
  void takesTheListedCharactersOutAndLeavesTheOthers() {
    assertEquals("ABC", RequestCleaning.upper(" a!$%&()[]{}=:;#~@|<>.?/_\\£bc "));
    assertEquals("O'B-C,D\"E+F*", RequestCleaning.upper("o'b-c,d\"e+f*"));
    assertNull(RequestCleaning.upper(" .?! "));
    assertNull(query("family_name", "...").family());
  }

  @Test
  void putsNamesInUpperCaseAndKeepsAccents() {
    Query query = query("given_name", "Zöe", "family_name", "Ó Briain", "other_given_name", "ann");
    assertEquals("ZÖE", query.given());
    assertEquals("Ó BRIAIN", query.family());
    assertEquals("ANN", query.otherGiven());
  }

  @ParameterizedTest
  @CsvSource({
    "ls1 4ap, LS1 4AP",
    "LS14AP, LS1 4AP",
    "LS1  4AP, LS1 4AP",
    "W1A1AA, W1A 1AA",
    "EC1A 1BB, EC1A 1BB",
    "LS1,",
    "XX99,",
    "not known,",
    "GIR 0AA,", // a real postcode that the published pattern refuses
  })
  void givesAPostcodeItsSpaceAndBlanksWhatIsNone(String sent, String expected) {
    assertEquals(expected, query("postcode", sent).postcode());
  }

  @Test
  void keepsABeginningOfAPostcodeAndTheMissingSpaceWhereSoSet() {
    RequestRules rules =
        new RequestRules(
            NumberCheck.DIGITS,
            LocalDate.of(1800, 1, 2),
            LocalDate.of(3000, 1, 1),
            false,
            false,
            true);
    RequestCleaning cleaning = new RequestCleaning(Sample.SETTINGS.with(rules));
    assertEquals("LS1", cleaning.clean(request("postcode", "LS1")).postcode());
    assertEquals("LS14AP", cleaning.clean(request("postcode", "ls14ap")).postcode());
  }

  @ParameterizedTest(name = "{0}: digits {1}, modulus {2}, no sentinels {3}")
  @CsvSource({
    "9434765919, true, true, true", // NHS Data Model and Dictionary's example
    "9434765918, true, false, false",
    "9999999999, true, true, false",
    "0000000000, true, true, false",
    "9000000009, true, true, false",
    "1000000001, true, true, false",
    "943476591, false, false, false",
    "94347659190, false, false, false",
    "943476591X, false, false, false",
    "٩٤٣٤٧٦٥٩١٩, false, false, false", // Arabic digits are none of Java's '0' to '9'
  })
  void knowsNhsNumbers(String number, boolean digits, boolean modulus, boolean noSentinels) {
    assertEquals(digits, RequestCleaning.isValid(number, NumberCheck.DIGITS));
    assertEquals(modulus, RequestCleaning.isValid(number, NumberCheck.MODULUS_11));
    assertEquals(noSentinels, RequestCleaning.isValid(number, NumberCheck.NO_SENTINELS));
  }

  @ParameterizedTest
  @CsvSource({
    "18000101,", // the handbook's case 14: refused
    "18800101, 18800101", // its case 15: accepted
    "19850231,",
    "19850228, 19850228",
    "1985, 1985",
    "198505, 198505",
    "19850500, 198505",
    "19850000, 1985",
    "19851301,",
    "1985-05-01,",
    "99990101,",
    "0512,",
    "abcd,",
  })
  void readsDatesOfBirth(String sent, String expected) {
    PartialDate birth = query("date_of_birth", sent).birth();
    assertEquals(expected, birth == null ? null : Integer.toString(birth.number()));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "2, 2", "9, 9", "M,", "3,", "12,"})
  void knowsGenders(String sent, String expected) {
    assertEquals(expected, query("gender", sent).gender());
  }

  @Test
  void takesTheDayOfTheRunWhereNoneIsAskedFor() {
    assertEquals(Sample.TODAY, query().asAt());
    assertEquals(LocalDate.of(2001, 2, 3), query("as_at_date", "20010203").asAt());
    assertEquals(Sample.TODAY, query("as_at_date", "2001").asAt());
  }

  @Test
  void joinsTheLinesOfAnAddress() {
    Query query = query("address_line2", "1 High St.", "address_line4", " Leeds ");
    assertEquals("1 HIGH ST LEEDS", query.address());
  }
}
