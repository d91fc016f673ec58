package org.linkagehub.pipelines.trace.bucket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linkagehub.pipelines.trace.bucket.BucketRules.Rule;

class BucketRulesTest {
  private static final String[] RECORD = {"RXX1", "SMITH", "ANNA", "19800102", "2", "LS1 4AP"};

  /**
   * Local id, family name, given name, birth, gender, postcode: = as the record, - missing, x
   * other.
   */
  private static Set<Rule> fitting(String shape) {
    String[] query = new String[RECORD.length];
    for (int i = 0; i < query.length; i++) {
      query[i] =
          switch (shape.charAt(i)) {
            case '=' -> RECORD[i];
            case '-' -> null;
            default -> "other";
          };
    }
    return BucketRules.fitting(keys(query), keys(RECORD));
  }

  private static BucketKeys keys(String[] values) {
    return new BucketKeys(values[0], values[1], values[2], values[3], values[4], values[5]);
  }

  // Person_ID Handbook, February 2024: what must agree, and what may not.
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "==x===, LOCAL_FAMILY_BIRTH_POSTCODE", // by gender
    "==xx==, ''",
    "==x=x=, ''", // neither given name nor gender
    "=x==x=, LOCAL_GIVEN_BIRTH_POSTCODE",
    "=x=xx=, ''",
    "===x==, LOCAL_NAMES_GENDER_POSTCODE",
    "===xx=, ''",
    "====xx, LOCAL_NAMES_BIRTH",
    "=x==xx, ''",
    "=-x=xx, LOCAL_BIRTH", // the family name is missing
    "=x-=xx, LOCAL_BIRTH",
    "=xx=xx, ''", // no name is missing
    "=--xx=, ''",
    "x===x=, BIRTH_POSTCODE_NAMES",
    "-===x=, BIRTH_POSTCODE_NAMES",
    "-=x===, ''", // gender does not help where both names are there
    "--x===, BIRTH_POSTCODE_GENDER",
    "---===, BIRTH_POSTCODE_GENDER",
    "---==x, ''",
    "---=x=, ''",
    "------, ''",
  })
  void eachRuleAsksForWhatTheHandbookSays(String shape, String rule) {
    Set<Rule> expected = EnumSet.noneOf(Rule.class);
    Arrays.stream(rule.split(" ", -1))
        .filter(name -> !name.isEmpty())
        .forEach(name -> expected.add(Rule.valueOf(name)));
    assertEquals(expected, fitting(shape));
  }

  @Test
  void everythingAlikeFitsEveryRuleOfBothNames() {
    assertEquals(
        EnumSet.of(
            Rule.LOCAL_FAMILY_BIRTH_POSTCODE,
            Rule.LOCAL_GIVEN_BIRTH_POSTCODE,
            Rule.LOCAL_NAMES_GENDER_POSTCODE,
            Rule.LOCAL_NAMES_BIRTH,
            Rule.BIRTH_POSTCODE_NAMES),
        fitting("======"));
  }

  @ParameterizedTest(name = "{0}, postcode valid {1}: {2}")
  @CsvSource({
    "===-==, true, false", // no date of birth
    "=--=--, false, true",
    "---=-=, true, true",
    "---=-=, false, false",
    "-==x=-, false, false",
  })
  void whoMayEnter(String shape, boolean validPostcode, boolean enters) {
    String[] query = new String[RECORD.length];
    for (int i = 0; i < query.length; i++) {
      query[i] = shape.charAt(i) == '-' ? null : "some";
    }
    assertEquals(enters, BucketRules.mayEnter(keys(query), validPostcode));
  }

  @Test
  void aLogLineTellsNoPerson() {
    assertEquals("BucketKeys", keys(RECORD).toString());
  }
}
