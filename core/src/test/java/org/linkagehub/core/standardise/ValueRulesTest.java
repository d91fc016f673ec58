package org.linkagehub.core.standardise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the rules of health records make of values: known answers, then what holds of any text. */
class ValueRulesTest {
  private static final LocalDate AS_AT = LocalDate.of(2025, 6, 30);
  private static final BirthDateRules DATES =
      new BirthDateRules(List.of("dd/MM/yyyy", "yyyyMMdd"), Optional.of(AS_AT));

  /** What cleans a value. */
  private interface Cleaner {
    String clean(String raw, Hits hits);
  }

  private static Stream<Arguments> cleaners() {
    return Stream.concat(
        Arrays.stream(Cleaning.values()).map(c -> Arguments.of(c.key(), (Cleaner) c::clean)),
        Stream.of(Arguments.of("birth-date", (Cleaner) DATES::clean)));
  }

  private static void assertCleaned(Cleaner cleaner, String raw, String value, String rules) {
    var hits = new Hits();
    assertEquals(value, cleaner.clean(raw, hits), raw);
    String met = hits.rules().stream().map(Rule::key).collect(Collectors.joining(" "));
    assertEquals(rules == null ? "" : rules, met, raw);
  }

  // Check digits worked by hand: 943 476 5919 is the example of the NHS Data Model and Dictionary.
  @ParameterizedTest(name = "[{0}]")
  @CsvSource({
    "943 476 5919, 9434765919, nhs-number-test",
    "943-476-5919, 9434765919, nhs-number-test",
    "９４３４７６５９１９, 9434765919, nhs-number-test",
    "'\u200F9434765919\u200E', 9434765919, nhs-number-test",
    "9434765918, 9434765918, nhs-number-check-digit",
    "943476591, , nhs-number-not-ten-digits",
    "94347659190, , nhs-number-not-ten-digits",
    "NHS9434765919, , nhs-number-not-ten-digits",
    "😀, , nhs-number-not-ten-digits",
    "0000000000, , nhs-number-sentinel",
    "3333333333, , nhs-number-sentinel",
    "9999999999, , nhs-number-sentinel",
    "9000000009, , nhs-number-sentinel",
    "4000000004, , nhs-number-sentinel",
    "4505577104, 4505577104,",
    "5000000013, , nhs-number-not-issued",
    "0101000006, 0101000006, nhs-number-elsewhere",
    "' ', ,",
  })
  void nhsNumbers(String raw, String value, String rules) {
    assertCleaned(Cleaning.NHS_NUMBER::clean, raw, value, rules);
  }

  @Test
  void onlyValidNumbersAreTakenWhereAskedFor() {
    assertCleaned(
        Cleaning.VALID_NHS_NUMBER::clean, "943 476 5919", null, "nhs-number-test-refused");
    assertCleaned(Cleaning.VALID_NHS_NUMBER::clean, "450 557 7105", null, "nhs-number-invalid");
    assertCleaned(Cleaning.VALID_NHS_NUMBER::clean, "450 557 7104", "4505577104", null);
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource({
    "1980-03-12, 1980-03-12,",
    "12/03/1980, 1980-03-12,",
    "19800312, 1980-03-12,",
    "１９８０-０３-１２, 1980-03-12,",
    "30/02/1980, , date-unreadable",
    "1980-02-30, , date-unreadable",
    "29/02/1981, , date-unreadable",
    "12.03.1980, , date-unreadable",
    "yesterday, , date-unreadable",
    "12/03/1980x, , date-unreadable",
    "1980, 1980, date-partial",
    "198003, 1980-03, date-partial",
    "1980-03, 1980-03, date-partial",
    "198013, , date-unreadable",
    "1900-01-01, , date-placeholder",
    "01/01/1901, , date-placeholder",
    "1880-01-01, , date-placeholder",
    "1980-01-01, 1980-01-01, date-first-of-january",
    "2025-06-30, 2025-06-30,",
    "2025-07-01, , date-future",
    "2026, , date-future",
    "1905-06-30, 1905-06-30,",
    "1905-06-29, , date-implausible-age",
    "1904, , date-implausible-age",
  })
  void datesOfBirth(String raw, String value, String rules) {
    assertCleaned(DATES::clean, raw, value, rules);
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource({
    "sw1a 2aa, SW1A2AA,",
    "LS1  4AP, LS14AP,",
    "LS1 4AP, LS14AP,",
    "ＬＳ１ ４ＡＰ, LS14AP,",
    "S01 4AP, SO14AP, postcode-repaired",
    "SO1 4AP, SO14AP,",
    "WIA 1AA, W1A1AA, postcode-repaired",
    "M1 IAA, M11AA, postcode-repaired",
    "CRO 2YX, CR02YX, postcode-repaired",
    "NI2 3AB, N123AB, postcode-repaired",
    "EC1O 4AP, EC1O4AP,",
    "GIR OAA, GIR0AA, postcode-repaired",
    "BF1 1AA, BF11AA,",
    "ZZ99 3VZ, , postcode-no-fixed-abode",
    "zz993wz, , postcode-not-known",
    "ZZ99 6CZ, , postcode-country",
    "ZZ99, , postcode-not-known postcode-outcode-alone",
    "SW1A, SW1A, postcode-outcode-alone",
    "L1, L1, postcode-outcode-alone",
    "QQ1 4AP, QQ14AP, postcode-malformed",
    "LS1 4A, LS14A, postcode-malformed",
    "unknown, , postcode-without-digit",
    "😀, , postcode-without-digit",
  })
  void postcodes(String raw, String value, String rules) {
    assertCleaned(Cleaning.POSTCODE::clean, raw, value, rules);
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource({
    "O’Brien, obrien,",
    "O´Brien, obrien,",
    "Smith-Jones, smith jones,",
    "'  Anne   Marie ', anne marie,",
    "Nguyễn, nguyễn,",
    "Łukasz, łukasz,",
    "王小明, 王小明,",
    "محمد, محمد,",
    "'\u202Eنور\u202C', نور,",
    "ＳＭＩＴＨ, smith,",
    "Zoe\u0308, zoë,",
    "Mr John, john, name-title",
    "Dr. Prof. Ada, ada, name-title",
    "Mr, mr,",
    "Unknown, , name-placeholder",
    "BABY OF SMITH, , name-placeholder",
    "Twin 1, , name-placeholder",
    "Baby, baby, name-ambiguous",
    "Count, count, name-ambiguous",
    "Ne, ne, name-ambiguous",
    "Na, na, name-ambiguous",
    "N/A, , name-placeholder",
    "Sister Mary, sister mary, name-ambiguous",
    "William known as Bill, william bill, name-known-as",
    "Aka, aka,",
    "Bill aka Billy, bill billy, name-known-as",
    "John 😀 Smith, john smith,",
    "😀, , name-without-letter",
    "1234, , name-without-letter",
    "' ', ,",
  })
  void names(String raw, String value, String rules) {
    assertCleaned(Cleaning.NAME::clean, raw, value, sorted(rules));
  }

  @Test
  void aNameOfTenThousandCharactersIsNone() {
    assertCleaned(Cleaning.NAME::clean, "a".repeat(10_000), null, "name-overlong");
  }

  @ParameterizedTest(name = "{0} [{1}]")
  @CsvSource({
    "SEX, 1, male,",
    "SEX, F, female,",
    "SEX, Male, male,",
    "SEX, 0, , sex-not-known",
    "SEX, 9, , sex-not-known",
    "SEX, X, , sex-not-known",
    "SEX, other, other, sex-unrecognised",
    "EMAIL, Ada.L@Example.ORG, ada.l@example.org,",
    "EMAIL, mailto:ada@example.org, ada@example.org,",
    "EMAIL, ada@example, ada@example, email-malformed",
    "EMAIL, Ada at example.org, ada at example.org, email-malformed",
    "EMAIL, None, , email-placeholder",
    "EMAIL, mailto:, , email-placeholder",
    "EMAIL, noemail@example.org, , email-placeholder",
    "EMAIL, a.b@none.com, , email-placeholder",
    "PHONE, +44 (0)7700 900123, 07700900123,",
    "PHONE, 0044 7700 900123, 07700900123,",
    "PHONE, 447700900123, 07700900123,",
    "PHONE, +33 1 23 45 67 98, 0033123456798,",
    "PHONE, 12345, 12345, phone-malformed",
    "PHONE, none, , phone-placeholder",
    "PHONE, 07777777777, , phone-placeholder",
    "PHONE, 00000000000, , phone-placeholder",
    "PHONE, 0123456789, , phone-placeholder",
    "ADDRESS, '12, High Rd.', 12 high road, address-abbreviation",
    "ADDRESS, Apt 3 St Ann Sq, flat 3 st ann square, address-abbreviation",
    "ADDRESS, No Fixed Abode, , address-no-fixed-abode",
    "ADDRESS, N/K, , address-placeholder",
  })
  void sexMailTelephoneAndAddress(Cleaning cleaning, String raw, String value, String rules) {
    assertCleaned(cleaning::clean, raw, value, rules);
  }

  static Stream<Arguments> hostile() {
    String combining = "e" + "\u0301".repeat(300);
    return Stream.of(
        // an emoji of several code points, alone: nothing of any field
        hostile("👩‍👩‍👧", Cleaning.NHS_NUMBER, null, Rule.NHS_NUMBER_NOT_TEN_DIGITS),
        hostile("👩‍👩‍👧", Cleaning.NAME, null, Rule.NAME_WITHOUT_LETTER),
        hostile("👩‍👩‍👧", Cleaning.POSTCODE, null, Rule.POSTCODE_WITHOUT_DIGIT),
        hostile("👩‍👩‍👧", Cleaning.ADDRESS, null, Rule.ADDRESS_PLACEHOLDER),
        hostile("👩‍👩‍👧", Cleaning.PHONE, null, Rule.PHONE_PLACEHOLDER),
        // marks of direction, which no reader sees
        hostile("\u202ESmith\u2066", Cleaning.NAME, "smith", null),
        hostile("\u200FSW1A\u200E 2AA", Cleaning.POSTCODE, "SW1A2AA", null),
        hostile("\u202E450 557 7104\u202C", Cleaning.NHS_NUMBER, "4505577104", null),
        hostile("\u2067F\u2069", Cleaning.SEX, "female", null),
        hostile("\u200Fada@example.org", Cleaning.EMAIL, "ada@example.org", null),
        hostile("\u200E07700 900123", Cleaning.PHONE, "07700900123", null),
        hostile("\u202B12 High Road", Cleaning.ADDRESS, "12 high road", null),
        // characters of full width
        hostile("４５０ ５５７ ７１０４", Cleaning.NHS_NUMBER, "4505577104", null),
        hostile("ＳＭＩＴＨ", Cleaning.NAME, "smith", null),
        hostile("ＳＷ１Ａ　２ＡＡ", Cleaning.POSTCODE, "SW1A2AA", null),
        hostile("Ｆ", Cleaning.SEX, "female", null),
        hostile("０７７００９００１２３", Cleaning.PHONE, "07700900123", null),
        hostile("ａｄａ＠ｅｘａｍｐｌｅ.ｏｒｇ", Cleaning.EMAIL, "ada@example.org", null),
        hostile("１２ Ｈｉｇｈ Ｒｏａｄ", Cleaning.ADDRESS, "12 high road", null),
        // marks without end on one letter
        hostile(combining, Cleaning.NAME, null, Rule.NAME_OVERLONG),
        hostile("Zoe\u0308", Cleaning.NAME, "zoë", null));
  }

  private static Arguments hostile(String raw, Cleaning cleaning, String value, Rule rule) {
    return Arguments.of(cleaning, raw, value, rule);
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("hostile")
  void whatNobodyWouldTypeIsReadAsItIsSeen(Cleaning cleaning, String raw, String value, Rule rule) {
    assertCleaned(cleaning::clean, raw, value, rule == null ? null : rule.key());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cleaners")
  void tenThousandCharactersAreCleanedAsFewAre(String name, Cleaner cleaner) {
    for (String piece :
        List.of("a", "1", " ", "😀", "\u0301", "\u202E", "Ａ", "mr ", "O'", "ZZ99")) {
      String raw = piece.repeat(10_000 / piece.length());
      var hits = new Hits();
      String value = cleaner.clean(raw, hits);
      assertTrue(value == null || value.length() <= raw.length() + 1, name);
      assertEquals(
          value == null && !Characters.isBlank(raw),
          hits.rules().stream().anyMatch(r -> r.effect() == Rule.Effect.REMOVED),
          name);
      if (value != null) {
        assertEquals(value, cleaner.clean(value, new Hits()), name);
      }
    }
  }

  /** Every rule has a known answer: a rule that nothing above meets is a rule that nobody tried. */
  @Test
  void everyRuleIsMetByAKnownAnswer() {
    var met = EnumSet.of(Rule.NHS_NUMBER_TEST_REFUSED, Rule.NHS_NUMBER_INVALID, Rule.NAME_OVERLONG);
    for (String test :
        List.of("nhsNumbers", "datesOfBirth", "postcodes", "names", "sexMailTelephoneAndAddress")) {
      Arrays.stream(getClass().getDeclaredMethods())
          .filter(method -> method.getName().equals(test))
          .map(method -> method.getAnnotation(CsvSource.class))
          .flatMap(rows -> Arrays.stream(rows.value()))
          .flatMap(
              row -> Arrays.stream(row.substring(row.lastIndexOf(',') + 1).strip().split(" ", -1)))
          .forEach(key -> Rule.of(key).ifPresent(met::add));
    }
    assertEquals(EnumSet.allOf(Rule.class), met);
  }

  @Test
  void theReadmeListsEveryRule() throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("linkage.root"), "core/README.md"));
    for (Rule rule : Rule.values()) {
      assertTrue(
          readme
              .lines()
              .anyMatch(
                  line ->
                      line.startsWith("| `" + rule.key() + "` |")
                          && line.contains(
                              "| " + rule.effect().name().toLowerCase(Locale.ROOT) + " |")),
          rule.key());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cleaners")
  void nothingStaysNothing(String name, Cleaner cleaner) {
    for (String raw : Arrays.asList(null, "", " ", "\u00A0\t\n")) {
      var hits = new Hits();
      assertNull(cleaner.clean(raw, hits), "of blank");
      assertTrue(hits.isEmpty(), () -> name + " " + hits.rules());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cleaners")
  void cleaningTwiceChangesNothingAndEveryLossIsTold(String name, Cleaner cleaner) {
    for (long seed = 0; seed < 4_000; seed++) {
      String raw = text(new Random(seed));
      var hits = new Hits();
      String value = cleaner.clean(raw, hits);
      String about = "%s, seed %d, %s".formatted(name, seed, escaped(raw));
      boolean removed = hits.rules().stream().anyMatch(r -> r.effect() == Rule.Effect.REMOVED);
      if (value == null) {
        assertTrue(removed || Characters.isBlank(raw), about);
        continue;
      }
      assertFalse(removed, about);
      assertFalse(value.isBlank(), about);
      var again = new Hits();
      assertEquals(value, cleaner.clean(value, again), about);
      assertTrue(
          again.rules().stream().noneMatch(r -> r.effect() != Rule.Effect.FLAGGED),
          () -> about + " " + again.rules());
    }
  }

  /** Pieces of what records hold, and of what they should not. */
  private static String text(Random random) {
    String[] pieces = {
      "9434765919",
      "1980",
      "-",
      "03",
      "/",
      "12",
      "SW1A",
      "2AA",
      "ZZ99",
      "3VZ",
      "O",
      "0",
      "I",
      "1",
      "Mr",
      "Dr",
      "known as",
      "baby",
      "of",
      "unknown",
      "twin",
      "O'",
      "’",
      "é",
      "e",
      "\u0301",
      "\u0308",
      "İ",
      "ß",
      "ﬁ",
      "Σ",
      "Ａ",
      "５",
      "😀",
      "\u200F",
      "\u202E",
      "\u0000",
      "王",
      "محمد",
      "@",
      "example.org",
      "noemail",
      "+44",
      "(0)",
      "7700900123",
      "rd",
      "apt",
      "nfa",
      "x",
      "\uD800",
      "ǰ",
      "ŉ",
      "`",
      "´",
      "a",
      "St",
      "mailto:"
    };
    StringBuilder text = new StringBuilder();
    int count = random.nextInt(7);
    for (int i = 0; i < count; i++) {
      text.append(pieces[random.nextInt(pieces.length)]);
      text.append(random.nextInt(3) == 0 ? " " : "");
    }
    return text.toString();
  }

  private static String escaped(String text) {
    return text.chars()
        .mapToObj(c -> c < 127 && c > 31 ? Character.toString(c) : "\\u%04x".formatted(c))
        .collect(Collectors.joining());
  }

  /** The rules in their own order. */
  private static String sorted(String rules) {
    return rules == null
        ? null
        : Arrays.stream(Rule.values())
            .map(Rule::key)
            .filter(List.of(rules.split(" ", -1))::contains)
            .collect(Collectors.joining(" "));
  }
}
