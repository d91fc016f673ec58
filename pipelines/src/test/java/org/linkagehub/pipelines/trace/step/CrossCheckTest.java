package org.linkagehub.pipelines.trace.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linkagehub.pipelines.trace.step.Sample.between;
import static org.linkagehub.pipelines.trace.step.Sample.person;
import static org.linkagehub.pipelines.trace.step.Sample.query;
import static org.linkagehub.pipelines.trace.step.Sample.since;
import static org.linkagehub.pipelines.trace.step.Sample.subject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linkagehub.pipelines.trace.record.TraceSettings.CrossCheckRules;

class CrossCheckTest {
  private static final Subject ANN =
      subject(
          person("9434765919")
              .born("19450512")
              .name("Anne", null, "Smithson", between("1945-05-12", "1969-12-31"))
              .name("Anne", null, "Jones", since("1970-01-01"))
              .home("LS1 4AP", between("1945-05-12", "1969-12-31"))
              .home("YO10 5DD", since("1970-01-01"))
              .build());

  @ParameterizedTest(name = "{0} ~ {1}: {2}")
  @CsvSource({
    "19450512, 19450512, true",
    "19450512, 19450612, true", // month differs
    "19450512, 19450513, true", // day differs
    "19460512, 19450512, true", // year differs
    "19451205, 19450512, true", // day and month swapped
    "19461205, 19450512, true", // and the year differs: day and month agree by the swap
    "19450521, 19450612, true", // digits of the day swapped, and the month differs
    "19540512, 19450612, true", // digits of the year swapped, and the month differs
    "19540521, 19450612, true", // digits of year and day swapped
    "19450613, 19450512, false",
    "18450613, 19450512, false", // the century must be the same
    "18540512, 19450613, false",
    "194505, 19450512, true",
    "1945, 19450512, false",
    "19450512, 194505, true",
    "194505, 194505, true",
    "1945, 1945, false", // only one part is known
  })
  void twoPartsOfTheDateMustAgree(String sent, String held, boolean expected) {
    assertEquals(
        expected,
        CrossCheck.isNearlySameBirth(PartialDate.of(sent), PartialDate.of(held)),
        sent + " ~ " + held);
  }

  @Test
  void isSurelyTheSameOnlyToTheDay() {
    assertEquals(
        true, CrossCheck.isSameBirth(query("date_of_birth", "19450512"), date("19450512")));
    assertEquals(false, CrossCheck.isSameBirth(query("date_of_birth", "194505"), date("194505")));
    assertEquals(false, CrossCheck.isSameBirth(query("date_of_birth", "19450512"), null));
  }

  private static PartialDate date(String text) {
    return PartialDate.of(text);
  }

  @ParameterizedTest(name = "{0} {1} at {2}: {3}, outcode always {4}, former names {5}")
  @CsvSource({
    "Al, Jonson, , true, true, true", // A and JON
    "Bo, Jonson, , false, false, false",
    "Al, Jo, , false, false, false", // JO is not JON
    "Al, Smith, , false, false, true", // a former name
    ", Jones, YO10 1AA, true, true, true", // the first half of the postcode
    ", Jones, LS1 9XX, true, true, true", // of a former one
    ", Jones, LS2 9XX, false, false, false",
    ", Jones, , false, false, false",
    ", , LS1 9XX, true, true, true",
    "Bo, Brown, LS1 9XX, false, true, false", // both names sent, and they differ
  })
  void nameOrOutcodeConfirms(
      String given,
      String family,
      String postcode,
      boolean plain,
      boolean outcode,
      boolean former) {
    Query query = query("given_name", given, "family_name", family, "postcode", postcode);
    assertEquals(plain, confirmed(query, false, false));
    assertEquals(outcode, confirmed(query, true, false));
    assertEquals(former, confirmed(query, false, true));
  }

  private static boolean confirmed(Query query, boolean outcodeAlways, boolean formerNames) {
    return new CrossCheck(new CrossCheckRules(outcodeAlways, formerNames, true))
        .isConfirmed(query, ANN);
  }

  @Test
  void shortFamilyNamesAreComparedWhole() {
    Subject ng = subject(person("9434765919").born("19450512").name("Li", "Ng").build());
    CrossCheck check = new CrossCheck(CrossCheckRules.DEFAULT);
    assertEquals(true, check.isConfirmed(query("given_name", "L", "family_name", "Ng"), ng));
    assertEquals(false, check.isConfirmed(query("given_name", "L", "family_name", "Nga"), ng));
  }

  @Test
  void anUnknownAddressConfirmsAnUnknownAddress() { // the handbook's case 8
    Subject nowhere = subject(person("9434765919").born("19450512").home("ZZ99 3WZ").build());
    assertEquals(
        true,
        new CrossCheck(CrossCheckRules.DEFAULT)
            .isConfirmed(query("postcode", "ZZ99 3VZ"), nowhere));
  }
}
