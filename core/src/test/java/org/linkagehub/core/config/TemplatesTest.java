package org.linkagehub.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.model.TestModels;
import org.linkagehub.core.score.PairScorer;
import org.linkagehub.core.score.ScoredPair;
import org.linkagehub.core.score.TermFrequencyLookup;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.core.spark.internals.SparkInternals;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.core.standardise.Standardisation.SourceType;

/** Every template, with a pair on either side of each of its bounds. */
class TemplatesTest {
  /** Two records, as their columns' values, and the label of the level that they are on. */
  private record Case(List<String> left, List<String> right, String label) {}

  private static Case on(String left, String right, String label) {
    var l = new ArrayList<String>();
    l.add(left);
    var r = new ArrayList<String>();
    r.add(right);
    return new Case(l, r, label);
  }

  private static Case on(
      String forenameLeft,
      String surnameLeft,
      String forenameRight,
      String surnameRight,
      String label) {
    var l = new ArrayList<String>();
    l.add(forenameLeft);
    l.add(surnameLeft);
    var r = new ArrayList<String>();
    r.add(forenameRight);
    r.add(surnameRight);
    return new Case(l, r, label);
  }

  @Test
  void exact() {
    assertLevels(
        "template = exact, column = x",
        List.of("x"),
        on("a", "a ", "exact match on x"),
        on("a", "b", "all other"),
        on("a", " ", "x is missing"),
        on(null, null, "x is missing"));
  }

  @Test
  void levenshtein() { // swapped neighbours are two edits
    assertLevels(
        "template = levenshtein, column = x",
        List.of("x"),
        on("abcd", "abcd", "exact match on x"),
        on("abcd", "abed", "Levenshtein of x <= 1"),
        on("abcd", "abdc", "Levenshtein of x <= 2"),
        on("abcd", "dcba", "all other"),
        on("abcd", null, "x is missing"));
  }

  @Test
  void damerauLevenshtein() { // unrestricted: CA to ABC is 2
    assertLevels(
        "template = damerau_levenshtein, column = x",
        List.of("x"),
        on("abcd", "abdc", "Damerau-Levenshtein of x <= 1"),
        on("CAT", "ABCT", "Damerau-Levenshtein of x <= 2"),
        on("abcd", "xyzd", "all other"),
        on(null, "abcd", "x is missing"));
  }

  @Test
  void jaroAndJaroWinkler() { // MARTHA, MARHTA: Jaro 0.9444, Jaro-Winkler 0.9611 (Winkler 1990)
    assertLevels(
        "template = jaro, column = x, levels = [exact, \"jaro >= 0.95\", \"jaro >= 0.94\"]",
        List.of("x"),
        on("MARTHA", "MARTHA", "exact match on x"),
        on("MARTHA", "MARHTA", "Jaro of x >= 0.94"),
        on("MARTHA", "JONES", "all other"));
    assertLevels(
        "template = jaro_winkler, column = x, levels = [\"jaro_winkler >= 0.97\", \"jaro_winkler >="
            + " 0.96\"]",
        List.of("x"),
        on("MARTHA", "MARHTA", "Jaro-Winkler of x >= 0.96"),
        on("MARTHA", "JONES", "all other"));
  }

  @Test
  void name() { // DIXON, DICKSONX: 0.8133; DWAYNE, DUANE: 0.84; both of Winkler (1990)
    assertLevels(
        "template = name, column = x",
        List.of("x"),
        on("Núñez", "nunez", "exact match on x"),
        on("O'Brien", "OBRIEN", "exact match on x"),
        on("martha", "marhta", "Jaro-Winkler of x >= 0.92"),
        on("dixon", "dicksonx", "Jaro-Winkler of x >= 0.7"),
        on("dwayne", "duane", "Jaro-Winkler of x >= 0.7"),
        on("smith", "jones", "all other"),
        on("smith", "-", "x is missing"));
  }

  @Test
  void forenameSurname() { // dunningham, cunnigham: 0.8963 (Winkler 1990)
    assertLevels(
        "template = forename_surname, forename = f, surname = s",
        List.of("f", "s"),
        on("ann", "lee", "Ann", "Lee", "exact match on f and s"),
        on("ann", "lee", "lee", "ann", "f and s swapped"),
        on("martha", "thompson", "marhta", "thomson", "Jaro-Winkler of f and of s >= 0.92"),
        on("martha", "dunningham", "marhta", "cunnigham", "Jaro-Winkler of f and of s >= 0.88"),
        on("ann", "lee", "zoe", "lee", "exact match on s"),
        on("ann", "lee", "ann", "cox", "exact match on f"),
        on("ann", "lee", "zoe", "cox", "all other"),
        on("ann", null, "ann", "lee", "exact match on f"), // one name can still be compared
        on("ann", null, "zoe", "lee", "all other"),
        on("ann", null, null, "lee", "f and s are missing"),
        on(null, null, "ann", "lee", "f and s are missing"));
  }

  @Test
  void dateOfBirth() {
    String twoParts = "two of day, month and year equal on x or x within 1 month";
    assertLevels(
        "template = date_of_birth, column = x",
        List.of("x"),
        on("1971-06-24", "19710624", "exact match on x"),
        on("1971-06-24", "1971-06-25", "one character different on x"),
        on("1971-06-24", "1917-06-24", "one character different on x"), // neighbours swapped
        on("1971-06-05", "1971-05-06", "day and month swapped on x"),
        on("1971-06-24", "1938-06-24", twoParts),
        on("1971-06-14", "1971-06-25", twoParts),
        on("1971-06-24", "1971-09-24", "one character different on x"),
        on("1971-06-24", "1971-11-24", twoParts),
        on("1971-06-24", "1971-07-15", twoParts), // 21 days
        on("1971-01-31", "1971-03-02", twoParts), // 30 days: at most 365.25 / 12
        on("1971-01-29", "1971-03-01", "x within 1 year"), // 31 days
        on("1971-06-24", "1972-05-13", "x within 1 year"),
        on("1971-06-24", "1972-07-25", "x within 10 years"),
        on("1971-06-24", "1981-06-23", "x within 10 years"), // 3652 days; 10 years are 3652.5
        on("1971-06-24", "1982-07-13", "all other"),
        on("1971-06-24", "1971-06-31", "x is missing")); // no such day
  }

  @Test
  void partialDateOfBirth() {
    String twoParts =
        "two of day, month and year equal on x_whole_date or x_whole_date within 1 month";
    String month = "same year and month, of a partial date";
    String year = "same year, of a partial date";
    assertLevels(
        "template = partial_date_of_birth, column = x",
        List.of("x"),
        on("1971-06-24", "19710624", "same date"),
        on("1971-06-24", "1971-06-25", "one character different on x_whole_date"),
        on("1971-06-05", "05/06/1971", "same date"),
        on("1971-06-05", "1971-05-06", "day and month swapped on x_whole_date"),
        on("1971-06-14", "1971-06-25", twoParts),
        on("1971-01-02", "1971-12-25", "x_whole_date within 1 year"), // not the year alone
        on("1971-06", "1971-06-25", month),
        on("197106", "1971-06", month),
        on("1971", "1971-06-25", year),
        on("1971", "1971-06", year),
        on("1971", "1971", year),
        on("1971-05", "1971-06-25", year),
        on("1971-06-24", "1981-06-23", "x_whole_date within 10 years"),
        on("1971", "1972-01-01", "all other"), // how far apart they are is not known
        on("1971-06-24", "1900-01-01", "x is missing"),
        on("1971-13", "1971-06-24", "x is missing"));
  }

  @Test
  void postcode() {
    assertLevels(
        "template = postcode, column = x",
        List.of("x"),
        on("SW1A 1AA", "sw1a1aa", "exact match on x"),
        on("SW1A 1AA", "SW1A 1AB", "one character different on x"),
        on("SW1A 1AA", "SW1A 1A", "one character different on x"),
        on("SW1A 1AA", "SW1A 1ZZ", "same sector of x"),
        on("SW1A 1AA", "SW1A 2BB", "same district of x"),
        on("SW1A 1AA", "SW9 2BB", "same area of x"),
        on("SW1A 1AA", "LS1 4AP", "all other"),
        on("SW1A", "SW1E", "same area of x"), // no whole postcodes: one character says nothing
        on("ZZ99 3VZ", "ZZ99 3VZ", "x is missing"), // no fixed abode is no place
        on("SW1A", "SW1A", "exact match on x"),
        on("SW1A 1AA", "", "x is missing"));
  }

  @Test
  void postcodeWithItsPlace() { // the distance where the postcodes have only their area in common
    assertLevels(
        "template = postcode_distance, postcode = x, latitude = lat, longitude = lon",
        List.of("x", "lat", "lon"),
        at("SW1A 1AA", "51.5", "sw1a1aa", "51.5", "exact match on x"),
        at("SW1A 1AA", "51.5", "SW1A 1AB", "51.5", "one character different on x"),
        at("SW1A 1AA", "51.5", "SW1A 1ZZ", "51.6", "same sector of x"),
        at("SW1A 1AA", "51.5", "SW1A 2BB", "51.5089", "within 1 km"),
        at("SW1A 1AA", "51.5", "SW1A 2BB", "51.5091", "within 10 km"),
        at("SW1A 1AA", "51.5", "LS1 4AP", "52.39", "within 100 km"),
        at("SW1A 1AA", "51.5", "LS1 4AP", "52.41", "all other"),
        at("SW1A 1AA", "51.5", "SW1A 2BB", null, "all other"), // a postcode without a place
        at("SW1A 1AA", "51.5", null, "51.5", "x is missing"),
        at("ZZ99 3VZ", "51.5", "ZZ99 3VZ", "51.5", "x is missing"));
    assertProblems(
        "linkage.comparisons = [{ template = postcode_distance, postcode = x, latitude = a,"
            + " longitude = o, missing = postcod, standardise { postcod = [trim] } }]",
        "c:1: linkage.comparisons[0].standardise.postcod is about no column of the template; did"
            + " you mean postcode? (known: postcode, latitude, longitude)",
        "c:1: linkage.comparisons[0].missing must be any, all or one of postcode, latitude,"
            + " longitude, was \"postcod\"");
  }

  private static Case at(
      String left, String latitudeLeft, String right, String latitudeRight, String label) {
    return new Case(
        Arrays.asList(left, latitudeLeft, latitudeLeft == null ? null : "-0.1"),
        Arrays.asList(right, latitudeRight, latitudeRight == null ? null : "-0.1"),
        label);
  }

  @Test
  void email() {
    assertLevels(
        "template = email, column = x",
        List.of("x"),
        on("Ann.Lee@a.org", "ann.lee@a.org", "exact match on x"),
        on("ann.lee@a.org", "ann.lee@quite-another.example", "same user name of x"),
        on("ann.lee@a.org", "ann.lee1@a.org", "Jaro-Winkler of x >= 0.88"),
        on("ann.lee12@a.org", "ann.lee13@wxyzkqwv.zz", "Jaro-Winkler of x_username >= 0.88"),
        on("ann.lee@a.org", "zoe@b.com", "all other"),
        on("ann.lee@a.org", null, "x is missing"));
  }

  @Test
  void optimalStringAlignment() { // restricted: CA to ABC is 3
    assertLevels(
        "template = optimal_string_alignment, column = x",
        List.of("x"),
        on("abcd", "abdc", "optimal string alignment of x <= 1"),
        on("abcd", "badc", "optimal string alignment of x <= 2"),
        on("CAT", "ABCT", "all other"));
  }

  @Test
  void editDistancesNeedAMinimumLength() {
    assertLevels(
        "template = levenshtein, column = x",
        List.of("x"),
        on("李明", "李敏", "all other"),
        on("李小明", "李小敏", "Levenshtein of x <= 1"));
    assertLevels(
        "template = levenshtein, column = x, minimum-length = 0",
        List.of("x"),
        on("李明", "李敏", "Levenshtein of x <= 1"));
  }

  @Test
  void jaccardAndQgram() {
    assertLevels(
        "template = jaccard, column = x", // characters: abcdefghij and abcdefghi share 9 of 10
        List.of("x"),
        on("abcdefghij", "jihgfedcba", "jaccard of x >= 0.9"),
        on("abcdefghij", "abcdefghi", "jaccard of x >= 0.9"),
        on("abcdefghij", "abcdefg", "jaccard of x >= 0.7"), // 7 of 10
        on("abcdefghij", "abcdef", "all other"));
    assertLevels(
        "template = qgram, column = x",
        List.of("x"),
        on("12 high street", "12 high streets", "qgram_cosine of x >= 0.9"),
        on("high street", "street high", "qgram_cosine of x >= 0.7"),
        on("high street", "mill lane", "all other"));
  }

  @Test
  void forename() {
    assertLevels(
        "template = forename, column = x",
        List.of("x"),
        on("Ann", "ann", "exact match on x"),
        on("martha", "marhta", "Jaro-Winkler of x >= 0.92"),
        on("peggy", "margaret", "same formal name of x or an initial agrees on x"),
        on("J", "john", "same formal name of x or an initial agrees on x"),
        on("dunningham", "cunnigham", "Jaro-Winkler of x >= 0.88"),
        on("dixon", "dicksonx", "Jaro-Winkler of x >= 0.7"),
        on("ann", "zoe", "all other"));
  }

  @Test
  void surname() {
    assertLevels(
        "template = surname, column = x",
        List.of("x"),
        on("Smith-Jones", "smith jones", "exact match on x"),
        on("smith-jones", "jones smith", "same words on x"),
        on("smith-jones", "smithjones", "same words on x"),
        on("thompson", "thomson", "Jaro-Winkler of x >= 0.92"),
        on("smith-jones", "jones", "token_overlap of x >= 1"),
        on("dunningham", "cunnigham", "Jaro-Winkler of x >= 0.88"),
        on("dixon", "dicksonx", "Jaro-Winkler of x >= 0.7"),
        on("smith", "jones", "all other"));
  }

  @Test
  void phonetic() {
    assertLevels(
        "template = phonetic, column = x",
        List.of("x"),
        on("stephen", "steven", "same Double Metaphone of x"),
        on("smith", "jones", "all other"));
  }

  @Test
  void sex() {
    assertLevels(
        "template = sex, column = x",
        List.of("x"),
        on("1", "Male", "exact match on x"),
        on("F", "2", "exact match on x"),
        on("F", "M", "all other"),
        on("other", "M", "all other"),
        on("9", "M", "x is missing"),
        on("Not Known", "F", "x is missing"));
  }

  @Test
  void addressLine() {
    assertLevels(
        "template = address_line, column = x",
        List.of("x"),
        on("12, High St.", "12 high st", "exact match on x"),
        on("12 High St", "High St 12", "same words on x"),
        on("12 Hihg Street", "12 High Street", "token_similarity of x >= 0.9"),
        on("12 High Street", "7 Mill Lane", "all other"));
  }

  @Test
  void phone() {
    assertLevels(
        "template = phone, column = x",
        List.of("x"),
        on("+44 (0)113 496 0000", "0113 496 0000", "exact match on x"),
        on("0113 496 0000", "0113 496 0001", "one character different on x"),
        on("0113 496 0000", "0207 946 0999", "all other"),
        on("0113 496 0000", "none", "x is missing"));
  }

  @Test
  void nhsNumber() { // of the range that is kept for tests
    assertLevels(
        "template = nhs_number, column = x",
        List.of("x"),
        on("999 123 4560", "9991234560", "exact match on x"),
        on("9991234560", "9991243560", "two digits transposed on x"),
        on("9991234560", "9991234561", "one digit different on x"),
        on("9991234560", "9990000018", "all other"),
        on("9991234560", "0000000000", "x is missing"),
        on("9991234560", "9999999999", "x is missing"),
        on("9991234560", "99912345", "x is missing"));
  }

  @Test
  void distance() { // a degree of latitude is 111.19 km
    assertLevelsOf(
        "double",
        "template = distance, latitude = lat, longitude = lon",
        List.of("lat", "lon"),
        on("53", "-1.5", "53.0089", "-1.5", "within 1 km"),
        on("53", "-1.5", "53.0091", "-1.5", "within 10 km"),
        on("53", "-1.5", "53.0901", "-1.5", "within 100 km"),
        on("53", "-1.5", "53.9001", "-1.5", "all other"),
        on("53", null, "53", "-1.5", "lat or lon is missing"));
  }

  @Test
  void numeric() { // the difference as a share of the larger
    assertLevelsOf(
        "double",
        "template = numeric, column = x",
        List.of("x"),
        on("100", "100", "exact match on x"),
        on("100", "99.5", "percentage_difference of x < 0.01"),
        on("100", "99", "percentage_difference of x < 0.1"),
        on("100", "90", "all other"));
  }

  @Test
  void time() {
    assertLevelsOf(
        "timestamp",
        "template = time, column = x",
        List.of("x"),
        on("2020-01-01 10:00:00", "2020-01-01 10:00:00", "exact match on x"),
        on("2020-01-01 10:00:00", "2020-01-01 10:01:00", "x within 1 minute"),
        on("2020-01-01 10:00:00", "2020-01-01 10:01:01", "x within 1 hour"),
        on("2020-01-01 10:00:00", "2020-01-02 23:59:59", "x within 1 day"),
        on("2020-01-01 10:00:00", "2020-01-03 00:00:00", "all other"));
  }

  @Test
  void arrayAndCosine() {
    assertLevelsOf(
        "array<string>",
        "template = array, column = x",
        List.of("x"),
        on("['smith','jones']", "['jones']", "array_intersection_size of x >= 1"),
        on("['martha','x']", "['marhta']", "best Jaro-Winkler of x >= 0.9"),
        on("['dwayne']", "['duane']", "best Jaro-Winkler of x >= 0.7"),
        on("['smith']", "['jones']", "all other"),
        on("[]", "['jones']", "x is missing"));
    assertLevelsOf(
        "array<double>",
        "template = cosine, column = x",
        List.of("x"),
        on("[1, 0]", "[2, 0]", "array_cosine_similarity of x >= 0.9"),
        on("[1, 0]", "[8, 6]", "array_cosine_similarity of x >= 0.8"),
        on("[1, 0]", "[0.75, 0.66]", "array_cosine_similarity of x >= 0.7"),
        on("[1, 0]", "[0, 1]", "all other"));
  }

  @Test
  void phrasesAreJoinedByAndOrNotAndParentheses() {
    assertLevels(
        """
        template = exact, column = x
        levels = [
          not (exact or one-character) and same-initial
          both is 'o''x' or either is 'y'
          { is = "soundex exact", label = sounds, term-frequency = true }
        ]
        """,
        List.of("x"),
        on(
            "j",
            "john",
            "not exact match on x or one character different on x and an initial agrees on x"),
        on("o'x", "o'x", "both x is 'o''x' or either x is 'y'"),
        on("y", "z", "both x is 'o''x' or either x is 'y'"),
        on("smith", "smyth", "sounds"),
        on("smith", "jones", "all other"));
  }

  @Test
  void aLevelOfWordsTakesParametersAndTermFrequencies() {
    ComparisonSettings settings =
        read(
            """
            template = postcode, column = x
            levels = [
              { is = exact, term-frequency { weight = 0.5 }, m = 0.8, u = 0.001, fix-u = true }
              { is = same-district, term-frequency = true }
              { is = same-area, term-frequency = other }
            ]
            """);
    List<ComparisonLevel> levels = settings.comparison().levels();
    assertEquals(
        List.of(
            Optional.empty(),
            Optional.of(new TermFrequencyAdjustment("x", 0.5, 0)),
            Optional.of(TermFrequencyAdjustment.of("x_district")),
            Optional.of(TermFrequencyAdjustment.of("other")),
            Optional.empty()),
        levels.stream().map(ComparisonLevel::termFrequency).toList());
    assertEquals(OptionalDouble.of(0.8), levels.get(1).m());
    assertEquals(true, levels.get(1).fixedU());
    assertEquals(
        Map.of("x_district", "postcode_district(x)", "x_area", "postcode_area(x)"),
        settings.derived());
    assertEquals(Set.of("x", "x_district", "x_area", "other"), settings.columns());
  }

  @Test
  void custom() {
    assertLevels(
        """
        template = custom, name = city
        levels = [
          { missing = true, label = "no city", sql = "x_l is null or x_r is null" }
          { label = "same", sql = "x_l = x_r", m = 0.9, u = 0.1, fix-m = true, term-frequency = x }
          { sql = "x_l like concat(x_r, '%')" }
        ]
        """,
        List.of("x"),
        on("hull", "hull", "same"),
        on("hull", "hu", "x_l like concat(x_r, '%')"),
        on("hull", "leeds", "all other"),
        on(null, "leeds", "no city"));
  }

  @Test
  void customLevelsKeepWhatTheyAreGiven() {
    ComparisonSettings settings =
        read(
            """
            template = custom, name = city
            levels = [
              { missing = true, sql = "x_l is null" }
              {
                label = "same", sql = "x_l = x_r", m = 0.9, u = 0.1, fix-m = true
                term-frequency { column = x, weight = 0.5, minimum-u = 0.001 }
              }
              { sql = else, m = 0.1, u = 0.9, fix-u = true }
            ]
            """);
    assertEquals(
        List.of(
            ComparisonLevel.missing("x_l is null", "x_l is null"),
            new ComparisonLevel(
                "same",
                ComparisonLevel.Kind.CONDITION,
                "x_l = x_r",
                OptionalDouble.of(0.9),
                OptionalDouble.of(0.1),
                true,
                false,
                Optional.of(new TermFrequencyAdjustment("x", 0.5, 0.001))),
            new ComparisonLevel(
                "all other",
                ComparisonLevel.Kind.ELSE,
                "",
                OptionalDouble.of(0.1),
                OptionalDouble.of(0.9),
                false,
                true,
                Optional.empty())),
        settings.comparison().levels());
    assertEquals(Set.of("x"), settings.columns());
  }

  @Test
  void everyTemplateTakesStartingParameters() {
    ComparisonSettings settings =
        read("template = exact, column = x, m = [0.9, 0.1], u = [0.01, 0.99], fix-u = true");
    assertEquals(
        List.of(OptionalDouble.empty(), OptionalDouble.of(0.9), OptionalDouble.of(0.1)),
        settings.comparison().levels().stream().map(ComparisonLevel::m).toList());
    assertEquals(
        List.of(false, true, true),
        settings.comparison().levels().stream().map(ComparisonLevel::fixedU).toList());
    assertEquals(
        List.of(false, false, false),
        settings.comparison().levels().stream().map(ComparisonLevel::fixedM).toList());
  }

  @Test
  void termFrequenciesCanBeTurnedOffWeighedAndFloored() {
    assertEquals(
        Optional.of(TermFrequencyAdjustment.of("x")),
        read("template = exact, column = x").comparison().levels().get(1).termFrequency());
    assertEquals(
        Optional.empty(),
        read("template = exact, column = x, term-frequency = false")
            .comparison()
            .levels()
            .get(1)
            .termFrequency());
    assertEquals(
        Optional.of(new TermFrequencyAdjustment("x", 0.5, 0.001)),
        read("template = exact, column = x, term-frequency-weight = 0.5,"
                + " term-frequency-minimum-u = 0.001")
            .comparison()
            .levels()
            .get(1)
            .termFrequency());
  }

  @Test
  void aTemplatesDefaultsAreChangedForAllOrForOne() {
    List<ComparisonSettings> read =
        readAll(
            """
            linkage.templates.levenshtein.levels = [exact, "levenshtein <= 3"]
            linkage.templates.mine { levels = [same-soundex], standardise = [name] }
            linkage.comparisons = [
              { template = levenshtein, column = a }
              { template = levenshtein, column = b, levels = ["levenshtein <= 1", "levenshtein <= 4"] }
              { template = mine, column = c }
            ]
            """);
    assertEquals(
        List.of(
            List.of("exact match on a", "Levenshtein of a <= 3", "all other"),
            List.of("Levenshtein of b <= 1", "Levenshtein of b <= 4", "all other"),
            List.of("same Soundex of c", "all other")),
        read.stream().map(TemplatesTest::gradedLabels).toList());
  }

  @Test
  void tellsEveryMistakeInATemplate() {
    String known =
        " (known here: columns, levels, minimum-length, missing, standardise, term-frequency,"
            + " term-frequency-minimum-u, term-frequency-weight)";
    assertProblems(
        """
        linkage.templates.nam.missing = all
        linkage.templates.name.level = [exact]
        linkage.templates.name.misssing = all
        linkage.templates.x = 3
        """,
        "c:1: linkage.templates.nam needs levels, for it is a template of your own; did you mean"
            + " name?",
        "c:2: linkage.templates.name.level is not a known setting; did you mean levels?" + known,
        "c:3: linkage.templates.name.misssing is not a known setting; did you mean missing?"
            + known,
        "c:4: linkage.templates.x must be a block of settings in braces");
  }

  @Test
  void tellsEveryMistakeInAComparison() {
    String templates =
        "address_line, array, cosine, custom, damerau_levenshtein, date_of_birth, distance, email,"
            + " exact, forename, forename_surname, jaccard, jaro, jaro_winkler, levenshtein, name,"
            + " nhs_number, numeric, optimal_string_alignment, partial_date_of_birth, phone,"
            + " phonetic, postcode, postcode_distance, qgram, sex, surname, time";
    String notAColumn =
        " must be a column's name of letters, digits and underscores that does not end in _l or"
            + " _r, was \"%s\"; give the column such a name under columns of the input, or under"
            + " derive";
    assertProblems(
        """
        linkage.comparisons = [
          { column = x }
          { template = jarowinkler, column = x }
          { template = name }
          { template = name, column = "first name" }
          { template = name, column = name_l }
          { template = exact, column = x, name = "a b", term-frequency-weight = 2 }
          { template = exact, column = x, m = [0.5], fix-u = true, missing = some }
          { template = custom, levels = [{ sql = "x_l = x_r", is = exact }] }
          { template = custom, name = d, levels = [{ sql = "x_l = x_r", m = 0, fix-u = true }] }
          { template = custom, name = e, levels = [{ sql = else }, { sql = "x_l = x_r" }] }
          { template = exact, column = y }
          { template = name, column = y, colum = y }
          { template = name, column = y }
        ]
        """,
        "c:2: linkage.comparisons[0].template is missing: it must be one of " + templates,
        "c:3: linkage.comparisons[1].template is not a known template, was \"jarowinkler\"; did"
            + " you mean jaro_winkler? (known: "
            + templates
            + ")",
        "c:4: linkage.comparisons[2].column is missing: it must be a text",
        "c:5: linkage.comparisons[3].column" + notAColumn.formatted("first name"),
        "c:6: linkage.comparisons[4].column" + notAColumn.formatted("name_l"),
        "c:7: linkage.comparisons[5].term-frequency-weight must be a number of at least 0 and at"
            + " most 1, was 2",
        "c:7: linkage.comparisons[5].name must be letters, digits and underscores, was \"a b\"",
        "c:8: linkage.comparisons[6].missing must be any or all, was \"some\"",
        "c:8: linkage.comparisons[6].m needs 2 values, one for each level from the most alike to"
            + " all other, had 1",
        "c:8: linkage.comparisons[6].fix-u needs u: the values to keep, one for each level",
        "c:9: linkage.comparisons[7].levels[0] must have either sql, a condition such as \"city_l"
            + " = city_r\", or is, words such as \"jaro_winkler >= 0.9\"",
        "c:9: linkage.comparisons[7].levels[0].is has no column to be about; write { sql = … }",
        "c:9: linkage.comparisons[7].name is missing: it must be a text",
        "c:10: linkage.comparisons[8].levels[0].m must be a number above 0 and at most 1, was 0",
        "c:10: linkage.comparisons[8].levels[0].fix-u needs u: the value to keep",
        "c:11: linkage.comparisons[9] cannot be used: comparison e: its last level, and no other,"
            + " must be the else level",
        "c:13: linkage.comparisons[11].colum is not a known setting; did you mean column? (known"
            + " here: column, columns, description, fix-m, fix-u, levels, m, minimum-length,"
            + " missing, name, standardise, template, term-frequency, term-frequency-minimum-u,"
            + " term-frequency-weight, u)",
        "c:14: linkage.comparisons[12].name must be unique: an earlier comparison is called y too;"
            + " give this one another name");
  }

  @Test
  void tellsEveryMistakeInTheWordsOfALevel() {
    String at = "c:1: linkage.comparisons[0].levels[0] ";
    assertWrong(
        "jaro_winkler >= 1.2",
        at
            + "must ask a similarity to be >= a number above 0 and"
            + " at most 1, was \"jaro_winkler >= 1.2\"");
    assertWrong(
        "jaro <= 0.2",
        at
            + "must ask a similarity to be >= a number above 0 and at most"
            + " 1, was \"jaro <= 0.2\"");
    assertWrong(
        "levenshtein >= 2",
        at + "must ask a distance to be <= a number of at least 0, was" + " \"levenshtein >= 2\"");
    assertWrong(
        "within 3 weeks",
        at
            + "must be within so many days, months, years, hours,"
            + " minutes, seconds or km, was \"within 3 weeks\"");
    assertWrong(
        "within 3 km",
        at + "needs the columns latitude and longitude, in degrees; use" + " template = distance");
    assertWrong(
        "swapped", at + "needs two columns to be swapped; use template =" + " forename_surname");
    assertWrong("exact and", at + "ends where a condition must stand");
    assertWrong("exact and or exact", at + "has \"or\" where a condition must stand");
    assertWrong("(exact", at + "has a parenthesis without an end");
    assertWrong("exact) exact", at + "has \")\" where nothing more can stand: \"exact) exact\"");
    ConfigException unknown =
        assertThrows(ConfigException.class, () -> read(levels("same-soundx")));
    String message = unknown.problems().get(0).toString();
    assertTrue(
        message.startsWith(at + "is not known, was \"same-soundx\"; did you mean same-soundex?"),
        message);
    assertProblems(
        "linkage.comparisons = [{ template = name, column = x, levels = [\"jaro_winkler >= 0.7\","
            + " \"jaro_winkler >= 0.9\"] }]",
        "c:1: linkage.comparisons[0].levels[1] can never hold: an earlier level is as wide; put"
            + " the closest agreement first, was \"jaro_winkler >= 0.9\"");
    assertProblems(
        "linkage.comparisons = [{ template = forename_surname, forename = f, surname = s, levels ="
            + " [exact] }]",
        at
            + "must say of which column: forename, surname or both, for example \"forename"
            + " exact\"");
  }

  private static String levels(String level) {
    return "template = exact, column = x, levels = [\"" + level + "\"]";
  }

  private static void assertWrong(String level, String problem) {
    assertProblems("linkage.comparisons = [{ " + levels(level) + " }]", problem);
  }

  private static void assertProblems(String text, String... expected) {
    ConfigException e = assertThrows(ConfigException.class, () -> readAll(text));
    assertEquals(
        String.join("\n", expected),
        String.join("\n", e.problems().stream().map(Problem::toString).toList()));
  }

  private static ComparisonSettings read(String comparison) {
    return readAll("linkage.comparisons = [{ " + comparison + " }]").get(0);
  }

  private static List<ComparisonSettings> readAll(String text) {
    return ConfigSource.ofText("c", text).read(in -> Optional.of(ComparisonSettings.readAll(in)));
  }

  private static List<String> gradedLabels(ComparisonSettings settings) {
    return settings.comparison().levels().stream()
        .filter(level -> level.kind() != ComparisonLevel.Kind.MISSING)
        .map(ComparisonLevel::label)
        .toList();
  }

  /** Cleans, derives, pairs and grades as the documentation says, in plain Spark SQL. */
  private static void assertLevels(String comparison, List<String> columns, Case... cases) {
    assertLevelsOf("string", comparison, columns, cases);
  }

  private static void assertLevelsOf(
      String type, String comparison, List<String> columns, Case... cases) {
    SourceType sourceType =
        switch (type) {
          case "string" -> SourceType.TEXT;
          case "timestamp" -> SourceType.DATE;
          default -> SourceType.OTHER;
        };
    ComparisonSettings settings = read(comparison);
    LinkageFunctions.register(TestSession.spark());
    var rows = new ArrayList<Row>();
    for (int i = 0; i < cases.length; i++) {
      var values = new ArrayList<Object>(List.of(i));
      values.addAll(cases[i].left());
      values.addAll(cases[i].right());
      rows.add(RowFactory.create(values.toArray()));
    }
    var schema = new StructType().add("i", DataTypes.IntegerType);
    for (String side : List.of("_l", "_r")) {
      for (String column : columns) {
        schema = schema.add(column + side, DataTypes.StringType);
      }
    }
    Dataset<Row> pairs = TestSession.spark().createDataFrame(rows, schema);
    for (String side : List.of("_l", "_r")) {
      Map<String, String> all = new LinkedHashMap<>();
      for (String column : columns) {
        Standardisation steps =
            settings.standardise().getOrDefault(column, Standardisation.DEFAULT);
        String typed =
            type.startsWith("array")
                ? "from_json(" + column + side + ", '" + type + "')"
                : "cast(" + column + side + " as " + type + ")";
        pairs = pairs.withColumn(column + side, functions.expr(typed));
        pairs =
            pairs.withColumn(column + side, functions.expr(steps.sql(column + side, sourceType)));
      }
      all.putAll(settings.derived());
      for (Map.Entry<String, String> derived : all.entrySet()) {
        String expression = derived.getValue();
        for (String column : columns) {
          expression = expression.replaceAll("\\b" + column + "\\b", column + side);
        }
        pairs = pairs.withColumn(derived.getKey() + side, functions.expr(expression));
      }
    }
    Column label = null;
    for (ComparisonLevel level : settings.comparison().levels()) {
      Column name = functions.lit(level.label());
      if (level.kind() == ComparisonLevel.Kind.ELSE) {
        label = label == null ? name : label.otherwise(name);
      } else {
        Column condition = functions.expr(level.condition());
        label = label == null ? functions.when(condition, name) : label.when(condition, name);
      }
    }
    List<Row> graded = pairs.withColumn("label", label).collectAsList();
    PairScorer inMemory =
        PairScorer.of(
            TestModels.withAnyParameters(settings.comparison()), TermFrequencyLookup.none());
    for (Row row : graded) {
      Case pair = cases[row.getInt(0)];
      String shown = pair.left() + " ~ " + pair.right();
      assertEquals(pair.label(), row.<String>getAs("label"), shown);
      ScoredPair scored = inMemory.score(record(row, "_l"), record(row, "_r"));
      assertEquals(pair.label(), scored.parts().get(0).level(), "in memory: " + shown);
    }
    assertEquals(cases.length, graded.size());
  }

  /** The values of one side, by column. */
  private static Map<String, Object> record(Row pair, String side) {
    var values = new HashMap<String, Object>();
    for (String column : pair.schema().fieldNames()) {
      if (column.endsWith(side)) {
        Object value = pair.getAs(column);
        values.put(
            column.substring(0, column.length() - 2),
            value instanceof scala.collection.Seq<?> seq ? SparkInternals.list(seq) : value);
      }
    }
    return values;
  }
}
